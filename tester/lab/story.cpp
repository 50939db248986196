#include "tester/lab/story.hpp"

#include <algorithm>

namespace tester {
namespace {

using namespace std::chrono_literals;

using engine::FrameKind;
using engine::FrameNumber;
using engine::FrameView;
using engine::Instant;

std::optional<WireAdvert> as_advert(const FrameView& view) {
    if (view.kind != FrameKind::vrrp || !view.advertisement.has_fixed_part()) return {};
    if (view.advertisement.type() != 1) return {};
    WireAdvert advert;
    advert.priority = view.advertisement.priority();
    advert.interval = std::chrono::milliseconds(10) * engine::interval_cs(view.advertisement);
    advert.ethernet_source = view.ethernet.source;
    advert.source = view.ip->source;
    return advert;
}

std::optional<Announcement> as_announcement(const FrameView& view) {
    Announcement told;
    if (view.kind == FrameKind::arp && view.arp->is_gratuitous()) {
        told.address = view.arp->sender_ip;
        told.mac = view.arp->sender_mac;
        return told;
    }
    if (view.kind != FrameKind::neighbour_advertisement || view.neighbour->solicited) return {};
    told.address = view.neighbour->target;
    told.mac = view.neighbour->link_layer_address.value_or(view.ethernet.source);
    return told;
}

}  // namespace

void Story::read(const FrameView& view, FrameNumber number, Instant when, StationIndex sender) {
    if (sender == the_host) return;
    if (auto advert = as_advert(view)) {
        advert->frame = number;
        advert->when = when;
        advert->router = sender;
        adverts.push_back(*advert);
    }
    if (auto told = as_announcement(view)) {
        told->frame = number;
        told->when = when;
        told->router = sender;
        announcements.push_back(*told);
    }
}

void Story::read_at_host(const FrameView& view, FrameNumber number, Instant when) {
    if (view.kind != FrameKind::echo_reply) return;
    replies.push_back({number, when, view.ip->source, view.echo_identifier, view.echo_sequence});
}

std::optional<WireAdvert> Story::first_claim(StationIndex router, Instant from) const {
    const auto found = std::find_if(adverts.begin(), adverts.end(), [&](const WireAdvert& advert) {
        return advert.router == router && advert.priority > 0 && advert.when >= from;
    });
    return found == adverts.end() ? std::nullopt : std::optional(*found);
}

std::optional<WireAdvert> Story::last_claim(StationIndex router, Instant before) const {
    const auto found = std::find_if(adverts.rbegin(), adverts.rend(), [&](const WireAdvert& advert) {
        return advert.router == router && advert.priority > 0 && advert.when < before;
    });
    return found == adverts.rend() ? std::nullopt : std::optional(*found);
}

std::optional<WireAdvert> Story::resignation(StationIndex router, Instant from) const {
    const auto found = std::find_if(adverts.begin(), adverts.end(), [&](const WireAdvert& advert) {
        return advert.router == router && advert.priority == 0 && advert.when >= from;
    });
    return found == adverts.end() ? std::nullopt : std::optional(*found);
}

std::set<StationIndex> Story::claimants(Instant from, Instant until) const {
    std::set<StationIndex> found;
    for (const auto& advert : adverts)
        if (advert.priority > 0 && advert.when >= from && advert.when < until) found.insert(advert.router);
    return found;
}

std::optional<Announcement> Story::announcement(StationIndex router, const engine::IpAddress& address,
                                                Instant from) const {
    const auto found = std::find_if(announcements.begin(), announcements.end(), [&](const Announcement& it) {
        return it.router == router && it.address == address && it.when >= from;
    });
    return found == announcements.end() ? std::nullopt : std::optional(*found);
}

std::optional<CutOff> cut_off(const Story& story, const engine::IpAddress& address, Instant from,
                              Instant until) {
    const EchoReply* before = nullptr;
    for (const auto& reply : story.replies)
        if (reply.from == address && reply.when <= from) before = &reply;
    if (!before) return {};
    CutOff found;
    const auto consider = [&](Instant begin, Instant end, FrameNumber last, FrameNumber first) {
        if (end - begin <= found.longest) return;
        found.longest = end - begin;
        found.last_before = last;
        found.first_after = first;
    };
    for (const auto& reply : story.replies) {
        if (reply.from != address || reply.identifier != before->identifier) continue;
        if (reply.when <= before->when || reply.when > until) continue;
        consider(before->when, reply.when, before->frame, reply.frame);
        // The numbers wrap round; a reply that comes late or twice is no loss.
        const auto step = static_cast<std::uint16_t>(reply.sequence - before->sequence);
        if (step > 0 && step < 0x8000) found.lost += step - 1U;
        before = &reply;
    }
    // A shorter silence at the end is no more than the time to the next reply.
    if (until - before->when > 500ms) consider(before->when, until, before->frame, 0);
    found.came_back = found.longest == engine::Duration{} || found.first_after != 0;
    return found;
}

}  // namespace tester

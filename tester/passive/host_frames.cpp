#include "tester/passive/judge_state.hpp"

// ARP, neighbour discovery and frames from virtual router MAC addresses.

namespace tester {
namespace {

using engine::FrameKind;
using engine::FrameView;
using engine::IpAddress;
using engine::MacAddress;
using Kind = HostFrameSeen::Kind;

/// What a frame says of an address: that it is at a MAC address.
struct Claim {
    Kind kind{};
    IpAddress address;
    std::optional<MacAddress> mac{};
    bool only_if_other = false;  // a question, which says something only where the MAC is a wrong one
};

std::optional<Claim> claim_of(const FrameView& view) {
    constexpr std::uint16_t reply = 2;
    if (view.kind == FrameKind::arp) {
        const engine::ArpView& arp = *view.arp;
        if (arp.sender_ip.is_unspecified()) return std::nullopt;
        if (arp.is_gratuitous()) return Claim{Kind::gratuitous_arp, arp.sender_ip, arp.sender_mac};
        return Claim{Kind::resolution_reply, arp.sender_ip, arp.sender_mac, arp.operation != reply};
    }
    if (view.kind == FrameKind::neighbour_advertisement) {
        const engine::NeighbourView& neighbour = *view.neighbour;
        return Claim{neighbour.solicited ? Kind::resolution_reply : Kind::unsolicited_na, neighbour.target,
                     neighbour.link_layer_address};
    }
    if (view.kind == FrameKind::neighbour_solicitation && !view.ip->source.is_unspecified())
        return Claim{Kind::resolution_reply, view.ip->source, view.neighbour->link_layer_address, true};
    return std::nullopt;
}

/// The virtual router whose MAC address this is.
std::pair<engine::Family, std::uint8_t> owner_of(const MacAddress& mac) {
    return {mac.octets[4] == 1 ? engine::Family::ipv4 : engine::Family::ipv6, mac.octets[5]};
}

/// Whose frame it is: that of the router with this MAC address, or of the only Active if it is the virtual
/// one.
const SpeakerSeen* sender_of(const RouterTrack& router, const FrameView& view) {
    const SpeakerSeen* only = nullptr;
    const bool is_virtual = view.ethernet.source == router.seen.router_mac();
    for (const SpeakerSeen& speaker : router.seen.speakers) {
        if (view.ip && view.ip->source == speaker.source) return &speaker;
        if (is_virtual ? speaker.is_active : speaker.mac == view.ethernet.source) {
            if (only && only->source != speaker.source) return nullptr;
            only = &speaker;
        }
    }
    return only;
}

}  // namespace

void PassiveJudge::State::hear_host(const engine::CapturedFrame& frame, const FrameView& view) {
    if (view.ip) signs.note(view.ip->source.octets(), frame.when);
    if (view.arp) signs.note(view.arp->sender_ip.octets(), frame.when);
    if (frame.own || table.all().empty()) return;
    const Segment segment = segment_of(frame, view);
    RouterTrack* shown = nullptr;
    if (const auto claim = claim_of(view)) {
        for (auto& router : table.all()) {
            const RouterSeen& seen = router->seen;
            if (seen.family != claim->address.family() || !(seen.segment == segment) ||
                !seen.is_virtual_address(claim->address))
                continue;
            const bool is_other = claim->mac && *claim->mac != seen.router_mac();
            if (!is_other && claim->only_if_other) continue;
            show_host_frame(*router, is_other ? Kind::claims_other_mac : claim->kind, frame, view);
            shown = router.get();
        }
    }
    if (!view.ethernet.has_source || !view.ethernet.source.is_virtual()) return;
    const auto [family, vrid] = owner_of(view.ethernet.source);
    RouterTrack* owner = table.find(segment, family, vrid);
    if (owner && owner != shown && owner->seen.packets > 0)
        show_host_frame(*owner, Kind::from_router_mac, frame, view);
}

void PassiveJudge::State::show_host_frame(RouterTrack& router, Kind kind, const engine::CapturedFrame& frame,
                                          const FrameView& view) {
    const HostFrameSeen seen{.circumstances = books.circumstances(),
                             .frame = frame,
                             .view = view,
                             .router = router.seen,
                             .kind = kind,
                             .speaker = sender_of(router, view)};
    const SpeakerSeen* active = router.seen.active_speaker();
    const std::uint8_t version = active                         ? active->version
                                 : router.seen.speakers.empty() ? std::uint8_t{3}
                                                                : router.seen.speakers[router.recent].version;
    const std::uint8_t slot = slot_of(version, router.seen.family);
    books.turn_to(router, slot, &frame, &view);
    books.ask(books.hooks(profile_of(slot, router.seen.family)).on_host_frame, seen);
    reschedule(router);
}

}  // namespace tester

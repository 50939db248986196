#include "tester/lab/meeting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tester/bench/rfc_times.hpp"
#include "tester/lab/scene_routers.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;
using engine::Family;

constexpr std::uint8_t priorities[] = {150, 100, 50};
// A daemon's own start, beside what the protocol wants.
constexpr Duration start_up = 8s;
// How long a host may take to notice that its traffic flows again.
constexpr Duration for_the_host = 1500ms;

engine::IpAddress address_of(const char* text) {
    return *engine::IpAddress::parse(text);
}

bool has_pseudo_header(const engine::FrameView& view) {
    return engine::vrrp_checksum_verifies(view.advertisement.message(), engine::ChecksumForm::pseudo_header,
                                          view.ip->source, view.ip->destination);
}

RouterConfig configured(Profile profile, StationIndex router, const std::string& kind) {
    RouterConfig made;
    made.profile = profile;
    made.vrid = 1;
    made.priority = priorities[router];
    made.interval = profile == Profile::v2_ipv4 ? Duration(1s) : Duration(200ms);
    made.accept = accept_wish_of(kind, profile);
    if (made.family() == Family::ipv4) {
        made.addresses = {address_of("172.16.100.10")};
    } else {
        made.addresses = {address_of("fe80::10"), address_of("2001:db8::10")};
        made.prefix_length = 64;
    }
    return made;
}

}  // namespace

Meeting::Meeting(const std::vector<std::string>& routers, Profile profile, std::size_t count,
                 const Stage& stage)
    : profile_(profile), scene_(stage.start, stage.interrupted) {
    for (StationIndex i = 0; i < count; ++i) {
        const auto& kind = routers.at(i);
        // RFC 3768 8.3.2 wants no answer but the owner's, and the embedded speaker follows it.
        if (kind == "embedded" && profile == Profile::v2_ipv4) can_be_pinged_ = false;
        const auto name = fmt::format("{} ({})", static_cast<char>('A' + i), kind);
        const auto last = std::to_string(11 + i);
        scene_.add_router(name,
                          {address_with_prefix("172.16.100." + last + "/24"),
                           address_with_prefix("2001:db8::" + last + "/64")},
                          i == a ? Half::left : Half::right, driver_maker(kind));
        configuration_.push_back(configured(profile, i, kind));
    }
    scene_.add_host({address_with_prefix("172.16.100.5/24"), address_with_prefix("2001:db8::5/64")});
    address_ = configuration_.front().addresses.back();
}

Duration Meeting::skew(StationIndex router) const {
    const auto& mine = configuration_.at(router);
    return skew_time(mine.version(), mine.priority, mine.interval);
}

Duration Meeting::down_interval(StationIndex router) const {
    return down_interval(router, configuration_.at(router).interval);
}

Duration Meeting::down_interval(StationIndex router, Duration learnt) const {
    const auto& mine = configuration_.at(router);
    return active_down_interval(mine.version(), mine.priority, learnt);
}

bool Meeting::start_all(Claim& claim) {
    for (StationIndex router = scene_.routers(); router-- > 0;) start(router);
    if (!check_settled(claim, a, "after all have started")) return false;
    if (can_be_pinged_) scene_.start_pinging(address_);
    scene_.run_for(std::max<Duration>(500ms, interval() / 2));
    return true;
}

bool Meeting::settle(StationIndex router) {
    // Longer than any Active_Down_Interval here: a router that ignores the Active one shows itself by then.
    const auto longest = std::max_element(
        configuration_.begin(), configuration_.end(),
        [](const RouterConfig& x, const RouterConfig& y) { return x.interval < y.interval; });
    const Duration span = longest->interval * 4 + 250ms;
    // A router may have to wait for its Active_Down_Timer twice: at its start, and for one that has just
    // resigned.
    return wait_until_alone(scene_, router, span, down_interval(router) * 2 + span + start_up);
}

bool Meeting::check_settled(Claim& claim, StationIndex router, const std::string& when) {
    const bool settled = settle(router);
    std::string others;
    if (!settled) {
        const auto now = scene_.seen_until();
        for (const auto who : story().claimants(now - std::max<Duration>(interval() * 3, 500ms), now)) {
            others += (others.empty() ? "" : " and ") + name(who);
            claim.cite(story().last_claim(who, now)->frame, "claims");
        }
    }
    return claim.check(settled, fmt::format("{} alone advertises {}", name(router), when),
                       settled          ? "it does"
                       : others.empty() ? "nobody advertises"
                                        : others + " advertise");
}

std::string Meeting::checksum_remark() const {
    // Only version 3 over IPv4 has two forms.
    if (profile_ != Profile::v3_ipv4) return {};
    std::string forms;
    std::set<bool> seen;
    for (StationIndex router = 0; router < scene_.routers(); ++router) {
        // The first one counts: some adapt to what they hear later.
        const auto first = story().first_claim(router, {});
        if (!first) continue;
        const bool pseudo = has_pseudo_header(scene_.frame(first->frame).view);
        seen.insert(pseudo);
        forms += fmt::format("; {} began with {} checksums", name(router),
                             pseudo ? "pseudo-header" : "message-only");
    }
    return seen.size() > 1 ? forms : std::string();
}

bool Meeting::wait_for(Claim& claim, StationIndex router, engine::Instant told) {
    const auto limit = down_interval(router) * 2 + interval() * 3 + start_up;
    const bool claimed = wait_for_claim(scene_, router, told, limit, for_the_host);
    return claim.check(claimed, name(router) + " takes over",
                       claimed ? "it does" : fmt::format("within {} it does not", time_text(limit)));
}

void Meeting::judge_takeover(Claim& claim, const Takeover& takeover, const WireAdvert& anchor,
                             const std::string& anchor_name, Duration nominal) {
    const auto measured = takeover.first->when - anchor.when;
    claim.cite(anchor.frame, anchor_name);
    claim.cite(takeover.first->frame, "takeover");
    if (takeover.announcement) claim.cite(takeover.announcement->frame, "announced");
    judge_cut_off(claim, takeover.cut_off);
    claim.check_time(fmt::format("{} takes over", name(takeover.first->router)), measured, nominal);
    claim.brief(fmt::format("after {}, {}", time_text(measured),
                            !takeover.cut_off             ? "loss not measured"
                            : takeover.cut_off->came_back ? "cut off " + time_text(takeover.cut_off->longest)
                                                          : "host not answered"));
}

void Meeting::judge_cut_off(Claim& claim, const std::optional<CutOff>& cut_off) {
    cite_cut_off(claim, cut_off);
    if (cut_off)
        claim.check(cut_off->came_back, "the host is answered again by " + to_string(address_),
                    text_of(cut_off));
}

std::string Meeting::learnt() const {
    const auto mac = engine::MacAddress::parse(mac_of(scene_.neighbours(), to_string(address_)));
    if (!mac) return "no MAC learnt";
    if (mac->is_virtual()) return "virtual MAC";
    return *mac == scene_.router(a).mac ? "its own MAC" : "a foreign MAC";
}

}  // namespace tester

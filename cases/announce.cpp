#include "cases/announcements.hpp"
#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

using engine::to_string;

// The announcements may stand on either side of the first advertisement in the capture, so look from Priority
// 0 on.
Task<Mark> announcement(Bench& t, IpAddress address) {
    const Mark first = co_await takeover(t);
    const Mark resignation = t.peer().last_sent();
    const Duration latest = t.time_of(first) - t.time_of(resignation) + 2s;
    const Mark found = co_await t.look_for(sort::announcement.on(address), resignation, latest);
    t.expect(bool(found), "a gratuitous ARP or unsolicited NA for " + to_string(address),
             found ? "one" : "none", found ? found : first);
    co_return found;
}

Task<> garp_content(Bench& t) {
    const Mark found = co_await announcement(t, t.dut().addresses.front());
    expect_gratuitous_arp(t, found);
}

Task<> garp_target_mac(Bench& t) {
    const Mark found = co_await announcement(t, t.dut().addresses.front());
    t.expect_equal("target hardware address", to_string(t.dut().router_mac()),
                   to_string(view(t, found).arp->target_mac), found);
}

Task<> na_flags(Bench& t) {
    const Mark found = co_await announcement(t, t.dut().addresses.front());
    expect_unsolicited_flags(t, found);
}

Task<> na_content(Bench& t) {
    const Mark found = co_await announcement(t, t.dut().addresses.front());
    expect_unsolicited_content(t, found);
}

Task<> one_for_each_address(Bench& t) {
    const Mark first = co_await takeover(t);
    const Mark resignation = t.peer().last_sent();
    const Duration latest = t.time_of(first) - t.time_of(resignation) + 2s;
    for (const auto& address : t.dut().addresses) {
        const Mark found = co_await t.look_for(sort::announcement.on(address), resignation, latest);
        t.expect(bool(found), "an announcement of " + to_string(address), found ? "one" : "none",
                 found ? found : first);
    }
}

Task<> shortly_after_takeover(Bench& t) {
    const Mark first = co_await takeover(t);
    const Mark just_before{0, t.time_of(first) - 100ms};
    const Mark found =
        co_await t.look_for(sort::announcement, just_before, 200ms + t.tolerance().late_for(100ms));
    t.cite(first, "observed");
    t.expect(bool(found), "an announcement within 100 ms of the first advertisement", found ? "one" : "none",
             found ? found : first);
}

Task<> after_the_advertisement(Bench& t) {
    const Mark first = co_await takeover(t);
    const Mark resignation = t.peer().last_sent();
    const Mark found =
        co_await t.look_for(sort::announcement, resignation, t.time_of(first) - t.time_of(resignation) + 2s);
    t.precondition(bool(found), "the device announced nothing");
    t.cite(first, "observed");
    t.expect(found.frame > first.frame, "the advertisement first, then the announcement",
             found.frame > first.frame ? "in that order" : "the announcement first", found);
}

Task<> not_on_stepping_down(Bench& t) {
    co_await t.dut_is_active();
    // keepalived repeats its gratuitous ARPs some seconds after a takeover; those may still be due.
    co_await t.sleep(5500ms);
    const Mark first = t.peer().advertise();
    const Window window{first, 0ns, 3 * t.dut().advertisement_interval};
    co_await t.no_dut_frame(sort::announcement, window);
}

}  // namespace

std::vector<Case> announcement_cases() {
    const std::vector<Clause> takeover_clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                                  rfc9568("6.4.2")};
    constexpr std::string_view peer_resigns = "A peer of greater priority resigns with Priority 0";
    return {
        {.id = "announce/gratuitous-arp",
         .clauses = takeover_clauses,
         .says = "A new Active broadcasts a gratuitous ARP with the virtual router MAC address",
         .stimulus = peer_resigns,
         .expects =
             "broadcast, sender and target address the virtual one, sender hardware address the virtual MAC; "
             "a request under RFC 3768 and 5798",
         .known_from = {"keepalived (issues 285 and 286: none at all)"},
         .topics = Topic::host,
         .profiles = ipv4_profiles,
         .differs_by_rfc = true,
         .kills = {"garp-physical-mac", "garp-is-reply", "garp-unicast", "takeover-without-announcement"},
         .run = garp_content},
        {.id = "announce/gratuitous-arp-target-mac",
         .clauses = {rfc9568("6.4.2")},
         .says = "The gratuitous ARP's target link-layer address is the virtual router MAC address",
         .stimulus = peer_resigns,
         .topics = Topic::host,
         .profiles = v3_ipv4,
         .kills = {"garp-target-mac-zero"},
         .run = garp_target_mac},
        {.id = "announce/unsolicited-na-flags",
         .clauses = {rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A new Active sends an unsolicited NA with R=1, S=0 and O=1",
         .stimulus = peer_resigns,
         .known_from = {"keepalived before pull request 1335 (issue 1330)"},
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"na-without-router-flag", "na-without-override-flag", "na-with-solicited-flag"},
         .run = na_flags},
        {.id = "announce/unsolicited-na-content",
         .clauses = {rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "The unsolicited NA goes to all nodes and carries the virtual router MAC address",
         .stimulus = peer_resigns,
         .expects = "to ff02::1 with Hop Limit 255, Target Link-Layer Address the virtual MAC",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"na-physical-mac", "na-without-mac", "na-hop-limit-64"},
         .run = na_content},
        {.id = "announce/every-address",
         .clauses = takeover_clauses,
         .says = "A new Active announces each of its virtual addresses",
         .stimulus = peer_resigns,
         .expects = "one gratuitous ARP or unsolicited NA or more for each address",
         .topics = Topic::host,
         .needs = {.addresses = 2},
         .kills = {"announces-first-address-only", "takeover-without-announcement"},
         .run = one_for_each_address},
        {.id = "announce/shortly-after-takeover",
         .clauses = takeover_clauses,
         .says = "The announcement comes with the takeover, not some time after it",
         .stimulus = peer_resigns,
         .expects = "an announcement within 100 ms of the first advertisement",
         .topics = Topic::host,
         .kills = {"announces-a-second-late", "takeover-without-announcement"},
         .run = shortly_after_takeover},
        {.id = "announce/after-the-advertisement",
         .clauses = takeover_clauses,
         .says =
             "The advertisement goes first, so that the old Active is silent when hosts learn the new one",
         .stimulus = peer_resigns,
         .expects = "the first advertisement before the first announcement",
         .known_from = {"keepalived before 2.2.0 (ff6e13a1)"},
         .topics = Topic::host,
         .kills = {"announces-before-advertising"},
         .run = after_the_advertisement},
        {.id = "announce/not-on-stepping-down",
         .clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "A device that becomes Backup announces nothing",
         .stimulus = "A peer of greater priority advertises",
         .expects = "no gratuitous ARP or unsolicited NA for three intervals",
         .topics = Topic::host,
         .kills = {"announces-on-stepping-down"},
         .run = not_on_stepping_down},
    };
}

}  // namespace cases

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

// The device is Active and hears this once: it must fall silent for more than two intervals, but for what may
// have been on its way.
Task<> yields_to(Bench& t, PeerAdvert advert) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    const Mark first = t.peer().send(advert);
    const Window window{first, std::min<Duration>(period / 2, 100ms), period * 5 / 2};
    const Mark after_grace{0, t.time_of(first) + window.earliest};
    const Mark still = co_await t.look_for(sort::advertisement, after_grace, window.latest - window.earliest);
    if (still && advert.source) {
        // The control: a device that does not yield to a greater priority from there either never heard this
        // source.
        const PeerAdvert greater{.source = advert.source};
        const Mark control = t.peer().send(greater);
        t.cite(control, "control");
        const Mark half_later{0, t.time_of(control) + period / 2};
        const Mark deaf = co_await t.look_for(sort::advertisement, half_later, 2 * period);
        t.precondition(!deaf, "control: the device hears nothing from the address of the peer");
    }
    co_await t.dut_silence(window);
}

// The device is Active and hears this in the middle of its period: it must advertise on, and on its grid
// unless the RFC wants an answer, which moves no timer.
Task<> stays_in_spite_of(Bench& t, PeerAdvert advert) {
    const Duration period = t.dut().advertisement_interval;
    Mark grid = co_await t.dut_is_active();
    for (int i = 0; i < 2; ++i) {
        co_await t.sleep(period / 2);
        const Mark sent = t.peer().send(advert);
        t.cite(sent, "stimulus");
        // The answer of RFC 9568, if any, comes well before the grid's next beat; a device that yields is
        // silent for three intervals and more.
        const Mark shortly_before_the_beat{0, t.time_of(grid) + period * 7 / 10};
        const Window window{shortly_before_the_beat, 0ns, period};
        grid = co_await t.dut_frame(sort::living_advertisement, window);
    }
}

Task<> greater_priority(Bench& t) {
    const PeerAdvert advert{};
    co_await yields_to(t, advert);
}

Task<> greater_by_one(Bench& t) {
    const PeerAdvert advert{.priority = static_cast<std::uint8_t>(t.dut().priority + 1)};
    co_await yields_to(t, advert);
}

Task<> priority_255(Bench& t) {
    const PeerAdvert advert{.priority = std::uint8_t{255}};
    co_await yields_to(t, advert);
}

Task<> equal_from_greater_address(Bench& t) {
    const PeerAdvert advert{.priority = t.dut().priority, .source = t.peer().address_above_dut()};
    co_await yields_to(t, advert);
}

Task<> equal_from_smaller_address(Bench& t) {
    const PeerAdvert advert{.priority = t.dut().priority, .source = t.peer().address_below_dut()};
    co_await stays_in_spite_of(t, advert);
}

// The trap: 255 less is smaller in network byte order, and greater in the reverse, where the last octet
// counts most.
Task<> equal_from_address_that_looks_greater(Bench& t) {
    const auto octets = t.dut().primary_address.octets();
    t.precondition(
        octets.back() != 255 && octets[octets.size() - 2] != 0,
        "the device's address leaves no room for a neighbour that is smaller but ends in a greater octet");
    const PeerAdvert advert{.priority = t.dut().priority, .source = t.dut().primary_address.shifted(-255)};
    co_await stays_in_spite_of(t, advert);
}

// The other trap: 10.x has no high bit, and a signed comparison takes it for greater than 172.x.
Task<> equal_from_address_without_high_bit(Bench& t) {
    if (t.dut().primary_address.octets()[0] < 128)
        throw CaseSkipped{"needs a device whose IPv4 address is 128.0.0.0 or above"};
    const IpAddress low = *IpAddress::parse("10.0.0.5");
    const PeerAdvert advert{.priority = t.dut().priority, .source = low};
    co_await stays_in_spite_of(t, advert);
    // The control: from that source, which is not on the link, a greater priority does reach the device.
    const PeerAdvert greater{.source = low};
    const Mark control = t.peer().send(greater);
    t.cite(control, "control");
    const Duration period = t.dut().advertisement_interval;
    const Mark half_later{0, t.time_of(control) + period / 2};
    const Mark heard = co_await t.look_for(sort::advertisement, half_later, period * 3 / 2);
    t.precondition(!heard, "control: the device hears nothing from an address off its link");
}

Task<> lower_priority(Bench& t) {
    const PeerAdvert advert{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    co_await stays_in_spite_of(t, advert);
}

Task<> lower_priority_of_other_interval(Bench& t) {
    const PeerAdvert advert{.priority = static_cast<std::uint8_t>(t.dut().priority - 1),
                            .interval = 2 * t.dut().advertisement_interval};
    co_await stays_in_spite_of(t, advert);
}

// RFC 9568 6.4.3 wants an advertisement at once; RFC 3768 and 5798 want the losing one discarded.
Task<> losing_advertisement(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark grid = co_await t.dut_is_active();
    co_await t.sleep(period * 3 / 10);
    const PeerAdvert advert{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark sent = t.peer().send(advert);
    if (t.rfc() == Rfc::rfc9568) {
        const Window at_once{sent, 0ns, 50ms};
        co_await t.dut_advertisement(at_once);
    } else {
        t.cite(sent, "stimulus");
        // An answer to a stimulus that goes out late would pass for the advertisement due on the grid.
        t.precondition(t.time_of(sent) - t.time_of(grid) < period * 6 / 10,
                       "this host was too slow to send the losing advertisement in time");
        const Window window{grid, period, period};
        co_await t.dut_advertisement(window);
    }
}

Task<> steps_down_for_active_down_interval(Bench& t) {
    co_await t.dut_is_active();
    const Mark sent = t.peer().send();
    const Mark in_flight{0, t.time_of(sent) + std::min<Duration>(t.dut().advertisement_interval / 2, 100ms)};
    const Duration down = active_down_interval(t.dut());
    t.cite(sent, "stimulus");
    const Duration rest = down - (t.time_of(in_flight) - t.time_of(sent));
    const Window window{in_flight, rest, rest};
    co_await t.dut_advertisement(window);
}

Task<> steps_down_and_learns(Bench& t) {
    const Duration learnt = 2 * t.dut().advertisement_interval;
    co_await t.dut_is_active();
    const PeerAdvert slow{.interval = learnt};
    const Mark sent = t.peer().send(slow);
    const Mark in_flight{0, t.time_of(sent) + std::min<Duration>(t.dut().advertisement_interval / 2, 100ms)};
    const Duration down = active_down_interval(t.dut(), learnt);
    t.cite(sent, "stimulus");
    const Duration rest = down - (t.time_of(in_flight) - t.time_of(sent));
    const Window window{in_flight, rest, rest};
    co_await t.dut_advertisement(window);
}

Task<> steps_down_and_stops_answering(Bench& t) {
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    for (const auto& address : t.dut().addresses) {
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 300ms};
        co_await t.no_dut_frame(sort::resolution_by_device.on(address), window);
    }
}

Task<> stays_silent_beside_greater(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    const Mark first = t.peer().send();
    const Window alone{first, std::min<Duration>(period / 2, 100ms), period * 3 / 2};
    co_await t.dut_silence(alone);
    const Mark second = t.peer().advertise();
    const Window held{second, 0ns, active_down_interval(t.dut()) + 2 * period};
    co_await t.dut_silence(held);
}

void add_election_cases(std::vector<Case>& list) {
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    constexpr std::string_view silent =
        "silence for two and a half intervals, but for what was already on its way";
    constexpr std::string_view unmoved =
        "the device goes on advertising; under RFC 9568 it may also answer at once";
    list.push_back({.id = "active/yields-to-greater-priority",
                    .clauses = active,
                    .says = "An Active that hears a greater priority becomes Backup",
                    .stimulus = "A peer of greater priority advertises",
                    .expects = silent,
                    .known_from = {"Vrrpd (fredbcode, issue 11)"},
                    .kills = {"never-yields", "deaf"},
                    .run = greater_priority});
    list.push_back({.id = "active/yields-to-priority-greater-by-one",
                    .clauses = active,
                    .says = "A priority that is greater by one is greater",
                    .stimulus = "A peer of the device's priority plus one advertises",
                    .expects = silent,
                    .kills = {"never-yields", "greater-by-one-ignored"},
                    .run = greater_by_one});
    list.push_back({.id = "active/yields-to-255",
                    .clauses = active,
                    .says = "An Active yields to an address owner",
                    .stimulus = "A peer of priority 255 advertises",
                    .expects = silent,
                    .kills = {"never-yields", "priority-255-ignored-in-active"},
                    .run = priority_255});
    list.push_back(
        {.id = "active/tie-yields-to-greater-address",
         .clauses = active,
         .says = "Of two Active routers of equal priority the one with the smaller primary "
                 "address becomes Backup",
         .stimulus = "A peer of equal priority advertises from the address one above the device's; where the "
                     "device does not yield, one of greater priority from there (the control)",
         .expects = silent,
         .kills = {"equal-priority-never-yields", "tie-break-reversed"},
         .run = equal_from_greater_address});
    list.push_back(
        {.id = "active/tie-stays-with-smaller-address",
         .clauses = active,
         .says = "Of two Active routers of equal priority the one with the greater primary address stays",
         .stimulus = "A peer of equal priority advertises from the address one below the device's",
         .expects = unmoved,
         .needs = {.shortest_interval = 400ms},
         .kills = {"equal-priority-always-yields", "tie-break-reversed", "always-yields"},
         .run = equal_from_smaller_address});
    list.push_back(
        {.id = "active/tie-break-in-network-order",
         .clauses = active,
         .says = "Addresses are compared in network byte order",
         .stimulus =
             "A peer of equal priority advertises from an address that is smaller by 255, so that its last "
             "octet is greater",
         .expects = unmoved,
         .known_from = {"keepalived before 1.2.8", "FRR before 0f1f98e837"},
         .needs = {.shortest_interval = 400ms},
         .kills = {"tie-break-in-host-order", "tie-break-reversed", "equal-priority-always-yields"},
         .run = equal_from_address_that_looks_greater});
    list.push_back({.id = "active/tie-break-is-unsigned",
                    .clauses = active,
                    .says = "Addresses are compared as unsigned numbers: 10.x is less than 172.x",
                    .stimulus = "A peer of equal priority advertises from 10.0.0.5; then one of greater "
                                "priority from there (the control)",
                    .expects = unmoved,
                    .profiles = ipv4_profiles,
                    .needs = {.shortest_interval = 400ms},
                    .kills = {"tie-break-signed", "tie-break-reversed", "equal-priority-always-yields"},
                    .run = equal_from_address_without_high_bit});
    list.push_back({.id = "active/stays-beside-lower-priority",
                    .clauses = active,
                    .says = "An Active stays Active, and on its grid, when it hears a lower priority",
                    .stimulus = "Advertisements one below the device's priority, in the middle of its period",
                    .expects = unmoved,
                    .needs = {.lowest_priority = 2, .shortest_interval = 400ms},
                    .kills = {"always-yields"},
                    .run = lower_priority});
    list.push_back({.id = "active/learns-nothing-from-lower-priority",
                    .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "A losing advertisement's interval changes nothing",
                    .stimulus = "Advertisements one below the device's priority and of twice its interval",
                    .expects = unmoved,
                    .profiles = v3_profiles,
                    .needs = {.lowest_priority = 2, .shortest_interval = 400ms, .longest_interval = 20s},
                    .kills = {"losing-advert-sets-adver-timer", "always-yields"},
                    .run = lower_priority_of_other_interval});
    list.push_back(
        {.id = "active/losing-advertisement",
         .clauses = active,
         .says = "A losing advertisement is answered at once under RFC 9568, and discarded under its elders",
         .stimulus = "One advertisement of lower priority, three tenths into the device's period",
         .expects =
             "RFC 9568: an advertisement within 50 ms; RFC 3768 and 5798: none until the grid's next beat",
         .known_from = {"keepalived without lower_prio_no_advert answers under every RFC"},
         .needs = {.lowest_priority = 2, .shortest_interval = 400ms},
         .differs_by_rfc = true,
         .kills = {"losing-advert-not-answered", "losing-advert-answered"},
         .run = losing_advertisement});
    list.push_back({.id = "active/yields-without-preempt-mode",
                    .clauses = active,
                    .says = "An Active with Preempt_Mode off yields to a greater priority all the same",
                    .stimulus = "A peer of greater priority advertises",
                    .expects = silent,
                    .needs = {.preempt = false},
                    .kills = {"yields-in-preempt-mode-only", "never-yields"},
                    .run = greater_priority});
}

void add_stepping_down_cases(std::vector<Case>& list) {
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    list.push_back(
        {.id = "active/stepping-down-arms-active-down-timer",
         .clauses = active,
         .says = "An Active that steps down waits Active_Down_Interval, and comes back if it hears no more",
         .stimulus = "One advertisement of greater priority, then silence",
         .expects = "next advertisement Active_Down_Interval after it: 3609 ms at priority 100 and 1 s",
         .kills = {"stepping-down-arms-no-timer", "down-after-two-intervals"},
         .run = steps_down_for_active_down_interval});
    list.push_back(
        {.id = "active/stepping-down-learns-interval",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "An Active that steps down waits by the interval of the advertisement that moved it",
         .stimulus = "One advertisement of greater priority and twice the interval, then silence",
         .expects = "next advertisement 3 * 2 A + Skew_Time(2 A) after it: 7219 ms at priority 100 and 1 s",
         .profiles = v3_profiles,
         .needs = {.longest_interval = 20s},
         .kills = {"stepping-down-keeps-own-interval"},
         .run = steps_down_and_learns});
    list.push_back({.id = "active/stepping-down-ends-resolution",
                    .clauses = active,
                    .says = "After stepping down a device no longer answers for the virtual addresses",
                    .stimulus = "A peer of greater priority advertises; a host asks for each address",
                    .expects = "no answer within 300 ms",
                    .kills = {"resolution-answered-in-backup"},
                    .run = steps_down_and_stops_answering});
    list.push_back(
        {.id = "active/stepping-down-ends-advertising",
         .clauses = active,
         .says = "After stepping down a device stays silent as long as it hears a greater priority",
         .stimulus = "A peer of greater priority advertises",
         .expects = "silence for Active_Down_Interval and two intervals more",
         .known_from = {"keepalived before 1.3.5, and later with higher_prio_send_advert (issue 542)"},
         .kills = {"stepping-down-keeps-advertising", "down-timer-never-reset", "never-yields"},
         .run = stays_silent_beside_greater});
}

}  // namespace

std::vector<Case> active_cases() {
    std::vector<Case> list;
    add_election_cases(list);
    add_stepping_down_cases(list);
    return list;
}

}  // namespace cases

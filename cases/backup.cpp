#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

// Brings the device to Backup and falls silent; the last advertisement that it heard.
Task<Mark> left_alone_in_backup(Bench& t) {
    co_await t.dut_is_backup();
    co_return t.peer().hush();
}

Task<> advertises_on_after_takeover(Bench& t) {
    const Mark last = co_await left_alone_in_backup(t);
    const Duration period = t.dut().advertisement_interval;
    const Mark first = co_await t.look_for(sort::advertisement, last, 5 * period + 1s);
    t.precondition(bool(first), "the device did not take over");
    const Window second{first, period, period};
    const Mark next = co_await t.dut_advertisement(second);
    const Window third{next, period, period};
    co_await t.dut_advertisement(third);
}

Task<> takeover_answers_resolution(Bench& t) {
    const Mark last = co_await left_alone_in_backup(t);
    const Duration period = t.dut().advertisement_interval;
    const Mark first = co_await t.look_for(sort::advertisement, last, 5 * period + 1s);
    t.precondition(bool(first), "the device did not take over");
    // A device needs a moment between its first advertisement and the configured address.
    co_await t.sleep(200ms);
    const Mark request = t.host().resolve(t.dut().addresses.back());
    const Window window{request, 0ns, 1s};
    co_await t.dut_frame(sort::resolution.on(t.dut().addresses.back()), window);
}

// Held down by this priority for five intervals, then left alone: silent first, and the takeover counts from
// the last advertisement heard.
Task<> held_down_by(Bench& t, PeerAdvert advert) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    // The control: from the same source, a greater priority holds it down.
    const PeerAdvert greater{.source = advert.source};
    co_await t.dut_is_backup(greater);
    const Mark first = t.peer().advertise(advert);
    const Window silent{first, 0ns, 5 * period};
    co_await t.dut_silence(silent);
    const Mark last = t.peer().hush();
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

Task<> greater_priority_resets(Bench& t) {
    const PeerAdvert advert{};
    co_await held_down_by(t, advert);
}

Task<> priority_255_resets(Bench& t) {
    const PeerAdvert advert{.priority = std::uint8_t{255}};
    co_await held_down_by(t, advert);
}

Task<> equal_priority_greater_address_resets(Bench& t) {
    const PeerAdvert advert{.priority = t.dut().priority, .source = t.peer().address_above_dut()};
    co_await held_down_by(t, advert);
}

Task<> equal_priority_smaller_address_resets(Bench& t) {
    const PeerAdvert advert{.priority = t.dut().priority, .source = t.peer().address_below_dut()};
    co_await held_down_by(t, advert);
}

Task<> lower_priority_discarded(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last = t.peer().hush();
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    t.peer().advertise(lower, t.dut().advertisement_interval / 2);
    t.cite(t.peer().last_sent(), "stimulus");
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

Task<> lower_priority_resets_without_preempt(Bench& t) {
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    co_await held_down_by(t, lower);
}

// Every second or every third advertisement lost on the way.
template <int Period>
Task<> lost_advertisements_tolerated(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_backup();
    const Mark first = t.peer().advertise({}, Period * period);
    const Window window{first, 0ns, 3 * Period * period};
    co_await t.dut_silence(window);
}

Task<> does_not_answer_resolution(Bench& t) {
    co_await t.dut_is_backup();
    for (const auto& address : t.dut().addresses) {
        const Mark broadcast = t.host().resolve(address);
        const Mark unicast = t.host().resolve_at(address, t.dut().physical_mac);
        t.cite(unicast, "stimulus");
        const Mark probe = t.host().probe(address);
        t.cite(probe, "stimulus");
        const Window window{broadcast, 0ns, 300ms};
        co_await t.no_dut_frame(sort::resolution_by_device.on(address), window);
        const auto defences = t.heard(sort::duplicate_defence.on(address), broadcast, 0ns, 300ms);
        t.expect(defences.empty(), "no answer to a duplicate address detection",
                 defences.empty() ? "none" : "one", defences.empty() ? probe : defences.front());
    }
}

Task<> no_frame_from_router_mac(Bench& t) {
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    const Mark since = t.mark();
    const Window window{since, 0ns, 3 * t.dut().advertisement_interval};
    co_await t.no_dut_frame(sort::from_router_mac, window);
}

constexpr std::string_view silence_after_greater =
    "A peer of greater priority advertises until the device is Backup, then falls silent";

void add_timer_cases(std::vector<Case>& list) {
    list.push_back(
        {.id = "backup/takes-over-after-active-down-interval",
         .clauses = {rfc2338("6.1.2"), rfc2338("6.4.2"), rfc3768("6.1"), rfc3768("6.4.2"), rfc5798("6.1"),
                     rfc5798("6.4.2"), rfc9568("6.1"), rfc9568("6.4.2")},
         .says = "A Backup that hears nothing for Active_Down_Interval becomes Active and advertises",
         .stimulus = silence_after_greater,
         .expects = "first advertisement 3 * Advertisement_Interval + Skew_Time after the last one heard: "
                    "3609 ms at "
                    "priority 100 and 1 s",
         .known_from = {"keepalived with down_timer_adverts"},
         .needs = {.quick_interval = 500ms},
         .kills = {"skew-time-zero", "skew-time-of-priority", "down-after-one-interval",
                   "down-after-two-intervals", "down-after-four-intervals", "takeover-without-advert"},
         .run = takes_over_on_time});
    list.push_back({.id = "backup/priority-1-waits-longest",
                    .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc9568("6.1")},
                    .says = "At priority 1 Skew_Time is 255/256 of a second, or of the interval",
                    .stimulus = silence_after_greater,
                    .expects = "first advertisement after 3996 ms at an interval of 1 s",
                    .known_from = {"keepalived before 1.2.24 (overflow: 4288 s)", "FRR before 2884f9bbe4"},
                    .needs = {.priority = 1, .lowest_priority = 1, .highest_priority = 1},
                    .kills = {"skew-time-zero", "skew-time-of-priority"},
                    .run = takes_over_on_time});
    list.push_back({.id = "backup/priority-254-waits-shortest",
                    .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc9568("6.1")},
                    .says = "At priority 254 Skew_Time is 2/256 of a second, or of the interval",
                    .stimulus = silence_after_greater,
                    .expects = "first advertisement after 3008 ms at an interval of 1 s",
                    .needs = {.priority = 254, .lowest_priority = 254, .highest_priority = 254},
                    .kills = {"skew-time-of-priority"},
                    .run = takes_over_on_time});
    list.push_back({.id = "backup/v2-skew-time-is-not-scaled",
                    .clauses = {rfc2338("6.1.2"), rfc3768("6.1")},
                    .says = "In version 2 Skew_Time does not grow with the interval",
                    .stimulus = silence_after_greater,
                    .expects = "first advertisement after 6609 ms at priority 100 and 2 s",
                    .profiles = v2_ipv4,
                    .needs = {.advertisement_interval = 2s, .shortest_interval = 2s, .longest_interval = 10s},
                    .kills = {"skew-time-scaled-in-v2"},
                    .run = takes_over_on_time});
    list.push_back({.id = "backup/v3-skew-time-is-scaled",
                    .clauses = {rfc5798("6.1"), rfc9568("6.1")},
                    .says = "In version 3 Skew_Time grows and shrinks with the interval",
                    .stimulus = silence_after_greater,
                    .expects = "first advertisement after 1805 ms at priority 100 and 0.5 s",
                    .profiles = v3_profiles,
                    .needs = {.advertisement_interval = 500ms, .longest_interval = 600ms},
                    .kills = {"skew-time-not-scaled"},
                    .run = takes_over_on_time});
    list.push_back({.id = "backup/priority-zero-arms-skew-time",
                    .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "A Backup that hears Priority 0 takes over after Skew_Time",
                    .stimulus = "A peer of greater priority resigns with Priority 0",
                    .expects = "first advertisement Skew_Time after it, whole centiseconds allowed: 600 to "
                               "609 ms at priority 100 and 1 s",
                    .known_from = {"keepalived before 2.0.0 (an interval late)"},
                    .kills = {"skew-time-zero", "priority-zero-ignored", "priority-zero-takes-over-at-once",
                              "priority-zero-waits-an-interval"},
                    .run = obeys_resignation_on_time});
    list.push_back(
        {.id = "backup/priority-zero-at-priority-1",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "At priority 1 a resignation is followed by almost a whole second, or interval, of waiting",
         .stimulus = "A peer of greater priority resigns with Priority 0",
         .expects = "first advertisement after 990 to 996 ms at an interval of 1 s",
         .needs = {.priority = 1, .lowest_priority = 1, .highest_priority = 1},
         .kills = {"skew-time-zero", "skew-time-of-priority", "priority-zero-takes-over-at-once"},
         .run = obeys_resignation_on_time});
    list.push_back({.id = "backup/one-lost-advertisement",
                    .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc9568("6.1")},
                    .says = "A Backup bears the loss of every second advertisement",
                    .stimulus = "A peer of greater priority advertises at every second beat",
                    .expects = "silence for three of the peer's periods",
                    .needs = {.quick_interval = 500ms},
                    .kills = {"down-after-one-interval"},
                    .run = lost_advertisements_tolerated<2>});
    list.push_back({.id = "backup/two-lost-advertisements",
                    .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc9568("6.1")},
                    .says = "A Backup bears the loss of two advertisements out of three",
                    .stimulus = "A peer of greater priority advertises at every third beat",
                    .expects = "silence for three of the peer's periods, since Skew_Time is still to pass",
                    // The skew must be wide enough for the tester's own delays.
                    .needs = {.highest_priority = 200, .shortest_interval = 200ms, .quick_interval = 500ms},
                    .kills = {"down-after-one-interval", "down-after-two-intervals"},
                    .run = lost_advertisements_tolerated<3>});
}

void add_election_cases(std::vector<Case>& list) {
    const std::vector<Clause> backup = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                        rfc9568("6.4.2")};
    constexpr std::string_view silent_then_late =
        "silence for five intervals, then takeover Active_Down_Interval after the last one";
    list.push_back({.id = "backup/greater-priority-resets-timer",
                    .clauses = backup,
                    .says = "Every advertisement of greater priority restarts the Active_Down_Timer",
                    .stimulus = "A peer of greater priority advertises, then falls silent",
                    .expects = silent_then_late,
                    .kills = {"down-timer-never-reset"},
                    .run = greater_priority_resets});
    list.push_back({.id = "backup/priority-255-resets-timer",
                    .clauses = backup,
                    .says = "An address owner's advertisements hold a Backup down like any other's",
                    .stimulus = "A peer of priority 255 advertises, then falls silent",
                    .expects = silent_then_late,
                    .kills = {"down-timer-never-reset", "priority-255-ignored-in-backup"},
                    .run = priority_255_resets});
    list.push_back({.id = "backup/equal-priority-from-greater-address",
                    .clauses = backup,
                    .says = "An equal priority restarts the Active_Down_Timer",
                    .stimulus = "A peer of equal priority and greater address advertises, then falls silent",
                    .expects = silent_then_late,
                    .kills = {"down-timer-never-reset", "equal-priority-discarded"},
                    .run = equal_priority_greater_address_resets});
    list.push_back(
        {.id = "backup/equal-priority-from-smaller-address",
         .clauses = backup,
         .says = "An equal priority restarts the Active_Down_Timer from a smaller address too: a Backup "
                 "breaks no ties",
         .stimulus = "A peer of equal priority and smaller address advertises, then falls silent",
         .expects = silent_then_late,
         .kills = {"down-timer-never-reset", "equal-priority-discarded", "backup-breaks-ties-by-address"},
         .run = equal_priority_smaller_address_resets});
    list.push_back(
        {.id = "backup/lower-priority-is-discarded",
         .clauses = backup,
         .says = "With Preempt_Mode on, a lower priority does not restart the Active_Down_Timer",
         .stimulus = "A greater priority, then a priority one below the device's at twice the rate",
         .expects = "takeover Active_Down_Interval after the last greater one, not earlier and not later",
         .needs = {.lowest_priority = 2, .preempt = true},
         .kills = {"lower-priority-accepted", "preempts-at-once"},
         .run = lower_priority_discarded});
    list.push_back({.id = "backup/lower-priority-holds-without-preempt",
                    .clauses = backup,
                    .says = "With Preempt_Mode off, any priority but 0 restarts the Active_Down_Timer",
                    .stimulus = "A priority one below the device's, then silence",
                    .expects = silent_then_late,
                    .needs = {.lowest_priority = 2, .preempt = false},
                    .kills = {"preempt-mode-off-ignored"},
                    .run = lower_priority_resets_without_preempt});
}

void add_duty_cases(std::vector<Case>& list) {
    list.push_back(
        {.id = "backup/advertises-on-after-takeover",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "After taking over, a device advertises every interval",
         .stimulus = silence_after_greater,
         .expects = "two more advertisements, one interval apart",
         .needs = {.quick_interval = 500ms},
         .kills = {"takeover-advertises-once", "adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
         .run = advertises_on_after_takeover});
    list.push_back(
        {.id = "backup/takeover-answers-resolution",
         .clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.2"),
                     rfc9568("6.4.3")},
         .says = "After taking over, a device answers ARP or ND for the virtual addresses",
         .stimulus = "Silence until the device has taken over, then a request for its last address",
         .expects =
             "an answer within 1 s; over IPv6 the request goes to the solicited-node group, which the device "
             "must have joined",
         .kills = {"resolution-unanswered", "takeover-without-group-join"},
         .run = takeover_answers_resolution});
    list.push_back(
        {.id = "backup/does-not-answer-resolution",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A Backup does not answer ARP or ND for the virtual addresses",
         .stimulus = "Requests for each address, to the group and to the device's own MAC, and a probe",
         .expects = "no answer within 300 ms",
         .known_from = {"FRR (issues 16696 and 16995)"},
         .kills = {"resolution-answered-in-backup", "duplicate-defended-in-backup"},
         .run = does_not_answer_resolution});
    list.push_back(
        {.id = "backup/keeps-off-the-virtual-mac",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A Backup sends nothing from the virtual router MAC address, which belongs to the Active",
         .stimulus = "A peer of greater priority advertises",
         .expects = "no frame from that address for three intervals",
         .known_from = {"keepalived before 2.0.19 (issue 882)", "FRR over IPv6 (issue 16002)"},
         .level = Level::should,
         .kills = {"announces-on-in-backup"},
         .run = no_frame_from_router_mac});
}

}  // namespace

std::vector<Case> backup_cases() {
    std::vector<Case> list;
    add_timer_cases(list);
    add_election_cases(list);
    add_duty_cases(list);
    return list;
}

}  // namespace cases

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

PeerAdvert lower(const Bench& t) {
    return {.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
}

// The Active's priority drops below the device's, as when an interface that it tracks goes down.
Task<> takes_over_lower(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last_greater = t.peer().last_sent();
    const PeerAdvert advert = lower(t);
    t.peer().advertise(advert);
    const Mark first =
        co_await t.look_for(sort::advertisement, last_greater,
                            active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval);
    t.expect(bool(first), "the device takes over from the lower priority",
             first ? "it does" : "it stays silent", first ? first : t.peer().last_sent());
    // It goes on beside the lower priority: that is what preemption means.
    const Mark since{0, t.time_of(first)};
    const Mark next =
        co_await t.look_for(sort::living_advertisement, since, 2 * t.dut().advertisement_interval);
    t.expect(bool(next), "the device stays Active beside the lower priority",
             next ? "it does" : "it falls silent", next ? next : first);
}

Task<> waits_for_active_down_interval(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last_greater = t.peer().hush();
    const PeerAdvert advert = lower(t);
    const Mark sent = t.peer().send(advert);
    t.cite(sent, "stimulus");
    const Window window = about_active_down_interval(t, last_greater);
    co_await t.dut_advertisement(window);
}

Task<> off_waits(Bench& t) {
    co_await t.dut_is_backup();
    const PeerAdvert advert = lower(t);
    const Mark first = t.peer().advertise(advert);
    const Window window{first, 0ns, 2 * active_down_interval(t.dut())};
    co_await t.dut_silence(window);
}

Task<> off_takes_over_dead(Bench& t) {
    co_await t.dut_is_backup();
    const PeerAdvert advert = lower(t);
    t.peer().advertise(advert);
    co_await t.sleep(t.dut().advertisement_interval * 5 / 2);
    const Mark last = t.peer().hush();
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

// An owner that starts beside a router of priority 254 takes its addresses back at once.
Task<> owner_always_preempts(Bench& t) {
    co_await t.dut_is_active();
    co_await t.make_dut(Verb::stop);
    const PeerAdvert stand_in{.priority = std::uint8_t{254}};
    t.peer().advertise(stand_in);
    co_await t.sleep(2 * t.dut().advertisement_interval);
    const Mark started = co_await t.make_dut(Verb::start);
    // A device needs its time to start, but none of Active_Down_Interval.
    const Window window{started, 0ns, 3 * t.dut().advertisement_interval - 200ms};
    const Mark first = co_await t.dut_advertisement(window);
    t.expect_equal("priority", 255, message(t, first).priority(), first);
}

}  // namespace

std::vector<Case> preempt_cases() {
    const std::vector<Clause> mode = {rfc2338("6.1.2"), rfc2338("6.4.2"), rfc3768("6.1"), rfc3768("6.4.2"),
                                      rfc5798("6.1"),   rfc5798("6.4.2"), rfc9568("6.1"), rfc9568("6.4.2")};
    return {
        {.id = "preempt/takes-over-from-lower-priority",
         .clauses = mode,
         .says = "A Backup in Preempt_Mode takes over from an Active of lower priority and stays",
         .stimulus =
             "The peer's priority drops from greater to one below the device's; it goes on advertising",
         .expects = "the device advertises, and goes on beside the lower priority",
         .needs = {.lowest_priority = 2, .preempt = true},
         .kills = {"lower-priority-accepted", "always-yields"},
         .run = takes_over_lower},
        {.id = "preempt/waits-for-active-down-interval",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "Preemption waits until Active_Down_Timer fires; a lower priority does not hurry it",
         .stimulus = "A greater priority, then one advertisement of lower priority",
         .expects = "takeover Active_Down_Interval after the last greater one, not at once",
         .known_from = {"Dell PowerConnect 7000 by its own manual", "Planet and H3C by their manuals"},
         .needs = {.lowest_priority = 2, .preempt = true},
         .kills = {"preempts-at-once"},
         .run = waits_for_active_down_interval},
        {.id = "preempt/off-leaves-lower-priority",
         .clauses = mode,
         .says = "With Preempt_Mode off a Backup leaves an Active of lower priority alone",
         .stimulus = "A peer one below the device's priority advertises",
         .expects = "silence for twice Active_Down_Interval",
         .known_from = {"keepalived (issue 1515)"},
         .needs = {.lowest_priority = 2, .preempt = false},
         .kills = {"preempt-mode-off-ignored"},
         .run = off_waits},
        {.id = "preempt/off-takes-over-from-the-dead",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "With Preempt_Mode off a Backup still takes over from an Active that fell silent",
         .stimulus = "A peer one below the device's priority advertises, then falls silent",
         .expects = "takeover Active_Down_Interval after its last advertisement",
         .needs = {.lowest_priority = 2, .preempt = false},
         .kills = {"preempt-mode-off-never-takes-over", "preempt-mode-off-ignored"},
         .run = off_takes_over_dead},
        {.id = "preempt/off-obeys-resignation",
         .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "With Preempt_Mode off a Backup still takes over Skew_Time after Priority 0",
         .stimulus = "A peer resigns with Priority 0",
         .expects = "takeover after Skew_Time: 600 to 609 ms at priority 100 and 1 s",
         .needs = {.preempt = false},
         .kills = {"priority-zero-ignored", "priority-zero-takes-over-at-once"},
         .run = obeys_resignation_on_time},
        {.id = "preempt/owner-always-preempts",
         .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc5798("8.3.2"), rfc9568("6.1"),
                     rfc9568("8.3.2")},
         .says = "A starting address owner takes over at once even with Preempt_Mode off",
         .stimulus = "The device is stopped, a peer of priority 254 advertises, the device is started",
         .expects = "an advertisement of priority 255 without waiting for Active_Down_Interval",
         .known_from = {"keepalived before pull request 523"},
         .needs = {.role = Role::owner, .preempt = false, .control = Verb::start},
         .kills = {"owner-starts-in-backup", "owner-obeys-preempt-mode"},
         .run = owner_always_preempts},
    };
}

}  // namespace cases

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// What a version 3 Backup learns from the Active's interval field.

namespace cases {
namespace {

Task<> learns_longer_interval(Bench& t) {
    co_await waits_by_learnt_interval(t, 2 * t.dut().advertisement_interval);
}

Task<> learns_shorter_interval(Bench& t) {
    const Duration half = t.dut().advertisement_interval / 2;
    co_await waits_by_learnt_interval(t, half - half % 10ms);
}

Task<> learns_the_last_interval(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert slow{.interval = 4 * t.dut().advertisement_interval};
    t.peer().send(slow);
    co_await t.sleep(t.dut().advertisement_interval / 2);
    const Mark last = t.peer().send();
    const Duration down = active_down_interval(t.dut());
    const Window window{last, down, down};
    co_await t.dut_advertisement(window);
}

// A device that drops a high bit of the interval learns 1 cs and takes over within 40 ms.
Task<> learns_twelve_bits(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    for (const int high_bit : {0x100, 0x200, 0x400, 0x800}) {
        const PeerAdvert long_interval{.interval_field = static_cast<std::uint16_t>(high_bit + 1)};
        const Mark sent = t.peer().send(long_interval);
        const Window silent{sent, 0ns, 400ms};
        co_await t.dut_silence(silent);
    }
}

Task<> learnt_interval_skews_priority_zero(Bench& t) {
    const Duration learnt = 3 * t.dut().advertisement_interval;
    const PeerAdvert slow{.interval = learnt};
    co_await t.dut_is_backup();
    t.peer().hush();
    t.peer().send(slow);
    co_await t.sleep(t.dut().advertisement_interval / 4);
    const PeerAdvert farewell{.priority = std::uint8_t{0}, .interval = learnt};
    const Mark resignation = t.peer().send(farewell);
    const Duration skew = skew_time(t.dut(), learnt);
    const Window window{resignation, skew - skew % 10ms, skew};
    co_await t.dut_advertisement(window);
}

Task<> own_interval_after_takeover(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    const PeerAdvert slow{.interval = 2 * period};
    co_await t.dut_is_backup(slow, 2 * period);
    t.peer().hush();
    // The priority 0 shortens the wait; the interval stays learnt.
    const PeerAdvert farewell{.priority = std::uint8_t{0}, .interval = 2 * period};
    const Mark resignation = t.peer().send(farewell);
    const Mark first = co_await t.look_for(sort::advertisement, resignation, 3 * period);
    t.precondition(bool(first), "the device did not take over after Priority 0");
    const Window window{first, period, period};
    const Mark second = co_await t.dut_advertisement(window);
    const Window again{second, period, period};
    co_await t.dut_advertisement(again);
}

}  // namespace

std::vector<Case> backup_learning_cases() {
    std::vector<Case> list;
    const std::vector<Clause> learning = {rfc5798("6.4.2"), rfc9568("6.4.2")};
    list.push_back({.id = "backup/learns-longer-interval",
                    .clauses = learning,
                    .says = "A Backup waits by the Active's interval where that is longer than its own",
                    .stimulus = "One advertisement of greater priority and twice the interval, then silence",
                    .expects = "takeover 3 * 2 A + Skew_Time(2 A) after it: 7219 ms at priority 100 and 1 s",
                    .known_from = {"keepalived before 1.2.24 learnt it from packets that it discards"},
                    .profiles = v3_profiles,
                    .needs = {.longest_interval = 20s},
                    .kills = {"interval-not-learnt", "interval-learnt-downwards-only"},
                    .run = learns_longer_interval});
    list.push_back({.id = "backup/learns-shorter-interval",
                    .clauses = learning,
                    .says = "A Backup waits by the Active's interval where that is shorter than its own",
                    .stimulus = "One advertisement of greater priority and half the interval, then silence",
                    .expects = "takeover 3 * A/2 + Skew_Time(A/2) after it: 1805 ms at priority 100 and 1 s",
                    .profiles = v3_profiles,
                    .needs = {.shortest_interval = 200ms},
                    .kills = {"interval-not-learnt", "interval-learnt-upwards-only"},
                    .run = learns_shorter_interval});
    list.push_back(
        {.id = "backup/learns-the-last-interval",
         .clauses = learning,
         .says = "What counts is the interval of the last advertisement heard",
         .stimulus =
             "An advertisement of four times the interval, then one of the device's own, then silence",
         .expects = "takeover Active_Down_Interval by the last one's interval",
         .profiles = v3_profiles,
         .needs = {.longest_interval = 10s},
         .kills = {"interval-learnt-upwards-only"},
         .run = learns_the_last_interval});
    list.push_back(
        {.id = "backup/interval-has-twelve-bits",
         .clauses = {rfc5798("5.2.7"), rfc9568("5.2.7")},
         .says = "All twelve bits of the interval count",
         .stimulus = "Advertisements of greater priority with intervals of 257, 513, 1025 and 2049 cs",
         .expects = "silence for 400 ms after each; a device that drops the high bit learns 1 cs and takes "
                    "over at once",
         .profiles = v3_profiles,
         .kills = {"interval-of-8-bits"},
         .run = learns_twelve_bits});
    list.push_back(
        {.id = "backup/learnt-interval-skews-priority-zero",
         .clauses = {rfc9568("6.4.2")},
         .says = "Skew_Time is recomputed with the learnt interval",
         .stimulus = "An advertisement of three times the interval, then Priority 0",
         .expects =
             "takeover Skew_Time(3 A) after Priority 0: 1820 to 1828 ms at priority 100 and 1 s; RFC 5798 "
             "does not say so here",
         .profiles = v3_profiles,
         .needs = {.longest_interval = 13s},
         .kills = {"priority-zero-skews-by-own-interval", "interval-not-learnt"},
         .run = learnt_interval_skews_priority_zero});
    list.push_back(
        {.id = "backup/advertises-at-own-interval-after-takeover",
         .clauses = learning,
         .says = "Once Active, a device advertises at its own interval, not at the one it had learnt",
         .stimulus = "A peer of twice the interval resigns",
         .expects = "two more advertisements, each one configured interval after the one before",
         .profiles = v3_profiles,
         .needs = {.shortest_interval = 200ms, .longest_interval = 20s},
         .kills = {"adver-timer-of-learnt-interval"},
         .run = own_interval_after_takeover});
    return list;
}

}  // namespace cases

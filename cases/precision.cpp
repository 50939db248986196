#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// The timers over their whole range: priorities 1, 100 and 254, the shortest and the longest interval, and
// many beats in a row. backup/ and active/ have the cases of the middle of the range.

namespace cases {
namespace {

std::string milliseconds_text(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

/// So many beats, each in time, and on the average within a hundredth of the interval, or a tenth where that
/// is below what a program can keep.
template <int Beats>
Task<> keeps_time(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark first = co_await t.dut_is_active();
    Mark advert = first;
    for (int i = 0; i < Beats; ++i) {
        const Window window{advert, period, period};
        advert = co_await t.dut_advertisement(window);
    }
    const Duration measured = t.time_of(advert) - t.time_of(first);
    const Duration exact = Beats * period;
    const Duration allowed =
        std::max(exact / 100, Beats * std::min<Duration>(10ms, period / 10)) + t.tolerance().late_for(period);
    t.expect(measured > exact - allowed && measured < exact + allowed,
             milliseconds_text(exact) + ", " + milliseconds_text(allowed) + " more or less",
             milliseconds_text(measured), advert);
}

template <int Centiseconds>
Task<> waits_by_learnt(Bench& t) {
    co_await waits_by_learnt_interval(t, Centiseconds * Duration(10ms));
}

/// 40.95 s at priority 254: Skew_Time is 2/256 of it, 319.9 ms, where that of the device's own interval is 8
/// ms.
Task<> skews_by_longest_interval(Bench& t) {
    constexpr Duration longest = 40950ms;
    const PeerAdvert slow{.interval = longest};
    co_await t.dut_is_backup();
    t.peer().hush();
    t.peer().send(slow);
    co_await t.sleep(50ms);
    const PeerAdvert farewell{.priority = std::uint8_t{0}, .interval = longest};
    const Mark resignation = t.peer().send(farewell);
    const Window window{resignation, 310ms, 320ms};
    co_await t.dut_advertisement(window);
}

Task<> advertises_longest_interval(Bench& t) {
    const Mark first = co_await t.dut_is_active();
    t.expect_equal("interval", 4095, message(t, first).max_advertise_interval_cs(), first);
    const Window window{first, 40950ms, 40950ms};
    co_await t.dut_advertisement(window);
}

const std::vector<Clause> adver_timer = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")};

constexpr std::string_view alone = "A peer of greater priority holds it down, then falls silent";

/// What a device that cannot be set to it is skipped for.
Needs exactly(Duration interval, std::uint8_t priority = 100) {
    Needs needs;
    needs.priority = priority;
    needs.advertisement_interval = needs.shortest_interval = needs.longest_interval = interval;
    needs.quick_interval = interval;
    return needs;
}

void add_cadence(std::vector<Case>& list) {
    list.push_back({.id = "precision/twenty-beats",
                    .clauses = adver_timer,
                    .says = "An Active keeps its interval over twenty advertisements",
                    .expects = "each in time, and all of them together within a hundredth, or 10 ms a beat",
                    .known_from = {"keepalived on a loaded host (issues 2066 and 2238)"},
                    .only_observes = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = keeps_time<20>});
    list.push_back({.id = "precision/beats-of-100-ms",
                    .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An Active keeps an interval of 10 cs",
                    .expects = "forty beats of 100 ms, 4 s in all",
                    .profiles = v3_profiles,
                    .needs = exactly(100ms),
                    .only_observes = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = keeps_time<40>});
    list.push_back({.id = "precision/no-drift-over-a-minute",
                    .clauses = adver_timer,
                    .says = "An Active's beats do not drift over a minute",
                    .expects = "sixty beats of 1 s, 60 s in all within 600 ms",
                    .needs = exactly(1s),
                    .only_observes = true,
                    .takes_long = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = keeps_time<60>});
    list.push_back({.id = "precision/v2-beats-of-10-s",
                    .clauses = {rfc3768("6.4.3")},
                    .says = "An Active keeps an interval of 10 s, in version 2",
                    .expects = "two beats of 10 s",
                    .profiles = v2_ipv4,
                    .needs = exactly(10s),
                    .only_observes = true,
                    .takes_long = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = keeps_time<2>});
    Needs longest = exactly(40950ms);
    longest.role = Role::owner;  // which need not wait two minutes before it is Active
    list.push_back({.id = "precision/longest-interval",
                    .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An Active keeps an interval of 4095 cs, and says so",
                    .expects = "an interval field of 4095, and the next advertisement after 40.95 s",
                    .known_from = {"keepalived before 2.3.2 near the limit (cf615394)"},
                    .profiles = v3_profiles,
                    .needs = longest,
                    .only_observes = true,
                    .takes_long = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = advertises_longest_interval});
}

void add_waiting(std::vector<Case>& list) {
    list.push_back({.id = "precision/active-down-interval-of-100-ms",
                    .clauses = {rfc5798("6.1"), rfc9568("6.1")},
                    .says = "At an interval of 10 cs a Backup waits 3 * 100 ms + 156/256 * 100 ms",
                    .stimulus = alone,
                    .expects = "takeover after 361 ms at priority 100",
                    .profiles = v3_profiles,
                    .needs = exactly(100ms),
                    .kills = {"down-after-two-intervals"},
                    .run = takes_over_on_time});
    list.push_back({.id = "precision/v2-active-down-interval-of-3-s",
                    .clauses = {rfc3768("6.1")},
                    .says = "At an interval of 3 s and priority 1 a Backup waits 3 * 3 s + 255/256 s",
                    .stimulus = alone,
                    .expects = "takeover after 9996 ms",
                    .known_from = {"keepalived before 1.2.24 (overflow)"},
                    .profiles = v2_ipv4,
                    .needs = exactly(3s, 1),
                    .kills = {"down-after-two-intervals"},
                    .run = takes_over_on_time});
    Needs highest;
    highest.priority = highest.lowest_priority = highest.highest_priority = 254;
    list.push_back({.id = "precision/skew-time-at-priority-254",
                    .clauses = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "At priority 254 a resignation is followed by a takeover almost at once",
                    .stimulus = "A peer of priority 255 resigns",
                    .expects = "takeover after 2/256 of a second, 7.8 ms, or of the interval",
                    .needs = highest,
                    .kills = {"priority-zero-ignored", "priority-zero-waits-an-interval"},
                    .run = obeys_resignation_on_time});
    Needs fast = highest;
    fast.longest_interval = 5s;
    const std::vector<Clause> learning = {rfc5798("6.4.2"), rfc9568("6.4.2")};
    list.push_back({.id = "precision/learnt-interval-of-10-cs",
                    .clauses = learning,
                    .says = "A Backup waits by a learnt interval of 10 cs",
                    .stimulus = "One advertisement of greater priority and interval 10 cs, then silence",
                    .expects = "takeover after 3 * 100 ms + 2/256 * 100 ms = 301 ms at priority 254",
                    .profiles = v3_profiles,
                    .needs = fast,
                    .kills = {"interval-not-learnt"},
                    .run = waits_by_learnt<10>});
    list.push_back({.id = "precision/learnt-interval-of-400-cs",
                    .clauses = learning,
                    .says = "A Backup waits by a learnt interval of 400 cs",
                    .stimulus = "One advertisement of greater priority and interval 400 cs, then silence",
                    .expects = "takeover after 3 * 4 s + 2/256 * 4 s = 12.031 s at priority 254",
                    .profiles = v3_profiles,
                    .needs = fast,
                    .kills = {"interval-not-learnt"},
                    .run = waits_by_learnt<400>});
    list.push_back({.id = "precision/learnt-interval-of-4095-cs",
                    .clauses = {rfc9568("6.4.2")},
                    .says = "Skew_Time is recomputed with a learnt interval of 4095 cs",
                    .stimulus = "One advertisement of priority 255 and interval 4095 cs, then Priority 0",
                    .expects = "takeover after 2/256 * 40.95 s = 320 ms at priority 254",
                    .profiles = v3_profiles,
                    .needs = fast,
                    .kills = {"priority-zero-skews-by-own-interval"},
                    .run = skews_by_longest_interval});
}

}  // namespace

std::vector<Case> precision_cases() {
    std::vector<Case> list;
    add_cadence(list);
    add_waiting(list);
    return list;
}

}  // namespace cases

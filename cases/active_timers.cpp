#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// When an Active advertises, and what may and may not move its Adver_Timer.

namespace cases {
namespace {

Task<> resignation_is_answered(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    co_await t.sleep(period * 3 / 10);
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark sent = t.peer().send(farewell);
    const Window at_once{sent, 0ns, 50ms};
    co_await t.dut_advertisement(at_once);
}

Task<> resignation_resets_timer(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    co_await t.sleep(period * 3 / 10);
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark sent = t.peer().send(farewell);
    t.cite(sent, "stimulus");
    // The advertisement that answers comes at once, so the next is due one interval after the resignation.
    const Mark answered{0, t.time_of(sent) + period / 5};
    const Window window{answered, period * 4 / 5, period * 4 / 5};
    co_await t.dut_advertisement(window);
}

// A packet that is discarded is no event (6.4.3), so it must not move the next advertisement.
Task<> discarded_leaves_the_grid(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark grid = co_await t.dut_is_active();
    co_await t.sleep(period / 2);
    const PeerAdvert faulty{.ttl = std::uint8_t{254}};
    const Mark sent = t.peer().send(faulty);
    t.cite(sent, "stimulus");
    const Window window{grid, period, period};
    co_await t.dut_advertisement(window);
}

Task<> advertises_every_interval(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark first = co_await t.dut_is_active();
    Mark advert = first;
    for (int i = 0; i < 5; ++i) {
        const Window window{advert, period, period};
        advert = co_await t.dut_advertisement(window);
    }
    const Duration measured = t.time_of(advert) - t.time_of(first);
    t.expect(measured > 5 * period - period / 10 &&
                 measured < 5 * period + period / 10 + t.tolerance().late_for(period),
             "five periods of together five intervals, a tenth of one more or less",
             std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(measured).count()) + " ms",
             advert);
}

}  // namespace

std::vector<Case> active_timer_cases() {
    std::vector<Case> list;
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    list.push_back(
        {.id = "active/discarded-packet-moves-no-timer",
         .clauses = {rfc2338("6.4.3"), rfc2338("7.1"), rfc3768("6.4.3"), rfc3768("7.1"), rfc5798("6.4.3"),
                     rfc5798("7.1"), rfc9568("6.4.3"), rfc9568("7.1")},
         .says = "A packet that is discarded does not put off the Active's next advertisement",
         .stimulus = "One advertisement of greater priority and TTL 254 in the middle of the device's period",
         .expects = "the next advertisement one interval after the last one",
         .needs = {.shortest_interval = 200ms},
         .kills = {"discarded-resets-adver-timer"},
         .run = discarded_leaves_the_grid});
    list.push_back({.id = "active/advertises-every-interval",
                    .clauses = active,
                    .says = "An Active advertises every Advertisement_Interval",
                    .expects = "five periods in a row, each within the tolerance",
                    .only_observes = true,
                    .kills = {"adver-timer-fifth-longer", "adver-timer-fifth-shorter"},
                    .run = advertises_every_interval});
    list.push_back({.id = "active/resignation-is-answered-at-once",
                    .clauses = active,
                    .says = "An Active that hears Priority 0 advertises at once",
                    .stimulus = "One advertisement of Priority 0, three tenths into the device's period",
                    .expects = "an advertisement within 50 ms",
                    .needs = {.shortest_interval = 400ms},
                    .kills = {"resignation-not-answered"},
                    .run = resignation_is_answered});
    list.push_back({.id = "active/resignation-resets-adver-timer",
                    .clauses = active,
                    .says = "An Active that hears Priority 0 restarts its Adver_Timer",
                    .stimulus = "One advertisement of Priority 0, three tenths into the device's period",
                    .expects = "the next periodic advertisement one interval after it, not on the old grid",
                    .needs = {.shortest_interval = 400ms},
                    .kills = {"resignation-does-not-reset-timer"},
                    .run = resignation_resets_timer});
    return list;
}

}  // namespace cases

#include <fmt/format.h>

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// A virtual router of version 3 over IPv4 that speaks version 2, too (RFC 9568 8.4).

namespace cases {
namespace {

/// An advertisement of version 2 as a version 2 neighbour would send it.
PeerAdvert of_version_2(int seconds) {
    return {.version = std::uint8_t{2}, .interval_field = static_cast<std::uint16_t>(seconds)};
}

// Both versions on their cadence, each counted by itself. A device that is heard in version 2 alone is
// Active, too.
Task<> both_on_cadence(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const Mark start = t.mark();
    const Duration longest = active_down_interval(t.dut()) + 2 * period;
    Mark version_2 = co_await t.look_for(sort::version_2_advertisement, start, longest);
    Mark own{};
    if (version_2) {
        const Window beside{version_2, 0ns, period};
        own = co_await t.dut_advertisement(beside);
    } else {
        own = co_await t.dut_is_active();
        const Window beside{own, 0ns, period};
        version_2 = co_await t.dut_frame(sort::version_2_advertisement, beside);
    }
    for (int i = 0; i < 3; ++i) {
        const Window next{own, period, period};
        own = co_await t.dut_advertisement(next);
        const Window next_version_2{version_2, period, period};
        version_2 = co_await t.dut_frame(sort::version_2_advertisement, next_version_2);
    }
}

Task<> same_message_in_both(Bench& t) {
    const Mark own = co_await t.dut_is_active();
    const Window soon{own, 0ns, t.dut().advertisement_interval};
    const Mark mark = co_await t.dut_frame(sort::version_2_advertisement, soon);
    const auto& other = message(t, mark);
    t.expect_equal("VRID", t.dut().vrid, other.vrid(), mark);
    t.expect_equal("priority", message(t, own).priority(), other.priority(), mark);
    t.expect(other.addresses() == message(t, own).addresses(), "the addresses of version 3",
             "other ones in version 2", mark);
    t.expect_equal("Auth Type", 0, other.auth_type(), mark);
    const auto& ip = *view(t, mark).ip;
    t.expect(engine::vrrp_checksum_verifies(other.message(), ChecksumForm::message_only, ip.source,
                                            ip.destination),
             "a checksum over the message alone, as version 2 has it", "another one", mark);
}

Task<> interval_in_whole_seconds(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    t.precondition(period % 1s == 0ns, "the device's interval is no whole number of seconds");
    const Mark own = co_await t.dut_is_active();
    const Window soon{own, 0ns, period};
    const Mark mark = co_await t.dut_frame(sort::version_2_advertisement, soon);
    t.expect_equal("Adver Int", message(t, own).max_advertise_interval_cs() / 100,
                   message(t, mark).adver_interval_s(), mark);
}

Task<> yields(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    const PeerAdvert greater = of_version_2(1);
    const Mark sent = t.peer().send(greater);
    const Window silent{sent, std::min<Duration>(period / 2, 100ms), period * 5 / 2};
    co_await t.dut_silence(silent);
    co_await t.no_dut_frame(sort::version_2_advertisement, silent);
}

// 2 s in version 2 are 200 cs: Active_Down_Interval is 3 * 2 s + (256 - priority) * 2 s / 256.
Task<> times_out_by_seconds(Bench& t) {
    co_await t.dut_is_active();
    const PeerAdvert slow = of_version_2(2);
    const Mark sent = t.peer().send(slow);
    t.cite(sent, "stimulus");
    const Duration grace = std::min<Duration>(t.dut().advertisement_interval / 2, 100ms);
    const Mark in_flight{0, t.time_of(sent) + grace};
    const Duration rest = active_down_interval(t.dut(), 2s) - grace;
    const Window window{in_flight, rest, rest};
    co_await t.dut_advertisement(window);
}

// A version 2 Active at 1 s is four intervals and more apart for a device of 0.2 s.
Task<> is_held_down(Bench& t) {
    co_await t.dut_is_active();
    const PeerAdvert advert = of_version_2(1);
    const Mark first = t.peer().send(advert);
    const Mark in_flight{0, t.time_of(first) + std::min<Duration>(t.dut().advertisement_interval / 2, 100ms)};
    t.peer().advertise(advert, 1s);
    const Window down{in_flight, 0ns, 5s};
    co_await t.dut_silence(down);
    const Mark last = t.peer().hush();
    const Duration nominal = active_down_interval(t.dut(), 1s);
    const Window over{last, nominal - 500ms, nominal + 500ms};
    co_await t.dut_advertisement(over);
}

// Version 3 says when its Active is to be missed; version 2 from the same router, which goes on, does not put
// that off.
Task<> version_3_decides(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    const PeerAdvert in_version_3{};
    co_await t.dut_is_held_down_by(in_version_3);
    const Mark last = t.peer().hush();
    const Duration down = active_down_interval(t.dut());
    const PeerAdvert in_version_2 = of_version_2(1);
    for (int i = 0; i < 5; ++i) {
        co_await t.sleep(period / 2);
        const Mark sent = t.peer().send(in_version_2);
        if (i == 0) t.cite(sent, "stimulus");
    }
    const Window window{last, down - period / 4, down + period / 2};
    co_await t.dut_advertisement(window);
}

Task<> resigns_in_both(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    co_await t.sleep(period / 2);
    const Mark stop = co_await t.make_dut(Verb::stop);
    const Window soon{stop, 0ns, 2 * period + 2s};
    const Mark own = co_await t.dut_frame(sort::resignation, soon);
    co_await t.sleep(50ms);
    Mark other{};
    for (const Mark each : t.heard(sort::version_2_advertisement, own, -50ms, 50ms))
        if (message(t, each).priority() == 0) other = each;
    t.expect(bool(other), "a Priority 0 in version 2, too", other ? "it was there" : "none within 50 ms",
             own);
}

const std::vector<Clause> both_versions = {rfc5798("8.4.2"), rfc9568("8.4.2")};

Case interoperating(Case which) {
    which.profiles = v3_ipv4;
    which.needs.v2_interoperation = true;
    return which;
}

void add_sending(std::vector<Case>& list) {
    list.push_back(
        interoperating({.id = "interoperation/both-sent",
                        .clauses = both_versions,
                        .says = "An Active that speaks version 2, too, sends both versions at its rate",
                        .expects = "an advertisement of each version every interval, each counted by itself",
                        .only_observes = true,
                        .kills = {"interop-sends-version-3-only", "interop-sends-version-2-only"},
                        .run = both_on_cadence}));
    list.push_back(interoperating(
        {.id = "interoperation/both-at-subsecond",
         .clauses = both_versions,
         .says = "Both versions are sent at the configured rate even if it is sub-second",
         .expects = "an advertisement of each version every 0.2 s, each counted by itself",
         .needs = {.advertisement_interval = 200ms, .longest_interval = 990ms, .quick_interval = 200ms},
         .only_observes = true,
         .kills = {"interop-version-2-once-a-second"},
         .run = both_on_cadence}));
    list.push_back(interoperating(
        {.id = "interoperation/same-message-in-both",
         .clauses = both_versions,
         .says = "The version 2 message says what the version 3 message says",
         .expects = "the same VRID, priority and addresses, no authentication, and version 2's checksum",
         .only_observes = true,
         .kills = {"interop-sends-version-3-only"},
         .run = same_message_in_both}));
    list.push_back(interoperating(
        {.id = "interoperation/version-2-interval",
         .clauses = both_versions,
         .says = "The interval of version 2 is that of version 3 in seconds",
         .expects = "Adver Int is Max Advertise Interval / 100",
         .known_from = {"HPE 5930 (its manual: version 2 rounds the interval, which version 2 peers reject)"},
         .needs = {.shortest_interval = 1s},
         .only_observes = true,
         .kills = {"interop-centiseconds-in-version-2"},
         .run = interval_in_whole_seconds}));
    list.push_back(interoperating({.id = "interoperation/resigns-in-both",
                                   .clauses = both_versions,
                                   .says = "Whoever speaks both versions resigns in both",
                                   .stimulus = "The device is stopped gracefully",
                                   .expects = "a Priority 0 in each version, within 50 ms",
                                   .topics = Topic::failover,
                                   .needs = {.control = Verb::stop},
                                   .kills = {"interop-resigns-in-version-3-only"},
                                   .run = resigns_in_both}));
}

void add_hearing(std::vector<Case>& list) {
    list.push_back(interoperating(
        {.id = "interoperation/yields-to-version-2",
         .clauses = both_versions,
         .says = "An Active that listens for version 2, too, yields to a greater priority in it",
         .stimulus = "A peer of greater priority advertises in version 2, once",
         .expects = "silence in both versions for two and a half intervals",
         .kills = {"interop-drops-version-2"},
         .run = yields}));
    list.push_back(
        interoperating({.id = "interoperation/seconds-are-translated",
                        .clauses = both_versions,
                        .says = "The seconds of a version 2 Active are translated into centiseconds",
                        .stimulus = "A peer of greater priority advertises 2 s in version 2, once",
                        .expects = "the device is back after 3 * 2 s + (256 - priority) * 2 s / 256",
                        .needs = {.longest_interval = 1s},
                        .kills = {"interop-seconds-as-centiseconds"},
                        .run = times_out_by_seconds}));
    list.push_back(interoperating(
        {.id = "interoperation/version-2-active-holds-down",
         .clauses = both_versions,
         .says = "A Backup times out on the rate that a version 2 Active advertises, not on its own",
         .stimulus = "A peer of greater priority advertises 1 s in version 2 every second, then stops",
         .expects = "silence of a device of 0.2 s meanwhile, and its takeover 3 s + Skew_Time after the last",
         .needs = {.advertisement_interval = 200ms, .longest_interval = 250ms, .quick_interval = 200ms},
         .kills = {"interop-own-interval-beside-version-2", "interop-backup-deaf-to-version-2"},
         .run = is_held_down}));
    list.push_back(interoperating(
        {.id = "interoperation/version-2-ignored-beside-version-3",
         .clauses = both_versions,
         .says = "Version 2 from an Active that is heard in version 3, too, is ignored",
         .stimulus = "A peer of greater priority advertises in version 3, then in version 2 only",
         .expects = "the device takes over Active_Down_Interval after the last of version 3",
         .level = Level::should,
         .kills = {"interop-obeys-version-2-beside-3"},
         .run = version_3_decides}));
}

}  // namespace

std::vector<Case> interoperation_cases() {
    std::vector<Case> list;
    add_sending(list);
    add_hearing(list);
    return list;
}

}  // namespace cases

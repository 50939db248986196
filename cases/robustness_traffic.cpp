#include <fmt/format.h>

#include "cases/catalogue.hpp"
#include "cases/sweep.hpp"

// What other routers do that is odd in number, order or kind, though each packet may be good.

namespace cases {
namespace {

/// A frame every other millisecond for an interval of the device, at most a second.
struct Flood {
    Mark first, last;
    int frames = 0;
};

Task<Flood> flood(Bench& t, Octets (*build)(const Bench& t)) {
    const Duration length = std::min<Duration>(t.dut().advertisement_interval, 1s);
    const Octets frame = build(t);
    Flood made;
    const auto began = t.now();
    // Five at a time: a scheduler need not wake so often.
    for (Duration at{}; at < length; at += 10ms) {
        for (int i = 0; i < 5; ++i) {
            made.last = t.peer().send_frame(frame);
            if (++made.frames == 1) made.first = made.last;
        }
        co_await t.sleep(began + at + 10ms - t.now());
    }
    co_return made;
}

Octets forwarded_once(const Bench& t) {
    return t.peer().build({.ttl = std::uint8_t{254}});
}
Octets good(const Bench& t) {
    return t.peer().build({});
}

// A device that restarts its Adver_Timer at what it discards advertises one interval after the flood; one
// that takes a single frame, or stalls, is silent for more than three.
Task<> flood_while_active(Bench& t) {
    co_await t.dut_is_active();
    const bool answered = co_await answers_resolution(t);
    co_await t.dut_is_active();
    const Flood sent = co_await flood(t, forwarded_once);
    t.cite(sent.first, "stimulus");
    const Duration period = t.dut().advertisement_interval;
    const Window after{sent.last, 0ns, period * 3 / 2};
    const Mark next = co_await t.dut_advertisement(after);
    const Window on_cadence{next, period / 2, period * 3 / 2};
    co_await t.dut_advertisement(on_cadence);
    if (answered) {
        const bool answers = co_await answers_resolution(t);
        t.expect(answers, "an answer for the virtual address, as before", answers ? "one" : "none", next);
    }
    co_await t.dut_is_backup();
}

Task<> flood_while_backup(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const Flood sent = co_await flood(t, good);
    t.cite(sent.first, "stimulus");
    const Window during{sent.first, 0ns, t.time_of(sent.last) - t.time_of(sent.first)};
    co_await t.dut_silence(during);
    const Window window = about_active_down_interval(t, sent.last);
    const Mark first = co_await t.dut_advertisement(window);
    const Duration period = t.dut().advertisement_interval;
    const Window on_cadence{first, period / 2, period * 3 / 2};
    co_await t.dut_advertisement(on_cadence);
}

// Each resignation is followed by an advertisement before Skew_Time is over, but for the last.
Task<> flapping_peer(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    Mark first;
    for (int i = 0; i < 6; ++i) {
        const Mark sent = t.peer().send();
        if (!first) first = sent;
        co_await t.sleep(period / 10);
        t.peer().send(farewell);
        co_await t.sleep(period / 10);
    }
    const Mark last = t.peer().last_sent();
    t.cite(last, "stimulus");
    const Window flapping{first, 0ns, t.time_of(last) - t.time_of(first)};
    co_await t.dut_silence(flapping);
    // Skew_Time is less than an interval, or in version 2 than a second.
    const Duration skew = skew_time(t.dut());
    const Window takeover{last, skew / 2, skew + period};
    const Mark next = co_await t.dut_advertisement(takeover);
    const Window on_cadence{next, period / 2, period * 3 / 2};
    co_await t.dut_advertisement(on_cadence);
}

// One speaks once and leaves the rest to the other; then both in turn.
Task<> alternating_peers(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert other{.source = t.peer().address_above_dut()};
    const Mark first = t.peer().advertise(other);
    const Window held{first, 0ns, active_down_interval(t.dut()) + period};
    co_await t.dut_silence(held);
    t.peer().hush();
    for (int i = 0; i < 3; ++i) {
        t.peer().send();
        co_await t.sleep(period / 2);
        t.peer().send(other);
        co_await t.sleep(period / 2);
    }
    const Mark last = t.peer().last_sent();
    t.cite(last, "stimulus");
    const Window in_turn{first, 0ns, t.time_of(last) - t.time_of(first)};
    co_await t.dut_silence(in_turn);
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

Task<> duplicated_advertisements(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_backup();
    t.peer().hush();
    const Mark first = t.peer().send();
    for (int i = 0; i < 5; ++i) {
        t.peer().send_frame(t.peer().build({}));
        co_await t.sleep(period);
        t.peer().send();
    }
    const Mark last = t.peer().send_frame(t.peer().build({}));
    const Window twice{first, 0ns, t.time_of(last) - t.time_of(first)};
    co_await t.dut_silence(twice);
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

Task<> duplicated_resignation(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark first = t.peer().send(farewell);
    co_await t.sleep(5ms);
    const Mark second = t.peer().send(farewell);
    t.cite(second, "stimulus");
    // From the first or from the second, that is the same to within the tolerance.
    const Duration skew = skew_time(t.dut());
    const Window takeover{first, skew - skew % 10ms, skew + t.dut().advertisement_interval};
    co_await t.dut_advertisement(takeover);
}

Task<> reordered_resignation(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    t.peer().send(farewell);
    co_await t.sleep(5ms);
    const Mark last = t.peer().send();
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

/// CARP as OpenBSD and FreeBSD send it, over 224.0.0.18 or ff02::12: version 2 and type 1, vhid, advskew 0,
/// length 7 words, a reserved octet, advbase 1 s, checksum, a counter and an HMAC-SHA1.
Octets carp(const Bench& t) {
    static constexpr std::uint8_t message[36] = {0x21, 0,    0,    7,    0,    1,    0,    0,    0x4c,
                                                 0x1f, 0x0a, 0x77, 0x2e, 0x93, 0x5b, 0x11, 0x9e, 0x02,
                                                 0xd3, 0x6a, 0x48, 0xb5, 0x7c, 0x21, 0xf0, 0x8d, 0x33,
                                                 0xe6, 0x5a, 0x90, 0x17, 0xc4, 0x2b, 0x7e, 0x69, 0xd8};
    Octets frame = t.peer().build({.ethernet_source = engine::virtual_mac(Family::ipv4, t.dut().vrid)});
    engine::resize_vrrp_message(frame, sizeof message);
    const auto offset = engine::vrrp_message_offset(frame).value_or(0);
    std::copy(std::begin(message), std::end(message), frame.begin() + static_cast<std::ptrdiff_t>(offset));
    frame[offset + 1] = t.dut().vrid;
    seal_for_device(t, frame);
    return frame;
}

Task<> carp_beside_active(Bench& t) {
    co_await t.dut_is_backup();
    const Duration period = t.dut().advertisement_interval;
    // Right behind the peer's own advertisement, so that a Skew_Time that it starts ends before the next.
    for (int i = 0; i < 2; ++i) {
        const Mark advert = t.peer().advertise();
        const Mark sent = t.peer().send_frame(carp(t));
        t.cite(sent, "stimulus");
        const Window until_next{advert, 0ns, period * 19 / 20};
        co_await t.dut_silence(until_next);
    }
    t.peer().hush();
    const Mark last = t.peer().send();
    co_await t.sleep(period / 2);
    t.peer().send_frame(carp(t));
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

void add_floods(std::vector<Case>& list) {
    list.push_back({.id = "robust/flood-while-active",
                    .clauses = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3"), rfc3768("7.1"),
                                rfc5798("7.1"), rfc9568("7.1")},
                    .says = "A flood of what must be discarded does not silence an Active",
                    .stimulus =
                        "Five hundred advertisements a second of greater priority and TTL 254, for one "
                        "interval, a second at most",
                    .expects = "the next advertisement within one and a half intervals of the last of them",
                    .burdens_device = true,
                    .kills = {"stalls-in-a-flood", "ttl-unchecked"},
                    .run = flood_while_active});
    list.push_back(
        {.id = "robust/flood-while-backup",
         .clauses = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "A flood of good advertisements holds a Backup down, and no longer than one does",
         .stimulus = "Five hundred good advertisements a second, for one interval, a second at most",
         .expects = "silence, then takeover Active_Down_Interval after the last of them",
         .burdens_device = true,
         .kills = {"down-timer-never-reset"},
         .run = flood_while_backup});
    for (auto& each : list) {
        each.needs.quick_interval = 500ms;
        each.needs.shortest_interval = 200ms;
    }
}

void add_peers(std::vector<Case>& list) {
    const std::vector<Clause> backup = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")};
    list.push_back({.id = "robust/flapping-peer",
                    .clauses = backup,
                    .says =
                        "A Backup stays silent beside a peer that resigns and comes back again and again, "
                        "and takes over when it has gone for good",
                    .stimulus = "Six times an advertisement and, a tenth of the interval later, a Priority 0",
                    .expects = "silence, then takeover within Skew_Time of the last, or an interval later",
                    // At a lower priority Skew_Time is longer than the peer's pauses anyhow.
                    .needs = {.highest_priority = 200, .shortest_interval = 200ms, .longest_interval = 5s},
                    .kills = {"priority-zero-takes-over-at-once", "priority-zero-ignored"},
                    .run = flapping_peer});
    list.push_back(
        {.id = "robust/alternating-peers",
         .clauses = backup,
         .says = "A Backup is held down by whoever has the greater priority, not by one router only",
         .stimulus = "Two routers of greater priority advertise one after the other, then in turn",
         .expects = "silence, then takeover Active_Down_Interval after the last advertisement",
         .kills = {"down-timer-never-reset"},
         .run = alternating_peers});
    list.push_back({.id = "robust/duplicated-advertisements",
                    .clauses = backup,
                    .says = "An advertisement that comes twice is as good as one",
                    .stimulus = "Every advertisement of a peer of greater priority is sent twice",
                    .expects = "silence, then takeover Active_Down_Interval after the last",
                    .kills = {"down-timer-never-reset"},
                    .run = duplicated_advertisements});
    list.push_back(
        {.id = "robust/duplicated-resignation",
         .clauses = backup,
         .says = "A Priority 0 that comes twice does not hurry a Backup",
         .stimulus = "Two Priority 0 within 5 ms",
         .expects = "takeover no earlier than Skew_Time after the first: 609 ms at priority 100 and 1 s",
         .needs = {.highest_priority = 200, .shortest_interval = 200ms},
         .kills = {"repeated-resignation-hurries", "priority-zero-takes-over-at-once"},
         .run = duplicated_resignation});
    list.push_back({.id = "robust/resignation-overtaken",
                    .clauses = backup,
                    .says = "An advertisement that comes behind a Priority 0 holds a Backup down again",
                    .stimulus = "A Priority 0 and, 5 ms later, an advertisement of greater priority",
                    .expects =
                        "takeover Active_Down_Interval after the advertisement, not Skew_Time after the "
                        "Priority 0",
                    .needs = {.highest_priority = 200, .shortest_interval = 200ms},
                    .kills = {"down-timer-never-reset"},
                    .run = reordered_resignation});
    list.push_back({.id = "robust/carp-is-no-resignation",
                    .clauses = {rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
                    .says =
                        "A CARP advertisement with the same number is not taken for a Priority 0, nor for an "
                        "advertisement at all",
                    .stimulus = "A CARP message of 36 octets, whose advskew of 0 stands where VRRP has its "
                                "priority, right behind the peer's advertisements",
                    .expects = "silence until the peer's next; takeover Active_Down_Interval after its last",
                    .known_from = {"opnsense (core issue 1549): CARP and VRRP of one number on a LAN"},
                    .needs = {.highest_priority = 200, .shortest_interval = 200ms},
                    .kills = {"carp-taken-for-resignation"},
                    .run = carp_beside_active});
}

}  // namespace

std::vector<Case> robustness_traffic_cases() {
    std::vector<Case> list;
    add_floods(list);
    add_peers(list);
    for (auto& each : list) each.topics = Topic::robustness;
    return list;
}

}  // namespace cases

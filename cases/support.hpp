#pragma once

#include "tester/bench/bench.hpp"
#include "tester/bench/case.hpp"
#include "tester/bench/rfc_times.hpp"

// What the bodies of several areas share.

namespace cases {

using namespace tester;
using namespace std::chrono_literals;
using engine::ChecksumForm;
using engine::Duration;
using engine::Family;
using engine::IpAddress;
using engine::MacAddress;
using engine::Octets;
using engine::Rfc;
using engine::Task;

/// A body for the many cases that look at one advertisement of an Active device.
template <void (*Look)(Bench& t, Mark advert)>
Task<> each_advertisement(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    Look(t, advert);
}

inline const engine::FrameView& view(Bench& t, Mark mark) {
    return t.frame(mark).view;
}
inline const engine::AdvertisementView& message(Bench& t, Mark mark) {
    return t.frame(mark).view.advertisement;
}

/// The takeover Active_Down_Interval after a mark, judged loosely: tight enough to tell a timer that was
/// restarted, or that fired at once, from one that ran on; the exact time is for the cases whose clause it
/// is.
inline Window about_active_down_interval(const Bench& t, Mark after) {
    const Duration interval = t.dut().advertisement_interval;
    return {after, 2 * interval, active_down_interval(t.dut()) + interval};
}

/// Left alone, a Backup takes over exactly 3 * Advertisement_Interval + Skew_Time after the last
/// advertisement.
inline Task<> takes_over_on_time(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last = t.peer().hush();
    const Duration down = 3 * t.dut().advertisement_interval + skew_time(t.dut());
    const Window window{last, down, down};
    const Mark takeover = co_await t.dut_advertisement(window);
    t.expect_equal("priority", t.dut().priority, t.frame(takeover).view.advertisement.priority(), takeover);
}

/// A Backup whose Active resigns takes over exactly Skew_Time later: (256 - Priority) / 256 of a second, or
/// in version 3 of the interval; whole centiseconds are allowed.
inline Task<> obeys_resignation_on_time(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark resignation = t.peer().send(farewell);
    const Duration skew = skew_time(t.dut());
    const Window window{resignation, skew - skew % 10ms, skew};
    co_await t.dut_advertisement(window);
}

/// A Backup learns `interval` from one advertisement of its peer, hears no more, and waits by it.
inline Task<> waits_by_learnt_interval(Bench& t, Duration interval) {
    const PeerAdvert odd{.interval = interval};
    co_await t.dut_is_backup();
    t.peer().hush();
    const Mark last = t.peer().send(odd);
    const Duration down = 3 * interval + skew_time(t.dut(), interval);
    const Window window{last, down, down};
    co_await t.dut_advertisement(window);
}

/// True if one such advertisement silences an Active device. Only one is sent, so that a device which
/// discards it, but restarts its Adver_Timer at every packet, is not taken for a silent one.
inline Task<bool> silences(Bench& t, PeerAdvert advert) {
    co_await t.dut_is_active();
    const Duration period = t.dut().advertisement_interval;
    const Mark sent = t.peer().send(advert);
    t.cite(sent, "stimulus");
    const Duration grace = std::min<Duration>(period / 2, 100ms);
    const Mark in_flight{0, t.time_of(sent) + grace};
    const Mark still = co_await t.look_for(sort::advertisement, in_flight, period * 5 / 2 - grace);
    co_return !still;
}

/// The discard test in Backup: hold the device down with good advertisements for longer than its
/// Active_Down_Interval (the control), send the last good one, then only `Faulty` ones, the rounds in turn. A
/// device that discards them takes over Active_Down_Interval after the last good one; one that accepts a
/// single one is late by half an Active_Down_Interval or more, since every round goes out twice.
template <PeerAdvert (*Faulty)(const Bench& t, int round), int Rounds = 1>
Task<> discarded_in_backup(Bench& t) {
    // The fault and the control have everything else in common.
    PeerAdvert good{};
    good.priority = Faulty(t, 0).priority;
    co_await t.dut_is_held_down_by(good);
    const Mark last_good = t.peer().hush();
    const Duration down = active_down_interval(t.dut());
    const Duration step = std::min(t.dut().advertisement_interval / 2, down / (2 * Rounds + 3));
    const engine::Instant began = t.time_of(last_good), deadline = began + down;
    int round = 0;
    // On a grid, so that being late once does not make all that follows late.
    for (engine::Instant due = began + step; due + step / 2 < deadline; due = due + step, ++round) {
        co_await t.sleep(std::max<Duration>(due - t.now(), 0ns));
        const PeerAdvert faulty = Faulty(t, round % Rounds);
        const Mark sent = t.peer().send(faulty);
        if (round < Rounds) t.cite(sent, "stimulus");
    }
    t.precondition(round >= 2 * Rounds,
                   "this host was too slow to send each faulty advertisement twice in time");
    const Window window = about_active_down_interval(t, last_good);
    co_await t.dut_advertisement(window);
}

/// The discard test in Active: a faulty advertisement of greater priority must leave the device on its grid;
/// the same one without the fault (the control, at the end) must silence it.
template <PeerAdvert (*Faulty)(const Bench& t, int round), int Rounds = 1>
Task<> ignored_in_active(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    Mark advert = co_await t.dut_is_active();
    for (int round = 0; round < Rounds; ++round) {
        const PeerAdvert faulty = Faulty(t, round);
        const Mark sent = t.peer().send(faulty);
        t.cite(sent, "stimulus");
        // A device that yields is silent for three intervals and more.
        const Window window{advert, period / 2, period * 3 / 2};
        advert = co_await t.dut_advertisement(window);
    }
    const Mark control = t.peer().send();
    t.cite(control, "control");
    const Mark half_later{0, t.time_of(control) + period / 2};
    const Mark heard = co_await t.look_for(sort::advertisement, half_later, period * 3 / 2);
    t.precondition(!heard,
                   "control: the same advertisement without the fault did not silence the device either");
}

/// The acceptance test: an advertisement that looks odd but is legal must silence an Active device, and must
/// restart the Active_Down_Timer of a Backup. Only two are sent, so that a device which discards them, but
/// restarts its Adver_Timer at every packet, is not taken for a silent one.
template <PeerAdvert (*Odd)(const Bench& t, int round)>
Task<> accepted(Bench& t) {
    co_await t.dut_is_active();
    const PeerAdvert odd = Odd(t, 0);
    const Duration period = t.dut().advertisement_interval;
    const Mark first = t.peer().send(odd);
    const Window steps_down{first, std::min<Duration>(period / 2, 100ms), period * 5 / 2};
    co_await t.dut_silence(steps_down);
    const Mark second = t.peer().send(odd);
    const Window stays_down{second, 0ns, period * 5 / 2};
    co_await t.dut_silence(stays_down);
}

}  // namespace cases

#include "cases/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace cases {
namespace {

constexpr Duration between_frames = 4ms;

/// Half of a period is for the frames, the other half for the device's beat.
int most_in_a_burst(const Bench& t) {
    return static_cast<int>(
        std::clamp<long long>(t.dut().advertisement_interval / 2 / between_frames, 1, 64));
}

/// What was sent of a sweep between two beats.
struct Burst {
    int first = 0, last = 0;                   // [first, last)
    std::vector<std::pair<int, Mark>> sent{};  // index and frame
};

std::string text_of(const Bench& t, const Sweep& sweep, int first, int last) {
    const auto name = sweep.name(t, first);
    return last - first == 1 ? name : fmt::format("one of {} to {}", name, sweep.name(t, last - 1));
}

Task<> send(Bench& t, const Sweep& sweep, Burst& burst) {
    const Octets good = t.peer().build({});
    for (int index = burst.first; index < burst.last; ++index) {
        auto frame = sweep.frame(t, good, index);
        if (frame.empty()) continue;
        const Mark sent = t.peer().send_frame(std::move(frame));
        burst.sent.emplace_back(index, sent);
        co_await t.sleep(between_frames);
    }
}

/// The advertisement after the beat, or none if the device yielded: then it is silent for three intervals and
/// more. A device that restarts its Adver_Timer at what it discards comes one interval after the burst.
Task<Mark> next_beat(Bench& t, Mark beat) {
    const Duration latest = t.dut().advertisement_interval * 5 / 2;
    const Mark next = co_await t.look_for(sort::advertisement, beat, latest + t.tolerance().late_for(latest));
    co_return next;
}

/// A device that was silenced speaks again once the peer has resigned; no mark if it does not.
Task<Mark> revived(Bench& t) {
    resign_as_good_peer(t);
    const Mark since = t.mark();
    const Duration longest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval + 1s;
    const Mark next = co_await t.look_for(sort::living_advertisement, since, longest);
    co_return next;
}

/// Fails the case, naming the frame of the burst that silences the device, or the burst if none does alone.
Task<> blame(Bench& t, const Sweep& sweep, const Burst& burst) {
    const std::string expected = "the next advertisement of an Active device that discards such frames";
    const Mark stimulus = burst.sent.front().second;
    Mark culprit = burst.sent.back().second;
    int first = burst.first, last = burst.last;
    while (last - first > 1) {
        const Mark beat = co_await revived(t);
        if (!beat)
            t.fail(expected, fmt::format("silence for good after {}", text_of(t, sweep, first, last)),
                   stimulus);
        Burst half{first, first + (last - first) / 2};
        co_await send(t, sweep, half);
        const Mark next = co_await next_beat(t, beat);
        if (next) {
            first = half.last;
        } else {
            last = half.last;
            if (!half.sent.empty()) culprit = half.sent.back().second;
        }
    }
    const Mark beat = co_await revived(t);
    if (!beat)
        t.fail(expected, fmt::format("silence for good after {}", text_of(t, sweep, first, last)), culprit);
    Burst alone{first, last};
    co_await send(t, sweep, alone);
    const Mark next = co_await next_beat(t, beat);
    const bool is_it = !next && !alone.sent.empty();
    t.fail(expected,
           fmt::format("silence after {}",
                       is_it ? text_of(t, sweep, first, last) : text_of(t, sweep, burst.first, burst.last)),
           is_it ? alone.sent.front().second : stimulus);
}

/// An advertisement ahead of the beat answers the frame that came last: taken for a Priority 0, or for that
/// of a loser.
void expect_no_answer(Bench& t, const Sweep& sweep, const Burst& burst, Mark beat, Mark next) {
    if (t.time_of(next) - t.time_of(beat) >= t.dut().advertisement_interval / 2) return;
    int answered = burst.first;
    Mark stimulus;
    for (const auto& [index, sent] : burst.sent)
        if (t.time_of(sent) <= t.time_of(next)) {
            answered = index;
            stimulus = sent;
        }
    t.cite(stimulus, "stimulus");
    t.fail("no answer to such frames",
           fmt::format("an advertisement ahead of its time after {}", sweep.name(t, answered)), next);
}

}  // namespace

Task<> discards_all(Bench& t, const Sweep& sweep) {
    co_await t.dut_is_active();
    const bool answered = co_await answers_resolution(t);
    Mark beat = co_await t.dut_is_active();
    const int count = sweep.count(t);
    int sent = 0;
    for (int first = 0; first < count; first += most_in_a_burst(t)) {
        Burst burst{first, std::min(count, first + most_in_a_burst(t))};
        co_await send(t, sweep, burst);
        if (burst.sent.empty()) continue;
        if (sent == 0) t.cite(burst.sent.front().second, "stimulus");
        sent += static_cast<int>(burst.sent.size());
        const Mark next = co_await next_beat(t, beat);
        if (!next) {
            co_await blame(t, sweep, burst);
        }
        expect_no_answer(t, sweep, burst, beat, next);
        beat = next;
    }
    t.precondition(sent > 0, "no frame of the sweep can be judged on this virtual router");
    if (answered) {
        const bool answers = co_await answers_resolution(t);
        t.expect(answers, "an answer for the virtual address, as before", answers ? "one" : "none", beat);
    }
    // The control: without the fault, the same priority silences the device.
    co_await t.dut_is_backup();
    t.note(fmt::format("all of {} frames discarded, from {} to {}", sent, sweep.name(t, 0),
                       sweep.name(t, count - 1)),
           "all were", beat);
}

Task<> survives_all(Bench& t, const Sweep& sweep) {
    co_await t.dut_is_active();
    const bool answered = co_await answers_resolution(t);
    const int count = sweep.count(t);
    int sent = 0;
    for (int first = 0; first < count; first += most_in_a_burst(t)) {
        Burst burst{first, std::min(count, first + most_in_a_burst(t))};
        co_await send(t, sweep, burst);
        if (burst.sent.empty()) continue;
        if (sent == 0) t.cite(burst.sent.front().second, "stimulus");
        sent += static_cast<int>(burst.sent.size());
        const std::string what = text_of(t, sweep, burst.first, burst.last);
        co_await speaks_again(t, what, answered);
    }
    t.precondition(sent > 0, "no frame of the sweep can be sent to this virtual router");
}

Task<bool> answers_resolution(Bench& t) {
    // A device needs a moment between its first advertisement and the configured address.
    co_await t.sleep(200ms);
    const Mark request = t.host().resolve(t.dut().addresses.front());
    const Mark answer =
        co_await t.look_for(sort::resolution_by_device.on(t.dut().addresses.front()), request, 300ms);
    co_return bool(answer);
}

void resign_as_good_peer(Bench& t) {
    // Its interval replaces one that the device may have learnt.
    t.peer().send();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    t.peer().send(farewell);
}

Task<> speaks_again(Bench& t, const std::string& after_what, bool answered_before) {
    const Mark beat = co_await revived(t);
    const std::string expected = "the device speaks again when the peer has resigned";
    if (!beat) t.fail(expected, "silence after " + after_what, t.peer().last_sent());
    if (!answered_before) co_return;
    const bool answers = co_await answers_resolution(t);
    t.expect(answers, expected + ", and answers for the virtual address",
             answers ? "it does" : "no answer after " + after_what, beat);
}

void seal_for_device(const Bench& t, Octets& frame) {
    const auto view = engine::read_frame(frame);
    const std::size_t size = view.advertisement.message().size();
    if (view.kind != engine::FrameKind::vrrp || size < 8) return;
    const auto form = t.dut().version() == 2             ? ChecksumForm::message_only
                      : t.dut().family() == Family::ipv6 ? ChecksumForm::pseudo_header
                                                         : t.dut().checksum_form;
    const auto message = std::span(frame).subspan(view.message_offset, size);
    engine::write_u16(message, 6,
                      engine::vrrp_checksum(message, form, view.ip->source, view.ip->destination));
}

bool must_be_discarded(const Bench& t, const Octets& frame) {
    const auto view = engine::read_frame(frame);
    const auto message = view.advertisement.message();
    const auto& dut = t.dut();
    if (message.size() < 8) return true;
    if (message[0] != (dut.version() << 4 | 1) || message[1] != dut.vrid) return true;
    const std::size_t address = dut.family() == Family::ipv4 ? 4 : 16;
    const std::size_t whole = 8 + message[3] * address + (dut.version() == 2 ? 8u : 0u);
    if (message.size() < whole) return true;
    if (dut.version() == 2 &&
        (message[4] != 0 || std::chrono::seconds(message[5]) != dut.advertisement_interval))
        return true;
    const auto verifies = [&](ChecksumForm form) {
        return engine::vrrp_checksum_verifies(message, form, view.ip->source, view.ip->destination);
    };
    // RFC 5798 can be read both ways over IPv4.
    const bool with = dut.version() == 3 && verifies(ChecksumForm::pseudo_header);
    const bool without = dut.family() == Family::ipv4 && verifies(ChecksumForm::message_only);
    return !with && !without;
}

namespace {

constexpr std::size_t longest_random_payload = 64;

/// Of any octets, of a good advertisement with a few replaced, or of one cut or grown.
Octets random_frame(const Bench& t, const Octets& whole, std::mt19937_64& random) {
    // The distributions of the library differ between libraries; the engine's numbers do not.
    const auto below = [&random](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
    Octets frame = whole;
    const auto offset = engine::vrrp_message_offset(frame).value_or(0);
    const std::size_t good = engine::read_frame(frame).advertisement.message().size();
    const std::size_t kind = below(3);
    const std::size_t size = kind == 1 ? good : 1 + below(longest_random_payload);
    engine::resize_vrrp_message(frame, size);
    const std::size_t from = kind == 0 ? 0 : std::min(good, size);
    for (std::size_t i = from; i < size; ++i) frame[offset + i] = static_cast<std::uint8_t>(random());
    if (kind == 1)
        for (std::size_t left = 1 + below(4); left > 0; --left)
            frame[offset + below(size)] = static_cast<std::uint8_t>(random());
    // A frame for another virtual router, or of less priority, would show nothing if it were taken.
    if (size > 1) frame[offset + 1] = t.dut().vrid;
    if (size > 2) frame[offset + 2] = t.peer().greater_priority();
    if (below(2) == 0) seal_for_device(t, frame);
    return frame;
}

}  // namespace

Octets random_payload(const Bench& t, const Octets& good, std::uint64_t seed, int index) {
    std::mt19937_64 random(seed ^ (static_cast<std::uint64_t>(index) + 1) * 0x9e3779b97f4a7c15ULL);
    for (int attempt = 0; attempt < 100; ++attempt) {
        Octets frame = random_frame(t, good, random);
        if (must_be_discarded(t, frame)) return frame;
    }
    return {};
}

}  // namespace cases

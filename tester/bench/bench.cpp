#include "tester/bench/bench.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/bench/rfc_times.hpp"

namespace tester {

using engine::Duration;
using engine::FrameNumber;
using engine::Instant;
using engine::LoggedFrame;
using engine::Task;
using namespace std::chrono_literals;

namespace {

Duration scaled(Duration duration, double factor) {
    // Passive checks ask this for every packet: a cast where std::llround would be a call.
    return Duration(static_cast<Duration::rep>(static_cast<double>(duration.count()) * factor + 0.5));
}

// Two frames may carry one timestamp; the capture's order decides then.
bool is_after(const LoggedFrame& frame, Instant since, FrameNumber since_frame) {
    return frame.when > since || (frame.when == since && since_frame != 0 && frame.number > since_frame);
}

}  // namespace

Duration TimingTolerance::early_for(Duration) const {
    return scaled(early, slow);
}

Duration TimingTolerance::late_for(Duration nominal) const {
    return scaled(std::max(late, scaled(nominal, late_percent / 100)), slow);
}

Bench::Bench(Station& station, VirtualRouterFacts dut, engine::Rfc rfc, TimingTolerance tolerance,
             Control& control, std::uint64_t seed)
    : station_(station),
      dut_(std::move(dut)),
      rfc_(rfc),
      tolerance_(tolerance),
      control_(control),
      seed_(seed),
      peer_(*this),
      host_(*this),
      beyond_(*this) {
    station_.join(*this);
    control_.join();
}

Bench::~Bench() {
    station_.leave(*this);
    station_.scheduler().cancel(waiting_timer_);
}

void Bench::finish() {
    for (auto& sibling : siblings_) sibling->finish();
    if (twin_) twin_->finish();
    peer_.resign();
    control_.leave();
}

Mark Bench::mark() const {
    return Mark{0, now()};
}

Instant Bench::time_of(Mark mark) const {
    return mark.frame != 0 ? frame(mark).when : mark.time;
}

// --- hearing ---

void Bench::hear(const LoggedFrame& frame) {
    // Frames of two links may come a little out of their order in time.
    auto place = heard_.end();
    while (place != heard_.begin() && station_.log().frame(*std::prev(place)).when > frame.when) --place;
    heard_.insert(place, frame.number);
    if (frame.on_second) {
        wake_for(frame);
        return;
    }
    has_heard_dut_ = has_heard_dut_ || is_dut_advertisement(frame);
    if (is_foreign_advertisement(frame)) foreign_speaker_ = frame.view.ip->source;
    wake_for(frame);
}

void Bench::wake_for(const LoggedFrame& frame) {
    if (!waiting_ || !waiting_for_ || !is_after(frame, waiting_since_, waiting_since_frame_)) return;
    if (matches(*waiting_for_, frame)) wake();
}

bool Bench::matches(const Sort& sort, const LoggedFrame& frame) const {
    return sort.on_second == frame.on_second &&
           sort.is(*this, frame, sort.is_about_one ? &sort.about : nullptr);
}

void Bench::wake() {
    // Resuming here would run the case inside the link's delivery; the scheduler does it next.
    waiting_for_.reset();
    station_.scheduler().cancel(waiting_timer_);
    waiting_timer_ = station_.scheduler().call_at(station_.scheduler().now(), [this] {
        waiting_timer_ = 0;
        std::exchange(waiting_, {}).resume();
    });
}

void Bench::Pause::await_suspend(std::coroutine_handle<> waiting) {
    bench.waiting_ = waiting;
    bench.waiting_timer_ = bench.station_.scheduler().call_at(deadline, [bench_ = &bench] {
        bench_->waiting_timer_ = 0;
        bench_->waiting_for_.reset();
        std::exchange(bench_->waiting_, {}).resume();
    });
}

void Bench::Pause::await_resume() const {
    if (auto* journal = bench.journal()) journal->resumed();
}

FrameNumber Bench::transmit(engine::Octets frame, engine::Wire wire) {
    auto* to = journal();
    const auto number = to ? to->send(std::move(frame), wire) : station_.log().send(std::move(frame), wire);
    station_.show(number);
    return number;
}

Task<> Bench::sleep(Duration duration) {
    Pause pause{*this, now() + duration};
    co_await pause;
}

Mark Bench::first_match(Sort sort, Mark after) const {
    const Instant since = time_of(after);
    const auto first = std::partition_point(heard_.begin(), heard_.end(), [&](FrameNumber number) {
        return !is_after(station_.log().frame(number), since, after.frame);
    });
    for (auto number = first; number != heard_.end(); ++number)
        if (matches(sort, station_.log().frame(*number))) return Mark{*number, {}};
    return {};
}

std::vector<Mark> Bench::heard(Sort sort, Mark after, Duration from, Duration until) const {
    std::vector<Mark> found;
    const Instant since = time_of(after);
    for (const FrameNumber number : heard_) {
        const auto& candidate = station_.log().frame(number);
        if (candidate.when < since + from || candidate.when > since + until) continue;
        if (matches(sort, candidate)) found.push_back(Mark{number, {}});
    }
    return found;
}

Task<Mark> Bench::next_match(Sort sort, Mark after, Instant deadline) {
    for (;;) {
        const Mark found = first_match(sort, after);
        if (found || now() >= deadline) co_return found;
        waiting_for_ = sort;
        waiting_since_ = time_of(after);
        waiting_since_frame_ = after.frame;
        Pause pause{*this, deadline};
        co_await pause;
    }
}

Task<Mark> Bench::look_for(Sort sort, Mark after, Duration latest) {
    const Instant deadline = time_of(after) + latest;
    const Mark found = co_await next_match(sort, after, deadline);
    const bool in_time = found && time_of(found) <= deadline;
    co_return in_time ? found : Mark{};
}

// --- preconditions ---

void Bench::precondition(bool holds, std::string reason) {
    if (!holds) throw CaseInconclusive{std::move(reason)};
}

void Bench::applies(bool holds, std::string reason) {
    if (!holds) throw CaseSkipped{std::move(reason)};
}

Bench::TestPacket Bench::next_test_packet() {
    constexpr std::uint16_t ours = 0x7600;
    test_packet_.identifier = ours | dut_.vrid;
    ++test_packet_.sequence;
    return test_packet_;
}

Task<Mark> Bench::dut_is_active() {
    const Mark start = mark();
    const Duration longest = active_down_interval(dut_) + 2 * dut_.advertisement_interval + 1s;
    const Mark found = co_await look_for(sort::living_advertisement, start, longest);
    precondition(bool(found),
                 fmt::format("the device did not advertise VRID {} within {:.1f} s, though nobody else did",
                             dut_.vrid, engine::seconds(longest)));
    co_return found;
}

// One advertisement alone must silence the device for one and a half intervals. Were it repeated every
// interval, a device that discards it but restarts its Adver_Timer at every packet (as keepalived 2.2.7 does)
// would look the same.
Task<> Bench::dut_is_backup(PeerAdvert advert, std::optional<Duration> period) {
    // Silence proves nothing of a device that has not been heard at all.
    if (!has_heard_dut_) {
        co_await dut_is_active();
    }
    const Duration interval = dut_.advertisement_interval;
    for (int attempt = 0; attempt < 4; ++attempt) {
        peer_.hush();
        const Mark sent = peer_.send(advert);
        const Duration grace = std::min<Duration>(interval / 2, 100ms);
        const Mark in_flight{0, time_of(sent) + grace};
        const Duration quiet = interval * 3 / 2 + tolerance_.late_for(interval * 3 / 2) - grace;
        const Mark found = co_await look_for(sort::advertisement, in_flight, quiet);
        if (!found) {
            peer_.advertise(advert, period);
            co_return;
        }
    }
    throw CaseInconclusive{
        fmt::format("the device went on advertising beside a peer of priority {}, so it never was Backup",
                    advert.priority.value_or(peer_.greater_priority()))};
}

Task<> Bench::dut_is_held_down_by(PeerAdvert advert) {
    co_await dut_is_active();
    co_await dut_is_backup(advert);
    const Mark since = mark();
    const Duration proof = active_down_interval(dut_) + dut_.advertisement_interval / 2;
    const Mark found = co_await look_for(sort::advertisement, since, proof);
    precondition(!found, "control: the same advertisement without the fault did not hold the device down");
    cite(peer_.last_sent(), "control");
}

// --- expectations ---

void Bench::cite(Mark mark, std::string_view role) {
    if (!mark) return;
    auto& cited = book().cited;
    for (const auto& [number, known_role] : cited)
        if (number == mark.frame) return;
    cited.emplace_back(mark.frame, std::string(role));
}

void Bench::expect(bool holds, std::string expected, std::string observed, Mark cited) {
    record({std::move(expected), std::move(observed), holds}, cited);
}

void Bench::record(Check check, Mark cited) {
    cite(cited, check.held ? "observed" : "violates");
    const bool held = check.held;
    book().checks.push_back(of_this(std::move(check)));
    if (!held) throw CaseFailed{};
}

void Bench::fail(std::string expected, std::string observed, Mark cited) {
    expect(false, std::move(expected), std::move(observed), cited);
    throw CaseFailed{};
}

void Bench::note(std::string expected, std::string observed, Mark cited) {
    expect(true, std::move(expected), std::move(observed), cited);
}

void Bench::note_fact(const std::string& name, std::string value, Mark cited) {
    Check check{"nothing; " + name + " is noted", fmt::format("{}: {}", name, value)};
    check.is_timed = false;
    evidence_.facts[name] = std::move(value);
    record(std::move(check), cited);
}

void Bench::expect_equal(std::string_view subject, const std::string& expected, const std::string& observed,
                         Mark cited) {
    Check check{fmt::format("{} {}", subject, expected), fmt::format("{} {}", subject, observed),
                expected == observed};
    check.is_timed = false;
    record(std::move(check), cited);
}

void Bench::expect_equal(std::string_view subject, long long expected, long long observed, Mark cited) {
    expect_equal(subject, std::to_string(expected), std::to_string(observed), cited);
}

namespace {

std::string span_text(Duration earliest, Duration latest) {
    if (earliest == latest) return fmt::format("at {:.1f} ms", engine::milliseconds(earliest));
    if (earliest <= 0ns) return fmt::format("within {:.1f} ms", engine::milliseconds(latest));
    return fmt::format("{:.1f} to {:.1f} ms", engine::milliseconds(earliest), engine::milliseconds(latest));
}

}  // namespace

void Bench::record_timed(const std::string& what, Window window, Mark found, bool held) {
    Check check;
    check.expected =
        fmt::format("{} {} after {}", what, span_text(window.earliest, window.latest),
                    window.after.frame ? fmt::format("frame {}", window.after.frame) : "the stimulus");
    check.held = held;
    check.allowed_earliest_ms =
        std::max(0.0, engine::milliseconds(window.earliest - tolerance_.early_for(window.earliest)));
    check.allowed_latest_ms = engine::milliseconds(window.latest + tolerance_.late_for(window.latest));
    if (found) {
        check.measured_ms = engine::milliseconds(time_of(found) - time_of(window.after));
        check.observed = fmt::format("after {:.1f} ms (allowed {:.1f} to {:.1f})", *check.measured_ms,
                                     *check.allowed_earliest_ms, *check.allowed_latest_ms);
    } else {
        check.observed = fmt::format("none until {:.1f} ms", *check.allowed_latest_ms);
    }
    cite(window.after, "stimulus");
    cite(found, held ? "observed" : "violates");
    keep_timed(std::move(check), window.after);
}

void Bench::keep_timed(Check check, Mark after) {
    const bool held = check.held;
    book().anchors[book().checks.size()] = time_of(after);
    book().checks.push_back(of_this(std::move(check)));
    if (!held) throw CaseFailed{};
}

Task<Mark> Bench::dut_frame(Sort sort, Window window) {
    const Duration latest = window.latest + tolerance_.late_for(window.latest);
    const Duration earliest = window.earliest - tolerance_.early_for(window.earliest);
    const Mark found = co_await next_match(sort, window.after, time_of(window.after) + latest);
    const bool held = found && time_of(found) - time_of(window.after) >= earliest &&
                      time_of(found) - time_of(window.after) <= latest;
    record_timed(fmt::format("{}{}", sort.name, sort.is_about_one ? " for " + to_string(sort.about) : ""),
                 window, found, held);
    co_return found;
}

Task<> Bench::no_dut_frame(Sort sort, Window window) {
    const Instant opens = time_of(window.after) + window.earliest;
    const Instant closes = time_of(window.after) + window.latest;
    // A window that opens with a frame opens behind that frame, whatever shares its timestamp.
    const Mark since = window.earliest > 0ns ? Mark{0, opens} : window.after;
    const Mark found = co_await next_match(sort, since, closes);
    const bool held = !found || time_of(found) > closes;
    cite(window.after, "stimulus");
    Check check;
    check.expected =
        fmt::format("no {} from {:.1f} to {:.1f} ms after {}", sort.name,
                    engine::milliseconds(window.earliest), engine::milliseconds(window.latest),
                    window.after.frame ? fmt::format("frame {}", window.after.frame) : "the stimulus");
    check.held = held;
    if (held) {
        check.observed = "none";
    } else {
        check.measured_ms = engine::milliseconds(time_of(found) - time_of(window.after));
        check.observed = fmt::format("one after {:.1f} ms", *check.measured_ms);
        cite(found, "violates");
    }
    check.silent_from_ms = engine::milliseconds(window.earliest);
    check.silent_until_ms = engine::milliseconds(window.latest);
    keep_timed(std::move(check), window.after);
}

Task<Mark> Bench::dut_advertisement(Window window) {
    const Mark found = co_await dut_frame(sort::advertisement, window);
    co_return found;
}

Task<> Bench::dut_silence(Window window) {
    co_await no_dut_frame(sort::advertisement, window);
}

}  // namespace tester

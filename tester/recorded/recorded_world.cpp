#include "tester/recorded/recorded_world.hpp"

#include <algorithm>

namespace tester {
namespace {

using engine::FrameNumber;
using engine::Instant;
using namespace std::chrono_literals;

constexpr auto has_changed = "the recording holds no such frame: the case has changed since";
// No story takes so many steps; a record that was made up must not take forever.
constexpr std::size_t most_steps = 1'000'000;
// What was due this long before it happened was not what made it happen.
constexpr engine::Duration longest_delay = 10s;

std::vector<bool> keys_of(const Attempt& attempt) {
    std::vector<bool> keys(Recording::number_of_keys);
    const auto want = [&](const VirtualRouterFacts& facts) {
        keys[Recording::key_of(facts.family(), facts.vrid)] = true;
    };
    want(attempt.where);
    for (const auto& each : attempt.company) want(each);
    return keys;
}

}  // namespace

RecordedWorld::RecordedWorld(Recording& recording, const Attempt& attempt)
    : recording_(recording),
      attempt_(attempt),
      now_(attempt.started),
      log_(recording.frames(), attempt.first),
      station_(*this, log_, recording.record().mac, recording.record().addresses),
      wanted_(keys_of(attempt)) {
    const auto& record = recording.record();
    station_.know(record.stages.at(attempt.stage).known);
    station_.set_switch_learns(record.switch_learns);
    if (record.second) station_.set_second(*record.second);
}

RecordedWorld::~RecordedWorld() {
    settle_echoes();
}

// --- frames ---

void RecordedWorld::show_next() {
    log_.show_next(recording_.may_concern(log_.last() + 1, wanted_));
}

void RecordedWorld::show_until(FrameNumber number) {
    while (log_.last() < std::min(number, recording_.frames().size())) show_next();
}

/// The last frame that may be known before the next moment of the attempt.
FrameNumber RecordedWorld::limit(Instant due) {
    const auto& moments = attempt_.moments;
    if (is_exact_) {
        if (moment_ == moments.size()) return recording_.frames().size();
        const auto& next = moments[moment_];
        return next.kind == Moment::Kind::sent ? next.frame - 1 : next.frame;
    }
    // What the case no longer sends when its time has come holds up nobody.
    while (moment_ < moments.size() &&
           (moments[moment_].kind != Moment::Kind::sent || moments[moment_].when < due))
        ++moment_;
    return moment_ == moments.size() ? recording_.frames().size() : moments[moment_].frame - 1;
}

bool RecordedWorld::deliver_before(Instant due) {
    const auto last = limit(due);
    while (log_.last() < last) {
        const FrameNumber number = log_.last() + 1;
        const auto& frame = log_.frame(number);
        const bool concerns = !frame.own && recording_.may_concern(number, wanted_);
        if (!concerns) {
            if (frame.when > due) return false;
            log_.show_next(false);
            continue;
        }
        if (frame.when > due) return false;
        now_ = std::max(now_, frame.when);
        log_.show_next(true);
        return true;
    }
    return false;
}

/// The wire's time of an own frame is known when its echo has come, which was never while the case was at it.
void RecordedWorld::settle_echoes() {
    for (const auto& [number, when] : echoes_) recording_.frames()[number - 1].when = when;
    echoes_.clear();
}

void RecordedWorld::run_until(const std::function<bool()>& done) {
    for (std::size_t steps = 0; !done(); ++steps) {
        if (steps > most_steps) throw RecordingDiffers("the story of the record has no end");
        settle_echoes();
        Instant due = next_due();
        if (deliver_before(due)) continue;
        if (due == engine::never) {
            // Nothing is left that could happen: the record's moments were of another story.
            if (!is_exact_) return;
            lose_track();
            continue;
        }
        auto entry = take_next();
        now_ = std::max(now_, entry.when);
        entry.callback();
    }
}

// --- what the case is told ---

const Moment* RecordedWorld::expected(Moment::Kind kind) {
    const auto& moments = attempt_.moments;
    if (is_exact_ && moment_ < moments.size() && moments[moment_].kind == kind &&
        now_ - moments[moment_].when < longest_delay && moments[moment_].when - now_ < longest_delay)
        return &moments[moment_++];
    is_exact_ = false;
    return nullptr;
}

Instant RecordedWorld::time() {
    const auto* moment = expected(Moment::Kind::asked);
    if (!moment) return now_;
    show_until(moment->frame);
    now_ = std::max(now_, moment->when);
    return moment->when;
}

void RecordedWorld::resumed() {
    const auto* moment = expected(Moment::Kind::resumed);
    if (!moment) return;
    show_until(moment->frame);
    now_ = std::max(now_, moment->when);
}

FrameNumber RecordedWorld::send(engine::Octets octets, engine::Wire wire) {
    const auto* moment = expected(Moment::Kind::sent);
    const auto& moments = attempt_.moments;
    if (!moment) {
        while (moment_ < moments.size() && moments[moment_].kind != Moment::Kind::sent) ++moment_;
        if (moment_ == moments.size()) throw RecordingDiffers(has_changed);
        moment = &moments[moment_++];
    }
    const bool exists = moment->frame > log_.last() && moment->frame <= recording_.frames().size();
    if (!exists) throw RecordingDiffers(has_changed);
    auto& frame = recording_.frames()[moment->frame - 1];
    if (!frame.own || frame.on_second != (wire == engine::Wire::second) || frame.octets != octets)
        throw RecordingDiffers(has_changed);
    show_until(frame.number);
    now_ = std::max(now_, moment->when);
    echoes_.push_back({frame.number, frame.when});
    frame.when = moment->when;
    return frame.number;
}

// --- the device's switch ---

bool RecordedWorld::can(Verb verb) const {
    return std::find(attempt_.can.begin(), attempt_.can.end(), verb) != attempt_.can.end();
}

const ControlEvent& RecordedWorld::next_control(Verb verb) {
    if (control_ == attempt_.controls.size() || attempt_.controls[control_].verb != verb)
        throw RecordingDiffers("the recording does not show the device do this: the case has changed since");
    return attempt_.controls[control_++];
}

void RecordedWorld::perform(Verb verb, std::uint8_t, std::function<void()> done) {
    const auto& event = next_control(verb);
    if (event.is_done_at_once) return done();
    if (event.is_done) call_at(event.done, std::move(done));
}

void RecordedWorld::change(Profile, std::uint8_t, const Change& change,
                           std::function<void(Instant begun)> done) {
    const auto& event = next_control(change.verb());
    if (event.is_done_at_once) return done(event.begun);
    if (event.is_done) call_at(event.done, [done = std::move(done), begun = event.begun] { done(begun); });
}

}  // namespace tester

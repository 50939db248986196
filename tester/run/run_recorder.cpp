#include "tester/run/run_recorder.hpp"

namespace tester {

AttemptRecorder::AttemptRecorder(Station& station, Control& device, Attempt& attempt)
    : station_(station), device_(device), attempt_(attempt) {}

engine::Instant AttemptRecorder::time() {
    const auto when = station_.scheduler().now();
    attempt_.moments.push_back({Moment::Kind::asked, when, station_.log().last()});
    return when;
}

engine::FrameNumber AttemptRecorder::send(engine::Octets frame, engine::Wire wire) {
    const auto number = station_.log().send(std::move(frame), wire);
    attempt_.moments.push_back({Moment::Kind::sent, station_.log().frame(number).when, number});
    return number;
}

void AttemptRecorder::resumed() {
    attempt_.moments.push_back({Moment::Kind::resumed, station_.scheduler().now(), station_.log().last()});
}

std::size_t AttemptRecorder::asked(Verb verb) {
    attempt_.controls.push_back({verb, false, false, {}, {}});
    return attempt_.controls.size() - 1;
}

void AttemptRecorder::done(std::size_t event, engine::Instant begun) {
    auto& kept = attempt_.controls[event];
    kept.is_done = true;
    kept.is_done_at_once = is_asking_;
    kept.done = station_.scheduler().now();
    kept.begun = begun;
}

void AttemptRecorder::perform(Verb verb, std::uint8_t vrid, std::function<void()> done) {
    const auto event = asked(verb);
    is_asking_ = true;
    device_.perform(verb, vrid, [this, event, done = std::move(done)] {
        this->done(event, {});
        done();
    });
    is_asking_ = false;
}

void AttemptRecorder::change(Profile profile, std::uint8_t vrid, const Change& change,
                             std::function<void(engine::Instant begun)> done) {
    const auto event = asked(change.verb());
    is_asking_ = true;
    device_.change(profile, vrid, change, [this, event, done = std::move(done)](engine::Instant begun) {
        this->done(event, begun);
        done(begun);
    });
    is_asking_ = false;
}

void AttemptRecorder::ended(const CaseResult& result) {
    attempt_.has_ended = true;
    attempt_.outcome = result.outcome;
    attempt_.observed = result.observed;
    attempt_.reason = result.reason;
}

void RunRecorder::enter(const Station& station) {
    stages_.push_back({station.known()});
}

AttemptRecorder& RunRecorder::begin(Station& station, const SelectedCase& what, int number,
                                    const VirtualRouterFacts& where,
                                    const std::vector<VirtualRouterFacts>& company, Control& device) {
    if (stages_.empty()) enter(station);
    auto& attempt = attempts_.emplace_back();
    attempt.id = what.which->id;
    attempt.profile = what.profile;
    attempt.suite = what.suite->name;
    attempt.seed = what.seed;
    attempt.number = number;
    attempt.stage = stages_.size() - 1;
    attempt.where = where;
    attempt.company = company;
    for (const auto verb : all_verbs)
        if (device.can(verb)) attempt.can.push_back(verb);
    attempt.started = station.scheduler().now();
    attempt.first = station.log().last();
    return recorders_.emplace_back(station, device, attempt);
}

RunRecord RunRecorder::record_of(const Station& station, const RunResult& result) const {
    RunRecord record;
    record.result = result;
    record.mac = station.mac();
    record.addresses = station.addresses();
    if (!station.second().addresses.empty()) record.second = station.second();
    record.switch_learns = station.switch_learns();
    record.frames = station.log().last();
    for (engine::FrameNumber n = 1; n <= record.frames; ++n)
        if (station.log().frame(n).own) record.own.push_back(n);
    record.stages = stages_;
    record.attempts.assign(attempts_.begin(), attempts_.end());
    return record;
}

}  // namespace tester

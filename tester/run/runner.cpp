#include "tester/run/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "tester/run/preflight.hpp"

namespace tester {

using namespace std::chrono_literals;

namespace {
// A device that dies again and again is not worth waiting for.
constexpr int most_recoveries = 5;
}  // namespace

struct Runner::LaneRun {
    const Lane& lane;
    std::deque<SelectedCase> waiting{};
    std::vector<std::unique_ptr<CaseRun>> running{};
    bool observed = false;  // the observing cases have been started

    bool done() const { return observed && waiting.empty() && running.empty(); }
};

Runner::Runner(Station& station, RunnerOptions options, ControlOf control_of, const SchedulingDelay* delay,
               RunObserver& observer, engine::Instant run_started)
    : station_(station),
      options_(std::move(options)),
      control_of_(std::move(control_of)),
      delay_(delay),
      observer_(observer),
      run_started_(run_started) {}

Runner::~Runner() {
    station_.scheduler().cancel(ticker_);
}

bool Runner::run(const Plan& plan, std::vector<CaseResult>& results) {
    results_ = &results;
    estimated_seconds_ = plan.estimated_seconds();
    if (delay_) tick();
    for (const auto* phase : plan.phases()) {
        if (!options_.serial || phase == &plan.disruptive) {
            if (!run_phase(*phase)) return false;
            continue;
        }
        for (const auto& lane : *phase)
            if (!run_phase({lane})) return false;
    }
    return true;
}

bool Runner::run_phase(const std::vector<Lane>& lanes) {
    for (const auto& lane : lanes) {
        lanes_.push_back(std::make_unique<LaneRun>(LaneRun{lane}));
        auto& fresh = *lanes_.back();
        fresh.waiting.assign(lane.stimulating.begin(), lane.stimulating.end());
    }
    for (auto& lane : lanes_) advance(*lane);
    const auto is_in_trouble = [this] { return options_.guard && options_.guard->trouble(); };
    try {
        for (;;) {
            station_.scheduler().run_until(
                [&] { return options_.interrupted() || is_in_trouble() || all_done(); });
            if (!is_in_trouble()) break;
            recover_device();
        }
    } catch (const std::exception& error) {
        // Also then no peer may leave the device waiting for it.
        give_up_running(fmt::format("the run broke off before this case had ended: {}", error.what()));
        throw;
    }
    const bool completed = all_done();
    give_up_running("the run was interrupted before this case had ended");
    return completed;
}

bool Runner::all_done() const {
    return suspects_.empty() &&
           std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->done(); });
}

void Runner::give_up_running(const std::string& reason) {
    for (auto& suspect : std::exchange(suspects_, {})) {
        suspect.result.outcome = Outcome::error;
        suspect.result.reason = reason;
        publish(std::move(suspect.result));
    }
    for (auto& lane : lanes_)
        for (auto& run : lane->running) {
            run->abort(reason);
            publish(run->result());
        }
    lanes_.clear();
}

/// What was running is lost; the cases that have not begun go on with a device that lives again.
void Runner::recover_device() {
    const std::string reason = *options_.guard->trouble();
    if (++recoveries_ > most_recoveries)
        throw EnvironmentError(fmt::format("{}, for the {}th time", reason, recoveries_));
    auto lanes = std::exchange(lanes_, {});
    for (auto& suspect : std::exchange(suspects_, {})) {
        suspect.result.outcome = Outcome::error;
        suspect.result.reason = reason;
        publish(std::move(suspect.result));
    }
    for (auto& lane : lanes) {
        for (auto& run : lane->running) {
            run->abort(reason);
            publish(run->result());
        }
        lane->running.clear();
    }
    options_.guard->recover(options_.interrupted);
    lanes_ = std::move(lanes);
    for (auto& lane : lanes_) advance(*lane);
}

void Runner::advance(LaneRun& lane) {
    if (!lane.observed) {
        lane.observed = true;
        if (options_.serial) {
            lane.waiting.insert(lane.waiting.begin(), lane.lane.observing.begin(), lane.lane.observing.end());
        } else {
            for (const auto& what : lane.lane.observing) begin(lane, what, 1);
        }
    }
    if (!lane.running.empty() || lane.waiting.empty()) return;
    const SelectedCase next = lane.waiting.front();
    lane.waiting.pop_front();
    begin(lane, next, 1);
}

void Runner::begin(LaneRun& lane, const SelectedCase& what, int attempt) {
    const auto& [where, company] = std::tie(lane.lane.where, lane.lane.company);
    Control& device = control_of_(where);
    AttemptRecorder* recorder = nullptr;
    if (options_.recorder)
        recorder = &options_.recorder->begin(station_, what, attempt, where, company, device);
    Control& control = recorder ? static_cast<Control&>(*recorder) : device;
    lane.running.push_back(std::make_unique<CaseRun>(station_, what, where, options_.tolerance, control,
                                                     run_started_, company, recorder));
    CaseRun& run = *lane.running.back();
    observer_.case_started(run.result());
    run.start([this, &lane, &run, attempt, recorder] {
        if (recorder) recorder->ended(run.result());
        ended(lane, run, attempt);
    });
}

// A Pass rests on the kernel's timestamps, which the tester's own lateness does not move, and a field of a
// frame is what it is. Anything else may be the tester's doing: a peer that spoke too late, a stimulus that
// missed its moment.
bool Runner::was_disturbed(const CaseRun& run) const {
    if (!delay_) return false;
    const CaseResult& result = run.result();
    const bool failed = result.outcome == Outcome::fail || result.outcome == Outcome::advisory;
    if (!failed && result.outcome != Outcome::inconclusive) return false;
    if (failed && !result.checks.empty() && !result.checks.back().is_timed) return false;
    const auto limit = options_.tolerance.late_for(0ns) / 2;
    return delay_->worst(run.started(), station_.scheduler().now()) > limit;
}

namespace {

std::string key_of(const CaseResult& result) {
    return result.id + " " + result.profile + " " + result.suite;
}

}  // namespace

bool Runner::deserves_a_second_look(const CaseResult& result) const {
    if (!options_.device_shares_host || result.checks.empty() || !result.checks.back().is_timed) return false;
    CaseResult amended = result;
    options_.amend(amended);
    return amended.outcome == Outcome::fail || amended.outcome == Outcome::advisory;
}

/// Once failed and once passed proves nothing either way.
void Runner::weigh_against_first(CaseResult& result) const {
    const auto first = first_failures_.find(key_of(result));
    if (first == first_failures_.end() || result.outcome != Outcome::pass) return;
    result.outcome = Outcome::inconclusive;
    result.reason = fmt::format(
        "passed at the second attempt, and failed at the first (expected {}, observed {}): the device shares "
        "this host, whose load may be the cause",
        first->second.expected, first->second.observed);
}

void Runner::ended(LaneRun& lane, CaseRun& run, int attempt) {
    const SelectedCase what = run.what();
    CaseResult result = run.result();
    result.attempts = attempt;
    const bool disturbed = was_disturbed(run);
    std::erase_if(lane.running, [&](const auto& each) { return each.get() == &run; });
    // A device that was felled cannot be looked at again.
    const bool is_doubtful = !disturbed && !what.which->may_fell_device && deserves_a_second_look(result);
    if (attempt == 1 && (disturbed || is_doubtful)) {
        if (is_doubtful) first_failures_.emplace(key_of(result), std::move(result));
        begin(lane, what, 2);
        return;
    }
    weigh_against_first(result);
    if (disturbed) {
        result.outcome = Outcome::inconclusive;
        result.reason = fmt::format(
            "programs on this host waited or had no rest for up to {:.0f} ms, twice; use a quieter one, or "
            "--slow to widen the tolerance",
            engine::milliseconds(delay_->worst()));
    }
    // A Pass, too: a device that died is as silent as one that discards what it should.
    if (options_.guard)
        suspects_.push_back({std::move(result), station_.scheduler().now()});
    else
        publish(std::move(result));
    advance(lane);
}

void Runner::publish(CaseResult result) {
    options_.amend(result);
    results_->push_back(std::move(result));
    observer_.case_finished(results_->back());
}

void Runner::publish_sound_suspects() {
    if (suspects_.empty()) return;
    const auto sound_at = options_.guard->known_sound_at();
    const auto spoilt = std::stable_partition(suspects_.begin(), suspects_.end(),
                                              [&](const Suspect& each) { return each.ended <= sound_at; });
    std::vector<Suspect> sound(std::make_move_iterator(suspects_.begin()), std::make_move_iterator(spoilt));
    suspects_.erase(suspects_.begin(), spoilt);
    for (auto& each : sound) publish(std::move(each.result));
}

std::optional<RunObserver::Slowest> Runner::slowest() const {
    const CaseRun* found = nullptr;
    for (const auto& lane : lanes_)
        for (const auto& run : lane->running)
            if (!found || run->started() < found->started()) found = run.get();
    if (!found) return {};
    return RunObserver::Slowest{std::string(found->what().which->id),
                                engine::seconds(station_.scheduler().now() - found->started())};
}

void Runner::tick() {
    std::size_t running = 0;
    for (const auto& lane : lanes_) running += lane->running.size();
    const double elapsed = engine::seconds(station_.scheduler().now() - run_started_);
    observer_.tick(elapsed, std::max(0.0, estimated_seconds_ - elapsed + options_.seconds_to_come), running,
                   slowest());
    publish_sound_suspects();
    ticker_ = station_.scheduler().call_after(100ms, [this] { tick(); });
}

}  // namespace tester

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tester/run/case_run.hpp"
#include "tester/run/device_guard.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/result.hpp"
#include "tester/run/run_recorder.hpp"
#include "tester/run/scheduling_delay.hpp"

namespace tester {

struct RunnerOptions {
    TimingTolerance tolerance;
    bool serial = false;  // one case at a time
    /// Polled between events; true ends the run early.
    std::function<bool()> interrupted = [] { return false; };
    /// Has the last word on a result before anybody sees it: known deviations.
    std::function<void(CaseResult&)> amend = [](CaseResult&) {};
    DeviceGuard* guard = nullptr;  // nobody looks after the device
    /// The device runs on this very host, as in a lab: what it missed once may be the host's load, so that
    /// a failure that rests on time must happen twice.
    bool device_shares_host = false;
    RunRecorder* recorder = nullptr;  // nobody keeps what the cases were told
    double seconds_to_come = 0;       // of plans after this one, for the time left
};

/// Runs a plan in a world: lanes side by side, the cases of a lane in turn, each on a bench of its own.
class Runner {
  public:
    /// `delay` is the tester's own lateness, or nullptr in a world whose time cannot be late.
    Runner(Station& station, RunnerOptions options, ControlOf control_of, const SchedulingDelay* delay,
           RunObserver& observer, engine::Instant run_started);
    ~Runner();

    /// Runs everything and appends the results in the order in which the cases ended. False if interrupted.
    bool run(const Plan& plan, std::vector<CaseResult>& results);

  private:
    struct LaneRun;

    bool run_phase(const std::vector<Lane>& lanes);
    void advance(LaneRun& lane);
    void begin(LaneRun& lane, const SelectedCase& what, int attempt);
    void ended(LaneRun& lane, CaseRun& run, int attempt);
    bool was_disturbed(const CaseRun& run) const;
    bool deserves_a_second_look(const CaseResult& result) const;
    void weigh_against_first(CaseResult& result) const;
    void publish(CaseResult result);
    void publish_sound_suspects();
    void give_up_running(const std::string& reason);
    void recover_device();
    bool all_done() const;
    void tick();
    std::optional<RunObserver::Slowest> slowest() const;

    Station& station_;
    RunnerOptions options_;
    ControlOf control_of_;
    const SchedulingDelay* delay_;
    RunObserver& observer_;
    engine::Instant run_started_;
    double estimated_seconds_ = 0;
    std::vector<CaseResult>* results_ = nullptr;
    std::vector<std::unique_ptr<LaneRun>> lanes_;
    /// Results that a dying device may have spoilt, until the guard has found it sound.
    struct Suspect {
        CaseResult result;
        engine::Instant ended;
    };
    std::vector<Suspect> suspects_;
    int recoveries_ = 0;
    std::map<std::string, CaseResult> first_failures_;  // of cases that are looked at a second time
    engine::TimerId ticker_ = 0;
};

}  // namespace tester

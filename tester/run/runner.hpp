#pragma once

#include <memory>
#include <vector>

#include "tester/run/case_run.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/result.hpp"
#include "tester/run/scheduling_delay.hpp"

namespace tester {

struct RunnerOptions {
    TimingTolerance tolerance;
    bool serial = false;  // one case at a time
    /// Polled between events; true ends the run early.
    std::function<bool()> interrupted = [] { return false; };
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
    void tick();

    Station& station_;
    RunnerOptions options_;
    ControlOf control_of_;
    const SchedulingDelay* delay_;
    RunObserver& observer_;
    engine::Instant run_started_;
    double estimated_seconds_ = 0;
    std::vector<CaseResult>* results_ = nullptr;
    std::vector<std::unique_ptr<LaneRun>> lanes_;
    engine::TimerId ticker_ = 0;
};

}  // namespace tester

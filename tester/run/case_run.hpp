#pragma once

#include <functional>
#include <memory>
#include <string>

#include "tester/bench/bench.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// One attempt at one case on one virtual router, and those of its company where it needs some: the bench,
/// the story that runs on it, and what came of it.
class CaseRun {
  public:
    CaseRun(Station& station, const SelectedCase& what, const VirtualRouterFacts& where,
            const TimingTolerance& tolerance, Control& control, engine::Instant run_started,
            const std::vector<VirtualRouterFacts>& company = {}, Journal* journal = nullptr);

    ~CaseRun();
    CaseRun(const CaseRun&) = delete;
    CaseRun& operator=(const CaseRun&) = delete;

    /// Runs the case up to its first wait. `on_end` is called, by the scheduler, when it has ended.
    void start(std::function<void()> on_end);
    bool ended() const { return ended_; }
    /// Ends a case that has not: the peer resigns, the outcome is Error with this reason.
    void abort(const std::string& reason);

    const SelectedCase& what() const { return what_; }
    engine::Instant started() const { return started_; }
    /// Valid once it has ended.
    const CaseResult& result() const { return result_; }

  private:
    engine::Task<> story();
    engine::Task<> put_back();
    void conclude();
    /// Takes back a Fail that something other than the device may have caused, and grades one by the case's
    /// level.
    void judge_circumstances();

    Station& station_;
    SelectedCase what_;
    engine::Instant run_started_;
    engine::Instant started_;
    std::unique_ptr<Bench> bench_;
    engine::Task<> story_;
    std::function<void()> on_end_;
    CaseResult result_;
    bool ended_ = false;
    engine::TimerId ending_ = 0;  // on_end_, once the case has ended
};

/// A result with all that is known of a case before it runs.
CaseResult identity_of(const SelectedCase& what);
VirtualRouterReference reference_to(const VirtualRouterFacts& facts);

}  // namespace tester

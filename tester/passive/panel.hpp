#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tester/passive/judge.hpp"
#include "tester/passive/passive_suite.hpp"

namespace tester {

struct PanelOptions {
    std::vector<PassiveSuite> suites;  // none: only the routers and what happened are found out
    TimingTolerance tolerance{};
    std::string subject{};  // which of several captures
    std::vector<std::string> interface_names{};
    /// Called as things happen; nothing: nobody listens.
    std::function<void(const Happening&)> tell{};
};

/// What has been found out of one capture.
struct Judged {
    std::string subject{};  // as the panel had it
    CaptureReport capture;
    std::vector<CaseResult> cases;
    std::vector<RouterReport> routers;
    std::vector<TimelineEvent> timeline;
    std::string trouble{};  // why not all that there was could be judged: one sentence; empty if it could
};

/// Judges one stream of frames by several suites at once.
class Panel {
  public:
    explicit Panel(const PanelOptions& options);

    void feed(const engine::CapturedFrame& frame) {
        if (start_.nanoseconds == 0) start_ = frame.when;
        end_ = frame.when;
        for (const auto& judge : judges_) judge->feed(frame);
    }
    void pass_time(engine::Instant now);

    /// Of the first frame; 0 before it.
    engine::Instant start() const { return start_; }
    std::size_t frames() const { return judges_.front()->frames(); }
    std::size_t vrrp_packets() const { return judges_.front()->vrrp_packets(); }
    std::vector<RouterReport> routers() const { return judges_.front()->routers(); }

    /// Ends the capture. The results are each suite's, one suite after the other.
    Judged conclude();

  private:
    std::vector<std::unique_ptr<PassiveJudge>> judges_;
    std::string subject_;
    engine::Instant start_, end_;
};

}  // namespace tester

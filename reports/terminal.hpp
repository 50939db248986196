#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "reports/detail.hpp"
#include "reports/paint.hpp"
#include "reports/terminal_options.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// Tells a run as it goes on, a line a case, and sums it up: made for somebody who wants to know what failed,
/// and why.
class TerminalReporter : public tester::RunObserver {
  public:
    TerminalReporter(std::FILE* out, TerminalOptions options);
    ~TerminalReporter() override;
    TerminalReporter(const TerminalReporter&) = delete;
    TerminalReporter& operator=(const TerminalReporter&) = delete;

    void run_planned(const Plan& plan) override;
    void case_finished(const tester::CaseResult& one) override;
    void tick(double elapsed_seconds, double estimated_remaining_seconds, std::size_t running,
              const std::optional<Slowest>& slowest = {}) override;
    bool wants_frames() const override { return options_.verbosity > 0; }
    void frame_seen(const tester::CitedFrame& frame) override;
    void run_finished(const tester::RunResult& result) override;

    /// A line of somebody else's, a warning say, that must not run into the progress line.
    void say(std::string_view line);

  private:
    void draw(std::string_view text, std::string progress);  // text above the new progress line
    void write(std::string_view text);                       // above the progress line as it is
    std::string told(const tester::CaseResult& one) const;
    std::string skipped_line(const tester::CaseResult& one) const;
    std::string details(const tester::CaseResult& one) const;
    std::string progress_line(double elapsed, double remaining, std::size_t running,
                              const std::optional<Slowest>& slowest) const;

    std::FILE* out_;
    TerminalOptions options_;
    Charset charset_;
    Paint paint_;
    std::string progress_;  // what stands at the bottom now; empty for nothing
    std::size_t planned_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    double last_plain_ = 0;
    bool has_seen_frames_ = false;  // as they came
};

/// `   FAIL [   4.110s] backup/priority-zero  v3-ipv4`, without the line's end.
std::string case_line(const tester::CaseResult& one, const Paint& paint, Charset charset);

/// Whether somebody has to look at it: anything but a pass, a skip and an expected failure.
bool went_wrong(tester::Outcome outcome);

/// The lines after the last case: failures again, what was skipped, the device and the link, and the summary.
std::string closing_text(const tester::RunResult& result, const TerminalOptions& options);

}  // namespace reports

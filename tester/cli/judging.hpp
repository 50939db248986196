#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "reports/live.hpp"
#include "tester/bench/case.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/passive/panel.hpp"
#include "tester/run/result.hpp"

// What `replay` and `watch` have in common: they judge frames that others have sent.

namespace cli {

struct CaptureJudging {
    SelectionOptions which;
    JudgingOptions how;
    ReportOptions told;

    void add_to(CLI::App& app);
    /// `passive` where no suite is named. Throws std::invalid_argument for what does not exist.
    tester::Selection selection() const;
    /// Of the selection. Throws std::invalid_argument, also for a pattern that neither a check matches nor
    /// one of these cases.
    std::vector<tester::PassiveSuite> suites(std::span<const tester::Case> active = {}) const;
    tester::RunResult begin_result(const Invocation& invocation) const;
};

/// Why a selection has no passive check: one sentence.
std::string why_no_check(const tester::Selection& selection);

/// Adds what was found out of one capture to the whole.
void add(tester::Judged judged, tester::RunResult& result);

/// Applies the baselines, and tells on the terminal what its closing lines leave out.
void settle(tester::RunResult& result, const CaptureJudging& options, Reporting& reporting);

/// What is told of a happening at once; empty for one that a quiet report leaves out.
std::string told_at_once(const tester::Happening& what, std::string time,
                         const reports::TerminalOptions& look);

}  // namespace cli

#pragma once

#include <cstdio>
#include <string_view>

#include "reports/terminal.hpp"
#include "tester/cli/options.hpp"
#include "tester/run/result.hpp"

namespace cli {

/// Everything that is told of one run: the terminal while it goes on, the files when it has ended, however it
/// ended.
class Reporting {
  public:
    /// Throws UsageError if a report could not be written in the end.
    explicit Reporting(const ReportOptions& options);

    reports::TerminalReporter& observer() { return terminal_; }
    /// Where people read along, and how.
    std::FILE* stream() const { return stream_; }
    const reports::TerminalOptions& look() const { return look_; }
    /// Writes the reports and gives the exit code of the contract. A signal has the last word on it.
    int finish(const tester::RunResult& result);

  private:
    const ReportOptions& options_;
    std::FILE* stream_;
    reports::TerminalOptions look_;
    reports::TerminalReporter terminal_;
};

/// `vrrptest: SENTENCE` on standard error.
void complain(std::string_view sentence);

}  // namespace cli

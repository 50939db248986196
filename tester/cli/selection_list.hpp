#pragma once

#include <span>
#include <string>

#include "tester/cli/options.hpp"

namespace cli {

/// What --list shows: the cases of the selection, a line each. 0, or 4 if there is none.
int list_selection(std::span<const tester::Case> catalogue, const tester::Selection& selection,
                   const ReportOptions& told);

/// Throws UsageError unless a capture could be written there.
void check_capture_path(const std::string& path);

}  // namespace cli

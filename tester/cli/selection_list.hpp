#pragma once

#include <optional>
#include <span>
#include <string>

#include "tester/cli/options.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/preview.hpp"

namespace cli {

/// How a device would be driven, for a plan that touches nothing.
struct PlannedDevice {
    tester::BatchLimits limits;
    std::vector<tester::RouterConfig> declared{};  // in place of what the planner would choose
    tester::CanSwitch can = [](tester::Verb) { return true; };
};

/// What --list shows: the cases of the selection, a line each, and for a device that would be configured
/// where each would run. 0, or 4 if there is none.
int list_selection(std::span<const tester::Case> catalogue, const tester::Selection& selection,
                   const ReportOptions& told, const std::optional<PlannedDevice>& device);

/// Throws UsageError unless a capture could be written there.
void check_capture_path(const std::string& path, const std::string& option = "--pcap");

}  // namespace cli

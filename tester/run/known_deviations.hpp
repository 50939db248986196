#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tester/dut/known_deviation.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// Turns a failure that a known deviation names into an expected one (xfail), and a pass where one says that
/// the device fails into an unexpected pass. A failure that was observed to be another one than the entry
/// says, or whose entry has expired, stays a failure; the reason says so. `today` is "2026-11-23".
void apply_known_deviations(CaseResult& result, std::span<const KnownDeviation> known,
                            const std::string& today);

/// The same as what a run does with each of its results, on this day.
std::function<void(CaseResult&)> amend_by(std::vector<KnownDeviation> known);

/// "2026-11-23", by the local clock.
std::string today();

}  // namespace tester

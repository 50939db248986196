#pragma once

#include <functional>
#include <span>
#include <string>

#include "engine/router/rules.hpp"
#include "tester/bench/bench.hpp"
#include "tester/dut/known_deviation.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

struct EmbeddedOptions {
    TimingTolerance tolerance{};
    bool serial = false;  // each case in a world of its own
    bool strict = false;
    engine::Rules rules = engine::rfc_rules();  // of the device: the reference's, or a mutant's
    std::vector<KnownDeviation> known_deviations{};
    std::string tool_version = {};
    std::string command_line = {};
};

/// Runs the selection against the embedded speaker in virtual time. Every case gets a virtual router of its
/// own that is just as it needs it. Results are in the selection's order. The observer's run_finished is left
/// to the caller. Throws what select() throws.
RunResult run_embedded(const EmbeddedOptions& options, std::span<const Case> catalogue,
                       const Selection& selection, RunObserver& observer,
                       const std::function<bool()>& interrupted);

/// The result of a run before anything has happened: tool, time, suites, tolerance.
RunResult begin_result(const std::string& tool_version, const std::string& command_line,
                       const std::vector<SelectedCase>& selected, const TimingTolerance& tolerance,
                       bool strict);

/// Puts the results into the selection's order and adds an Error for each selected case that never began,
/// because the run ended before it, with the reason given.
void complete_in_order(std::vector<CaseResult>& results, const std::vector<SelectedCase>& selected,
                       const std::string& reason, RunObserver& observer);

}  // namespace tester

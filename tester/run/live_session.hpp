#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tester/bench/bench.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

struct LiveOptions {
    std::string dut{};  // the device's address; empty: the DUT file's
    std::optional<std::string> interface {
    };                                  // default: the DUT file's, else the one on whose link the device is
    std::vector<std::uint8_t> vrids{};  // none: all that it advertises
    std::optional<DutFile> dut_file{};
    TimingTolerance tolerance{};
    bool serial = false;
    bool strict = false;
    bool passive = false;                      // only the cases that send nothing
    std::optional<engine::Duration> listen{};  // how long discovery listens
    std::string capture_path{};                // where the run's frames go; empty: nowhere

    /// Called once, when the device's virtual routers are known: the hands on its switches. What it returns
    /// is used until run_live returns. Without a driver the device has none of the verbs.
    std::function<ControlOf(Station&, const std::vector<VirtualRouterFacts>&)> driver{};
    bool device_wide = false;      // the driver can only switch the device as a whole
    bool keep_privileges = false;  // a lab's drivers need root to the end

    std::string tool_version{};
    std::string command_line{};
};

/// Tests a real device: finds the interface, listens, checks the path, runs the selection and checks that the
/// device still speaks. Results are in the selection's order. The observer's run_finished is left to the
/// caller.
///
/// Throws UsageError (or what select() throws) if what is asked for cannot be; nothing has been sent then.
/// What keeps anything from being judged is RunResult::environment_error. An interrupted run returns what it
/// has, `aborted`.
RunResult run_live(const LiveOptions& options, std::span<const Case> catalogue, const Selection& selection,
                   RunObserver& observer, const std::function<bool()>& interrupted);

}  // namespace tester

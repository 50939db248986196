#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tester/bench/bench.hpp"
#include "tester/dut/driver.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/dut/known_deviation.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/result.hpp"
#include "tester/run/run_file.hpp"
#include "tester/run/selection.hpp"
#include "tester/run/vlan.hpp"

namespace tester {

struct LiveOptions {
    std::string dut{};  // the device's address; empty: the DUT file's
    std::optional<std::string> interface {
    };                           // default: the DUT file's, else the one on whose link the device is
    std::optional<Vlan> vlan{};  // the LAN is a VLAN behind the interface, which must be named then
    /// One on a network to which the device forwards, with an address there: for cases of forwarding.
    std::optional<std::string> second_interface{};
    std::vector<std::uint8_t> vrids{};  // none: all that it advertises
    std::optional<DutFile> dut_file{};
    TimingTolerance tolerance{};
    bool serial = false;
    bool strict = false;
    bool passive = false;                      // only the cases that send nothing
    std::optional<engine::Duration> listen{};  // how long discovery listens
    std::string capture_path{};                // where the run's frames go; empty: nowhere
    std::string run_path{};                    // where the whole run goes, to be judged again; empty: nowhere
    EncodeRecord encode_record{};              // needed with run_path
    std::string case_folder{};                 // for one file a case, beside run_path; empty: none

    Driver* driver = nullptr;         // the hands on the device; nullptr: it is taken as it is
    BatchLimits limits{};             // what the driver may make of it
    bool device_shares_host = false;  // a lab's device runs on this very host
    bool switch_learns = true;        // false: a lab's, which does not mind what the tester sends from
    std::vector<KnownDeviation> known_deviations{};
    /// How long the machine has lately kept the device's programs waiting, where the device is on it: a lab
    /// measures that, and what happened meanwhile convicts nobody.
    std::function<engine::Duration()> machine_delay = [] { return engine::Duration{}; };
    bool keep_privileges = false;  // drivers need root to the end

    std::string tool_version{};
    std::string command_line{};
};

/// What a driver makes of the device for the selection: batches of virtual routers, planned, or the one batch
/// that the DUT file declares. Nothing without a driver that can configure the device.
std::optional<Batches> batches_for(const LiveOptions& options, std::span<const SelectedCase> selected);

/// Tests a real device: finds the interface, lets the driver configure the device, listens, checks the path,
/// runs the selection, batch after batch, and checks that the device still speaks. Results are in the
/// selection's order. The observer's run_finished is left to the caller.
///
/// Throws UsageError (or what select() throws) if what is asked for cannot be; nothing has been sent then.
/// What keeps anything from being judged is RunResult::environment_error. An interrupted run returns what it
/// has, `aborted`.
RunResult run_live(const LiveOptions& options, std::span<const Case> catalogue, const Selection& selection,
                   RunObserver& observer, const std::function<bool()>& interrupted);

}  // namespace tester

#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "tester/dut/driver.hpp"
#include "tester/dut/process.hpp"
#include "tester/lab/topology.hpp"
#include "tester/run/live_session.hpp"

namespace tester {

/// What a lab builds: a LAN of network namespaces with one real router, 172.16.100.11, and one host for the
/// tester, 172.16.100.5, and between them a second network, 198.51.100.0/24, to which the router forwards.
struct LabOptions {
    std::string router = "keepalived";  // a name of lab_router_names()
    bool use_vmac = false;              // keepalived only
    bool one_router = false;            // one virtual router a profile, as on a production box
};

/// Runs the selection in a lab from its tester host as run_live does, and tears everything down, whatever
/// happens. `live` says how to judge; its device and driver are the lab's. Throws EnvironmentError if the lab
/// cannot be built.
RunResult run_in_lab(const LabOptions& options, LiveOptions live, std::span<const Case> catalogue,
                     const Selection& selection, RunObserver& observer,
                     const std::function<bool()>& interrupted);

/// The same lab, but runs a command on its tester host; the command's exit code, 127 if there is no such
/// program, 128 plus the number of a signal.
int run_command_in_lab(const LabOptions& options, std::span<const SelectedCase> selected,
                       const Arguments& command, const std::function<int()>& interrupting_signal);

}  // namespace tester

#pragma once

#include <functional>
#include <span>

#include "tester/dut/process.hpp"
#include "tester/lab/lab_routers.hpp"
#include "tester/run/live_session.hpp"

namespace tester {

struct LabOptions {
    bool use_vmac = false;
    bool one_router = false;
};

/// Builds a LAN of network namespaces, starts a real keepalived as 172.16.100.11 with a virtual router for
/// each selected case, runs the selection from a host on that LAN as run_live does, and tears everything
/// down, whatever happens. `live` says how to judge; its device and driver are the lab's. Throws
/// EnvironmentError if the lab cannot be built.
RunResult run_in_lab(const LabOptions& options, LiveOptions live, std::span<const Case> catalogue,
                     const Selection& selection, RunObserver& observer,
                     const std::function<bool()>& interrupted);

/// The same lab, but runs a command on its tester host; the command's exit code, 127 if there is no such
/// program, 128 plus the number of a signal.
int run_command_in_lab(const LabOptions& options, std::span<const SelectedCase> selected,
                       const Arguments& command, const std::function<int()>& interrupting_signal);

}  // namespace tester

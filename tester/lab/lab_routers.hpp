#pragma once

#include <span>
#include <vector>

#include "tester/dut/dut_file.hpp"
#include "tester/dut/keepalived_config.hpp"
#include "tester/run/selection.hpp"

namespace tester {

struct LabRouterOptions {
    bool one_router = false;  // one virtual router a profile, as on a production box
    /// Whoever tests can stop and start the device, and is told what is configured. Without it, what only
    /// such a tester could use is left out.
    bool is_in_our_hands = true;
};

/// The virtual routers that the lab's device gets, so that every selected case finds one that suits it and,
/// as long as there are VRIDs, one for itself: then all of them run at once. Those for cases that stop the
/// device come first, because that is the order in which a daemon says farewell.
std::vector<RouterConfig> lab_routers(std::span<const SelectedCase> selected,
                                      const LabRouterOptions& options);

/// The same as a DUT file would say it.
std::vector<DeclaredVirtualRouter> declared(std::span<const RouterConfig> instances);

/// How long a router takes to become Active if nobody else is there: the longest Active_Down_Interval.
engine::Duration time_to_take_over(std::span<const RouterConfig> instances);

}  // namespace tester

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tester/dut/capabilities.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/dut/router_config.hpp"
#include "tester/run/address_pool.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// What a configurable device may be given.
struct BatchLimits {
    Capabilities device{};
    bool one_router = false;  // one virtual router a profile, as on a production box
    /// Whoever tests can stop and start the device, and is told what is configured. Without it, what only
    /// such a tester could use is left out.
    bool is_in_our_hands = true;
    /// The tester has a port on a network behind the device.
    bool second_interface = true;
    AddressSource addresses = usual_addresses;
};

/// What the device is configured as at one time, and the cases that run then.
struct Batch {
    std::vector<RouterConfig> routers;
    std::vector<SelectedCase> cases;
};

struct Batches {
    std::vector<Batch> batches;
    std::vector<CaseResult> skipped;  // what the device cannot be configured for
};

/// As few configurations of the device as its limits allow. Within each, every case gets a virtual router of
/// its own that suits it as long as there are any left; then the configurations that have most to do get
/// most of them. Virtual routers for cases that stop the device come first, because that is the order in
/// which a daemon says farewell.
Batches plan_batches(std::span<const SelectedCase> selected, const BatchLimits& limits);

/// The same virtual routers as a DUT file would say it.
std::vector<DeclaredVirtualRouter> declared(std::span<const RouterConfig> routers);

/// What a declared virtual router is configured as; what is not declared is the RFC's default, or from the
/// pool of addresses.
RouterConfig configuration_of(const DeclaredVirtualRouter& declared);

/// How long a device takes to become Active everywhere if nobody else is there: the longest
/// Active_Down_Interval.
engine::Duration time_to_take_over(std::span<const RouterConfig> routers);

}  // namespace tester

#pragma once

#include <functional>
#include <vector>

#include "tester/dut/driver.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/plan.hpp"

namespace tester {

/// What a virtual router with this configuration will be known as.
VirtualRouterFacts expected_facts(const RouterConfig& router);

/// What the device can be made to do.
using CanSwitch = std::function<bool(Verb)>;

/// What will run where once the device has been given the batch.
Plan preview(const Batch& batch, const CanSwitch& can_switch);

/// The driver's verb for a case's; a change is the whole configuration applied anew.
DriverVerb driver_verb(Verb verb);
/// True if the driver can do it and undo it: what was stopped must be started again for the next case.
bool can_switch(const Driver& driver, Verb verb);
CanSwitch switches_of(const Driver& driver);

}  // namespace tester

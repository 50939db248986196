#pragma once

#include <vector>

#include "tester/dut/driver.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/plan.hpp"

namespace tester {

/// What a virtual router with this configuration will be known as.
VirtualRouterFacts expected_facts(const RouterConfig& router);

/// What will run where once the device has been given the batch. `driver` says what the device can be made to
/// do; nullptr: nothing.
Plan preview(const Batch& batch, const Driver* driver);

/// The hand of a driver as far as planning needs it: it knows what can be done, and does nothing.
class PlannedControl final : public Control {
  public:
    explicit PlannedControl(const Driver* driver) : driver_(driver) {}
    bool can(Verb verb) const override;

  private:
    const Driver* driver_;
};

/// The driver's verb for a case's.
DriverVerb driver_verb(Verb verb);
/// True if the driver can do it and undo it: what was stopped must be started again for the next case.
bool can_switch(const Driver& driver, Verb verb);

}  // namespace tester

#pragma once

#include <map>
#include <string>
#include <vector>

#include "tester/dut/discovery.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/plan.hpp"

namespace tester {

/// What the device does everywhere alike, as reports print it: "checksum form", "advertisements come from".
std::map<std::string, std::string> habits_of(const Discovery& found);

/// What the user should know of routers beside the device, one sentence each.
std::vector<std::string> remarks_about_others(const Discovery& found,
                                              const std::vector<VirtualRouterFacts>& routers);

/// Said before the run: which virtual routers it disturbs, and the remarks.
std::vector<std::string> notes_for(const Plan& plan, const std::vector<std::string>& remarks);

/// The same for a device that a driver configures.
std::vector<std::string> notes_for(const Batches& batches, const std::string& driver);

/// How long the plan takes one case after the other.
double serial_seconds(const Plan& plan);

}  // namespace tester

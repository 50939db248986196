#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tester/dut/driver.hpp"
#include "tester/dut/driver_description.hpp"
#include "tester/lab/topology.hpp"

namespace tester {

/// The routers that a lab can start, in the words of the command line.
std::vector<std::string> lab_router_names();

/// Throws UsageError for a name that is none of these.
DriverType lab_router_type(const std::string& router);

/// A driver for a real router on a host of a lab, which must outlive it. `use_vmac` counts for keepalived
/// alone; the others have virtual MAC addresses anyway. `standard` is what the embedded speaker follows.
/// Throws EnvironmentError if the program is not installed.
std::unique_ptr<Driver> make_lab_driver(const std::string& router, bool use_vmac, const LanTopology& lan,
                                        const LabHost& host, std::optional<engine::Rfc> standard = {});

}  // namespace tester

#pragma once

#include <span>
#include <string>

#include "tester/dut/capabilities.hpp"
#include "tester/dut/router_config.hpp"

namespace tester {

struct KeepalivedOptions {
    std::string router_id = "vrrptest";
    std::string interface = "eth0";
    bool use_vmac = false;
    /// A nice value: above 100 virtual routers that change state at once, a keepalived of usual priority is
    /// late.
    bool raised_priority = true;
};

/// The text of a keepalived.conf. Whatever the order of the addresses, an IPv6 link-local one comes first, as
/// VRRP demands. keepalived knows hundredths of a second in version 3 and whole seconds in version 2; what
/// lies between is rounded up.
std::string keepalived_config(const KeepalivedOptions& options, std::span<const RouterConfig> routers);

/// "v3-4-17": version, family, VRID.
std::string keepalived_instance_name(const RouterConfig& router);

/// What keepalived can be configured to be, with or without macvlans of its own.
Capabilities keepalived_capabilities(bool use_vmac);

}  // namespace tester

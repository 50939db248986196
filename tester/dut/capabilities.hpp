#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tester/dut/router_config.hpp"

namespace tester {

/// What a device can be configured to be. A driver knows its program's; a DUT file narrows them.
struct Capabilities {
    bool v2 = true, v3 = true, ipv6 = true;
    bool owner = true;              // priority 255
    bool preempt_off = true;        // "no preempt" exists
    bool accept_on = true;          // Accept_Mode can be true
    bool accept_off = true;         // Accept_Mode can be false
    bool simple_password = true;    // version 2 authentication type 1
    bool ip_authentication = true;  // version 2 authentication type 2
    /// One VRID is one virtual router for both families, with one version, priority, interval and
    /// Preempt_Mode, as in FRR; so virtual routers that differ take their VRIDs from one space.
    bool families_share_vrids = false;
    engine::Duration v3_interval_step = std::chrono::milliseconds(10);
    engine::Duration shortest_interval = std::chrono::milliseconds(10);  // version 3
    engine::Duration longest_interval = std::chrono::milliseconds(40950);
    int most_virtual_routers = 510;     // at once, all families together
    int most_addresses = 255;           // of one virtual router
    std::vector<std::uint8_t> vrids{};  // those that may be used; empty: 1 to 255
};

/// Why the device cannot have this virtual router, as the end of "the device cannot ..."; nothing if it can.
std::optional<std::string> what_it_lacks(const Capabilities& device, const RouterConfig& wanted);

/// What both allow: a driver's program, and the device as its operator knows it.
Capabilities narrowed(const Capabilities& one, const Capabilities& other);

}  // namespace tester

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tester/dut/router_config.hpp"

namespace tester {

/// What a device can be configured to be. A driver knows its program's; a DUT file narrows them.
struct Capabilities {
    bool v2 = true, v3 = true, ipv6 = true;
    bool owner = true;                  // priority 255
    bool preempt_off = true;            // "no preempt" exists
    bool accept_on = true;              // Accept_Mode can be true
    bool accept_off = true;             // Accept_Mode can be false
    bool simple_password = true;        // version 2 authentication type 1
    bool ip_authentication = true;      // version 2 authentication type 2
    bool v2_interoperation = true;      // version 2 beside version 3 on one virtual router (RFC 9568 8.4)
    bool router_advertisements = true;  // sent for a virtual router while Active
    engine::Duration v3_interval_step = std::chrono::milliseconds(10);
    engine::Duration shortest_interval = std::chrono::milliseconds(10);  // version 3
    engine::Duration longest_interval = std::chrono::milliseconds(40950);
    int most_virtual_routers = 510;  // at once, all families together
    /// What the device can send, of all virtual routers together, without being late. A single case that
    /// needs more is given it.
    int most_advertisements_per_second = 600;
    int most_addresses = 255;           // of one virtual router
    std::vector<std::uint8_t> vrids{};  // those that may be used; empty: 1 to 255
    /// One version for all of the device (or all of an interface): not version 2 and version 3 at once.
    bool one_version = false;
    /// A VRID of an interface is one thing, with one version, priority, interval and Preempt_Mode for both
    /// families: an IPv4 and an IPv6 virtual router may share a VRID only where they agree in all of these.
    bool families_share_vrids = false;
};

/// Why the device cannot have this virtual router, as the end of "the device cannot ..."; nothing if it can.
std::optional<std::string> what_it_lacks(const Capabilities& device, const RouterConfig& wanted);
/// The same for one of several, `wanted` being one of `all` (no copy): of two that exclude each other, the
/// device has the first.
std::optional<std::string> what_it_lacks(const Capabilities& device, std::span<const RouterConfig> all,
                                         const RouterConfig& wanted);

/// What both allow: a driver's program, and the device as its operator knows it.
Capabilities narrowed(const Capabilities& one, const Capabilities& other);

}  // namespace tester

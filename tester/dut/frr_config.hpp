#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tester/dut/capabilities.hpp"
#include "tester/dut/router_config.hpp"

namespace tester {

struct FrrOptions {
    std::string interface = "eth0";
    /// The n of the macvlans' names, vrrp4-n-VRID: tells apart interfaces that carry the same VRIDs.
    int link_number = 1;
    /// Whether the checksum of version 3 over IPv4 covers the pseudo-header. FRR has the choice from 9.0 on,
    /// and older ones refuse the line; nothing leaves the line out.
    std::optional<bool> pseudo_header{};
};

/// What FRR's vrrpd can be configured to be: priorities to 254, no authentication, accepts always, and one
/// set of parameters a VRID for both families.
Capabilities frr_capabilities();

/// Why FRR cannot have `wanted`, which is one of `routers` (no copy), as the end of "FRR cannot ..."; nothing
/// if it can.
std::optional<std::string> frr_lacks(std::span<const RouterConfig> routers, const RouterConfig& wanted);

/// The text of a frr.conf: one interface with its virtual routers, those of one VRID together. A virtual
/// router that FRR cannot have is a comment that says why.
std::string frr_config(const FrrOptions& options, std::span<const RouterConfig> routers);

/// A POSIX sh script that makes what FRR does not: a macvlan a virtual router with its virtual MAC and its
/// addresses, and the settings of the kernel that keep each macvlan's ARP apart. May be run again and again;
/// it needs root and iproute2, and leaves macvlans of other VRIDs alone.
std::string frr_macvlan_script(const FrrOptions& options, std::span<const RouterConfig> routers);
/// A script that removes every macvlan that such a script made for the link number.
std::string frr_macvlan_removal_script(const FrrOptions& options);

/// "vrrp4-1-17": family, link number, VRID.
std::string frr_macvlan_name(const FrrOptions& options, const RouterConfig& router);

}  // namespace tester

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"

namespace tester {

/// One virtual router of a keepalived.
struct KeepalivedInstance {
    std::string name;  // "v4-1"
    std::string interface = "eth0";
    int version = 3;
    engine::Family family = engine::Family::ipv4;
    std::uint8_t vrid = 1;
    std::uint8_t priority = 100;
    engine::Duration interval = std::chrono::seconds(1);
    bool preempt = true;
    std::optional<bool> accept;  // keepalived's own default if not set
    bool use_vmac = false;
    std::vector<engine::IpAddress> addresses;
    int prefix_length = 24;
};

/// The text of a keepalived.conf. Whatever the order of the addresses, an IPv6 link-local one comes first, as
/// VRRP demands. keepalived knows hundredths of a second in version 3 and whole seconds in version 2; what
/// lies between is rounded up.
std::string keepalived_config(const std::string& router_id, std::span<const KeepalivedInstance> instances);

}  // namespace tester

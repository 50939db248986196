#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/packet/address.hpp"

namespace engine {

struct InterfaceAddress {
    IpAddress address;
    int prefix_length = 0;
};

/// True if the address lies in the prefix, which the interface's own address spans.
bool covers(const InterfaceAddress& prefix, const IpAddress& address);

/// What this host's kernel says of one of its interfaces.
struct InterfaceFacts {
    std::string name;
    MacAddress mac;
    bool is_up = false;        // administratively
    bool has_carrier = false;  // a link partner
    bool is_ethernet = false;
    bool is_loopback = false;
    unsigned mtu = 0;
    std::vector<InterfaceAddress> addresses;

    std::optional<IpAddress> first_address(Family family) const;  // IPv6: the link-local one
};

/// Every interface in this network namespace.
std::vector<InterfaceFacts> interfaces();
std::optional<InterfaceFacts> find_interface(const std::string& name);

/// The interface on whose link `address` lies: one with a prefix that covers it (the longest wins). A
/// link-local IPv6 address lies on every link, so it gives nothing unless exactly one Ethernet interface is
/// up.
std::optional<InterfaceFacts> interface_on_link_with(const IpAddress& address);

/// True if one of the interface's prefixes covers the address (fe80::/10 always does for IPv6 link-locals).
bool is_on_link(const InterfaceFacts& interface, const IpAddress& address);

}  // namespace engine

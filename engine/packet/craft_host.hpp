#pragma once

#include <cstdint>
#include <optional>

#include "engine/packet/address.hpp"
#include "engine/packet/octets.hpp"

// What hosts and routers say to each other beside VRRP: transport, router discovery and listeners.

namespace engine {

struct UdpFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    std::uint16_t source_port = 0, destination_port = 0;
    std::uint8_t ttl = 64;
    OctetView data{};
};

/// A TCP segment without data or options.
struct TcpFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    std::uint16_t source_port = 0, destination_port = 0;
    std::uint32_t sequence = 0, acknowledgement = 0;
    bool syn = false, ack = false, rst = false;
    std::uint8_t ttl = 64;
};

/// An ICMP (type 3 code 3) or ICMPv6 (type 1 code 4) message that no one listens on the port.
struct PortUnreachableFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    OctetView packet{};  // the one that is refused, from its IP header on; quoted as far as the RFCs allow
};

struct RouterSolicitationFrame {
    MacAddress ethernet_source;
    IpAddress ip_source;
    std::optional<MacAddress> source_link_layer{};
};

struct RouterAdvertisementFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    std::uint8_t advertised_hop_limit = 64;
    std::uint16_t lifetime_s = 1800;  // 0: not a default router
    std::optional<MacAddress> source_link_layer{};
    std::uint8_t hop_limit = 255;
};

/// An MLD General Query (RFC 3810 5.1, RFC 2710 3), to all nodes, with the Router Alert option.
struct ListenerQueryFrame {
    MacAddress ethernet_source;
    IpAddress ip_source;
    int version = 2;                           // 1 or 2
    std::uint16_t maximum_response_ms = 1000;  // version 2: below 32768, where the code is the number itself
};

/// An MLDv1 report of one group (RFC 2710 3), to that group, with the Router Alert option.
struct OldListenerReportFrame {
    MacAddress ethernet_source;
    IpAddress ip_source;
    IpAddress group;
};

/// Each builds a whole Ethernet frame, padded to 60 octets as an Ethernet card would.
Octets craft(const UdpFrame& frame);
Octets craft(const TcpFrame& frame);
Octets craft(const PortUnreachableFrame& frame);
Octets craft(const RouterSolicitationFrame& frame);
Octets craft(const RouterAdvertisementFrame& frame);
Octets craft(const ListenerQueryFrame& frame);
Octets craft(const OldListenerReportFrame& frame);

}  // namespace engine

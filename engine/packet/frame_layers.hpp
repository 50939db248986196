#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/packet/link_type.hpp"

// What the readers of the link layer (link_type.cpp, may_matter.cpp) and of the packets in it (frame.cpp)
// share.

namespace engine::layers {

namespace ether_type {
inline constexpr std::uint16_t ipv4 = 0x0800;
inline constexpr std::uint16_t arp = 0x0806;
inline constexpr std::uint16_t customer_tag = 0x8100;  // 802.1Q
inline constexpr std::uint16_t ipv6 = 0x86dd;
inline constexpr std::uint16_t service_tag = 0x88a8;       // 802.1ad
inline constexpr std::uint16_t service_instance = 0x88e7;  // 802.1ah I-tag
inline constexpr std::uint16_t old_service_tag = 0x9100;   // QinQ before 802.1ad
}  // namespace ether_type

namespace protocol {
inline constexpr std::uint8_t hop_by_hop = 0;
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t routing = 43;
inline constexpr std::uint8_t fragment = 44;
inline constexpr std::uint8_t authentication = 51;
inline constexpr std::uint8_t icmpv6 = 58;
inline constexpr std::uint8_t destination_options = 60;
inline constexpr std::uint8_t vrrp = 112;
inline constexpr std::uint8_t mobility = 135;
inline constexpr std::uint8_t host_identity = 139;
inline constexpr std::uint8_t shim6 = 140;
}  // namespace protocol

inline constexpr std::size_t mac_size = 6;
inline constexpr std::size_t ethernet_header_size = 14;
inline constexpr std::size_t vlan_tag_size = 4;

constexpr bool is_vlan_tag(std::uint16_t type) {
    return type == ether_type::customer_tag || type == ether_type::service_tag ||
           type == ether_type::old_service_tag;
}

/// The six octets at `offset`, which must exist.
inline MacAddress mac_at(OctetView octets, std::size_t offset) {
    MacAddress mac;
    std::copy_n(octets.data() + offset, mac_size, mac.octets.begin());
    return mac;
}

// LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2, all in network byte order.
struct CookedLayout {
    std::size_t size;            // of the header
    std::size_t protocol;        // 16 bits, mostly an EtherType
    std::size_t hardware;        // 16 bits, ARPHRD_
    std::size_t address_length;  // its last octet
    std::size_t address;         // 8 octets
};
inline constexpr CookedLayout cooked_v1{
    .size = 16, .protocol = 14, .hardware = 2, .address_length = 5, .address = 6};
inline constexpr CookedLayout cooked_v2{
    .size = 20, .protocol = 0, .hardware = 8, .address_length = 11, .address = 12};

/// What a packet after a link layer without an EtherType is, by the version in its first four bits: the
/// EtherType of IPv4 or IPv6, or 0 for none that the link type allows.
std::uint16_t ether_type_of_packet(OctetView packet, LinkType type);

inline constexpr std::size_t loopback_header_size = 4;
/// The EtherType of the address family at the start of a frame of LinkType::null or loop, where IPv6 has
/// another number in each system; 0 for any other family.
std::uint16_t ether_type_of_family(OctetView frame, LinkType type);

/// Reads the packet that frame.ethernet.ether_type announces at `offset` of the frame.
void read_packet(FrameView& frame, std::size_t offset);

}  // namespace engine::layers

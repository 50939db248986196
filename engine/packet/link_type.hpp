#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/packet/frame.hpp"

namespace engine {

/// How the frames of a capture begin; the values are those of the LINKTYPE_ registry of pcap and pcapng.
enum class LinkType : std::uint16_t {
    null = 0,  // BSD loopback: the address family in the writer's byte order
    ethernet = 1,
    raw = 101,           // an IPv4 or IPv6 packet without anything before it
    loop = 108,          // OpenBSD loopback: the address family in network byte order
    linux_cooked = 113,  // what `any` captures: SLL
    ipv4 = 228,
    ipv6 = 229,
    linux_cooked_v2 = 276,  // SLL2
};

/// The link type of a capture file's number, also of the DLT_ numbers 12 and 14 for raw IP that old files
/// have; nothing for one that this program does not read.
std::optional<LinkType> link_type_of(std::uint32_t number);
std::string_view to_string(LinkType type);  // "Ethernet", "Linux cooked v2"

/// Reads a frame of any known link type as read_frame() does one of Ethernet. Of link types that carry no
/// Ethernet addresses the view's addresses are zero where they are not told: see EthernetView::has_source and
/// has_destination. VLAN tags inside a Linux cooked header are read.
FrameView read_frame(OctetView octets, LinkType type);

}  // namespace engine

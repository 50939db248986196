#include "engine/packet/link_type.hpp"

#include "engine/packet/frame_layers.hpp"

namespace engine {

using namespace layers;

namespace {

/// Instead of an offset, where there is no packet that can be read. An optional would cost as much as the
/// rest, since it is returned through memory.
constexpr std::size_t no_packet = SIZE_MAX;

constexpr std::size_t service_instance_size = 4 + ethernet_header_size;

/// Of which the protocol field is no EtherType (ARPHRD_NETLINK).
constexpr std::uint16_t netlink_hardware = 824;

/// Reads two MAC addresses and the EtherType at `offset`; the caller has made sure that they are there.
void read_ethernet_header(OctetView octets, std::size_t offset, EthernetView& ethernet) {
    ethernet.destination = mac_at(octets, offset);
    ethernet.source = mac_at(octets, offset + mac_size);
    ethernet.ether_type = read_u16(octets, offset + 2 * mac_size);
    ethernet.has_source = ethernet.has_destination = true;
}

/// Reads the tags at `offset`. The offset of what the last EtherType announces, or no_packet if the frame
/// is cut before it; tags beyond what the view keeps are left for an unknown EtherType.
std::size_t read_tags(OctetView octets, std::size_t offset, EthernetView& ethernet) {
    while (true) {
        const std::size_t left = octets.size() - offset;
        if (is_vlan_tag(ethernet.ether_type) && ethernet.vlan_count < ethernet.vlan_ids.size()) {
            if (left < vlan_tag_size) return no_packet;
            ethernet.vlan_ids[ethernet.vlan_count++] = read_u16(octets, offset) & 0x0fff;
            ethernet.ether_type = read_u16(octets, offset + 2);
            offset += vlan_tag_size;
        } else if (ethernet.ether_type == ether_type::service_instance && !ethernet.service_instance) {
            if (left < service_instance_size) return no_packet;
            ethernet.service_instance =
                static_cast<std::uint32_t>(octets[offset + 1]) << 16 | read_u16(octets, offset + 2);
            read_ethernet_header(octets, offset + 4, ethernet);
            offset += service_instance_size;
        } else {
            return offset;
        }
    }
}

std::size_t read_ethernet(OctetView octets, EthernetView& ethernet) {
    if (octets.size() < ethernet_header_size) return no_packet;
    read_ethernet_header(octets, 0, ethernet);
    return read_tags(octets, ethernet_header_size, ethernet);
}

std::size_t read_cooked(OctetView octets, const CookedLayout& layout, EthernetView& ethernet) {
    if (octets.size() < layout.size) return no_packet;
    if (octets[layout.address_length] == mac_size) {
        ethernet.source = mac_at(octets, layout.address);
        ethernet.has_source = true;
    }
    if (read_u16(octets, layout.hardware) == netlink_hardware) return no_packet;
    ethernet.ether_type = read_u16(octets, layout.protocol);
    return read_tags(octets, layout.size, ethernet);
}

std::size_t read_loopback(OctetView octets, LinkType type, EthernetView& ethernet) {
    ethernet.ether_type = ether_type_of_family(octets, type);
    if (ethernet.ether_type == 0) return no_packet;
    return loopback_header_size;
}

/// Reads what stands before the packet. The packet's offset, or no_packet.
std::size_t read_link_layer(OctetView octets, LinkType type, EthernetView& ethernet) {
    switch (type) {
        case LinkType::ethernet:
            return read_ethernet(octets, ethernet);
        case LinkType::null:
        case LinkType::loop:
            return read_loopback(octets, type, ethernet);
        case LinkType::linux_cooked:
            return read_cooked(octets, cooked_v1, ethernet);
        case LinkType::linux_cooked_v2:
            return read_cooked(octets, cooked_v2, ethernet);
        case LinkType::raw:
        case LinkType::ipv4:
        case LinkType::ipv6:
            ethernet.ether_type = ether_type_of_packet(octets, type);
            return 0;
    }
    return no_packet;
}

}  // namespace

std::uint16_t layers::ether_type_of_packet(OctetView packet, LinkType type) {
    const int version = packet.empty() ? 0 : packet[0] >> 4;
    if (version == 4 && type != LinkType::ipv6) return ether_type::ipv4;
    if (version == 6 && type != LinkType::ipv4) return ether_type::ipv6;
    return 0;
}

std::uint16_t layers::ether_type_of_family(OctetView frame, LinkType type) {
    if (frame.size() < loopback_header_size) return 0;
    std::uint8_t family = 0;
    // No system has a family above 255, so that the octet which is not zero tells the byte order.
    if (frame[0] == 0 && frame[1] == 0 && frame[2] == 0) family = frame[3];
    if (type == LinkType::null && frame[1] == 0 && frame[2] == 0 && frame[3] == 0) family = frame[0];
    switch (family) {
        case 2:
            return ether_type::ipv4;
        case 10:  // Linux
        case 24:  // NetBSD, OpenBSD
        case 28:  // FreeBSD
        case 30:  // macOS
            return ether_type::ipv6;
        default:
            return 0;
    }
}

std::optional<LinkType> link_type_of(std::uint32_t number) {
    constexpr std::uint32_t raw_of_most = 12, raw_of_openbsd = 14;
    switch (number) {
        case raw_of_most:
        case raw_of_openbsd:
            return LinkType::raw;
        case static_cast<std::uint32_t>(LinkType::null):
        case static_cast<std::uint32_t>(LinkType::ethernet):
        case static_cast<std::uint32_t>(LinkType::raw):
        case static_cast<std::uint32_t>(LinkType::loop):
        case static_cast<std::uint32_t>(LinkType::linux_cooked):
        case static_cast<std::uint32_t>(LinkType::ipv4):
        case static_cast<std::uint32_t>(LinkType::ipv6):
        case static_cast<std::uint32_t>(LinkType::linux_cooked_v2):
            return static_cast<LinkType>(number);
        default:
            return std::nullopt;
    }
}

std::string_view to_string(LinkType type) {
    switch (type) {
        case LinkType::null:
            return "null";
        case LinkType::ethernet:
            return "Ethernet";
        case LinkType::raw:
            return "raw IP";
        case LinkType::loop:
            return "loopback";
        case LinkType::linux_cooked:
            return "Linux cooked";
        case LinkType::ipv4:
            return "raw IPv4";
        case LinkType::ipv6:
            return "raw IPv6";
        case LinkType::linux_cooked_v2:
            return "Linux cooked v2";
    }
    return "unknown";
}

FrameView read_frame(OctetView octets) {
    return read_frame(octets, LinkType::ethernet);
}

FrameView read_frame(OctetView octets, LinkType type) {
    FrameView frame;
    frame.octets = octets;
    const std::size_t offset = read_link_layer(octets, type, frame.ethernet);
    if (offset != no_packet) read_packet(frame, offset);
    return frame;
}

}  // namespace engine

#include "engine/packet/may_matter.hpp"

#include "engine/packet/frame_layers.hpp"

namespace engine {

using namespace layers;

namespace {

/// 00:00:5e:00:01:XX or 00:00:5e:00:02:XX (RFC 9568 7.3) at `offset`, where six octets must exist.
bool is_virtual_mac_at(OctetView octets, std::size_t offset) {
    return read_u16(octets, offset) == 0x0000 && read_u16(octets, offset + 2) == 0x5e00 &&
           (octets[offset + 4] == 0x01 || octets[offset + 4] == 0x02);
}

bool ipv4_may_matter(OctetView octets, std::size_t offset) {
    constexpr std::size_t protocol_offset = 9;
    if (octets.size() <= offset + protocol_offset) return true;
    const std::uint8_t number = octets[offset + protocol_offset];
    return number == protocol::vrrp || number == protocol::icmp || number == protocol::authentication;
}

/// Whatever is not known to be the last header may have one that matters behind it.
bool ipv6_may_matter(OctetView octets, std::size_t offset) {
    constexpr std::uint8_t tcp = 6, udp = 17;
    constexpr std::size_t next_header_offset = 6;
    if (octets.size() <= offset + next_header_offset) return true;
    const std::uint8_t number = octets[offset + next_header_offset];
    return number != tcp && number != udp;
}

/// By the EtherType at `type_offset`, with the tags that follow it.
bool payload_may_matter(OctetView octets, std::size_t type_offset, std::size_t offset) {
    while (true) {
        if (octets.size() < offset) return true;
        const std::uint16_t type = read_u16(octets, type_offset);
        if (type == ether_type::ipv4) return ipv4_may_matter(octets, offset);
        if (type == ether_type::ipv6) return ipv6_may_matter(octets, offset);
        if (!is_vlan_tag(type)) return type == ether_type::arp || type == ether_type::service_instance;
        type_offset = offset + 2;
        offset += vlan_tag_size;
    }
}

bool cooked_may_matter(OctetView octets, std::size_t size, std::size_t type_offset, std::size_t address) {
    if (octets.size() < size) return true;
    return is_virtual_mac_at(octets, address) || payload_may_matter(octets, type_offset, size);
}

bool packet_may_matter(OctetView octets, std::size_t offset, std::uint16_t type) {
    if (type == ether_type::ipv4) return ipv4_may_matter(octets, offset);
    if (type == ether_type::ipv6) return ipv6_may_matter(octets, offset);
    return false;
}

}  // namespace

bool may_matter(OctetView octets, LinkType type) {
    switch (type) {
        case LinkType::ethernet:
            if (octets.size() < ethernet_header_size) return true;
            return is_virtual_mac_at(octets, mac_size) ||
                   payload_may_matter(octets, 2 * mac_size, ethernet_header_size);
        case LinkType::linux_cooked:
            return cooked_may_matter(octets, cooked_v1.size, cooked_v1.protocol, cooked_v1.address);
        case LinkType::linux_cooked_v2:
            return cooked_may_matter(octets, cooked_v2.size, cooked_v2.protocol, cooked_v2.address);
        case LinkType::null:
        case LinkType::loop:
            return packet_may_matter(octets, loopback_header_size, ether_type_of_family(octets, type));
        case LinkType::raw:
        case LinkType::ipv4:
        case LinkType::ipv6:
            return packet_may_matter(octets, 0, ether_type_of_packet(octets, type));
    }
    return true;
}

}  // namespace engine

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/packet/address.hpp"
#include "engine/packet/advertisement.hpp"
#include "engine/packet/checksum.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// Everything about one advertisement on the wire. Legal by default once the addresses are given.
struct AdvertisementFrame {
    MacAddress ethernet_source;
    std::optional<MacAddress> ethernet_destination{};  // default: the multicast MAC of ip_destination
    IpAddress ip_source;
    std::optional<IpAddress> ip_destination{};  // default: the VRRP group of the source's family
    std::uint8_t ttl = 255;
    ChecksumForm checksum_form = ChecksumForm::message_only;
    Advertisement message;
};

struct ArpFrame {
    MacAddress ethernet_source, ethernet_destination;
    std::uint16_t operation = 1;
    MacAddress sender_mac;
    IpAddress sender_ip;
    MacAddress target_mac;
    IpAddress target_ip;
};

struct NeighbourSolicitationFrame {
    MacAddress ethernet_source;
    std::optional<MacAddress>
        ethernet_destination{};  // default: by ip_destination if multicast, else required
    IpAddress ip_source;
    std::optional<IpAddress> ip_destination{};  // default: the target's solicited-node group
    IpAddress target;
    std::optional<MacAddress> source_link_layer{};
    std::uint8_t hop_limit = 255;
};

struct NeighbourAdvertisementFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    IpAddress target;
    bool router = false, solicited = false, override_flag = false;
    std::optional<MacAddress> target_link_layer{};
    std::uint8_t hop_limit = 255;
};

struct EchoFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    bool reply = false;
    std::uint16_t identifier = 0, sequence = 0;
    std::uint8_t ttl = 64;
    OctetView data{};
};

/// An ICMP or ICMPv6 redirect about one packet, by the source's family (RFC 792, RFC 4861 4.5).
struct RedirectFrame {
    MacAddress ethernet_source, ethernet_destination;
    IpAddress ip_source, ip_destination;
    IpAddress better;       // the next hop to use from now on
    IpAddress destination;  // of the packet that was redirected
    OctetView packet{};  // that packet, from its IP header; what does not belong into the message is left out
};

/// An MLDv2 report that a router has joined groups (RFC 3810 5.2), with the Router Alert hop-by-hop option.
struct MulticastListenerReportFrame {
    MacAddress ethernet_source;
    IpAddress ip_source;
    std::span<const IpAddress> groups;
};

/// Each builds a whole Ethernet frame with libtins, padded to 60 octets as an Ethernet card would.
Octets craft(const AdvertisementFrame& frame);
Octets craft(const ArpFrame& frame);
Octets craft(const NeighbourSolicitationFrame& frame);
Octets craft(const NeighbourAdvertisementFrame& frame);
Octets craft(const EchoFrame& frame);
Octets craft(const RedirectFrame& frame);
Octets craft(const MulticastListenerReportFrame& frame);

/// Edits that libtins will not make, on a frame that craft() built (untagged Ethernet). Each leaves a frame
/// that it does not fit alone.

/// Recomputes the IPv4 header checksum, e.g. after the TTL was changed.
void repair_ipv4_header_checksum(Octets& frame);
/// Recomputes the VRRP checksum over what the IP length says is the message.
void repair_vrrp_checksum(Octets& frame, ChecksumForm form);
/// Cuts or grows the VRRP message to `size` octets (new ones are `fill`), with the IP length and the IPv4
/// header checksum following; the VRRP checksum is left as it is.
void resize_vrrp_message(Octets& frame, std::size_t size, std::uint8_t fill = 0);
/// Inserts IPv4 options (a multiple of 4 octets), lengths and header checksum following.
void insert_ipv4_options(Octets& frame, OctetView options);
/// Inserts an IPv6 extension header of the given type (its first octet becomes the old next header) after the
/// fixed header; the payload length follows.
void insert_ipv6_extension(Octets& frame, std::uint8_t type, OctetView extension);
/// The VRRP message's offset in an untagged frame, or nothing if it has none.
std::optional<std::size_t> vrrp_message_offset(const Octets& frame);

}  // namespace engine

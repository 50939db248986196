#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/packet/address.hpp"
#include "engine/packet/advertisement.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

enum class FrameKind : std::uint8_t {
    other,  // something that a VRRP tester has no business with, or a frame cut before it can be told
    vrrp,   // IP protocol 112 (a CARP message, too: they share the number)
    arp,
    neighbour_solicitation,
    neighbour_advertisement,
    router_solicitation,
    router_advertisement,
    multicast_listener,  // MLDv1 and MLDv2 queries, reports and dones
    echo_request,
    echo_reply,
    redirect,  // ICMP and ICMPv6
};

struct EthernetView {
    MacAddress destination, source;
    std::array<std::uint16_t, 4>
        vlan_ids{};  // outermost first; 802.1Q and 802.1ad, outside 802.1ah or within
    std::uint8_t vlan_count = 0;
    std::uint16_t ether_type = 0;  // after the tags
    std::optional<std::uint32_t>
        service_instance{};  // the I-SID of 802.1ah; the addresses are then the inner ones
    bool has_source = false, has_destination = false;  // false where the link layer does not tell them
};

struct IpView {
    Family family = Family::ipv4;
    IpAddress source, destination;
    std::uint8_t ttl = 0;                  // TTL or Hop Limit
    std::uint8_t protocol = 0;             // after IPv6 extension headers
    std::uint8_t header_words = 0;         // IPv4 IHL; 0 for IPv6
    std::uint16_t flags_and_fragment = 0;  // IPv4
    std::size_t total_length = 0;          // as the header says: header and payload
    std::size_t header_offset = 0;         // in the frame
    std::size_t header_size = 0;           // with IPv4 options or IPv6 extension headers
    bool has_options = false;              // IPv4 options or IPv6 extension headers
    bool is_fragment = false;              // of more than one
    bool is_cut = false;                   // the header announces more octets than the frame holds
    bool header_checksum_good = true;      // IPv4; always true for IPv6
    OctetView payload{};                   // bounded by both total_length and the frame
};

struct ArpView {
    std::uint16_t operation = 0;  // 1 request, 2 reply
    MacAddress sender_mac, target_mac;
    IpAddress sender_ip, target_ip;
    bool is_gratuitous() const { return sender_ip == target_ip; }
};

struct NeighbourView {  // solicitation or advertisement
    IpAddress target;
    bool router = false, solicited = false, override_flag = false;  // advertisement
    std::optional<MacAddress> link_layer_address{};                 // source (solicitation) or target option
};

struct AhView {              // IP Authentication Header (RFC 2402 2), over IPv4
    std::size_t offset = 0;  // in the frame
    std::uint32_t spi = 0;
    std::uint32_t sequence = 0;
    OctetView icv{};  // what follows the sequence number; 12 octets for HMAC-MD5-96
};

struct RedirectView {       // RFC 792, RFC 4861 4.5
    IpAddress better;       // the gateway, or the target: where to send packets from now on
    IpAddress destination;  // of the packet that was redirected; IPv4: unspecified if its header is cut
};

/// A frame taken apart without copying: the views point into `octets`. Made by read_frame; never judges.
struct FrameView {
    OctetView octets{};
    FrameKind kind = FrameKind::other;
    EthernetView ethernet;
    std::optional<IpView> ip;    // any IPv4 or IPv6 packet whose fixed header is there
    std::optional<ArpView> arp;  // Ethernet/IPv4 ARP
    std::optional<NeighbourView> neighbour;
    std::optional<AhView> ah;         // an IPv4 packet authenticates what it carries
    AdvertisementView advertisement;  // kind vrrp; may be empty
    std::size_t message_offset = 0;   // kind vrrp: where in `octets` the VRRP message starts
    std::uint16_t echo_identifier = 0, echo_sequence = 0;
    std::optional<RedirectView> redirect{};
};

/// Reads an Ethernet frame: 802.1Q, QinQ and 802.1ah tags, ARP, IPv4, IPv6 with its extension headers, ICMPv6
/// neighbour discovery, ICMP echo and redirects, VRRP. Total: any octets in, never a read outside them, no
/// allocation, no throw.
FrameView read_frame(OctetView octets);

/// The link-layer address in the first neighbour discovery option of `type` (RFC 4861 4.6.1: 1 source, 2
/// target), or nothing; a length of zero ends the options, as they could not be walked.
std::optional<MacAddress> link_layer_option(OctetView options, std::uint8_t type);

/// One line about a frame in the RFC's words, for reports: "VRRPv3 advertisement VRID 1 priority 100 ...".
std::string describe(const FrameView& frame);

}  // namespace engine

#include "cases/passive_support.hpp"

namespace cases {
namespace {

constexpr MacAddress group_mac_v4{{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12}};
constexpr MacAddress group_mac_v6{{0x33, 0x33, 0x00, 0x00, 0x00, 0x12}};

bool is_to_group(const PacketSeen& packet) {
    return packet.view.ip->destination == engine::vrrp_group(packet.router.family);
}

void ttl_is_255(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip) return;
    const int ttl = packet.view.ip->ttl;
    if (ttl == 255) return ruling.holds();
    const char* name = packet.router.family == Family::ipv4 ? "TTL" : "Hop Limit";
    std::string observed = fmt::format("{} {}", name, ttl);
    if (ttl >= 240)
        observed += fmt::format(", as of a packet from another network that {} router{} forwarded", 255 - ttl,
                                ttl == 254 ? "" : "s");
    ruling.fails(packet.speaker, fmt::format("{} 255", name), std::move(observed));
}

void destination_is_group(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip) return;
    if (is_to_group(packet)) return ruling.holds();
    const auto& destination = packet.view.ip->destination;
    ruling.fails(packet.speaker,
                 fmt::format("destination {}", to_string(engine::vrrp_group(packet.router.family))),
                 fmt::format("destination {}{}", to_string(destination),
                             destination.is_multicast() ? "" : ", a unicast peer (an extension)"));
}

void ethernet_destination_is_group(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || !packet.view.ethernet.has_destination || !is_to_group(packet))
        return;
    const auto& wanted = packet.router.family == Family::ipv4 ? group_mac_v4 : group_mac_v6;
    if (packet.view.ethernet.destination == wanted) return ruling.holds();
    ruling.fails(packet.speaker, fmt::format("Ethernet destination {}", to_string(wanted)),
                 fmt::format("Ethernet destination {}", to_string(packet.view.ethernet.destination)));
}

// 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6.
MacAddress router_mac_of(const PacketSeen& packet) {
    MacAddress mac{{0x00, 0x00, 0x5e, 0x00, 0x01, packet.message().vrid()}};
    if (packet.router.family == Family::ipv6) mac.octets[4] = 0x02;
    return mac;
}

void source_mac_is_virtual(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ethernet.has_source || packet.message().message().size() < 2) return;
    const auto wanted = router_mac_of(packet);
    const auto& source = packet.view.ethernet.source;
    if (source == wanted) return ruling.holds();
    std::string observed = "Ethernet source " + to_string(source);
    if (source.is_virtual())
        observed += fmt::format(", the virtual router MAC address of VRID {} over {}", source.octets[5],
                                source.octets[4] == 0x01 ? "IPv4" : "IPv6");
    else
        observed += ", a physical address (keepalived without use_vmac sends so)";
    ruling.fails(packet.speaker, fmt::format("Ethernet source {}", to_string(wanted)), std::move(observed));
}

void ipv4_source_is_a_router(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || packet.router.family != Family::ipv4) return;
    const auto& source = packet.view.ip->source;
    const bool is_broadcast = source == IpAddress::v4({255, 255, 255, 255});
    if (!source.is_unspecified() && !source.is_multicast() && !is_broadcast) return ruling.holds();
    ruling.fails(packet.speaker, "a router's own unicast address as the source",
                 fmt::format("source {}", to_string(source)));
}

void ipv6_source_is_link_local(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || packet.router.family != Family::ipv6) return;
    const auto& source = packet.view.ip->source;
    if (source.is_link_local()) return ruling.holds();
    ruling.fails(packet.speaker, "a link-local source (fe80::/10)",
                 fmt::format("source {}", to_string(source)));
}

void ipv6_source_is_not_of_virtual_mac(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || packet.router.family != Family::ipv6) return;
    const auto& source = packet.view.ip->source;
    if (source != engine::eui64_link_local(router_mac_of(packet))) return ruling.holds();
    ruling.fails(packet.speaker, "an interface identifier that is not made of the virtual router MAC address",
                 fmt::format("source {}, which is", to_string(source)));
}

void ip_header_checksum_is_right(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || packet.router.family != Family::ipv4) return;
    const auto& ip = *packet.view.ip;
    if (ip.header_checksum_good) return ruling.holds();
    const auto field = packet.view.octets.subspan(ip.header_offset).subspan(10, 2);
    if (field[0] == 0 && field[1] == 0)
        return ruling.doubts("the IP header checksum is 0, as where the network card fills it in later");
    ruling.fails(packet.speaker, "an IP header whose checksum is right",
                 fmt::format("header checksum 0x{:02x}{:02x}, which is wrong", field[0], field[1]));
}

void vrrp_follows_ip_header(const PacketSeen& packet, Ruling& ruling) {
    // The Authentication Header of RFC 2338 comes between the two by right.
    if (packet.is_carp || !packet.view.ip || packet.view.ip->is_fragment || packet.view.ah) return;
    const auto& ip = *packet.view.ip;
    if (!ip.has_options) return ruling.holds();
    const std::size_t fixed = ip.family == Family::ipv4 ? 20 : 40;
    ruling.fails(packet.speaker, "VRRP directly after the fixed IP header",
                 fmt::format("{} octets of {} between them", ip.header_size - fixed,
                             ip.family == Family::ipv4 ? "IP options" : "IPv6 extension headers"));
}

void is_not_fragmented(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || !packet.view.ip || packet.router.family != Family::ipv4) return;
    if (!packet.view.ip->is_fragment) return ruling.holds();
    ruling.fails(packet.speaker, "an unfragmented packet",
                 fmt::format("a fragment (flags and offset 0x{:04x}), which a receiver that verifies the "
                             "length cannot take",
                             packet.view.ip->flags_and_fragment));
}

/// What is wrong with the length, if something is.
std::string length_fault(const PacketSeen& packet) {
    const auto& ip = *packet.view.ip;
    const auto& message = packet.message();
    const auto size = message.message().size();
    if (ip.is_cut)
        return fmt::format("the IP header announces {} octets, but the frame ends before that",
                           ip.total_length);
    if (size < 8) return fmt::format("a message of {} octets, shorter than its fixed part", size);
    if (is_known_version(packet) && size < message.expected_size())
        return fmt::format("count {} needs {} octets, but the message has {}: {} {}", message.count(),
                           message.expected_size(), size, message.addresses_present(),
                           message.addresses_present() == 1 ? "address" : "addresses");
    return {};
}

void message_is_complete(const PacketSeen& packet, Ruling& ruling) {
    if (packet.is_carp || packet.circumstances.is_cut || !packet.view.ip || packet.view.ip->is_fragment)
        return;
    auto fault = length_fault(packet);
    if (fault.empty()) return ruling.holds();
    ruling.fails(packet.speaker, "8 octets and all addresses that the count announces", std::move(fault));
}

void message_ends_there(const PacketSeen& packet, Ruling& ruling) {
    if (!has_whole_message(packet)) return;
    const auto& message = packet.message();
    const auto excess = message.message().size() - message.expected_size();
    if (excess == 0) return ruling.holds();
    const char* name = message.version() == 2 && message.auth_type() == 254 && excess == 16
                           ? ", the keyed MD5 of a vendor's authentication type 254"
                       : excess == 40                          ? ", as keepalived's auth_hmac appends"
                       : excess == 8 && message.version() == 3 ? ", as version 2's authentication data"
                                                               : "";
    ruling.fails(packet.speaker, fmt::format("{} octets", message.expected_size()),
                 fmt::format("{} octets more{}", excess, name));
}

}  // namespace

std::vector<PassiveCheck> passive_packet_checks() {
    std::vector<PassiveCheck> checks{
        {.id = "passive/ttl-is-255",
         .clauses = {rfc2338("5.2.3"), rfc3768("5.2.3"), rfc5798("5.1.1.3"), rfc5798("5.1.2.3"),
                     rfc9568("5.1.1.3"), rfc9568("5.1.2.3")},
         .says = "Every advertisement has TTL or Hop Limit 255",
         .expects = "255 in every packet of protocol 112; each router on the way from another network would "
                    "take 1 off",
         .known_from = {"keepalived with unicast peers beyond a router (issue 941)"},
         .kills = {"advert-ttl-64", "resignation-ttl-1"},
         .on_packet = ttl_is_255},
        {.id = "passive/destination-is-the-group",
         .clauses = {rfc2338("5.2.2"), rfc3768("5.2.2"), rfc5798("5.1.1.2"), rfc5798("5.1.2.2"),
                     rfc9568("5.1.1.2"), rfc9568("5.1.2.2")},
         .says = "Advertisements go to 224.0.0.18 or ff02::12",
         .expects = "that destination address, whatever the priority",
         .known_from = {"keepalived with an empty unicast_peer, which fell back (before 2.2.4), and with "
                        "unicast peers by design",
                        "SONiC's first design, FF02::02 (pull request 1446)"},
         .kills = {"advert-to-all-nodes"},
         .on_packet = destination_is_group},
        {.id = "passive/ethernet-destination-is-the-group",
         .clauses = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")},
         .says = "Advertisements to the group go to its Ethernet address",
         .expects = "01:00:5e:00:00:12 for 224.0.0.18 (RFC 1112), 33:33:00:00:00:12 for ff02::12 (RFC 2464)",
         .kills = {"advert-to-broadcast-mac"},
         .on_packet = ethernet_destination_is_group},
        {.id = "passive/source-mac-is-virtual",
         .clauses = {rfc2338("7.2"), rfc2338("7.3"), rfc3768("7.2"), rfc3768("7.3"), rfc5798("7.2"),
                     rfc5798("7.3"), rfc9568("6.4.3"), rfc9568("7.3")},
         .says = "Advertisements come from the virtual router MAC address of their VRID and family",
         .expects = "Ethernet source 00:00:5e:00:01:{VRID} over IPv4, 00:00:5e:00:02:{VRID} over IPv6",
         .known_from = {"keepalived without use_vmac, or with vmac_xmit_base",
                        "VyOS without "
                        "rfc3768-compatibility",
                        "Planet switches with source-mac-use-system"},
         .kills = {"advert-from-physical-mac", "advert-from-mac-of-other-family"},
         .on_packet = source_mac_is_virtual},
        {.id = "passive/ipv4-source-is-an-address",
         .clauses = {rfc2338("5.2.1"), rfc3768("5.2.1"), rfc5798("5.1.1.1"), rfc9568("5.1.1.1")},
         .says = "The IPv4 source of an advertisement is an address that a router can have",
         .expects = "a unicast address, neither 0.0.0.0 nor 255.255.255.255",
         .profiles = ipv4_profiles,
         .kills = {"advert-source-unspecified"},
         .on_packet = ipv4_source_is_a_router},
        {.id = "passive/ipv6-source-is-link-local",
         .clauses = {rfc5798("5.1.2.1"), rfc9568("5.1.2.1")},
         .says = "The IPv6 source of an advertisement is a link-local address",
         .expects = "a source in fe80::/10",
         .known_from = {"keepalived (issue 1122)"},
         .profiles = v3_ipv6,
         .kills = {"advert-source-is-global"},
         .on_packet = ipv6_source_is_link_local},
        {.id = "passive/ipv6-source-is-not-of-the-virtual-mac",
         .clauses = {rfc5798("7.4"), rfc9568("7.4")},
         .says = "A router's own link-local address is not made of the virtual router MAC address",
         .expects = "a source other than fe80::200:5eff:fe00:2{VRID}, which two routers of one VRID would "
                    "share",
         .known_from = {"keepalived (issues 1932 and 2296)"},
         .profiles = v3_ipv6,
         .kills = {"identifier-of-virtual-mac"},
         .on_packet = ipv6_source_is_not_of_virtual_mac},
        {.id = "passive/ip-header-checksum",
         .clauses = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")},
         .says = "The IPv4 header's checksum is right",
         .expects = "a header that sums to 0xffff (RFC 791 3.1); 0 is put down to a network card that fills "
                    "it in after the capture",
         .profiles = ipv4_profiles,
         .kills = {"advert-ip-checksum-wrong"},
         .on_packet = ip_header_checksum_is_right},
        {.id = "passive/vrrp-follows-the-ip-header",
         .clauses = {rfc2338("5.2.4"), rfc3768("5.2.4"), rfc5798("5.1.1.4"), rfc5798("5.1.2.4"),
                     rfc9568("5.1.1.4"), rfc9568("5.1.2.4")},
         .says = "VRRP follows the IP header directly",
         .expects = "no IPv4 option and no IPv6 extension header; the Authentication Header of RFC 2338 "
                    "alone may come between",
         .level = Level::should,
         .kills = {"advert-with-ip-options"},
         .on_packet = vrrp_follows_ip_header},
        {.id = "passive/not-fragmented",
         .clauses = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")},
         .says = "An advertisement is no fragment",
         .expects = "neither the More Fragments flag nor a fragment offset in the IPv4 header",
         .level = Level::should,
         .profiles = ipv4_profiles,
         .kills = {"advert-is-fragment"},
         .on_packet = is_not_fragmented},
        {.id = "passive/message-is-complete",
         .clauses = {rfc2338("5.3.5"), rfc2338("7.1"), rfc3768("5.3.5"), rfc3768("7.1"), rfc5798("5.2.5"),
                     rfc5798("7.1"), rfc9568("5.2.5"), rfc9568("7.1")},
         .says = "A message is as long as its count of addresses says",
         .expects = "version 3: 8 + 4 n octets over IPv4, 8 + 16 n over IPv6; version 2: 8 + 4 n + 8",
         .known_from = {"holo (985ec2a0)", "keepalived before 2.0.19, of lists longer than its own"},
         .kills = {"advert-count-off-by-one"},
         .on_packet = message_is_complete},
        {.id = "passive/no-trailing-octets",
         .clauses = {rfc2338("5.3.10"), rfc3768("5.3.10"), rfc5798("9"), rfc9568("9")},
         .says = "The message ends after its last address, or in version 2 after eight octets of "
                 "authentication data",
         .expects = "the IP length ends there: 8 + 4 n or 8 + 16 n octets, and 8 more in version 2",
         .known_from = {"keepalived 2.4 with auth_hmac"},
         .kills = {"advert-trailing-octets"},
         .on_packet = message_ends_there},
    };
    for (auto* area : {passive_message_checks, passive_authentication_checks})
        for (auto& each : area()) checks.push_back(std::move(each));
    return checks;
}

}  // namespace cases

#include "engine/packet/craft.hpp"

#include <tins/arp.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>

#include "engine/packet/craft_layers.hpp"
#include "engine/packet/vrrp_pdu.hpp"

namespace engine {
namespace {

using namespace layers;

PduPointer icmpv6_echo(const EchoFrame& frame) {
    auto icmp =
        std::make_unique<Tins::ICMPv6>(frame.reply ? Tins::ICMPv6::ECHO_REPLY : Tins::ICMPv6::ECHO_REQUEST);
    icmp->identifier(frame.identifier);
    icmp->sequence(frame.sequence);
    if (!frame.data.empty()) icmp->inner_pdu(raw_data(frame.data).release());
    return icmp;
}

PduPointer icmp_echo(const EchoFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMP>(frame.reply ? Tins::ICMP::ECHO_REPLY : Tins::ICMP::ECHO_REQUEST);
    icmp->id(frame.identifier);
    icmp->sequence(frame.sequence);
    if (!frame.data.empty()) icmp->inner_pdu(raw_data(frame.data).release());
    return icmp;
}

PduPointer icmp_redirect(const RedirectFrame& frame) {
    constexpr std::size_t quoted = 28;  // RFC 792: the header and 64 bits
    auto icmp = std::make_unique<Tins::ICMP>(Tins::ICMP::REDIRECT);
    icmp->code(1);  // for the host
    // libtins 4.0 writes this address in the wrong byte order.
    std::array<std::uint8_t, 4> reversed{};
    std::ranges::reverse_copy(frame.better.octets().first(4), reversed.begin());
    icmp->gateway(to_tins_v4(IpAddress::v4(reversed)));
    icmp->inner_pdu(raw_data(frame.packet.first(std::min(quoted, frame.packet.size()))).release());
    return icmp;
}

PduPointer icmpv6_redirect(const RedirectFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::REDIRECT);
    icmp->target_addr(to_tins_v6(frame.better));
    icmp->dest_addr(to_tins_v6(frame.destination));
    return icmp;
}

Tins::ICMPv6::multicast_address_record joined(const IpAddress& group) {
    constexpr std::uint8_t change_to_exclude_mode = 4;  // RFC 3810 5.2.12
    Tins::ICMPv6::multicast_address_record record(change_to_exclude_mode);
    record.multicast_address = to_tins_v6(group);
    return record;
}

}  // namespace

Octets craft(const AdvertisementFrame& frame) {
    register_vrrp_pdu();
    const IpAddress destination = frame.ip_destination.value_or(vrrp_group(frame.ip_source.family()));
    const MacAddress mac = frame.ethernet_destination.value_or(multicast_mac(destination));
    auto message =
        std::make_unique<VrrpPdu>(encode(frame.message, frame.checksum_form, frame.ip_source, destination));
    return ethernet_frame(mac, frame.ethernet_source,
                          ip_packet(frame.ip_source, destination, frame.ttl, std::move(message)));
}

Octets craft(const ArpFrame& frame) {
    auto arp = std::make_unique<Tins::ARP>(to_tins_v4(frame.target_ip), to_tins_v4(frame.sender_ip),
                                           to_tins(frame.target_mac), to_tins(frame.sender_mac));
    Octets octets = ethernet_frame(frame.ethernet_destination, frame.ethernet_source, std::move(arp));
    // libtins' enumeration knows requests and replies only.
    constexpr std::size_t operation_offset = 20;
    write_u16(octets, operation_offset, frame.operation);
    return octets;
}

Octets craft(const NeighbourSolicitationFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::NEIGHBOUR_SOLICIT);
    icmp->target_addr(to_tins_v6(frame.target));
    if (frame.source_link_layer) icmp->source_link_layer_addr(to_tins(*frame.source_link_layer));
    const IpAddress destination = frame.ip_destination.value_or(solicited_node_group(frame.target));
    const MacAddress mac = frame.ethernet_destination.value_or(multicast_mac(destination));
    return ethernet_frame(mac, frame.ethernet_source,
                          ip_packet(frame.ip_source, destination, frame.hop_limit, std::move(icmp)));
}

Octets craft(const NeighbourAdvertisementFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::NEIGHBOUR_ADVERT);
    icmp->target_addr(to_tins_v6(frame.target));
    icmp->router(frame.router);
    icmp->solicited(frame.solicited);
    icmp->override(frame.override_flag);
    if (frame.target_link_layer) icmp->target_link_layer_addr(to_tins(*frame.target_link_layer));
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, frame.hop_limit, std::move(icmp)));
}

Octets craft(const EchoFrame& frame) {
    PduPointer icmp = frame.ip_source.family() == Family::ipv4 ? icmp_echo(frame) : icmpv6_echo(frame);
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, frame.ttl, std::move(icmp)));
}

Octets craft(const RedirectFrame& frame) {
    PduPointer icmp =
        frame.ip_source.family() == Family::ipv4 ? icmp_redirect(frame) : icmpv6_redirect(frame);
    constexpr std::uint8_t neighbour_discovery_ttl = 255;  // RFC 4861 4.5; IPv4 does not care
    return ethernet_frame(
        frame.ethernet_destination, frame.ethernet_source,
        ip_packet(frame.ip_source, frame.ip_destination, neighbour_discovery_ttl, std::move(icmp)));
}

Octets craft(const MulticastListenerReportFrame& frame) {
    const IpAddress all_mldv2_routers =
        IpAddress::v6({0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16});
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::MLD2_REPORT);
    Tins::ICMPv6::multicast_address_records_list records;
    for (const IpAddress& group : frame.groups) records.push_back(joined(group));
    icmp->multicast_address_records(records);

    auto ip = std::make_unique<Tins::IPv6>(to_tins_v6(all_mldv2_routers), to_tins_v6(frame.ip_source));
    ip->hop_limit(1);
    // The Router Alert option of RFC 2711 with value 0 (MLD), then a PadN of two octets.
    constexpr std::array<std::uint8_t, 6> router_alert{0x05, 0x02, 0x00, 0x00, 0x01, 0x00};
    ip->next_header(Tins::IPv6::HOP_BY_HOP);
    ip->add_header(Tins::IPv6::ext_header(Tins::IPv6::HOP_BY_HOP, router_alert.begin(), router_alert.end()));
    ip->inner_pdu(icmp.release());
    return ethernet_frame(multicast_mac(all_mldv2_routers), frame.ethernet_source, std::move(ip));
}

}  // namespace engine

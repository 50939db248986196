#include "engine/packet/craft_host.hpp"

#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/tcp.h>
#include <tins/udp.h>

#include "engine/packet/checksum.hpp"
#include "engine/packet/craft_layers.hpp"

namespace engine {
namespace {

using namespace layers;

constexpr std::uint8_t discovery_hop_limit = 255;  // RFC 4861 4.1

IpAddress all_routers_group() {
    return IpAddress::v6({0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02});
}

/// An ICMPv6 message of MLD, its checksum filled in: Hop Limit 1, and a hop-by-hop header with the Router
/// Alert option of RFC 2711 (value 0) and PadN. By hand, since libtins knows version 2's query by no name.
Octets listener_frame(const MacAddress& source_mac, const IpAddress& source, const IpAddress& destination,
                      Octets message) {
    constexpr std::array<std::uint8_t, 8> hop_by_hop{58, 0, 0x05, 0x02, 0x00, 0x00, 0x01, 0x00};
    write_u16(message, 2, icmpv6_checksum(message, source, destination));
    Octets frame;
    const auto append = [&frame](OctetView octets) {
        frame.insert(frame.end(), octets.begin(), octets.end());
    };
    append(multicast_mac(destination).octets);
    append(source_mac.octets);
    const std::array<std::uint8_t, 10> type_and_header{0x86, 0xdd, 0x60, 0, 0, 0, 0, 0, 0, 1};
    append(type_and_header);
    write_u16(frame, 18, static_cast<std::uint16_t>(hop_by_hop.size() + message.size()));
    append(source.octets());
    append(destination.octets());
    append(hop_by_hop);
    append(message);
    return frame;
}

/// What an error message quotes: over IPv4 the header and 8 octets (RFC 792), over IPv6 what fits into the
/// minimum MTU (RFC 4443 2.4 (c)).
OctetView quoted(OctetView packet, Family family) {
    constexpr std::size_t most_ipv6 = 1280 - 40 - 8;
    std::size_t most = most_ipv6;
    if (family == Family::ipv4 && !packet.empty()) most = (packet[0] & 0x0f) * std::size_t{4} + 8;
    return packet.first(std::min(most, packet.size()));
}

}  // namespace

Octets craft(const UdpFrame& frame) {
    auto udp = std::make_unique<Tins::UDP>(frame.destination_port, frame.source_port);
    if (!frame.data.empty()) udp->inner_pdu(raw_data(frame.data).release());
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, frame.ttl, std::move(udp)));
}

Octets craft(const TcpFrame& frame) {
    auto tcp = std::make_unique<Tins::TCP>(frame.destination_port, frame.source_port);
    tcp->seq(frame.sequence);
    tcp->ack_seq(frame.acknowledgement);
    tcp->set_flag(Tins::TCP::SYN, frame.syn);
    tcp->set_flag(Tins::TCP::ACK, frame.ack);
    tcp->set_flag(Tins::TCP::RST, frame.rst);
    tcp->window(frame.rst ? 0 : 1024);
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, frame.ttl, std::move(tcp)));
}

Octets craft(const PortUnreachableFrame& frame) {
    const Family family = frame.ip_source.family();
    const OctetView quote = quoted(frame.packet, family);
    PduPointer icmp;
    if (family == Family::ipv4) {
        auto message = std::make_unique<Tins::ICMP>(Tins::ICMP::DEST_UNREACHABLE);
        message->code(3);
        icmp = std::move(message);
    } else {
        auto message = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::DEST_UNREACHABLE);
        message->code(4);
        icmp = std::move(message);
    }
    if (!quote.empty()) icmp->inner_pdu(raw_data(quote).release());
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, 64, std::move(icmp)));
}

Octets craft(const RouterSolicitationFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::ROUTER_SOLICIT);
    if (frame.source_link_layer) icmp->source_link_layer_addr(to_tins(*frame.source_link_layer));
    const IpAddress destination = all_routers_group();
    return ethernet_frame(multicast_mac(destination), frame.ethernet_source,
                          ip_packet(frame.ip_source, destination, discovery_hop_limit, std::move(icmp)));
}

Octets craft(const RouterAdvertisementFrame& frame) {
    auto icmp = std::make_unique<Tins::ICMPv6>(Tins::ICMPv6::ROUTER_ADVERT);
    icmp->hop_limit(frame.advertised_hop_limit);
    icmp->router_lifetime(frame.lifetime_s);
    if (frame.source_link_layer) icmp->source_link_layer_addr(to_tins(*frame.source_link_layer));
    return ethernet_frame(frame.ethernet_destination, frame.ethernet_source,
                          ip_packet(frame.ip_source, frame.ip_destination, frame.hop_limit, std::move(icmp)));
}

Octets craft(const ListenerQueryFrame& frame) {
    // Type, code, checksum, Maximum Response Code, reserved, the unspecified group; version 2 adds a
    // Querier's Robustness Variable of 2, an interval code of 125 s and no sources.
    Octets message(frame.version == 1 ? 24 : 28);
    message[0] = 130;
    write_u16(message, 4, frame.maximum_response_ms);
    if (frame.version != 1) {
        message[24] = 2;
        message[25] = 125;
    }
    return listener_frame(frame.ethernet_source, frame.ip_source, all_nodes_group(), std::move(message));
}

Octets craft(const OldListenerReportFrame& frame) {
    Octets message(24);
    message[0] = 131;
    std::ranges::copy(frame.group.octets(), message.begin() + 8);
    return listener_frame(frame.ethernet_source, frame.ip_source, frame.group, std::move(message));
}

}  // namespace engine

#include "engine/packet/frame.hpp"

#include <algorithm>

#include "engine/packet/frame_layers.hpp"

namespace engine {

using namespace layers;

namespace {

constexpr std::size_t minimum_ipv4_header_size = 20;
constexpr std::size_t ipv6_header_size = 40;
/// More than any sane packet has; the bound keeps a hostile one from costing time.
constexpr int maximum_extension_headers = 8;

IpAddress ip_at(OctetView octets, std::size_t offset, std::size_t size) {
    return IpAddress::from_octets(octets.subspan(offset, size));
}

void read_arp(OctetView packet, FrameView& frame) {
    constexpr std::size_t size = 28;
    constexpr std::uint16_t ethernet_hardware = 1;
    if (packet.size() < size) return;
    if (read_u16(packet, 0) != ethernet_hardware || read_u16(packet, 2) != ether_type::ipv4) return;
    if (packet[4] != mac_size || packet[5] != 4) return;
    frame.kind = FrameKind::arp;
    frame.arp = ArpView{.operation = read_u16(packet, 6),
                        .sender_mac = mac_at(packet, 8),
                        .target_mac = mac_at(packet, 18),
                        .sender_ip = ip_at(packet, 14, 4),
                        .target_ip = ip_at(packet, 24, 4)};
}

void read_neighbour(OctetView message, FrameKind kind, FrameView& frame) {
    constexpr std::size_t fixed_size = 24;
    constexpr std::uint8_t source_option = 1;
    constexpr std::uint8_t target_option = 2;
    if (message.size() < fixed_size) return;
    const bool is_advertisement = kind == FrameKind::neighbour_advertisement;
    const std::uint8_t flags = is_advertisement ? message[4] : std::uint8_t{0};
    frame.kind = kind;
    frame.neighbour =
        NeighbourView{.target = ip_at(message, 8, 16),
                      .router = (flags & 0x80) != 0,
                      .solicited = (flags & 0x40) != 0,
                      .override_flag = (flags & 0x20) != 0,
                      .link_layer_address = link_layer_option(
                          message.subspan(fixed_size), is_advertisement ? target_option : source_option)};
}

void read_echo(OctetView message, FrameKind kind, FrameView& frame) {
    frame.kind = kind;
    frame.echo_identifier = read_u16(message, 4);
    frame.echo_sequence = read_u16(message, 6);
}

/// RFC 792: the gateway, then the header of the packet that was redirected.
void read_redirect(OctetView message, FrameView& frame) {
    constexpr std::size_t destination_offset = 8 + 16;
    frame.kind = FrameKind::redirect;
    frame.redirect = RedirectView{.better = ip_at(message, 4, 4), .destination = {}};
    if (message.size() >= destination_offset + 4)
        frame.redirect->destination = ip_at(message, destination_offset, 4);
}

/// RFC 4861 4.5: the target, then the destination.
void read_redirect_v6(OctetView message, FrameView& frame) {
    constexpr std::size_t fixed_size = 40;
    if (message.size() < fixed_size) return;
    frame.kind = FrameKind::redirect;
    frame.redirect = RedirectView{.better = ip_at(message, 8, 16), .destination = ip_at(message, 24, 16)};
}

void read_icmp(OctetView message, FrameView& frame) {
    if (message.size() < 8) return;
    if (message[0] == 5) read_redirect(message, frame);
    if (message[0] == 8) read_echo(message, FrameKind::echo_request, frame);
    if (message[0] == 0) read_echo(message, FrameKind::echo_reply, frame);
}

void read_icmpv6(OctetView message, FrameView& frame) {
    constexpr std::size_t router_advertisement_size = 16;
    constexpr std::size_t mldv1_size = 24;
    if (message.size() < 8) return;
    switch (message[0]) {
        case 128:
            return read_echo(message, FrameKind::echo_request, frame);
        case 129:
            return read_echo(message, FrameKind::echo_reply, frame);
        case 130:
        case 131:
        case 132:
            if (message.size() >= mldv1_size) frame.kind = FrameKind::multicast_listener;
            return;
        case 133:
            frame.kind = FrameKind::router_solicitation;
            return;
        case 134:
            if (message.size() >= router_advertisement_size) frame.kind = FrameKind::router_advertisement;
            return;
        case 135:
            return read_neighbour(message, FrameKind::neighbour_solicitation, frame);
        case 136:
            return read_neighbour(message, FrameKind::neighbour_advertisement, frame);
        case 137:
            return read_redirect_v6(message, frame);
        case 143:
            frame.kind = FrameKind::multicast_listener;
            return;
        default:
            return;
    }
}

void read_upper_layer(FrameView& frame) {
    const IpView& ip = *frame.ip;
    if (ip.protocol == protocol::vrrp) {
        frame.kind = FrameKind::vrrp;
        frame.advertisement = AdvertisementView(ip.payload, ip.family);
        frame.message_offset = static_cast<std::size_t>(ip.payload.data() - frame.octets.data());
    } else if (ip.protocol == protocol::icmp && ip.family == Family::ipv4) {
        read_icmp(ip.payload, frame);
    } else if (ip.protocol == protocol::icmpv6 && ip.family == Family::ipv6) {
        read_icmpv6(ip.payload, frame);
    }
}

/// The size of the extension header at the start of `payload`; 0 if `type` is none or the header is cut.
std::size_t extension_size(std::uint8_t type, OctetView payload) {
    if (payload.size() < 8) return 0;
    std::size_t size = 0;
    switch (type) {
        case protocol::hop_by_hop:
        case protocol::routing:
        case protocol::destination_options:
        case protocol::mobility:
        case protocol::host_identity:
        case protocol::shim6:
            size = (payload[1] + std::size_t{1}) * 8;  // RFC 8200 4.3
            break;
        case protocol::fragment:
            size = 8;
            break;
        case protocol::authentication:
            size = (payload[1] + std::size_t{2}) * 4;  // RFC 4302 2.2
            break;
        default:
            break;
    }
    return size <= payload.size() ? size : 0;
}

void skip_extension(IpView& ip, std::size_t size) {
    ip.protocol = ip.payload[0];
    ip.payload = ip.payload.subspan(size);
    ip.header_size += size;
    ip.has_options = true;
}

/// Steps over the extension headers. False where no upper layer follows because this is a later fragment.
bool skip_ipv6_extensions(IpView& ip) {
    for (int number = 0; number < maximum_extension_headers; ++number) {
        const std::size_t size = extension_size(ip.protocol, ip.payload);
        if (size == 0) return true;
        const bool is_fragment_header = ip.protocol == protocol::fragment;
        const std::uint16_t fragment = is_fragment_header ? read_u16(ip.payload, 2) : std::uint16_t{0};
        skip_extension(ip, size);
        // The low three bits are two reserved ones and M; an atomic fragment (RFC 6946) is whole.
        if ((fragment & 0xfff9) != 0) ip.is_fragment = true;
        if (fragment >> 3 != 0) return false;
    }
    return true;
}

/// The octets of `packet` after the headers, up to the end that the length field names or the frame has.
OctetView bounded_payload(OctetView packet, const IpView& ip) {
    const std::size_t begin = std::min(ip.header_size, packet.size());
    const std::size_t end = std::clamp(ip.total_length, begin, packet.size());
    return packet.subspan(begin, end - begin);
}

/// Steps over an Authentication Header, which RFC 2338 5.3.6.3 has before VRRP; a cut one stays the payload.
void read_authentication_header(FrameView& frame) {
    constexpr std::size_t fixed_size = 12;
    IpView& ip = *frame.ip;
    const std::size_t size = extension_size(ip.protocol, ip.payload);
    if (size == 0) return;
    const OctetView header = ip.payload.first(size);
    const auto u32 = [&](std::size_t at) {
        return static_cast<std::uint32_t>(read_u16(header, at)) << 16 | read_u16(header, at + 2);
    };
    if (size >= fixed_size)
        frame.ah = AhView{.offset = static_cast<std::size_t>(header.data() - frame.octets.data()),
                          .spi = u32(4),
                          .sequence = u32(8),
                          .icv = header.subspan(fixed_size)};
    skip_extension(ip, size);
}

void read_ipv4(OctetView packet, std::size_t offset, FrameView& frame) {
    if (packet.size() < minimum_ipv4_header_size || packet[0] >> 4 != 4) return;
    IpView& ip = frame.ip.emplace();
    ip.family = Family::ipv4;
    ip.source = ip_at(packet, 12, 4);
    ip.destination = ip_at(packet, 16, 4);
    ip.ttl = packet[8];
    ip.protocol = packet[9];
    ip.header_words = packet[0] & 0x0f;
    ip.flags_and_fragment = read_u16(packet, 6);
    ip.total_length = read_u16(packet, 2);
    ip.header_offset = offset;
    ip.header_size = std::max(ip.header_words * std::size_t{4}, minimum_ipv4_header_size);
    ip.has_options = ip.header_words > 5;
    ip.is_fragment = (ip.flags_and_fragment & 0x3fff) != 0;
    ip.is_cut = std::max(ip.total_length, ip.header_size) > packet.size();
    ip.header_checksum_good =
        ip.header_size <= packet.size() && internet_checksum(packet.first(ip.header_size)) == 0;
    // A header that claims to be shorter than its fixed part does not say where the payload starts.
    if (ip.header_words < 5) return;
    ip.payload = bounded_payload(packet, ip);
    if ((ip.flags_and_fragment & 0x1fff) != 0) return;
    if (ip.protocol == protocol::authentication) read_authentication_header(frame);
    read_upper_layer(frame);
}

void read_ipv6(OctetView packet, std::size_t offset, FrameView& frame) {
    if (packet.size() < ipv6_header_size || packet[0] >> 4 != 6) return;
    IpView& ip = frame.ip.emplace();
    ip.family = Family::ipv6;
    ip.source = ip_at(packet, 8, 16);
    ip.destination = ip_at(packet, 24, 16);
    ip.ttl = packet[7];
    ip.protocol = packet[6];
    ip.total_length = ipv6_header_size + read_u16(packet, 4);
    ip.header_offset = offset;
    ip.header_size = ipv6_header_size;
    ip.is_cut = ip.total_length > packet.size();
    ip.payload = bounded_payload(packet, ip);
    if (skip_ipv6_extensions(ip)) read_upper_layer(frame);
}

}  // namespace

std::optional<MacAddress> link_layer_option(OctetView options, std::uint8_t type) {
    while (options.size() >= 8) {
        const std::size_t size = options[1] * std::size_t{8};
        if (size == 0 || size > options.size()) break;
        if (options[0] == type) return mac_at(options, 2);
        options = options.subspan(size);
    }
    return std::nullopt;
}

void layers::read_packet(FrameView& frame, std::size_t offset) {
    const OctetView packet = frame.octets.subspan(offset);
    if (frame.ethernet.ether_type == ether_type::arp) read_arp(packet, frame);
    if (frame.ethernet.ether_type == ether_type::ipv4) read_ipv4(packet, offset, frame);
    if (frame.ethernet.ether_type == ether_type::ipv6) read_ipv6(packet, offset, frame);
}

}  // namespace engine

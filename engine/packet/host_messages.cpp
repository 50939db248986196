#include "engine/packet/host_messages.hpp"

#include <algorithm>

namespace engine {
namespace {

constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t udp = 17;

std::uint32_t read_u32(OctetView octets, std::size_t offset) {
    return static_cast<std::uint32_t>(read_u16(octets, offset)) << 16 | read_u16(octets, offset + 2);
}

TransportView read_tcp(OctetView segment) {
    const std::uint8_t flags = segment[13];
    return {.is_tcp = true,
            .source_port = read_u16(segment, 0),
            .destination_port = read_u16(segment, 2),
            .sequence = read_u32(segment, 4),
            .acknowledgement = read_u32(segment, 8),
            .syn = (flags & 0x02) != 0,
            .ack = (flags & 0x10) != 0,
            .rst = (flags & 0x04) != 0};
}

/// RFC 3810 5.1.3: from 32768 on the code is a floating-point number.
std::uint32_t response_ms(std::uint16_t code) {
    if (code < 0x8000) return code;
    return static_cast<std::uint32_t>(0x1000 | (code & 0x0fff)) << ((code >> 12 & 0x7) + 3);
}

}  // namespace

std::optional<TransportView> read_transport(const FrameView& frame) {
    if (!frame.ip || frame.ip->is_fragment) return std::nullopt;
    const OctetView message = frame.ip->payload;
    if (frame.ip->protocol == tcp && message.size() >= 20) return read_tcp(message);
    if (frame.ip->protocol == udp && message.size() >= 8)
        return TransportView{.source_port = read_u16(message, 0), .destination_port = read_u16(message, 2)};
    return std::nullopt;
}

std::optional<PortUnreachableView> read_port_unreachable(const FrameView& frame) {
    if (!frame.ip || frame.ip->is_fragment) return std::nullopt;
    const bool is_ipv4 = frame.ip->family == Family::ipv4;
    const OctetView message = frame.ip->payload;
    if (frame.ip->protocol != (is_ipv4 ? 1 : 58) || message.size() < 8 + 20) return std::nullopt;
    if (message[0] != (is_ipv4 ? 3 : 1) || message[1] != (is_ipv4 ? 3 : 4)) return std::nullopt;
    const OctetView quote = message.subspan(8);
    // The destination is the last field of the fixed header in both families; both RFCs have at least the
    // ports quoted, too.
    const std::size_t address = is_ipv4 ? 4 : 16, fixed = is_ipv4 ? 20 : 40;
    const std::size_t header = is_ipv4 ? std::max((quote[0] & 0x0f) * std::size_t{4}, fixed) : fixed;
    if (quote.size() < header + 2) return std::nullopt;
    return PortUnreachableView{IpAddress::from_octets(quote.subspan(fixed - address, address)),
                               read_u16(quote, header)};
}

std::optional<RouterAdvertisementView> read_router_advertisement(const FrameView& frame) {
    constexpr std::size_t fixed_size = 16;
    if (frame.kind != FrameKind::router_advertisement) return std::nullopt;
    const OctetView message = frame.ip->payload;
    return RouterAdvertisementView{message[4], read_u16(message, 6),
                                   link_layer_option(message.subspan(fixed_size), 1)};
}

bool ListenerView::says_member_of(const IpAddress& wanted) const {
    if (kind != Kind::report || wanted.family() != Family::ipv6) return false;
    if (version == 1) return group == wanted;
    constexpr std::size_t fixed_size = 20;
    OctetView rest = records;
    for (unsigned i = 0; i < record_count && rest.size() >= fixed_size; ++i) {
        const std::size_t sources = read_u16(rest, 2);
        const std::size_t size = fixed_size + sources * 16 + rest[1] * std::size_t{4};
        // RFC 3810 5.2.12: modes and changes to EXCLUDE listen to all but the sources, the INCLUDE ones and
        // ALLOW to the sources alone; BLOCK (6) only takes some away.
        const bool excludes = rest[0] == 2 || rest[0] == 4;
        const bool includes = (rest[0] == 1 || rest[0] == 3 || rest[0] == 5) && sources > 0;
        if ((excludes || includes) && IpAddress::from_octets(rest.subspan(4, 16)) == wanted) return true;
        if (size > rest.size()) break;
        rest = rest.subspan(size);
    }
    return false;
}

std::optional<ListenerView> read_listener(const FrameView& frame) {
    constexpr std::size_t old_size = 24, query_size = 28;
    if (frame.kind != FrameKind::multicast_listener) return std::nullopt;
    const OctetView message = frame.ip->payload;
    ListenerView view;
    if (message[0] == 143) {
        view.kind = ListenerView::Kind::report;
        view.version = 2;
        view.record_count = read_u16(message, 6);
        view.records = message.subspan(8);
        return view;
    }
    if (message.size() < old_size) return std::nullopt;
    view.group = IpAddress::from_octets(message.subspan(8, 16));
    if (message[0] == 131) view.kind = ListenerView::Kind::report;
    if (message[0] == 132) view.kind = ListenerView::Kind::done;
    if (view.kind != ListenerView::Kind::query) return view;
    // RFC 3810 8.1: a query's version is told by its length.
    view.version = message.size() >= query_size ? 2 : 1;
    const std::uint16_t code = read_u16(message, 4);
    view.maximum_response_ms = view.version == 2 ? response_ms(code) : code;
    return view;
}

}  // namespace engine

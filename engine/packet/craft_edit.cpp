#include <algorithm>

#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"

namespace engine {
namespace {

constexpr std::size_t ip_offset = 14;
constexpr std::size_t ipv4_length_offset = ip_offset + 2;
constexpr std::size_t ipv4_checksum_offset = ip_offset + 10;
constexpr std::size_t minimum_ipv4_header_size = 20;
constexpr std::size_t ipv6_length_offset = ip_offset + 4;
constexpr std::size_t ipv6_next_header_offset = ip_offset + 6;
constexpr std::size_t ipv6_header_size = 40;
constexpr std::size_t minimum_frame_size = 60;
constexpr std::size_t largest_length = 0xffff;

bool is_ipv4(OctetView frame) {
    return frame.size() >= ip_offset + minimum_ipv4_header_size && read_u16(frame, 12) == 0x0800;
}

bool is_ipv6(OctetView frame) {
    return frame.size() >= ip_offset + ipv6_header_size && read_u16(frame, 12) == 0x86dd;
}

/// The IPv4 header's size as its IHL says; 0 if the frame does not hold such a header.
std::size_t ipv4_header_size(OctetView frame) {
    if (!is_ipv4(frame)) return 0;
    const std::size_t size = (frame[ip_offset] & 0x0f) * std::size_t{4};
    return size < minimum_ipv4_header_size || ip_offset + size > frame.size() ? 0 : size;
}

/// Where the IP packet ends by its own length; what lies behind is padding.
std::size_t packet_end(OctetView frame) {
    const std::size_t length = is_ipv4(frame) ? read_u16(frame, ipv4_length_offset)
                                              : ipv6_header_size + read_u16(frame, ipv6_length_offset);
    return std::min(ip_offset + length, frame.size());
}

void write_packet_length(Octets& frame, std::size_t packet_size) {
    if (is_ipv4(frame)) {
        write_u16(frame, ipv4_length_offset, static_cast<std::uint16_t>(packet_size));
    } else {
        write_u16(frame, ipv6_length_offset, static_cast<std::uint16_t>(packet_size - ipv6_header_size));
    }
}

void pad(Octets& frame) {
    frame.resize(std::max(frame.size(), minimum_frame_size));
}

/// The message's place in an untagged frame; nothing if there is none.
struct MessagePlace {
    std::size_t offset, size;
};

std::optional<MessagePlace> find_message(OctetView octets) {
    const FrameView frame = read_frame(octets);
    const bool is_tagged = frame.ethernet.vlan_count != 0 || frame.ethernet.service_instance;
    if (frame.kind != FrameKind::vrrp || is_tagged) return std::nullopt;
    return MessagePlace{frame.message_offset, frame.advertisement.message().size()};
}

}  // namespace

std::optional<std::size_t> vrrp_message_offset(const Octets& frame) {
    const auto place = find_message(frame);
    return place ? std::optional(place->offset) : std::nullopt;
}

void repair_ipv4_header_checksum(Octets& frame) {
    const std::size_t header_size = ipv4_header_size(frame);
    if (header_size == 0) return;
    write_u16(frame, ipv4_checksum_offset, 0);
    write_u16(frame, ipv4_checksum_offset,
              internet_checksum(OctetView(frame).subspan(ip_offset, header_size)));
}

void repair_vrrp_checksum(Octets& frame, ChecksumForm form) {
    const auto place = find_message(frame);
    if (!place) return;
    const IpView ip = *read_frame(frame).ip;
    seal(std::span(frame).subspan(place->offset, place->size), form, ip.source, ip.destination);
}

void resize_vrrp_message(Octets& frame, std::size_t size, std::uint8_t fill) {
    const auto place = find_message(frame);
    if (!place || size > largest_length || place->offset - ip_offset + size > largest_length) return;
    frame.resize(place->offset + place->size);
    frame.resize(place->offset + size, fill);
    write_packet_length(frame, place->offset - ip_offset + size);
    repair_ipv4_header_checksum(frame);
    pad(frame);
}

void insert_ipv4_options(Octets& frame, OctetView options) {
    constexpr std::size_t largest_header_size = 60;
    const std::size_t header_size = ipv4_header_size(frame);
    if (header_size == 0 || options.size() % 4 != 0 || header_size + options.size() > largest_header_size)
        return;
    const std::size_t length = read_u16(frame, ipv4_length_offset) + options.size();
    if (length > largest_length) return;
    frame.resize(std::max(packet_end(frame), ip_offset + header_size));
    const auto end_of_header = frame.begin() + static_cast<std::ptrdiff_t>(ip_offset + header_size);
    frame.insert(end_of_header, options.begin(), options.end());
    frame[ip_offset] =
        static_cast<std::uint8_t>((frame[ip_offset] & 0xf0) | (header_size + options.size()) / 4);
    write_packet_length(frame, length);
    repair_ipv4_header_checksum(frame);
    pad(frame);
}

void insert_ipv6_extension(Octets& frame, std::uint8_t type, OctetView extension) {
    if (!is_ipv6(frame) || extension.empty()) return;
    const std::size_t payload_length = read_u16(frame, ipv6_length_offset) + extension.size();
    if (payload_length > largest_length) return;
    frame.resize(packet_end(frame));
    const std::size_t offset = ip_offset + ipv6_header_size;
    frame.insert(frame.begin() + static_cast<std::ptrdiff_t>(offset), extension.begin(), extension.end());
    frame[offset] = frame[ipv6_next_header_offset];
    frame[ipv6_next_header_offset] = type;
    write_packet_length(frame, ipv6_header_size + payload_length);
    pad(frame);
}

}  // namespace engine

#include "engine/packet/checksum.hpp"

#include <bit>
#include <cstring>

namespace engine {
namespace {

constexpr std::size_t minimum_vrrp_size = 8;
constexpr std::uint8_t vrrp_protocol = 112;
constexpr std::uint8_t icmpv6_protocol = 58;

std::uint16_t fold(std::uint64_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

/// The sum of the octets as 16-bit words. RFC 1071 section 2: it may be taken of larger words, and in either
/// byte order if the result is swapped.
std::uint64_t sum_words(OctetView octets) {
    std::uint64_t sum = 0;
    std::size_t offset = 0;
    for (; offset + 4 <= octets.size(); offset += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, octets.data() + offset, sizeof word);
        sum += word;
    }
    std::uint64_t rest = fold(sum);
    if constexpr (std::endian::native == std::endian::little) rest = (rest >> 8 | rest << 8) & 0xffff;
    for (; offset + 1 < octets.size(); offset += 2) rest += read_u16(octets, offset);
    if (offset < octets.size()) rest += static_cast<std::uint64_t>(octets[offset]) << 8;
    return rest;
}

std::uint16_t complement(std::uint64_t sum) {
    return static_cast<std::uint16_t>(~fold(sum));
}

/// The IPv4 and the IPv6 pseudo-header hold the same words but for zeros, so one sum serves both.
std::uint64_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, std::size_t length,
                                std::uint8_t protocol) {
    return sum_words(source.octets()) + sum_words(destination.octets()) + (length >> 16) + (length & 0xffff) +
           protocol;
}

std::uint64_t pseudo_header_sum(OctetView message, ChecksumForm form, const IpAddress& source,
                                const IpAddress& destination) {
    if (form == ChecksumForm::message_only) return 0;
    return pseudo_header_sum(source, destination, message.size(), vrrp_protocol);
}

/// The sum of a message without the word at `field`; a field that the message cuts is left out as far as it
/// goes.
std::uint64_t sum_without_field(OctetView message, std::size_t field) {
    if (message.size() <= field) return sum_words(message);
    if (message.size() <= field + 2) return sum_words(message.first(field));
    return sum_words(message.first(field)) + sum_words(message.subspan(field + 2));
}

}  // namespace

std::string_view to_string(ChecksumForm form) {
    return form == ChecksumForm::message_only ? "message-only" : "pseudo-header";
}

std::uint16_t internet_checksum(OctetView octets, std::uint32_t initial) {
    return complement(sum_words(octets) + initial);
}

std::uint16_t vrrp_checksum(OctetView message, ChecksumForm form, const IpAddress& source,
                            const IpAddress& destination) {
    return complement(sum_without_field(message, 6) + pseudo_header_sum(message, form, source, destination));
}

bool vrrp_checksum_verifies(OctetView message, ChecksumForm form, const IpAddress& source,
                            const IpAddress& destination) {
    if (message.size() < minimum_vrrp_size) return false;
    // RFC 1071 section 1 sums the field too and wants all ones, so that 0000 and ffff are both zero.
    return complement(sum_words(message) + pseudo_header_sum(message, form, source, destination)) == 0;
}

ChecksumForms vrrp_checksum_forms(OctetView message, const IpAddress& source, const IpAddress& destination) {
    if (message.size() < minimum_vrrp_size) return {};
    const std::uint64_t sum = sum_words(message);
    const std::uint64_t header = pseudo_header_sum(source, destination, message.size(), vrrp_protocol);
    return {.message_only = complement(sum) == 0, .pseudo_header = complement(sum + header) == 0};
}

std::uint16_t icmpv6_checksum(OctetView message, const IpAddress& source, const IpAddress& destination) {
    return complement(sum_without_field(message, 2) +
                      pseudo_header_sum(source, destination, message.size(), icmpv6_protocol));
}

}  // namespace engine

#include "engine/packet/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace engine {
namespace {

int hexadecimal_digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    if (character >= 'A' && character <= 'F') return character - 'A' + 10;
    return -1;
}

}  // namespace

std::string_view to_string(Family family) {
    return family == Family::ipv4 ? "IPv4" : "IPv6";
}

bool MacAddress::is_virtual() const {
    constexpr std::array<std::uint8_t, 4> prefix{0x00, 0x00, 0x5e, 0x00};
    return std::equal(prefix.begin(), prefix.end(), octets.begin()) &&
           (octets[4] == 0x01 || octets[4] == 0x02);
}

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
    constexpr std::size_t text_size = 17;
    if (text.size() != text_size) return std::nullopt;
    const char separator = text[2];
    if (separator != ':' && separator != '-') return std::nullopt;
    MacAddress mac;
    for (std::size_t index = 0; index < mac.octets.size(); ++index) {
        const int high = hexadecimal_digit(text[3 * index]);
        const int low = hexadecimal_digit(text[3 * index + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        if (index > 0 && text[3 * index - 1] != separator) return std::nullopt;
        mac.octets[index] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return mac;
}

std::string to_string(const MacAddress& mac) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(17);
    for (const std::uint8_t octet : mac.octets) {
        if (!text.empty()) text += ':';
        text += digits[octet >> 4];
        text += digits[octet & 0x0f];
    }
    return text;
}

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> octets) {
    return from_octets(octets);
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> octets) {
    return from_octets(octets);
}

IpAddress IpAddress::from_octets(OctetView octets) {
    IpAddress address;
    if (octets.size() != 4 && octets.size() != 16) return address;
    address.family_ = octets.size() == 4 ? Family::ipv4 : Family::ipv6;
    std::copy(octets.begin(), octets.end(), address.octets_.begin());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    // inet_pton() wants a terminated string, and a NUL within the text would hide what follows it.
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());

    IpAddress address;
    address.family_ = text.find(':') == std::string_view::npos ? Family::ipv4 : Family::ipv6;
    const int posix_family = address.family_ == Family::ipv4 ? AF_INET : AF_INET6;
    if (inet_pton(posix_family, terminated.data(), address.octets_.data()) != 1) return std::nullopt;
    return address;
}

bool IpAddress::is_unspecified() const {
    return std::ranges::all_of(octets_, [](std::uint8_t octet) { return octet == 0; });
}

bool IpAddress::is_multicast() const {
    return family_ == Family::ipv4 ? (octets_[0] & 0xf0) == 0xe0 : octets_[0] == 0xff;
}

bool IpAddress::is_link_local() const {
    if (family_ == Family::ipv4) return octets_[0] == 169 && octets_[1] == 254;
    return octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
}

IpAddress IpAddress::shifted(int distance) const {
    IpAddress result = *this;
    std::int64_t carry = distance;
    for (std::size_t index = size(); index-- > 0;) {
        carry += result.octets_[index];
        result.octets_[index] = static_cast<std::uint8_t>(carry & 0xff);
        carry >>= 8;
    }
    return result;
}

std::string to_string(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int posix_family = address.family() == Family::ipv4 ? AF_INET : AF_INET6;
    inet_ntop(posix_family, address.octets().data(), text.data(), text.size());
    return text.data();
}

IpAddress vrrp_group(Family family) {
    if (family == Family::ipv4) return IpAddress::v4({224, 0, 0, 18});
    return IpAddress::v6({0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12});
}

IpAddress solicited_node_group(const IpAddress& address) {
    std::array<std::uint8_t, 16> group{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, 0, 0, 0};
    std::ranges::copy(address.octets().last(3), group.end() - 3);
    return IpAddress::v6(group);
}

IpAddress all_nodes_group() {
    return IpAddress::v6({0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01});
}

MacAddress multicast_mac(const IpAddress& group) {
    const OctetView low = group.octets().last(4);
    if (group.family() == Family::ipv6) return {{0x33, 0x33, low[0], low[1], low[2], low[3]}};
    return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(low[1] & 0x7f), low[2], low[3]}};
}

IpAddress eui64_link_local(const MacAddress& mac) {
    const auto& m = mac.octets;
    const auto inverted_scope = static_cast<std::uint8_t>(m[0] ^ 0x02);
    return IpAddress::v6(
        {0xfe, 0x80, 0, 0, 0, 0, 0, 0, inverted_scope, m[1], m[2], 0xff, 0xfe, m[3], m[4], m[5]});
}

}  // namespace engine

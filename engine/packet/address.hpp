#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/packet/octets.hpp"

namespace engine {

enum class Family : std::uint8_t { ipv4, ipv6 };

std::string_view to_string(Family family);  // "IPv4", "IPv6"

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    constexpr auto operator<=>(const MacAddress&) const = default;
    /// The default compares octet by octet with a call of the library.
    constexpr bool operator==(const MacAddress& other) const {
        const auto a = std::bit_cast<std::array<std::uint16_t, 3>>(octets);
        const auto b = std::bit_cast<std::array<std::uint16_t, 3>>(other.octets);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2])) == 0;
    }
    /// True for the virtual router MAC addresses of RFC 9568 section 7.3, whatever the VRID and family.
    bool is_virtual() const;
    static std::optional<MacAddress> parse(std::string_view text);
};

std::string to_string(const MacAddress& mac);  // "00:00:5e:00:01:0a"

inline constexpr MacAddress broadcast_mac{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// The virtual router MAC address: 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6 (RFC
/// 9568 7.3).
constexpr MacAddress virtual_mac(Family family, std::uint8_t vrid) {
    return {{0x00, 0x00, 0x5e, 0x00, static_cast<std::uint8_t>(family == Family::ipv4 ? 0x01 : 0x02), vrid}};
}

/// An IPv4 or IPv6 address; comparison is unsigned in network byte order (RFC 9568 6.4.3), IPv4 before IPv6.
class IpAddress {
  public:
    constexpr IpAddress() = default;
    static IpAddress v4(std::array<std::uint8_t, 4> octets);
    static IpAddress v6(std::array<std::uint8_t, 16> octets);
    /// From 4 or 16 octets in network byte order; any other length gives 0.0.0.0.
    static IpAddress from_octets(OctetView octets);
    static std::optional<IpAddress> parse(std::string_view text);

    constexpr Family family() const { return family_; }
    constexpr OctetView octets() const { return OctetView(octets_).first(size()); }
    constexpr std::size_t size() const { return family_ == Family::ipv4 ? 4 : 16; }
    bool is_unspecified() const;
    bool is_multicast() const;
    bool is_link_local() const;  // fe80::/10, 169.254.0.0/16

    /// The address `distance` above (or, negative, below) this one as an unsigned number; wraps round.
    IpAddress shifted(int distance) const;

    constexpr auto operator<=>(const IpAddress&) const = default;
    constexpr bool operator==(const IpAddress& other) const {
        const auto a = std::bit_cast<std::array<std::uint64_t, 2>>(octets_);
        const auto b = std::bit_cast<std::array<std::uint64_t, 2>>(other.octets_);
        return family_ == other.family_ && ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
    }
    /// A number that differs for different addresses, but for rare coincidence.
    constexpr std::uint64_t hash() const {
        const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(octets_);
        const std::uint64_t mixed = (words[0] + static_cast<std::uint64_t>(family_)) * 0x9e3779b97f4a7c15u;
        const std::uint64_t all = (mixed ^ mixed >> 29 ^ words[1]) * 0xbf58476d1ce4e5b9u;
        return all ^ all >> 32;
    }

  private:
    Family family_ = Family::ipv4;
    std::array<std::uint8_t, 16> octets_{};
};

std::string to_string(const IpAddress& address);

/// 224.0.0.18 or ff02::12 (RFC 9568 5.1.1.2, 5.1.2.2).
IpAddress vrrp_group(Family family);
/// ff02::1:ffXX:XXXX (RFC 4291 2.7.1).
IpAddress solicited_node_group(const IpAddress& address);
IpAddress all_nodes_group();  // ff02::1
/// 01:00:5e or 33:33 and the low bits of a multicast group (RFC 1112, RFC 2464).
MacAddress multicast_mac(const IpAddress& group);
/// The link-local address that modified EUI-64 makes of a MAC address (RFC 4291 appendix A).
IpAddress eui64_link_local(const MacAddress& mac);

}  // namespace engine

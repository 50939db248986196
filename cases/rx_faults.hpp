#pragma once

#include "cases/support.hpp"

// The faulty and the odd advertisements of the reception cases: what the peer sends, one small function each.
// `round` counts through the variants of a fault.

namespace cases::faults {

template <std::uint8_t Ttl>
PeerAdvert ttl(const Bench&, int) {
    return {.ttl = Ttl};
}

inline PeerAdvert ttl_0_64_128(const Bench&, int round) {
    constexpr std::uint8_t values[] = {0, 64, 128};
    return {.ttl = values[round]};
}

template <std::uint8_t Version>
PeerAdvert version(const Bench& t, int) {
    // Only the nibble changes: the layout stays the device's, so that nothing else is wrong.
    (void)t;
    return {.edit = [](Octets& frame, const Bench& bench) {
        const auto offset = engine::vrrp_message_offset(frame);
        if (!offset) return;
        frame[*offset] = static_cast<std::uint8_t>(Version << 4 | (frame[*offset] & 0x0f));
        const auto view = engine::read_frame(frame);
        const auto form = bench.dut().version() == 2             ? ChecksumForm::message_only
                          : bench.dut().family() == Family::ipv6 ? ChecksumForm::pseudo_header
                                                                 : bench.dut().checksum_form;
        const auto message = std::span(frame).subspan(*offset, view.advertisement.message().size());
        engine::write_u16(message, 6,
                          engine::vrrp_checksum(message, form, view.ip->source, view.ip->destination));
    }};
}

/// An advertisement of the other version, whole in either version's eyes: nothing but the version is wrong.
inline PeerAdvert version_of_the_other(const Bench& t, int) {
    if (t.dut().version() == 2) return version<3>(t, 0);
    return {.version = std::uint8_t{2},
            .interval_field = std::uint16_t{100},
            .edit = [](Octets& frame, const Bench& bench) {
                const auto view = engine::read_frame(frame);
                const auto whole =
                    std::span(frame).subspan(view.message_offset, view.advertisement.message().size());
                engine::write_u16(whole, 6,
                                  engine::vrrp_checksum(whole, bench.dut().checksum_form, view.ip->source,
                                                        view.ip->destination));
            }};
}

template <std::uint8_t Type>
PeerAdvert type(const Bench&, int) {
    return {.type = Type};
}

inline PeerAdvert types_2_to_15(const Bench&, int round) {
    return {.type = static_cast<std::uint8_t>(round + 2)};
}

inline PeerAdvert cut_to_0_4_7(const Bench&, int round) {
    constexpr void (*cuts[])(Octets&, const Bench&) = {
        [](Octets& frame, const Bench&) { engine::resize_vrrp_message(frame, 0); },
        [](Octets& frame, const Bench&) { engine::resize_vrrp_message(frame, 4); },
        [](Octets& frame, const Bench&) { engine::resize_vrrp_message(frame, 7); },
    };
    return {.edit = cuts[round]};
}

/// The fixed part alone, its count still 1, its checksum right for what is left.
inline PeerAdvert no_address_but_count_1(const Bench&, int) {
    return {.count = std::uint8_t{1}, .edit = [](Octets& frame, const Bench& t) {
                engine::resize_vrrp_message(frame, t.dut().version() == 2 ? 16 : 8);
                engine::repair_vrrp_checksum(frame, t.dut().checksum_form);
            }};
}

inline PeerAdvert one_address_missing(const Bench& t, int) {
    return {.count = static_cast<std::uint8_t>(t.dut().addresses.size() + 1)};
}

inline PeerAdvert count_255(const Bench&, int) {
    return {.count = std::uint8_t{255}};
}

inline PeerAdvert last_octet_missing(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        const auto view = engine::read_frame(frame);
        engine::resize_vrrp_message(frame, view.advertisement.message().size() - 1);
        engine::repair_vrrp_checksum(frame, t.dut().checksum_form);
    }};
}

/// From an address owner, whose list nobody checks, so that the length alone is at fault.
inline PeerAdvert authentication_missing(const Bench&, int) {
    return {.priority = std::uint8_t{255}, .edit = [](Octets& frame, const Bench& t) {
                const auto view = engine::read_frame(frame);
                engine::resize_vrrp_message(frame, view.advertisement.message().size() - 8);
                engine::repair_vrrp_checksum(frame, t.dut().checksum_form);
            }};
}

inline PeerAdvert count_0(const Bench&, int) {
    return {.addresses = std::span<const IpAddress>()};
}

/// A VRID that is not the device's: the next one on which nobody was heard.
inline PeerAdvert vrid_unknown(const Bench& t, int) {
    const auto& known = t.station().known();
    const auto is_used = [&](int vrid) {
        return std::any_of(known.begin(), known.end(), [&](const auto& each) { return each.vrid == vrid; });
    };
    for (int step = 1; step < 255; ++step) {
        const int vrid = (t.dut().vrid - 1 + step) % 255 + 1;
        if (!is_used(vrid)) return {.vrid = static_cast<std::uint8_t>(vrid)};
    }
    return {.vrid = std::uint8_t{0}};
}

inline PeerAdvert vrid_0(const Bench&, int) {
    return {.vrid = std::uint8_t{0}};
}

inline PeerAdvert reserve_set(const Bench&, int) {
    return {.reserve = std::uint8_t{0xf}};
}

/// The first of two fragments, which holds the whole message.
inline PeerAdvert first_fragment(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench&) {
        frame[20] |= 0x20;  // More Fragments
        engine::repair_ipv4_header_checksum(frame);
    }};
}

inline PeerAdvert interval_tripled(const Bench& t, int) {
    return {.interval = 3 * t.dut().advertisement_interval};
}
inline PeerAdvert interval_one_more(const Bench& t, int) {
    return {.interval =
                t.dut().advertisement_interval + (t.dut().version() == 2 ? Duration(1s) : Duration(10ms))};
}

inline const std::vector<IpAddress>& foreign_list(Family family) {
    static const std::vector<IpAddress> ipv4{*IpAddress::parse("192.0.2.77")};
    static const std::vector<IpAddress> ipv6{*IpAddress::parse("fe80::7777")};
    return family == Family::ipv4 ? ipv4 : ipv6;
}

inline PeerAdvert list_foreign(const Bench& t, int) {
    return {.addresses = std::span<const IpAddress>(foreign_list(t.dut().family()))};
}

inline PeerAdvert list_foreign_from_owner(const Bench& t, int) {
    return {.priority = std::uint8_t{255},
            .addresses = std::span<const IpAddress>(foreign_list(t.dut().family()))};
}

inline const std::vector<IpAddress>& long_list(Family family) {
    static const std::vector<IpAddress> ipv4(3, *IpAddress::parse("192.0.2.78"));
    static const std::vector<IpAddress> ipv6(3, *IpAddress::parse("fe80::7878"));
    return family == Family::ipv4 ? ipv4 : ipv6;
}

inline PeerAdvert list_too_long(const Bench& t, int) {
    return {.addresses = std::span<const IpAddress>(long_list(t.dut().family()))};
}

inline PeerAdvert thirty_addresses(const Bench& t, int) {
    static const std::vector<IpAddress> ipv4(30, *IpAddress::parse("192.0.2.79"));
    static const std::vector<IpAddress> ipv6(30, *IpAddress::parse("fe80::7979"));
    return {.addresses = std::span<const IpAddress>(t.dut().family() == Family::ipv4 ? ipv4 : ipv6)};
}

/// The octets of the first two addresses exchanged on the built frame, so that no list need be kept.
/// The second and the third change places. The first stays, since over IPv6 it must be the link-local one
/// (RFC 9568 5.2.9), and a device may insist on that.
inline PeerAdvert list_permuted(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        const auto offset = engine::vrrp_message_offset(frame);
        if (!offset) return;
        const auto size = static_cast<std::ptrdiff_t>(t.dut().family() == Family::ipv4 ? 4 : 16);
        const auto first = frame.begin() + static_cast<std::ptrdiff_t>(*offset) + 8;
        std::swap_ranges(first + size, first + 2 * size, first + 2 * size);
        engine::repair_vrrp_checksum(frame, t.dut().checksum_form);
    }};
}

template <std::uint8_t Type>
PeerAdvert auth_type(const Bench&, int) {
    return {.auth_type = Type};
}

inline PeerAdvert auth_types_unknown(const Bench&, int round) {
    constexpr std::uint8_t values[] = {3, 4, 127, 254, 255};
    return {.auth_type = values[round]};
}

inline PeerAdvert auth_data_set(const Bench&, int) {
    return {.auth_data = std::array<std::uint8_t, 8>{'A', 'A', 'A', 'A', 'A', 'A', 'A', 'A'}};
}

/// Six octets behind the IP packet, which only the Ethernet frame's length shows.
template <std::uint8_t Fill>
PeerAdvert padded(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench&) {
        const auto view = engine::read_frame(frame);
        frame.resize(view.message_offset + view.advertisement.message().size());
        frame.resize(std::max<std::size_t>(frame.size() + 6, 60), Fill);
    }};
}

}  // namespace cases::faults

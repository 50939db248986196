#pragma once

#include <string>
#include <vector>

#include "engine/packet/craft.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/router/reception.hpp"

/// Routers that receive, the frames that they accept, and the word for why they refuse others.
namespace engine::test {

using namespace std::chrono_literals;

inline constexpr std::size_t ttl_offset = 22;        // of an untagged IPv4 frame
inline constexpr std::size_t hop_limit_offset = 21;  // of an untagged IPv6 frame
inline constexpr std::size_t message_ipv4 = 34;
inline constexpr std::size_t message_ipv6 = 54;

inline const std::vector<IpAddress>& listed(Family family) {
    static const std::vector<IpAddress> ipv4{ip("172.16.100.10"), ip("172.16.100.20")};
    static const std::vector<IpAddress> ipv6{ip("fe80::10"), ip("2001:db8::10")};
    return family == Family::ipv4 ? ipv4 : ipv6;
}

inline Parameters local_router(Rfc standard, Family family = Family::ipv4) {
    Parameters local;
    local.standard = standard;
    local.version = standard == Rfc::rfc3768 || standard == Rfc::rfc2338 ? 2 : 3;
    local.family = family;
    local.vrid = 7;
    local.addresses = listed(family);
    local.primary_address = family == Family::ipv4 ? ip("172.16.100.11") : ip("fe80::11");
    return local;
}

/// What a neighbour of that router would send: nothing in it is wrong.
inline AdvertisementFrame good(const Parameters& local) {
    AdvertisementFrame frame;
    frame.ethernet_source = virtual_mac(local.family, local.vrid);
    frame.ip_source = local.family == Family::ipv4 ? ip("172.16.100.12") : ip("fe80::12");
    frame.checksum_form = local.checksum_form;
    frame.message.version = local.version;
    frame.message.vrid = local.vrid;
    frame.message.priority = 200;
    frame.message.interval = local.version == 2 ? 1 : 100;
    frame.message.addresses = listed(local.family);
    return frame;
}

inline std::string verdict(const Octets& octets, const Parameters& local) {
    const auto* row = first_failure(rfc_reception_rules(), {read_frame(octets), local});
    return row ? std::string(row->name) : "accepted";
}
inline std::string verdict(const AdvertisementFrame& frame, const Parameters& local) {
    return verdict(craft(frame), local);
}

inline const Parameters v2 = local_router(Rfc::rfc3768);
inline const Parameters v3 = local_router(Rfc::rfc9568);
inline const Parameters v3_ipv6 = local_router(Rfc::rfc9568, Family::ipv6);
inline const Parameters elder_v3 = local_router(Rfc::rfc5798);

}  // namespace engine::test

#pragma once

#include <tins/ethernetII.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "engine/packet/address.hpp"
#include "engine/packet/octets.hpp"

/// The layers below what a frame is about, as libtins builds them. Known to this folder's craft files only.
namespace engine::layers {

using PduPointer = std::unique_ptr<Tins::PDU>;

inline Tins::HWAddress<6> to_tins(const MacAddress& mac) {
    return Tins::HWAddress<6>(mac.octets.data());
}

inline Tins::IPv4Address to_tins_v4(const IpAddress& address) {
    std::uint32_t network_order = 0;
    std::memcpy(&network_order, address.octets().data(), sizeof network_order);
    return Tins::IPv4Address(network_order);
}

/// An IPv4 address, which has no business in an IPv6 header, gives its four octets and zeros.
inline Tins::IPv6Address to_tins_v6(const IpAddress& address) {
    std::array<std::uint8_t, 16> octets{};
    std::ranges::copy(address.octets(), octets.begin());
    return Tins::IPv6Address(octets.data());
}

/// Puts `upper` into an IPv4 or IPv6 packet, by the source's family.
inline PduPointer ip_packet(const IpAddress& source, const IpAddress& destination, std::uint8_t ttl,
                            PduPointer upper) {
    if (source.family() == Family::ipv4) {
        auto ip = std::make_unique<Tins::IP>(to_tins_v4(destination), to_tins_v4(source));
        ip->id(0);
        ip->ttl(ttl);
        ip->inner_pdu(upper.release());
        return ip;
    }
    auto ip = std::make_unique<Tins::IPv6>(to_tins_v6(destination), to_tins_v6(source));
    ip->hop_limit(ttl);
    ip->inner_pdu(upper.release());
    return ip;
}

inline Octets ethernet_frame(const MacAddress& destination, const MacAddress& source, PduPointer network) {
    Tins::EthernetII ethernet(to_tins(destination), to_tins(source));
    ethernet.inner_pdu(network.release());
    return ethernet.serialize();
}

inline PduPointer raw_data(OctetView data) {
    return std::make_unique<Tins::RawPDU>(data.begin(), data.end());
}

}  // namespace engine::layers

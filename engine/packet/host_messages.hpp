#pragma once

#include <cstdint>
#include <optional>

#include "engine/packet/frame.hpp"

// What a few cases look at in messages of hosts and routers. Each reader is total: any frame in, nothing
// where it holds no such message, never a read outside it, no allocation.

namespace engine {

/// A TCP segment or a UDP datagram whose fixed header is there; not of a fragment.
struct TransportView {
    bool is_tcp = false;
    std::uint16_t source_port = 0, destination_port = 0;
    std::uint32_t sequence = 0, acknowledgement = 0;  // TCP
    bool syn = false, ack = false, rst = false;       // TCP
};
std::optional<TransportView> read_transport(const FrameView& frame);

/// An ICMP or ICMPv6 port unreachable, and where the packet that it quotes came from and was going.
struct PortUnreachableView {
    IpAddress destination;
    std::uint16_t source_port = 0;
};
std::optional<PortUnreachableView> read_port_unreachable(const FrameView& frame);

struct RouterAdvertisementView {
    std::uint8_t advertised_hop_limit = 0;
    std::uint16_t lifetime_s = 0;  // 0: not a default router
    std::optional<MacAddress> source_link_layer{};
};
std::optional<RouterAdvertisementView> read_router_advertisement(const FrameView& frame);

/// An MLD query, report or done, of either version.
struct ListenerView {
    enum class Kind : std::uint8_t { query, report, done };
    Kind kind = Kind::query;
    int version = 1;
    std::uint32_t maximum_response_ms = 0;  // query
    IpAddress group;                        // query (unspecified: all groups), version 1
    std::uint16_t record_count = 0;         // version 2 report
    OctetView records{};

    /// True if the report says that its sender listens to the group, from whatever sources.
    bool says_member_of(const IpAddress& wanted) const;
};
std::optional<ListenerView> read_listener(const FrameView& frame);

}  // namespace engine

#pragma once

#include <string_view>
#include <vector>

#include "engine/packet/link_type.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// What is known of a frame beside its octets; it decides what may be demanded of it.
struct FrameContext {
    /// As configured, or as found; nullptr where nothing is known. Its priority, interval and addresses are
    /// demanded of the device alone: those of other routers are their own affair.
    const VirtualRouterReference* router = nullptr;
    std::string_view sender{};     // as CitedFrame::sender
    bool is_reconfigured = false;  // the device may rightly differ from `router` by now
};

/// The frame's fields, layer by layer, in the order of their octets: Ethernet, VLAN tags, IPv4, IPv6 and its
/// extension headers, AH, VRRPv2, VRRPv3, ARP, ICMP, ICMPv6 with neighbour discovery, and what is left as
/// payload. VRRPv3's names and clauses are RFC 9568's, version 2's RFC 3768's. Total: any octets; of a cut
/// frame the fields that are there.
std::vector<FrameField> frame_fields(engine::OctetView octets, engine::LinkType type,
                                     const FrameContext& context);

/// Fills CitedFrame::fields of every frame whose octets are kept; for reports that show them.
void decode_cited_frames(RunResult& result);

}  // namespace tester

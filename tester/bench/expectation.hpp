#pragma once

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"

namespace tester {

class Bench;

/// A moment that a window is measured from: a frame of the capture, or a time where no frame marks it.
struct Mark {
    engine::FrameNumber frame = 0;
    engine::Instant time{};
    explicit operator bool() const { return frame != 0; }
};

/// A span of time after a mark. For what must happen, the tolerance is added on both ends by whoever judges;
/// for what must not happen, the span is taken as it is.
struct Window {
    Mark after;
    engine::Duration earliest{};
    engine::Duration latest{};
};

/// A sort of frame to look for. `about` narrows it to one address where that makes sense. Kept trivial, so
/// that it can stand inside an await expression.
struct Sort {
    bool (*is)(const Bench& bench, const engine::LoggedFrame& frame, const engine::IpAddress* about);
    const char* name;  // "gratuitous ARP", as reports print it
    engine::IpAddress about{};
    bool is_about_one = false;
    bool on_second = false;  // of frames on the network behind the device

    constexpr Sort on(const engine::IpAddress& address) const { return {is, name, address, true, on_second}; }
};

/// The sorts of frame that cases look for.
namespace sort {
extern const Sort advertisement;            // for this virtual router, any content
extern const Sort resignation;              // an advertisement with priority 0
extern const Sort living_advertisement;     // an advertisement with any other priority
extern const Sort version_2_advertisement;  // beside version 3 (RFC 9568 8.4)
extern const Sort packet_to_group;  // anything to 224.0.0.18 or ff02::12 that comes from the virtual router
extern const Sort announcement;     // a gratuitous ARP or an unsolicited NA for a virtual address
extern const Sort resolution;       // an ARP reply or a solicited NA for a virtual address
extern const Sort
    resolution_by_device;             // the same from the device: somebody else's proxy ARP is not its fault
extern const Sort duplicate_defence;  // an NA to all nodes for a virtual address
extern const Sort group_report;       // an MLD report
extern const Sort from_router_mac;    // any frame whose Ethernet source is the virtual router MAC
extern const Sort echo_reply;         // from a virtual address, to a ping of this bench's host
/// A TCP segment from a virtual address to this bench's host, or a port unreachable for what the host sent to
/// one: the address takes packets, though nobody listens.
extern const Sort refusal;
/// A Router Advertisement for the virtual router: from one of its addresses, or with its MAC address.
extern const Sort router_advertisement;
/// A duplicate address detection solicitation of the device for a virtual address.
extern const Sort duplicate_probe;
/// ARP or neighbour discovery that says that the device's own MAC address has a virtual address, or asks for
/// one from there.
extern const Sort physical_claim;
extern const Sort request;           // an ARP request or an NS of the device for some host, no probe
extern const Sort redirect;          // an ICMP redirect of the device
extern const Sort forwarded_to_lan;  // the last test packet, as the device sends it on to this LAN
// On the network behind the device:
extern const Sort forwarded;        // the last test packet
extern const Sort forwarded_group;  // a packet of this tester to 224.0.0.18 or ff02::12
}  // namespace sort

}  // namespace tester

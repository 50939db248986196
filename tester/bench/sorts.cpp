#include "engine/packet/host_messages.hpp"
#include "tester/bench/bench.hpp"
#include "tester/bench/expectation.hpp"

namespace tester::sort {
namespace {

using engine::FrameKind;
using engine::IpAddress;
using engine::LoggedFrame;

bool is_virtual_address(const Bench& bench, const IpAddress& address, const IpAddress* about) {
    if (about) return address == *about;
    const auto& addresses = bench.dut().addresses;
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

bool is_advertisement(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    return bench.is_dut_advertisement(frame);
}

bool is_resignation(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    return bench.is_dut_advertisement(frame) && frame.view.advertisement.priority() == 0;
}

bool is_living_advertisement(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    return bench.is_dut_advertisement(frame) && frame.view.advertisement.priority() != 0;
}

bool is_packet_to_group(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    if (bench.is_dut_advertisement(frame)) return true;
    return frame.view.kind == FrameKind::other && frame.view.ip &&
           frame.view.ip->family == bench.dut().family() &&
           frame.view.ip->destination == engine::vrrp_group(bench.dut().family()) &&
           (frame.view.ethernet.source == bench.dut().router_mac() ||
            frame.view.ip->source == bench.dut().primary_address);
}

bool is_announcement(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    if (frame.view.arp)
        return frame.view.arp->is_gratuitous() && is_virtual_address(bench, frame.view.arp->sender_ip, about);
    return frame.view.kind == FrameKind::neighbour_advertisement && !frame.view.neighbour->solicited &&
           is_virtual_address(bench, frame.view.neighbour->target, about);
}

bool is_resolution(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    if (frame.view.arp)
        return frame.view.arp->operation == 2 && !frame.view.arp->is_gratuitous() &&
               is_virtual_address(bench, frame.view.arp->sender_ip, about);
    return frame.view.kind == FrameKind::neighbour_advertisement &&
           frame.view.ip->destination == bench.station().address(engine::Family::ipv6) &&
           is_virtual_address(bench, frame.view.neighbour->target, about);
}

bool is_resolution_by_device(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    return is_resolution(bench, frame, about) && bench.station().is_from_dut(frame, bench.dut());
}

bool is_duplicate_defence(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    return frame.view.kind == FrameKind::neighbour_advertisement &&
           frame.view.ip->destination == engine::all_nodes_group() &&
           is_virtual_address(bench, frame.view.neighbour->target, about);
}

bool is_group_report(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    return frame.view.kind == FrameKind::multicast_listener &&
           bench.station().is_from_dut(frame, bench.dut());
}

bool is_from_router_mac(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    return frame.view.ethernet.source == bench.dut().router_mac();
}

bool is_echo_reply(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    // Cases that run at once ping the device's own addresses, too; the sequence number is the VRID.
    return frame.view.kind == FrameKind::echo_reply && frame.view.echo_sequence == bench.dut().vrid &&
           is_virtual_address(bench, frame.view.ip->source, about);
}

bool is_refusal(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    if (frame.own || !frame.view.ip || frame.view.ip->family != bench.dut().family()) return false;
    const std::uint16_t our_port = bench.host().source_port();
    if (const auto unreachable = engine::read_port_unreachable(frame.view))
        return unreachable->source_port == our_port &&
               is_virtual_address(bench, unreachable->destination, about);
    const auto segment = engine::read_transport(frame.view);
    return segment && segment->is_tcp && segment->destination_port == our_port &&
           is_virtual_address(bench, frame.view.ip->source, about);
}

bool is_router_advertisement(const Bench& bench, const LoggedFrame& frame, const IpAddress*) {
    const auto message = engine::read_router_advertisement(frame.view);
    const auto& mac = bench.dut().router_mac();
    return !frame.own && message &&
           (is_virtual_address(bench, frame.view.ip->source, nullptr) || frame.view.ethernet.source == mac ||
            message->source_link_layer == mac);
}

bool is_duplicate_probe(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    return !frame.own && frame.view.kind == FrameKind::neighbour_solicitation &&
           frame.view.ip->source.is_unspecified() &&
           is_virtual_address(bench, frame.view.neighbour->target, about);
}

bool is_physical_claim(const Bench& bench, const LoggedFrame& frame, const IpAddress* about) {
    const auto& mac = bench.dut().physical_mac;
    if (frame.own) return false;
    if (const auto& arp = frame.view.arp) {
        const bool asks = arp->sender_ip.is_unspecified() && is_virtual_address(bench, arp->target_ip, about);
        return arp->sender_mac == mac && (asks || is_virtual_address(bench, arp->sender_ip, about));
    }
    const auto& neighbour = frame.view.neighbour;
    return neighbour && neighbour->link_layer_address == mac &&
           (is_virtual_address(bench, neighbour->target, about) ||
            is_virtual_address(bench, frame.view.ip->source, about));
}

}  // namespace

const Sort advertisement{is_advertisement, "advertisement"};
const Sort resignation{is_resignation, "advertisement with priority 0"};
const Sort living_advertisement{is_living_advertisement, "advertisement with a priority other than 0"};
const Sort packet_to_group{is_packet_to_group, "packet to the VRRP group"};
const Sort announcement{is_announcement, "gratuitous ARP or unsolicited NA"};
const Sort resolution{is_resolution, "ARP reply or solicited NA"};
const Sort resolution_by_device{is_resolution_by_device, "ARP reply or solicited NA of the device"};
const Sort duplicate_defence{is_duplicate_defence, "NA to all nodes"};
const Sort group_report{is_group_report, "MLD report"};
const Sort from_router_mac{is_from_router_mac, "frame from the virtual router MAC"};
const Sort echo_reply{is_echo_reply, "ICMP echo reply"};
const Sort refusal{is_refusal, "TCP segment or port unreachable"};
const Sort router_advertisement{is_router_advertisement, "Router Advertisement for the virtual router"};
const Sort duplicate_probe{is_duplicate_probe, "duplicate address detection"};
const Sort physical_claim{is_physical_claim, "ARP or ND with the physical MAC address"};

}  // namespace tester::sort

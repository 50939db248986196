#include "engine/lan/speaker_forwarding.hpp"

#include <algorithm>
#include <utility>

#include "engine/lan/speaker_running.hpp"
#include "engine/packet/craft.hpp"

// What the speaker does with packets that are for others: section 6.4.3, "MUST forward packets with a
// destination link-layer MAC address equal to the virtual router MAC address", and section 8.

namespace engine {
namespace {

// RFC 4861 7.2.2 asks for one at least; dozens of virtual routers may be asked to forward at one moment.
constexpr std::size_t most_waiting = 64;
constexpr std::size_t most_neighbours = 1024;  // whoever is on the LAN may invent addresses
constexpr std::size_t ethernet_size = 14;
constexpr std::size_t smallest_frame = 60;

const ForwardingRules& usual_rules() {
    static const ForwardingRules rules = rfc_rules().forwarding;
    return rules;
}

bool is_group(const MacAddress& mac) {
    return (mac.octets[0] & 1) != 0;
}

/// Neighbour discovery and what has no business beyond its link.
bool stays_on_its_link(const FrameView& frame) {
    const IpView& ip = *frame.ip;
    return frame.kind == FrameKind::neighbour_solicitation ||
           frame.kind == FrameKind::neighbour_advertisement || ip.source.is_unspecified() ||
           ip.source.is_multicast() || ip.source.is_link_local() || ip.destination.is_unspecified() ||
           ip.destination.is_link_local();
}

/// The packet in a frame that has no tags yet, with `hops` taken from its TTL; nothing if too few are left.
std::optional<Octets> one_hop_on(const FrameView& frame, int hops) {
    const IpView& ip = *frame.ip;
    if (ip.ttl <= 1) return {};
    const OctetView packet = frame.octets.subspan(ip.header_offset, ip.total_length);
    Octets next(std::max(smallest_frame, ethernet_size + packet.size()));
    std::ranges::copy(packet, next.begin() + ethernet_size);
    const bool is_ipv4 = ip.family == Family::ipv4;
    write_u16(next, 12, is_ipv4 ? 0x0800 : 0x86dd);
    next[ethernet_size + (is_ipv4 ? 8 : 7)] = static_cast<std::uint8_t>(ip.ttl - hops);
    if (is_ipv4) repair_ipv4_header_checksum(next);
    return next;
}

void send_to(Link& link, const MacAddress& destination, const MacAddress& source, Octets& frame) {
    std::ranges::copy(destination.octets, frame.begin());
    std::ranges::copy(source.octets, frame.begin() + 6);
    link.send(frame);
}

}  // namespace

bool Speaker::Port::reaches(const IpAddress& address) const {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const InterfaceAddress& network) { return covers(network, address); });
}

bool Speaker::Port::owns(const IpAddress& address) const {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const InterfaceAddress& network) { return network.address == address; });
}

std::optional<IpAddress> Speaker::Port::own_address(Family family) const {
    for (const auto& network : networks)
        if (network.address.family() == family) return network.address;
    return {};
}

void Speaker::attach(Link& second, Networks networks) {
    forwarding_ =
        std::make_unique<Forwarding>(Forwarding{{link_, identity_.mac, std::move(networks.first)},
                                                {second, networks.second_mac, std::move(networks.second)}});
    second.on_frame([this](OctetView octets, Instant, bool own) {
        if (!own) receive_on_second(octets);
    });
}

void Speaker::detach() {
    if (forwarding_) forwarding_->second.link.on_frame({});
}

/// An Active virtual router of the family, or else any: what the device does as a whole it does by its rules.
Speaker::Running* Speaker::any_router(Family family) const {
    Running* found = nullptr;
    for (const auto& running : routers_) {
        if (running->local().family != family) continue;
        if (running->router.state() == State::active) return running.get();
        if (!found) found = running.get();
    }
    return found;
}

const ForwardingRules& Speaker::rules_of_device(Family family) const {
    const Running* router = any_router(family);
    return router ? router->rules().forwarding : usual_rules();
}

void Speaker::receive_on_second(OctetView octets) {
    const FrameView frame = read_frame(octets);
    Port& port = forwarding_->second;
    const bool is_for_group = is_group(frame.ethernet.destination);
    if (!is_for_group && frame.ethernet.destination != port.mac) return;
    if (frame.kind == FrameKind::vrrp && rules_of_device(frame.ip->family).hears_other_interface)
        receive_advertisement(frame);
    learn(port, frame);
    answer_for_port(port, frame);
    if (!is_for_group && frame.ip) forward(port, frame, nullptr);
}

/// What arrived on the first port, whoever it was for.
void Speaker::pass_on(const FrameView& frame) {
    Port& port = forwarding_->first;
    const MacAddress& destination = frame.ethernet.destination;
    if (addressed_to_us(destination)) learn(port, frame);
    if (frame.arp) proxy(*frame.arp);
    if (!frame.ip) return;
    if (destination == port.mac || is_group(destination)) return forward(port, frame, nullptr);
    for (const auto& running : routers_) {
        const Parameters& local = running->local();
        const Rules& rules = running->rules();
        if (local.router_mac() == destination && rules.hears_router_mac &&
            rules.forwarding.takes_router_mac(running->router.state(), local))
            return forward(port, frame, running.get());
    }
}

/// Neighbours are those that were asked for, or that asked.
void Speaker::learn(Port& port, const FrameView& frame) {
    IpAddress who;
    std::optional<MacAddress> mac;
    if (frame.arp && !frame.arp->sender_ip.is_unspecified()) {
        who = frame.arp->sender_ip;
        mac = frame.arp->sender_mac;
    } else if (frame.kind == FrameKind::neighbour_advertisement) {
        who = frame.neighbour->target;
        mac = frame.neighbour->link_layer_address;
        const Running* router = any_router(Family::ipv6);
        if (router && !frame.neighbour->solicited &&
            !router->rules().forwarding.believes_unsolicited_na(router->router.state()))
            return;
    }
    const auto known = port.neighbours.find(who);
    if (!mac || known == port.neighbours.end()) return;
    ForwardingNeighbour& neighbour = known->second;
    // RFC 4861 7.2.5: without the Override flag a known address stays.
    if (frame.neighbour && neighbour.mac && !frame.neighbour->override_flag) return;
    neighbour.mac = mac;
    for (auto& waiting : std::exchange(neighbour.waiting, {})) send_to(port.link, *mac, port.mac, waiting);
}

/// The second port's own addresses; those of the first are answered for by the duties of its host.
void Speaker::answer_for_port(Port& port, const FrameView& frame) {
    if (frame.arp && frame.arp->operation == 1 && port.owns(frame.arp->target_ip))
        port.link.send(craft(ArpFrame{port.mac, frame.arp->sender_mac, 2, port.mac, frame.arp->target_ip,
                                      frame.arp->sender_mac, frame.arp->sender_ip}));
    if (frame.kind == FrameKind::neighbour_solicitation && port.owns(frame.neighbour->target) &&
        !frame.ip->source.is_unspecified())
        port.link.send(craft(NeighbourAdvertisementFrame{.ethernet_source = port.mac,
                                                         .ethernet_destination = frame.ethernet.source,
                                                         .ip_source = frame.neighbour->target,
                                                         .ip_destination = frame.ip->source,
                                                         .target = frame.neighbour->target,
                                                         .router = true,
                                                         .solicited = true,
                                                         .override_flag = true,
                                                         .target_link_layer = port.mac}));
}

// RFC 9568 8.1.3: the Active answers for hosts behind the second port with the virtual router MAC address.
void Speaker::proxy(const ArpView& request) {
    const Running* router = any_router(Family::ipv4);
    const Port& beyond = forwarding_->second;
    if (request.operation != 1 || !router || router->router.state() != State::active) return;
    if (!beyond.reaches(request.target_ip) || beyond.owns(request.target_ip)) return;
    const bool is_physical = router->rules().forwarding.proxies_with_physical_mac;
    const MacAddress mac = is_physical ? identity_.mac : router->local().router_mac();
    link_.send(craft(ArpFrame{identity_.mac, request.sender_mac, 2, mac, request.target_ip,
                              request.sender_mac, request.sender_ip}));
}

/// `addressed` is the virtual router whose MAC address the frame went to; nullptr: the port's own.
void Speaker::forward(Port& in, const FrameView& frame, const Running* addressed) {
    const IpView& ip = *frame.ip;
    if (ip.is_cut || !ip.header_checksum_good || stays_on_its_link(frame)) return;
    Port& other = &in == &forwarding_->first ? forwarding_->second : forwarding_->first;
    const ForwardingRules& rules = addressed ? addressed->rules().forwarding : rules_of_device(ip.family);
    // No other group is forwarded either, as this router speaks no multicast routing protocol.
    const bool is_group_to_forward = rules.forwards_group && ip.destination == vrrp_group(ip.family);
    if (ip.destination.is_multicast() && !is_group_to_forward) return;
    auto packet = one_hop_on(frame, addressed ? rules.hops : 1);
    if (!packet) return;
    if (is_group_to_forward) return send_to(other.link, multicast_mac(ip.destination), other.mac, *packet);
    if (is_group(frame.ethernet.destination) || in.owns(ip.destination) || other.owns(ip.destination) ||
        answers_for(ip.destination))
        return;
    if (is_adopted(ip.destination)) {
        // RFC 9568 8.3.1: what is for an adopted address is accepted or dropped, and never goes on.
        if (rules.forwards_virtual_addresses)
            transmit(forwarding_->first, ip.destination, std::move(*packet));
        return;
    }
    if (other.reaches(ip.destination)) {
        transmit(other, ip.destination, std::move(*packet));
    } else if (in.reaches(ip.destination)) {
        redirect(in, frame, addressed);
        transmit(in, ip.destination, std::move(*packet));
    }
}

bool Speaker::is_adopted(const IpAddress& address) const {
    return std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
        const auto& addresses = running->local().addresses;
        return running->router.state() == State::active &&
               std::find(addresses.begin(), addresses.end(), address) != addresses.end();
    });
}

// RFC 9568 8.1.1, 8.2.1: the source is the address that the host has for its router, which shows in the MAC
// address that the packet was sent to.
void Speaker::redirect(Port& port, const FrameView& frame, const Running* addressed) {
    const IpView& ip = *frame.ip;
    if (!port.reaches(ip.source)) return;
    RedirectFrame message;
    message.ethernet_source = addressed ? addressed->local().router_mac() : port.mac;
    message.ethernet_destination = frame.ethernet.source;
    if (addressed && !addressed->rules().forwarding.redirects_from_own_address)
        message.ip_source = addressed->local().addresses.front();
    else
        for (const auto& address : identity_.addresses)
            if (address.family() == ip.family) message.ip_source = address;
    message.ip_destination = ip.source;
    message.better = message.destination = ip.destination;
    message.packet = frame.octets.subspan(ip.header_offset, ip.total_length);
    port.link.send(craft(message));
}

void Speaker::transmit(Port& out, const IpAddress& next_hop, Octets packet) {
    if (out.neighbours.size() >= most_neighbours && !out.neighbours.contains(next_hop))
        out.neighbours.clear();
    ForwardingNeighbour& neighbour = out.neighbours[next_hop];
    if (neighbour.mac) return send_to(out.link, *neighbour.mac, out.mac, packet);
    if (neighbour.waiting.size() < most_waiting) neighbour.waiting.push_back(std::move(packet));
    ask_for(out, next_hop);
}

void Speaker::ask_for(Port& out, const IpAddress& target) {
    const auto source = out.own_address(target.family());
    if (!source) return;
    if (target.family() == Family::ipv4) {
        out.link.send(craft(ArpFrame{out.mac, broadcast_mac, 1, out.mac, *source, {}, target}));
        return;
    }
    NeighbourSolicitationFrame frame;
    frame.ethernet_source = out.mac;
    frame.ip_source = *source;
    frame.target = target;
    frame.source_link_layer = out.mac;
    // RFC 9568 8.2.2: an Active gives the virtual router MAC address, and never its physical one.
    const Running* router = any_router(Family::ipv6);
    if (&out == &forwarding_->first && router && router->router.state() == State::active &&
        !router->rules().forwarding.solicits_with_physical_mac)
        frame.source_link_layer = router->local().router_mac();
    out.link.send(craft(frame));
}

}  // namespace engine

#include <algorithm>

#include "engine/lan/speaker.hpp"
#include "engine/lan/speaker_running.hpp"
#include "engine/packet/craft.hpp"

// The duties of the speaker's host: ARP, neighbour discovery and what is sent to the virtual addresses.

namespace engine {

bool Speaker::answers_for(const IpAddress& own_address) const {
    return identity_.answers_for_own_addresses &&
           std::find(identity_.addresses.begin(), identity_.addresses.end(), own_address) !=
               identity_.addresses.end();
}

bool Speaker::accepts(const IpAddress& destination) const {
    return answers_for(destination) ||
           std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
               return running->rules().accepts_packet(running->router.state(), running->local(), destination);
           });
}

/// True if it answers ARP or ND for the address.
bool Speaker::serves(const Running& running, const IpAddress& target, bool is_probe) const {
    const Rules& rules = running.rules();
    const Parameters& local = running.local();
    const State state = running.router.state();
    if (is_probe && rules.defends_in_backup && state == State::backup)
        return std::find(local.addresses.begin(), local.addresses.end(), target) != local.addresses.end();
    if (rules.serves_for > 0ns && state == State::active &&
        scheduler_.now() - running.active_since > rules.serves_for)
        return false;
    return rules.answers_resolution(state, local, target);
}

void Speaker::answer_arp(const FrameView& frame) {
    const ArpView& request = *frame.arp;
    if (request.operation != 1 || request.is_gratuitous()) return;
    if (answers_for(request.target_ip)) {
        const auto entangled = std::find_if(routers_.begin(), routers_.end(), [](const auto& running) {
            return running->rules().answers_from_router_mac && running->local().family == Family::ipv4;
        });
        const MacAddress from =
            entangled == routers_.end() ? identity_.mac : (*entangled)->local().router_mac();
        link_.send(craft(ArpFrame{from, request.sender_mac, 2, identity_.mac, request.target_ip,
                                  request.sender_mac, request.sender_ip}));
    }
    for (auto& running : routers_) {
        const Parameters& local = running->local();
        if (local.family != Family::ipv4) continue;
        const bool is_probe = request.sender_ip.is_unspecified();
        if (!serves(*running, request.target_ip, is_probe)) continue;
        // RFC 9568 8.1.2: the virtual MAC in the payload, the physical one in the Ethernet header.
        const auto mac = confused_with(*running, Entanglement::one_resolution_mac).local().router_mac();
        ArpFrame reply{identity_.mac,      request.sender_mac, 2, mac, request.target_ip,
                       request.sender_mac, request.sender_ip};
        if (running->rules().shape_arp_reply) running->rules().shape_arp_reply(reply, local);
        link_.send(craft(reply));
    }
}

void Speaker::answer_solicitation(const FrameView& frame) {
    const IpAddress& target = frame.neighbour->target;
    // A solicitation from :: is duplicate address detection, which is answered to all nodes (RFC 4861 7.2.4).
    const bool probe = frame.ip->source.is_unspecified();
    NeighbourAdvertisementFrame reply;
    reply.ip_destination = probe ? all_nodes_group() : frame.ip->source;
    reply.ethernet_destination = probe ? multicast_mac(all_nodes_group()) : frame.ethernet.source;
    if (!probe && frame.neighbour->link_layer_address)
        reply.ethernet_destination = *frame.neighbour->link_layer_address;
    reply.target = target;
    reply.router = true;
    reply.solicited = !probe;
    reply.override_flag = true;
    if (answers_for(target)) {
        reply.ethernet_source = identity_.mac;
        reply.ip_source = target;
        reply.target_link_layer = identity_.mac;
        link_.send(craft(reply));
    }
    for (auto& running : routers_) {
        const Parameters& local = running->local();
        if (local.family != Family::ipv6) continue;
        const bool to_group = (frame.ethernet.destination.octets[0] & 1) != 0;
        const bool hears = running->has_joined_groups || running->rules().defends_in_backup;
        if (to_group && !hears) continue;
        if (!serves(*running, target, probe)) continue;
        auto answer = reply;
        const auto mac = confused_with(*running, Entanglement::one_resolution_mac).local().router_mac();
        answer.ethernet_source = mac;
        answer.ip_source = target;
        answer.target_link_layer = mac;
        if (running->rules().shape_na_reply) running->rules().shape_na_reply(answer, local);
        link_.send(craft(answer));
    }
}

void Speaker::answer_echo(const FrameView& frame) {
    const IpAddress& destination = frame.ip->destination;
    if (!accepts(destination)) return;
    EchoFrame reply;
    reply.ethernet_source = identity_.mac;
    reply.ethernet_destination = frame.ethernet.source;
    reply.ip_source = destination;
    reply.ip_destination = frame.ip->source;
    reply.reply = true;
    reply.identifier = frame.echo_identifier;
    reply.sequence = frame.echo_sequence;
    reply.data = frame.ip->payload.size() > 8 ? frame.ip->payload.subspan(8) : OctetView{};
    link_.send(craft(reply));
}

// No one listens on any port: TCP is answered with a reset (RFC 9293 3.5.2), UDP with a port unreachable.
void Speaker::refuse_transport(const FrameView& frame) {
    const auto refused = read_transport(frame);
    if (!refused || frame.ip->destination.is_multicast() || frame.ip->source.is_unspecified() ||
        (frame.ethernet.destination.octets[0] & 1) != 0 || refused->rst)
        return;
    const IpAddress& destination = frame.ip->destination;
    const bool refused_all_the_same = std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
        const auto& addresses = running->local().addresses;
        return running->rules().refuses_unaccepted && running->router.state() == State::active &&
               std::find(addresses.begin(), addresses.end(), destination) != addresses.end();
    });
    if (accepts(destination) || refused_all_the_same) refuse(frame, *refused);
}

void Speaker::refuse(const FrameView& frame, const TransportView& refused) {
    const IpView& ip = *frame.ip;
    if (!refused.is_tcp) {
        constexpr int most_errors_a_second = 20;
        if (scheduler_.now() - errors_since_ >= 1s) {
            errors_since_ = scheduler_.now();
            errors_sent_ = 0;
        }
        if (++errors_sent_ > most_errors_a_second) return;
        const OctetView packet = frame.octets.subspan(ip.header_offset);
        link_.send(craft(PortUnreachableFrame{identity_.mac, frame.ethernet.source, ip.destination, ip.source,
                                              packet.first(std::min(packet.size(), ip.total_length))}));
        return;
    }
    TcpFrame reset{.ethernet_source = identity_.mac,
                   .ethernet_destination = frame.ethernet.source,
                   .ip_source = ip.destination,
                   .ip_destination = ip.source,
                   .source_port = refused.destination_port,
                   .destination_port = refused.source_port,
                   .rst = true};
    if (refused.ack) {
        reset.sequence = refused.acknowledgement;
    } else {
        reset.acknowledgement = refused.sequence + (refused.syn ? 1 : 0);
        reset.ack = true;
    }
    link_.send(craft(reset));
}

}  // namespace engine

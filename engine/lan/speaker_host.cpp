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

void Speaker::answer_arp(const FrameView& frame) {
    const ArpView& request = *frame.arp;
    if (request.operation != 1 || request.is_gratuitous()) return;
    if (answers_for(request.target_ip)) {
        link_.send(craft(ArpFrame{identity_.mac, request.sender_mac, 2, identity_.mac, request.target_ip,
                                  request.sender_mac, request.sender_ip}));
    }
    for (auto& running : routers_) {
        const Parameters& local = running->local();
        if (local.family != Family::ipv4) continue;
        if (!running->rules().answers_resolution(running->router.state(), local, request.target_ip)) continue;
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
        if ((frame.ethernet.destination.octets[0] & 1) != 0 && !running->has_joined_groups) continue;
        if (!running->rules().answers_resolution(running->router.state(), local, target)) continue;
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
    const bool accepted =
        answers_for(destination) || std::any_of(routers_.begin(), routers_.end(), [&](const auto& running) {
            return running->rules().accepts_packet(running->router.state(), running->local(), destination);
        });
    if (!accepted) return;
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

}  // namespace engine

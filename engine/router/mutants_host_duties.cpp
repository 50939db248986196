#include <algorithm>

#include "engine/router/mutant_parts.hpp"

// Faults in what a router does as a host: whom it accepts packets for, what it answers over IPv6, and what it
// says while it starts.

namespace engine {
namespace {

using namespace std::chrono_literals;

bool accepts_always(State state, const Parameters& local, const IpAddress& destination) {
    return state == State::active && is_virtual(local, destination);
}
bool accepts_never(State state, const Parameters& local, const IpAddress& destination) {
    return state == State::active && local.is_owner() && is_virtual(local, destination);
}
bool accepts_by_mode_only(State state, const Parameters& local, const IpAddress& destination) {
    return state == State::active && local.accept_mode && local.version != 2 &&
           is_virtual(local, destination);
}
bool accepts_first_only(State state, const Parameters& local, const IpAddress& destination) {
    const bool willing = local.is_owner() || (local.accept_mode && local.version != 2);
    return state == State::active && willing && destination == local.addresses.front();
}
bool accepts_in_backup_too(State state, const Parameters& local, const IpAddress& destination) {
    const bool willing = local.is_owner() || (local.accept_mode && local.version != 2);
    return (state == State::backup || (state == State::active && willing)) && is_virtual(local, destination);
}
bool accepts_by_mode_in_backup_too(State state, const Parameters& local, const IpAddress& destination) {
    const bool willing = local.is_owner() || (local.accept_mode && local.version != 2);
    return state != State::initialize && willing && is_virtual(local, destination);
}
bool accepts_when_stopped(State state, const Parameters& local, const IpAddress& destination) {
    const bool willing = local.is_owner() || (local.accept_mode && local.version != 2);
    return (state == State::initialize || (state == State::active && willing)) &&
           is_virtual(local, destination);
}

bool accepts_solicitations_by_mode(State state, const Parameters& local, const IpAddress& target) {
    const bool hears = local.family == Family::ipv4 || local.is_owner() || local.accept_mode;
    return state == State::active && hears && is_virtual(local, target);
}

void serves_for_a_second(Rules& rules) {
    rules.serves_for = 1s;
}

void physical_in_router_advertisement(RouterAdvertisementFrame& frame, const Parameters& local) {
    frame.ethernet_source = frame.source_link_layer.emplace(local.physical_mac);
}
void own_address_in_router_advertisement(RouterAdvertisementFrame& frame, const Parameters& local) {
    frame.ip_source = local.primary_address;
}
void no_default_router(RouterAdvertisementFrame& frame, const Parameters&) {
    frame.lifetime_s = 0;
}
void far_router_advertisement(RouterAdvertisementFrame& frame, const Parameters&) {
    frame.hop_limit = 64;
}

Octets announced_with_physical_mac(const Parameters& local, const IpAddress& address) {
    if (local.family == Family::ipv4)
        return craft(ArpFrame{local.physical_mac, broadcast_mac, 1, local.physical_mac, address,
                              broadcast_mac, address});
    return craft(NeighbourAdvertisementFrame{.ethernet_source = local.physical_mac,
                                             .ethernet_destination = multicast_mac(all_nodes_group()),
                                             .ip_source = address,
                                             .ip_destination = all_nodes_group(),
                                             .target = address,
                                             .override_flag = true,
                                             .target_link_layer = local.physical_mac});
}

Octets asked_with_physical_mac(const Parameters& local, const IpAddress& address) {
    if (local.family == Family::ipv4)
        return craft(ArpFrame{
            local.physical_mac, broadcast_mac, 1, local.physical_mac, IpAddress::v4({}), {}, address});
    NeighbourSolicitationFrame frame;
    frame.ethernet_source = local.physical_mac;
    frame.ip_source = local.primary_address;
    frame.target = address;
    frame.source_link_layer = local.physical_mac;
    return craft(frame);
}

void interface_identifier_of_virtual_mac(AdvertisementFrame& frame, const Parameters& local) {
    if (local.family == Family::ipv6) frame.ip_source = eui64_link_local(local.router_mac());
}

}  // namespace

std::span<const Mutant> host_duties_mutants() {
    static constexpr Mutant mutants[] = {
        {"accepts-with-accept-mode-off", "RFC 9568 6.4.3",
         "takes packets to a virtual address that it does not own, Accept_Mode or not",
         sets<&Rules::accepts_packet, accepts_always>},
        {"accept-mode-ignored", "RFC 9568 6.4.3", "takes no packets to a virtual address in Accept_Mode",
         sets<&Rules::accepts_packet, accepts_never>},
        {"owner-accepts-by-mode", "RFC 9568 6.4.3",
         "takes packets to an address that it owns in Accept_Mode only",
         sets<&Rules::accepts_packet, accepts_by_mode_only>},
        {"accepts-for-first-address-only", "RFC 9568 6.4.3", "takes packets to its first address only",
         sets<&Rules::accepts_packet, accepts_first_only>},
        {"accepts-in-backup", "RFC 9568 6.4.2", "takes packets to the virtual addresses in Backup",
         sets<&Rules::accepts_packet, accepts_in_backup_too>},
        {"accept-mode-counts-in-backup", "RFC 9568 6.4.2",
         "takes packets to the virtual addresses in Backup if Accept_Mode is on",
         sets<&Rules::accepts_packet, accepts_by_mode_in_backup_too>},
        {"accepts-after-stop", "RFC 9568 6.4.3",
         "takes packets to the virtual addresses after it was stopped",
         sets<&Rules::accepts_packet, accepts_when_stopped>},
        {"refuses-with-accept-mode-off", "RFC 9568 6.4.3",
         "answers TCP and UDP to a virtual address with a refusal where it should not take them at all",
         sets<&Rules::refuses_unaccepted, true>},
        {"solicitations-dropped-with-accept-mode-off", "RFC 9568 6.1",
         "drops neighbour solicitations with the rest when Accept_Mode is off",
         sets<&Rules::answers_resolution, accepts_solicitations_by_mode>},
        {"duplicate-defended-in-backup", "RFC 9568 6.4.2",
         "answers duplicate address detection for a virtual address in Backup",
         sets<&Rules::defends_in_backup, true>},
        {"router-mac-heard-in-backup", "RFC 9568 6.4.2", "takes frames for the virtual router MAC in Backup",
         sets<&Rules::hears_router_mac_in_backup, true>},
        {"serves-for-a-second", "RFC 9568 6.4.3",
         "advertises on but loses its addresses a second after the takeover (keepalived 890, 441)",
         serves_for_a_second},
        {"listener-query-unanswered", "RFC 9568 6.4.3",
         "does not tell a querier of its solicited-node groups, so that a switch forgets them",
         sets<&Rules::answers_listener_queries, false>},
        {"router-advertisements-missing", "RFC 9568 6.4.3",
         "sends no Router Advertisements of its own accord",
         sets<&Rules::sends_router_advertisements, false>},
        {"router-solicitation-unanswered", "RFC 4861 6.2.6", "does not answer Router Solicitations",
         sets<&Rules::answers_router_solicitations, false>},
        {"router-advertisements-in-backup", "RFC 9568 6.4.2",
         "goes on with its Router Advertisements in Backup", sets<&Rules::advertises_router_in_backup, true>},
        {"router-advertisement-physical-mac", "RFC 9568 8.2.3",
         "gives its own MAC address in Router Advertisements for the virtual router",
         sets<&Rules::shape_router_advertisement, physical_in_router_advertisement>},
        {"router-advertisement-own-address", "RFC 9568 8.2.3",
         "sends Router Advertisements from its own link-local address, so that hosts do not follow a "
         "takeover",
         sets<&Rules::shape_router_advertisement, own_address_in_router_advertisement>},
        {"router-advertisement-lifetime-zero", "RFC 4861 6.2.3",
         "sends Router Advertisements that make it no default router",
         sets<&Rules::shape_router_advertisement, no_default_router>},
        {"router-advertisement-hop-limit-64", "RFC 4861 6.1.2",
         "sends Router Advertisements with Hop Limit 64, which hosts discard",
         sets<&Rules::shape_router_advertisement, far_router_advertisement>},
        {"owner-announces-physical-mac-first", "RFC 9568 8.1.2",
         "as owner announces its addresses with its own MAC address before it announces the virtual one",
         sets<&Rules::precedes_startup, announced_with_physical_mac>},
        {"owner-asks-with-physical-mac", "RFC 9568 8.1.2",
         "as owner asks for its own addresses with its own MAC address when it starts",
         sets<&Rules::precedes_startup, asked_with_physical_mac>},
        {"owner-yields-to-duplicate", "RFC 9568 8.2.2",
         "as owner does not start if another router answers its duplicate address detection",
         sets<&Rules::yields_to_duplicate, true>},
        {"identifier-of-virtual-mac", "RFC 9568 7.4",
         "makes its own interface identifier of the virtual router MAC address",
         sets<&Rules::shape_advertisement, interface_identifier_of_virtual_mac>},
    };
    return mutants;
}

}  // namespace engine

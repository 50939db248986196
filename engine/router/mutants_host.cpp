#include <algorithm>

#include "engine/router/mutant_parts.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;

bool answers_never(State, const Parameters&, const IpAddress&) {
    return false;
}
bool answers_in_backup_too(State state, const Parameters& local, const IpAddress& target) {
    return state != State::initialize && is_virtual(local, target);
}
bool answers_when_stopped(State state, const Parameters& local, const IpAddress& target) {
    return state != State::backup && is_virtual(local, target);
}
bool answers_for_first_only(State state, const Parameters& local, const IpAddress& target) {
    return state == State::active && target == local.addresses.front();
}

void announces_first_only(Rules& rules) {
    rules.announced_addresses = 1;
}
void announces_late(Rules& rules) {
    rules.announcement_delay = 1s;
}

void announces_on(Rules& rules) {
    rules.announcement_refresh = 700ms;
}

void physical_in_garp(ArpFrame& frame, const Parameters& local) {
    frame.sender_mac = local.physical_mac;
}
void garp_is_reply(ArpFrame& frame, const Parameters&) {
    frame.operation = 2;
}
void garp_is_unicast(ArpFrame& frame, const Parameters& local) {
    frame.ethernet_destination = local.physical_mac;
}
void garp_target_mac_is_zero(ArpFrame& frame, const Parameters&) {
    frame.target_mac = {};
}

void physical_in_na(NeighbourAdvertisementFrame& frame, const Parameters& local) {
    frame.target_link_layer = local.physical_mac;
}
void na_lacks_mac(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.target_link_layer = {};
}
void na_is_no_router(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.router = false;
}
void na_overrides_not(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.override_flag = false;
}
void na_is_solicited(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.solicited = true;
}
void na_is_unsolicited(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.solicited = false;
}
void na_hop_limit_is_64(NeighbourAdvertisementFrame& frame, const Parameters&) {
    frame.hop_limit = 64;
}

void physical_in_arp_reply(ArpFrame& frame, const Parameters& local) {
    frame.sender_mac = local.physical_mac;
}

}  // namespace

std::span<const Mutant> host_mutants() {
    static constexpr Mutant mutants[] = {
        {"garp-physical-mac", "RFC 9568 6.4.2", "announces its own MAC by gratuitous ARP",
         sets<&Rules::shape_announcement_arp, physical_in_garp>},
        {"garp-is-reply", "RFC 5798 6.4.2", "announces by ARP reply where a request is asked for",
         sets<&Rules::shape_announcement_arp, garp_is_reply>},
        {"garp-unicast", "RFC 9568 6.4.2", "does not broadcast its gratuitous ARP",
         sets<&Rules::shape_announcement_arp, garp_is_unicast>},
        {"garp-target-mac-zero", "RFC 9568 6.4.2",
         "leaves the gratuitous ARP's target link-layer address at zero",
         sets<&Rules::shape_announcement_arp, garp_target_mac_is_zero>},
        {"na-physical-mac", "RFC 9568 6.4.2", "announces its own MAC by unsolicited NA",
         sets<&Rules::shape_announcement_na, physical_in_na>},
        {"na-without-mac", "RFC 9568 6.4.2", "announces without the Target Link-Layer Address option",
         sets<&Rules::shape_announcement_na, na_lacks_mac>},
        {"na-without-router-flag", "RFC 9568 6.4.2",
         "announces with R=0, so that hosts drop their default router (keepalived 1330)",
         sets<&Rules::shape_announcement_na, na_is_no_router>},
        {"na-without-override-flag", "RFC 9568 6.4.2", "announces with O=0, so that hosts keep the old MAC",
         sets<&Rules::shape_announcement_na, na_overrides_not>},
        {"na-with-solicited-flag", "RFC 9568 6.4.2", "announces with S=1",
         sets<&Rules::shape_announcement_na, na_is_solicited>},
        {"na-hop-limit-64", "RFC 4861 7.1.2", "announces with Hop Limit 64, which hosts discard",
         sets<&Rules::shape_announcement_na, na_hop_limit_is_64>},
        {"announces-first-address-only", "RFC 9568 6.4.2", "announces the first address only",
         announces_first_only},
        {"announces-a-second-late", "RFC 9568 6.4.2", "announces one second after taking over",
         announces_late},
        {"announces-on-stepping-down", "RFC 9568 6.4.2", "announces its addresses when it becomes Backup",
         sets<&Rules::announces_on_stepping_down, true>},
        {"announces-on-in-backup", "RFC 9568 6.4.2",
         "refreshes its gratuitous ARPs though it is Backup again", announces_on},
        {"resolution-unanswered", "RFC 9568 6.4.3", "does not answer ARP or ND for the virtual addresses",
         sets<&Rules::answers_resolution, answers_never>},
        {"resolution-answered-in-backup", "RFC 9568 6.4.2", "answers ARP or ND in Backup (FRR 16696)",
         sets<&Rules::answers_resolution, answers_in_backup_too>},
        {"resolution-answered-after-stop", "RFC 9568 6.4.3", "answers ARP or ND after it was stopped",
         sets<&Rules::answers_resolution, answers_when_stopped>},
        {"resolution-for-first-address-only", "RFC 9568 6.4.3", "answers for the first address only",
         sets<&Rules::answers_resolution, answers_for_first_only>},
        {"arp-reply-physical-mac", "RFC 9568 8.1.2", "answers ARP with its own MAC (keepalived 511)",
         sets<&Rules::shape_arp_reply, physical_in_arp_reply>},
        {"na-reply-physical-mac", "RFC 9568 8.2.2", "answers a solicitation with its own MAC",
         sets<&Rules::shape_na_reply, physical_in_na>},
        {"na-reply-without-mac", "RFC 4861 7.2.4", "answers a multicast solicitation without its MAC",
         sets<&Rules::shape_na_reply, na_lacks_mac>},
        {"na-reply-without-router-flag", "RFC 9568 6.4.3", "answers a solicitation with R=0",
         sets<&Rules::shape_na_reply, na_is_no_router>},
        {"na-reply-unsolicited", "RFC 4861 7.2.4", "answers a solicitation with S=0",
         sets<&Rules::shape_na_reply, na_is_unsolicited>},
        {"deaf-to-router-mac", "RFC 9568 6.4.3", "does not take frames for the virtual router MAC",
         sets<&Rules::hears_router_mac, false>},
    };
    return mutants;
}

}  // namespace engine

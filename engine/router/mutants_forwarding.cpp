#include "engine/router/mutants.hpp"

namespace engine {
namespace {

template <auto Member, auto Value>
void sets(Rules& rules) {
    rules.forwarding.*Member = Value;
}

bool never(State, const Parameters&) {
    return false;
}
bool unless_stopped(State state, const Parameters&) {
    return state != State::initialize;
}
bool in_accept_mode_only(State state, const Parameters& local) {
    return state == State::active && (local.accept_mode || local.version == 2);
}
bool owner_only(State state, const Parameters& local) {
    return state == State::active && local.is_owner();
}

bool believes_never(State) {
    return false;
}
bool believes_while_active(State state) {
    return state == State::active;
}

using F = ForwardingRules;

constexpr Mutant mutants[] = {
    {"virtual-mac-not-forwarded", "RFC 9568 6.4.3",
     "does not forward packets that are addressed to the virtual MAC", sets<&F::takes_router_mac, never>},
    {"virtual-mac-forwarded-by-owner-only", "RFC 9568 6.4.3",
     "forwards packets that are addressed to the virtual MAC only as the address owner",
     sets<&F::takes_router_mac, owner_only>},
    {"virtual-mac-forwarded-in-backup", "RFC 9568 6.4.2",
     "forwards packets that are addressed to the virtual MAC in Backup, too",
     sets<&F::takes_router_mac, unless_stopped>},
    {"forwards-in-accept-mode-only", "RFC 9568 6.4.3",
     "with Accept_Mode off, drops what is addressed to the virtual MAC and not only to the virtual address",
     sets<&F::takes_router_mac, in_accept_mode_only>},
    {"ttl-not-decremented", "RFC 9568 6.4.3", "bridges the packets that it should route: the TTL stays",
     sets<&F::hops, 0>},
    {"group-forwarded", "RFC 9568 5.1.1.2", "forwards packets to 224.0.0.18 or ff02::12",
     sets<&F::forwards_group, true>},
    {"virtual-address-forwarded", "RFC 9568 8.3.1",
     "forwards packets to a virtual address that it does not own",
     sets<&F::forwards_virtual_addresses, true>},
    {"proxy-arp-with-physical-mac", "RFC 9568 8.1.3", "answers as a proxy for ARP with its physical MAC",
     sets<&F::proxies_with_physical_mac, true>},
    {"redirect-from-own-address", "RFC 9568 8.1.1", "sends ICMP redirects from its own address",
     sets<&F::redirects_from_own_address, true>},
    {"solicitation-with-physical-mac", "RFC 9568 8.2.2",
     "asks for a host's MAC address with its physical one as the source link-layer address",
     sets<&F::solicits_with_physical_mac, true>},
    {"unsolicited-na-ignored", "RFC 9568 8.2.4",
     "keeps a host's MAC address when an unsolicited NA gives a new one",
     sets<&F::believes_unsolicited_na, believes_never>},
    {"unsolicited-na-ignored-in-backup", "RFC 9568 8.2.4", "believes unsolicited NAs only while it is Active",
     sets<&F::believes_unsolicited_na, believes_while_active>},
    {"advertisement-of-other-interface-taken", "RFC 9568 7.1",
     "takes advertisements that arrive on an interface on which the VRID is not configured",
     sets<&F::hears_other_interface, true>},
};

}  // namespace

std::span<const Mutant> forwarding_mutants() {
    return mutants;
}

}  // namespace engine

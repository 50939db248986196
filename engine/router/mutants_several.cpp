#include "engine/router/mutants.hpp"

namespace engine {
namespace {

template <Entanglement Fault>
void entangles(Rules& rules) {
    rules.entanglement = Fault;
}

}  // namespace

std::span<const Mutant> several_mutants() {
    static const Mutant mutants[] = {
        {"several-one-adver-timer", "RFC 9568 6.4",
         "an advertisement for one virtual router restarts Adver_Timer of all",
         entangles<Entanglement::one_adver_timer>},
        {"several-yield-together", "RFC 9568 6.4",
         "a virtual router that becomes Backup takes all others of its family with it",
         entangles<Entanglement::yield_together>},
        {"several-families-are-one", "RFC 9568 6.4",
         "a virtual router that becomes Backup takes that of its VRID in the other family with it",
         entangles<Entanglement::families_are_one>},
        {"several-one-virtual-mac", "RFC 9568 7.3",
         "all virtual routers advertise from the virtual MAC address of the first",
         entangles<Entanglement::one_virtual_mac>},
        {"several-one-resolution-mac", "RFC 9568 8.1.2",
         "ARP and neighbour discovery give the virtual MAC address of the first virtual router for all",
         entangles<Entanglement::one_resolution_mac>},
        {"several-one-address-list", "RFC 9568 5.2.9",
         "all virtual routers advertise the addresses of the first",
         entangles<Entanglement::one_address_list>},
        {"several-twenty-at-most", "RFC 9568 6.4", "only the first 20 virtual routers ever start",
         entangles<Entanglement::at_most_20_run>},
        {"several-128-at-most", "RFC 9568 6.4", "only the first 128 virtual routers ever start",
         entangles<Entanglement::at_most_128_run>},
        {"several-resignation-for-all", "RFC 9568 6.4.2",
         "a Priority 0 for one virtual router arms Skew_Time on all",
         entangles<Entanglement::resignation_for_all>},
        {"several-ties-decided-for-all", "RFC 9568 6.4.3",
         "a tie that one virtual router loses is lost for all others",
         entangles<Entanglement::one_priority_for_ties>},
    };
    return mutants;
}

}  // namespace engine

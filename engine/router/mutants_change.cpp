#include <algorithm>

#include "engine/router/mutant_parts.hpp"

// Faults of a router that is reconfigured, restarted or unplugged while it runs.

namespace engine {
namespace {

void ignore_priority(Parameters& wanted, const Parameters& current) {
    wanted.priority = current.priority;
}
void ignore_interval(Parameters& wanted, const Parameters& current) {
    wanted.advertisement_interval = current.advertisement_interval;
}
void ignore_preempt_mode(Parameters& wanted, const Parameters& current) {
    wanted.preempt_mode = current.preempt_mode;
}
void ignore_new_addresses(Parameters& wanted, const Parameters& current) {
    std::erase_if(wanted.addresses, [&](const IpAddress& address) {
        return std::find(current.addresses.begin(), current.addresses.end(), address) ==
               current.addresses.end();
    });
}
void keep_old_addresses(Parameters& wanted, const Parameters& current) {
    for (const auto& address : current.addresses)
        if (std::find(wanted.addresses.begin(), wanted.addresses.end(), address) == wanted.addresses.end())
            wanted.addresses.push_back(address);
}

template <auto Shape>
void changes_by(Rules& rules) {
    rules.shape_change = Shape;
}

constexpr Mutant mutants[] = {
    {"change-of-priority-ignored", "RFC 9568 7.2",
     "goes on with the old priority when it is given another while it runs", changes_by<ignore_priority>},
    {"change-of-interval-ignored", "RFC 9568 7.2",
     "goes on with the old interval when it is given another while it runs", changes_by<ignore_interval>},
    {"change-of-preempt-mode-ignored", "RFC 9568 6.4.2",
     "goes on with the old Preempt_Mode when that is switched while it runs",
     changes_by<ignore_preempt_mode>},
    {"added-address-ignored", "RFC 9568 7.2", "never takes an address that it is given while it runs",
     changes_by<ignore_new_addresses>},
    {"removed-address-kept", "RFC 9568 7.2", "keeps an address that is taken from it while it runs",
     changes_by<keep_old_addresses>},
    {"added-address-not-announced", "RFC 9568 8.1.2",
     "does not announce an address that it is given while it runs", omits<Step::address_announcement>},
    {"resigns-when-reconfigured", "RFC 9568 6.4.3", "sends priority 0 whenever it is reconfigured",
     sets<&Rules::resigns_on_change, true>},
    {"restarts-when-reconfigured", "RFC 9568 6.4.3",
     "goes back to Backup, and waits there, whenever it is reconfigured",
     sets<&Rules::restarts_on_change, true>},
    {"keeps-state-without-link", "RFC 9568 6.4.1",
     "is Active again at once when its link is back, if it was Active when it lost it",
     sets<&Rules::keeps_state_without_link, true>},
    {"stays-down-after-link", "RFC 9568 6.4.1", "never starts up again after it was unplugged",
     sets<&Rules::stays_down_after_link, true>},
    {"address-order-changes", "RFC 9568 5.2.9",
     "advertises its addresses in another order each time it starts",
     sets<&Rules::reverses_addresses_at_startup, true>},
};

constexpr Mutant defaults[] = {
    {"default-priority-110", "RFC 9568 5.2.4", "has priority 110 where none is configured",
     [](Rules& rules) { rules.shape_defaults = [](Parameters& local) { local.priority = 110; }; }},
    {"default-interval-3-s", "RFC 9568 5.2.7", "advertises every 3 s where no interval is configured",
     [](Rules& rules) {
         rules.shape_defaults = [](Parameters& local) {
             local.advertisement_interval = std::chrono::seconds(3);
         };
     }},
    {"default-preempt-mode-off", "RFC 9568 6.1", "does not preempt where nothing is configured",
     [](Rules& rules) { rules.shape_defaults = [](Parameters& local) { local.preempt_mode = false; }; }},
    {"default-accept-mode-on", "RFC 9568 6.1",
     "accepts packets to the virtual addresses where nothing is configured",
     [](Rules& rules) { rules.shape_defaults = [](Parameters& local) { local.accept_mode = true; }; }},
};

}  // namespace

std::span<const Mutant> change_mutants() {
    return mutants;
}
std::span<const Mutant> default_mutants() {
    return defaults;
}

}  // namespace engine

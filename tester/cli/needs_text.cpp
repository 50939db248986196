#include "tester/cli/needs_text.hpp"

#include <fmt/format.h>

namespace cli {

using tester::Needs;

std::vector<std::string> needs_text(const Needs& needs) {
    const Needs none{};
    std::vector<std::string> phrases;
    const auto add = [&phrases](std::string phrase) { phrases.push_back(std::move(phrase)); };
    if (needs.role == tester::Role::owner) {
        add("the device owns the address (priority 255)");
    } else if (needs.lowest_priority == needs.highest_priority) {
        add(fmt::format("priority {}", needs.lowest_priority));
    } else if (needs.lowest_priority != none.lowest_priority ||
               needs.highest_priority != none.highest_priority) {
        add(fmt::format("priority {} to {}, at best {}", needs.lowest_priority, needs.highest_priority,
                        needs.priority));
    }
    if (needs.shortest_interval != none.shortest_interval)
        add(fmt::format("an advertisement interval of at least {} s",
                        engine::seconds(needs.shortest_interval)));
    if (needs.longest_interval != none.longest_interval)
        add(fmt::format("an advertisement interval of at most {} s",
                        engine::seconds(needs.longest_interval)));
    if (needs.preempt) add(*needs.preempt ? "Preempt_Mode on" : "Preempt_Mode off, declared in a DUT file");
    if (needs.addresses > 1) add(fmt::format("at least {} virtual addresses", needs.addresses));
    if (needs.most_addresses != none.most_addresses)
        add(fmt::format("at most {} virtual addresses", needs.most_addresses));
    if (needs.accept) add(*needs.accept ? "Accept_Mode on, declared" : "Accept_Mode off, declared");
    if (needs.authentication != none.authentication)
        add(fmt::format("authentication: {}", to_string(needs.authentication)));
    if (needs.full_password)
        add(*needs.full_password ? "a password of 8 octets" : "a password of fewer than 8 octets");
    if (needs.defaults) add("configured with its VRID and addresses alone");
    if (needs.v2_interoperation) add("version 2 spoken beside version 3 (RFC 9568 8.4)");
    if (needs.router_advertisements) add("Router Advertisements sent while Active");
    if (needs.second_interface)
        add("a second interface of the tester, on a network to which the device forwards");
    if (needs.siblings > 0)
        add(fmt::format("{} more virtual router{} of the profile", needs.siblings,
                        needs.siblings == 1 ? "" : "s"));
    if (needs.twin) add("a virtual router of the same VRID in the other family");
    if (needs.control) add(fmt::format("a driver that can {} the device", to_string(*needs.control)));
    return phrases;
}

}  // namespace cli

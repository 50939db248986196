#include "tester/run/second_interface.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/run/preflight.hpp"

namespace tester {
namespace {

using engine::InterfaceAddress;
using engine::InterfaceFacts;

bool is_routable(const InterfaceAddress& prefix) {
    return !prefix.address.is_link_local();
}

/// The first of its prefixes that the first interface has a part in, too.
const InterfaceAddress* shared_with(const InterfaceFacts& second, const InterfaceFacts& first) {
    for (const auto& ours : second.addresses)
        for (const auto& theirs : first.addresses)
            if (is_routable(ours) && is_routable(theirs) &&
                (engine::covers(ours, theirs.address) || engine::covers(theirs, ours.address)))
                return &ours;
    return nullptr;
}

/// The end of a sentence that begins with the option; empty if nothing is wrong.
std::string what_is_wrong(const InterfaceFacts& second, const SecondInterfaceWish& wish) {
    if (second.name == wish.first.name)
        return "is the interface that the device is tested on: name the one on the network behind the device";
    if (!second.is_ethernet) return "is no Ethernet interface: choose one that is";
    if (!second.is_up) return fmt::format("is down: bring it up with 'ip link set {} up'", second.name);
    if (std::none_of(second.addresses.begin(), second.addresses.end(), is_routable))
        return "has no address but link-local ones, to which no router forwards: give it an IPv4 or IPv6 "
               "address of the network behind the device";
    if (!wish.device.is_link_local() && engine::is_on_link(second, wish.device))
        return fmt::format(
            "is on the device's own network, where {} is: name an interface on the network "
            "behind the device",
            to_string(wish.device));
    if (const auto* shared = shared_with(second, wish.first))
        return fmt::format(
            "has {}/{}, which overlaps the network of {}: a router forwards between two networks",
            to_string(shared->address), shared->prefix_length, wish.first.name);
    if (wish.second_address && !engine::is_on_link(second, *wish.second_address))
        return fmt::format("is not on the link of {}, which the DUT file says is the device's second address",
                           to_string(*wish.second_address));
    return {};
}

}  // namespace

InterfaceFacts choose_second_interface(const std::vector<InterfaceFacts>& present,
                                       const SecondInterfaceWish& wish) {
    const auto found = std::find_if(present.begin(), present.end(),
                                    [&](const InterfaceFacts& facts) { return facts.name == wish.name; });
    if (found == present.end()) {
        std::vector<std::string> names;
        for (const auto& facts : present)
            if (facts.is_ethernet) names.push_back(facts.name);
        throw UsageError(fmt::format("--second-interface: there is no interface {}; this host has: {}",
                                     wish.name,
                                     names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
    }
    if (const auto wrong = what_is_wrong(*found, wish); !wrong.empty())
        throw UsageError(fmt::format("--second-interface {} {}", wish.name, wrong));
    return *found;
}

}  // namespace tester

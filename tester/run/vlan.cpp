#include "tester/run/vlan.hpp"

#include <algorithm>

namespace tester {

using engine::Family;

engine::InterfaceFacts in_vlan(engine::InterfaceFacts interface, const std::optional<Vlan>& vlan) {
    if (!vlan) return interface;
    const auto link_local =
        interface.first_address(Family::ipv6).value_or(engine::eui64_link_local(interface.mac));
    if (!vlan->addresses.empty()) interface.addresses = vlan->addresses;
    const bool has_one =
        std::any_of(interface.addresses.begin(), interface.addresses.end(), [](const auto& each) {
            return each.address.family() == Family::ipv6 && each.address.is_link_local();
        });
    if (!has_one) interface.addresses.push_back({link_local, 64});
    return interface;
}

LanPort::LanPort(engine::Scheduler& scheduler, engine::Link& inner, const engine::InterfaceFacts& interface,
                 const std::optional<Vlan>& vlan)
    : inner_(inner) {
    if (!vlan) return;
    tagged_.emplace(inner, vlan->tag);
    std::vector<engine::IpAddress> addresses;
    for (const auto& each : interface.addresses) addresses.push_back(each.address);
    answering_.emplace(scheduler, *tagged_, interface.mac, std::move(addresses));
}

}  // namespace tester

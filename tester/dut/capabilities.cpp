#include "tester/dut/capabilities.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

bool agree(const RouterConfig& a, const RouterConfig& b) {
    return a.version() == b.version() && a.priority == b.priority && a.preempt == b.preempt &&
           representable_interval(a.profile, a.interval) == representable_interval(b.profile, b.interval);
}

/// Why the device cannot have `wanted` beside an earlier one.
std::optional<std::string> what_excludes_it(const Capabilities& device, const RouterConfig& earlier,
                                            const RouterConfig& wanted) {
    if (device.one_version && earlier.version() != wanted.version())
        return "speak VRRPv2 and VRRPv3 at the same time";
    if (earlier.vrid != wanted.vrid) return {};
    if (earlier.family() == wanted.family())
        return "have two virtual routers of one VRID in one family on an interface";
    if (device.families_share_vrids && !agree(earlier, wanted))
        return "give a VRID another version, priority, interval or Preempt_Mode in each family, and the "
               "other family's virtual router has this VRID";
    return {};
}

}  // namespace

std::optional<std::string> what_it_lacks(const Capabilities& device, const RouterConfig& wanted) {
    using engine::AuthenticationType;
    const bool is_v2 = wanted.version() == 2;
    const auto auth = wanted.authentication.type;
    if (is_v2 && !device.v2) return "speak VRRPv2";
    if (!is_v2 && !device.v3) return "speak VRRPv3";
    if (wanted.family() == engine::Family::ipv6 && !device.ipv6) return "speak VRRP over IPv6";
    if (wanted.is_owner() && !device.owner) return "be configured as the address owner (priority 255)";
    if (!wanted.preempt && !device.preempt_off) return "be configured with Preempt_Mode off";
    if (wanted.accept == true && !device.accept_on) return "be configured with Accept_Mode on";
    if (wanted.accept == false && !device.accept_off) return "be configured with Accept_Mode off";
    if (auth == AuthenticationType::simple_text_password && !device.simple_password)
        return "be configured with a simple text password";
    if (auth == AuthenticationType::ip_authentication_header && !device.ip_authentication)
        return "be configured with an IP Authentication Header";
    if (wanted.v2_interoperation && !device.v2_interoperation)
        return "speak VRRPv2 beside VRRPv3 on one virtual router (RFC 9568 8.4)";
    if (wanted.router_advertisements && !device.router_advertisements)
        return "send Router Advertisements for a virtual router";
    if (!is_v2 && (wanted.interval < device.shortest_interval || wanted.interval > device.longest_interval ||
                   wanted.interval % device.v3_interval_step != engine::Duration::zero()))
        return fmt::format("advertise every {:.2f} s", engine::seconds(wanted.interval));
    if (static_cast<int>(wanted.addresses.size()) > device.most_addresses)
        return fmt::format("have {} virtual addresses on one virtual router", wanted.addresses.size());
    if (!device.vrids.empty() &&
        std::find(device.vrids.begin(), device.vrids.end(), wanted.vrid) == device.vrids.end())
        return fmt::format("have VRID {}", wanted.vrid);
    return {};
}

std::optional<std::string> what_it_lacks(const Capabilities& device, std::span<const RouterConfig> all,
                                         const RouterConfig& wanted) {
    if (const auto lacking = what_it_lacks(device, wanted)) return lacking;
    for (const auto& earlier : all) {
        if (&earlier == &wanted) break;
        const auto excluding = what_excludes_it(device, earlier, wanted);
        if (excluding && !what_it_lacks(device, all, earlier)) return excluding;
    }
    return {};
}

Capabilities narrowed(const Capabilities& one, const Capabilities& other) {
    Capabilities both = one;
    both.v2 = one.v2 && other.v2;
    both.v3 = one.v3 && other.v3;
    both.ipv6 = one.ipv6 && other.ipv6;
    both.owner = one.owner && other.owner;
    both.preempt_off = one.preempt_off && other.preempt_off;
    both.accept_on = one.accept_on && other.accept_on;
    both.accept_off = one.accept_off && other.accept_off;
    both.simple_password = one.simple_password && other.simple_password;
    both.ip_authentication = one.ip_authentication && other.ip_authentication;
    both.v2_interoperation = one.v2_interoperation && other.v2_interoperation;
    both.router_advertisements = one.router_advertisements && other.router_advertisements;
    both.one_version = one.one_version || other.one_version;
    both.families_share_vrids = one.families_share_vrids || other.families_share_vrids;
    both.v3_interval_step = std::max(one.v3_interval_step, other.v3_interval_step);
    both.shortest_interval = std::max(one.shortest_interval, other.shortest_interval);
    both.longest_interval = std::min(one.longest_interval, other.longest_interval);
    both.most_virtual_routers = std::min(one.most_virtual_routers, other.most_virtual_routers);
    both.most_advertisements_per_second =
        std::min(one.most_advertisements_per_second, other.most_advertisements_per_second);
    both.most_addresses = std::min(one.most_addresses, other.most_addresses);
    if (one.vrids.empty()) both.vrids = other.vrids;
    if (!one.vrids.empty() && !other.vrids.empty())
        std::erase_if(both.vrids, [&](std::uint8_t vrid) {
            return std::find(other.vrids.begin(), other.vrids.end(), vrid) == other.vrids.end();
        });
    return both;
}

}  // namespace tester

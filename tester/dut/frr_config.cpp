#include "tester/dut/frr_config.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

using engine::Family;

int number(Family family) {
    return family == Family::ipv4 ? 4 : 6;
}

/// Those that FRR can have, of the given VRID, IPv4 first.
std::vector<const RouterConfig*> possible(std::span<const RouterConfig> routers, std::uint8_t vrid) {
    std::vector<const RouterConfig*> found;
    for (const auto& router : routers)
        if (router.vrid == vrid && !frr_lacks(routers, router)) found.push_back(&router);
    std::stable_sort(found.begin(), found.end(), [](const RouterConfig* a, const RouterConfig* b) {
        return number(a->family()) < number(b->family());
    });
    return found;
}

std::string address_lines(const RouterConfig& router) {
    std::string text;
    for (const auto& address : link_local_first(router.addresses))
        text += fmt::format(" vrrp {} {} {}\n", router.vrid, router.family() == Family::ipv4 ? "ip" : "ipv6",
                            to_string(address));
    return text;
}

std::string vrid_addresses(const std::vector<const RouterConfig*>& routers) {
    std::string text;
    for (const auto* router : routers) text += address_lines(*router);
    return text;
}

std::string vrid_text(const FrrOptions& options, const std::vector<const RouterConfig*>& routers) {
    const RouterConfig& first = *routers.front();
    const auto interval = representable_interval(first.profile, first.interval);
    // The version comes first: it decides which intervals and addresses are allowed.
    std::string text = fmt::format(" vrrp {} version {}\n", first.vrid, first.version());
    if (first.defaults) return text + vrid_addresses(routers);
    text += fmt::format(" vrrp {} priority {}\n", first.vrid, first.priority);
    text += fmt::format(" vrrp {} advertisement-interval {}\n", first.vrid,
                        std::chrono::duration_cast<std::chrono::milliseconds>(interval).count());
    if (!first.preempt) text += fmt::format(" no vrrp {} preempt\n", first.vrid);
    if (options.pseudo_header && first.profile == Profile::v3_ipv4)
        text += fmt::format(" {}vrrp {} checksum-with-ipv4-pseudoheader\n",
                            *options.pseudo_header ? "" : "no ", first.vrid);
    return text + vrid_addresses(routers);
}

/// What the script says for one virtual router.
std::string macvlan_text(const FrrOptions& options, const RouterConfig& router) {
    const auto name = frr_macvlan_name(options, router);
    // Over IPv6 FRR sends from a link-local address of the macvlan itself, so it needs one.
    std::string text =
        fmt::format("macvlan {} {} {}\n", name, to_string(engine::virtual_mac(router.family(), router.vrid)),
                    router.family() == Family::ipv4 ? "none" : "random");
    for (const auto& address : link_local_first(router.addresses))
        text += fmt::format("ip address replace {}/{} dev {}{}\n", to_string(address), router.prefix_length,
                            name, router.family() == Family::ipv4 ? "" : " nodad");
    return text + fmt::format("ip link set dev {} up\n", name);
}

constexpr std::string_view script_begin = R"(set -eu

# Linux would answer ARP for every address on each interface, and drop what comes back another way.
echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce
echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter

# Not in mode bridge: hundreds of macvlans that hear each other fill the kernel's table of neighbours.
# macvlan NAME MAC WHERE-ITS-LINK-LOCAL-ADDRESS-COMES-FROM
macvlan() {
    ip link show dev "$1" >/dev/null 2>&1 || ip link add "$1" link "$interface" type macvlan mode vepa
    ip link set dev "$1" address "$2"
    ip link set dev "$1" addrgenmode "$3"
}
)";

}  // namespace

Capabilities frr_capabilities() {
    Capabilities frr;
    frr.owner = false;
    frr.accept_off = false;
    frr.simple_password = false;
    frr.ip_authentication = false;
    frr.v2_interoperation = false;
    frr.families_share_vrids = true;
    // vrrpd looks at all of them whenever one macvlan changes: with more than twice as many it is late by
    // tenths of a second when they all take over at once.
    frr.most_virtual_routers = 100;
    frr.most_advertisements_per_second = 250;
    return frr;
}

std::optional<std::string> frr_lacks(std::span<const RouterConfig> routers, const RouterConfig& wanted) {
    return what_it_lacks(frr_capabilities(), routers, wanted);
}

std::string frr_macvlan_name(const FrrOptions& options, const RouterConfig& router) {
    return fmt::format("vrrp{}-{}-{}", number(router.family()), options.link_number, router.vrid);
}

std::string frr_config(const FrrOptions& options, std::span<const RouterConfig> routers) {
    std::string text = fmt::format("interface {}\n", options.interface);
    for (const auto& router : routers) {
        if (const auto lacking = frr_lacks(routers, router)) {
            text += fmt::format(" ! VRID {} over {}: FRR cannot {}\n", router.vrid,
                                to_string(router.family()), *lacking);
            continue;
        }
        const auto together = possible(routers, router.vrid);
        const bool is_first = std::none_of(routers.data(), &router, [&](const RouterConfig& earlier) {
            return std::find(together.begin(), together.end(), &earlier) != together.end();
        });
        if (is_first) text += vrid_text(options, together);
    }
    return text + "exit\n";
}

std::string frr_macvlan_script(const FrrOptions& options, std::span<const RouterConfig> routers) {
    std::string text = fmt::format("interface='{}'\n{}", options.interface, script_begin);
    for (const auto& router : routers)
        if (!frr_lacks(routers, router)) text += "\n" + macvlan_text(options, router);
    return text;
}

std::string frr_macvlan_removal_script(const FrrOptions& options) {
    return fmt::format(
        "for path in /sys/class/net/vrrp[46]-{}-*; do\n"
        "    [ ! -e \"$path\" ] || ip link delete \"${{path##*/}}\"\n"
        "done\n",
        options.link_number);
}

}  // namespace tester

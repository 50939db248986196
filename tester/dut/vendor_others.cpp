#include "tester/dut/keepalived_config.hpp"
#include "tester/dut/vendor_text.hpp"

// Junos, RouterOS and SR OS, each with words of its own. Sources: their command references, netlab's
// templates.

namespace tester {
namespace {

using namespace std::chrono_literals;

/// "ge-0/0/0.5" is unit 5 of ge-0/0/0.
std::string junos_interface(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos) return name + " unit 0";
    return name.substr(0, dot) + " unit " + name.substr(dot + 1);
}

void junos_group(Lines& line, const VendorRequest& request, const RouterConfig& router) {
    const bool ipv6 = is_ipv6(router);
    const auto interface = fmt::format("set interfaces {} family {}", junos_interface(request.interface),
                                       ipv6 ? "inet6" : "inet");
    const auto addresses = link_local_first(router.addresses);
    const auto& own = request.own(router.family());
    // The group stands under an address of the interface; an owner's is the virtual one.
    if (router.is_owner())
        for (const auto& address : addresses)
            line("{} address {}/{}", interface, to_string(address), own.prefix_length);
    const auto group = fmt::format("{} address {}/{} {} {}", interface,
                                   to_string(router.is_owner() ? addresses.front() : own.address),
                                   own.prefix_length, ipv6 ? "vrrp-inet6-group" : "vrrp-group", router.vrid);
    for (const auto& address : addresses)
        line("{} {} {}", group,
             !ipv6                     ? "virtual-address"
             : address.is_link_local() ? "virtual-link-local-address"
                                       : "virtual-inet6-address",
             to_string(address));
    line("{} priority {}", group, router.priority);
    if (is_v2(router))
        line("{} advertise-interval {}", group, interval_seconds(router));
    else
        line("{} fast-interval {}", group, interval_ms(router));
    line("{} {}preempt", group, router.preempt ? "" : "no-");
    if (router.accept) line("{} {}accept-data", group, *router.accept ? "" : "no-");
    if (has_password(router) || has_authentication_header(router)) {
        line("{} authentication-type {}", group, has_password(router) ? "simple" : "md5");
        line("{} authentication-key \"{}\"", group, router.authentication.key);
    }
}

Vendor junos() {
    Vendor junos{"junos", "Juniper Junos (set commands)", "ge-0/0/0.0", "# "};
    junos.capabilities.one_version = true;
    junos.capabilities.most_addresses = 8;
    junos.says_accept = true;
    junos.remarks = {
        "'protocols vrrp version-3' is for all of the device; its version 2 and version 3 do not understand "
        "each "
        "other.",
        "An owner (priority 255) has the virtual address on the interface, which those lines add. 'commit' "
        "makes "
        "it so."};
    junos.trap = no_owner_over_ipv6;
    junos.text = [](const VendorRequest& request) {
        Lines line;
        line("{} protocols vrrp version-3", request.has(Profile::v2_ipv4) ? "delete" : "set");
        // Over IPv6 a group works only where the interface sends router advertisements.
        if (request.has(Profile::v3_ipv6))
            line("set protocols router-advertisement interface {}", request.interface);
        for (const auto& router : request.routers) junos_group(line, request, router);
        return line.take();
    };
    return junos;
}

void routeros_router(Lines& line, const VendorRequest& request, const RouterConfig& router) {
    const auto name = keepalived_instance_name(router);
    std::string more;
    if (!is_v2(router)) more += fmt::format(" v3-protocol={}", is_ipv6(router) ? "ipv6" : "ipv4");
    if (has_password(router) || has_authentication_header(router))
        more += fmt::format(" authentication={} password=\"{}\"", has_password(router) ? "simple" : "ah",
                            router.authentication.key);
    line(
        "/interface vrrp add name={} interface={} vrid={} priority={} interval={} version={} "
        "preemption-mode={}{}",
        name, request.interface, router.vrid, router.priority,
        has_whole_seconds(router) ? fmt::format("{}s", interval_seconds(router))
                                  : fmt::format("{}ms", interval_ms(router)),
        router.version(), router.preempt ? "yes" : "no", more);
    for (const auto& address : link_local_first(router.addresses)) {
        if (!is_ipv6(router))
            line("/ip address add address={}/32 interface={}", to_string(address), name);
        else if (address.is_link_local())
            line("# VRID {}: RouterOS chooses the link-local address of {} itself; {} cannot be asked for",
                 router.vrid, name, to_string(address));
        else
            line("/ipv6 address add address={}/{} interface={} advertise=no", to_string(address),
                 router.prefix_length, name);
    }
}

Vendor mikrotik() {
    Vendor mikrotik{"mikrotik", "MikroTik RouterOS 6 and 7", "ether1", "# "};
    mikrotik.capabilities.owner = false;
    mikrotik.capabilities.accept_off = false;
    mikrotik.text = [](const VendorRequest& request) {
        Lines line;
        for (const auto& router : request.routers) routeros_router(line, request, router);
        return line.take();
    };
    return mikrotik;
}

std::string sros_interval(const RouterConfig& router) {
    const long ms = interval_ms(router);
    if (ms % 1000 == 0) return fmt::format("{}", ms / 1000);
    if (ms < 1000) return fmt::format("milliseconds {}", ms);
    return fmt::format("{} milliseconds {}", ms / 1000, ms % 1000);
}

void sros_router(Lines& line, std::string_view indent, const RouterConfig& router) {
    line("{}vrrp {}{}", indent, router.vrid, router.is_owner() ? " owner" : "");
    for (const auto& address : link_local_first(router.addresses))
        line("{}    backup {}", indent, to_string(address));
    line("{}    message-interval {}", indent, sros_interval(router));
    if (!router.is_owner()) {
        line("{}    priority {}", indent, router.priority);
        line("{}    {}preempt", indent, router.preempt ? "" : "no ");
        // In version 3 a Backup Router learns the interval; this device does so only when told to.
        line("{}    {}master-int-inherit", indent, is_v2(router) ? "no " : "");
        if (router.accept)
            for (const auto* what : {"ping-reply", "telnet-reply", "traceroute-reply"})
                line("{}    {}{}", indent, *router.accept ? "" : "no ", what);
    }
    if (has_password(router)) line("{}    authentication-key \"{}\"", indent, router.authentication.key);
    line("{}    no shutdown", indent);
    line("{}exit", indent);
}

Vendor sros() {
    Vendor sros{"nokia-sros", "Nokia SR OS (classic commands)", "lan", "# "};
    sros.capabilities.ip_authentication = false;
    sros.says_accept = true;
    sros.capabilities.v3_interval_step = 100ms;
    sros.capabilities.shortest_interval = 100ms;
    sros.capabilities.longest_interval = 40900ms;
    sros.capabilities.most_virtual_routers = 4;
    sros.capabilities.most_addresses = 16;
    sros.remarks = {
        "Over IPv4 it speaks version 2; over IPv6 a draft of version 3 (draft-ietf-vrrp-unified-spec-02).",
        "An owner (priority 255) has the virtual address on the interface: those lines add it as a secondary "
        "address. Accept_Mode on is ping-reply, telnet-reply and traceroute-reply, off by default."};
    sros.trap = [](const RouterConfig& router) -> std::optional<std::string> {
        if (router.profile == Profile::v3_ipv4) return "speak VRRPv3 over IPv4";
        return no_owner_over_ipv6(router);
    };
    sros.text = [](const VendorRequest& request) {
        Lines line;
        line("configure router");
        line("    interface \"{}\"", request.interface);
        for (const auto& router : request.routers)
            if (router.is_owner())
                for (const auto& address : router.addresses)
                    line("        secondary {}/{}", to_string(address), request.own_ipv4.prefix_length);
        for (const auto& router : request.routers)
            if (!is_ipv6(router)) sros_router(line, "        ", router);
        if (request.has(Profile::v3_ipv6)) {
            line("        ipv6");
            for (const auto& router : request.routers)
                if (is_ipv6(router)) sros_router(line, "            ", router);
            line("        exit");
        }
        line("    exit");
        // Without it an IPv6 virtual router never comes up.
        if (request.has(Profile::v3_ipv6)) {
            line("    router-advertisement");
            line("        interface \"{}\"", request.interface);
            line("            use-virtual-mac");
            line("            no shutdown");
            line("        exit");
            line("    exit");
        }
        line("exit all");
        return line.take();
    };
    return sros;
}

}  // namespace

std::vector<Vendor> other_vendors() {
    return {junos(), mikrotik(), sros()};
}

}  // namespace tester

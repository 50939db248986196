#include "tester/dut/frr_config.hpp"
#include "tester/dut/keepalived_config.hpp"
#include "tester/dut/vendor_text.hpp"

// Systems on Linux: keepalived, FRR, and those that configure one of the two.

namespace tester {
namespace {

using namespace std::chrono_literals;

Vendor keepalived() {
    Vendor keepalived{"keepalived", "keepalived (keepalived.conf)", "eth0", "# "};
    keepalived.is_tried = true;
    keepalived.says_accept = true;
    keepalived.remarks = {
        "With use_vmac it has the virtual MAC addresses; without those lines it uses the interface's own, "
        "which "
        "several cases find.",
        "'keepalived -t -f FILE' checks the file, SIGHUP lets a running keepalived take it."};
    keepalived.text = [](const VendorRequest& request) {
        return "\n" + keepalived_config({.interface = request.interface, .use_vmac = true}, request.routers);
    };
    return keepalived;
}

/// A script as comments of a frr.conf.
std::string as_comments(std::string_view script) {
    std::string text;
    while (!script.empty()) {
        const auto end = std::min(script.find('\n'), script.size());
        const auto line = script.substr(0, end);
        text += line.empty() ? "!\n" : fmt::format("!     {}\n", line);
        script.remove_prefix(std::min(end + 1, script.size()));
    }
    return text;
}

Vendor frr() {
    Vendor frr{"frr", "FRR (frr.conf, and a macvlan for each virtual router)", "eth0", "! "};
    frr.capabilities = frr_capabilities();
    frr.is_tried = true;
    frr.has_commands = true;
    frr.remarks = {
        "vrrpd must be on in /etc/frr/daemons. One VRID of an interface is one thing for both families: IPv4 "
        "and "
        "IPv6 share its version, priority, interval and preemption, and version 2 has no IPv6.",
        "From FRR 9.0 on, 'no vrrp N checksum-with-ipv4-pseudoheader' chooses RFC 9568's checksum over IPv4; "
        "older ones always cover the pseudo-header."};
    frr.text = [](const VendorRequest& request) {
        const FrrOptions options{.interface = request.interface};
        const auto script = frr_macvlan_script(options, request.routers);
        const auto config = frr_config(options, request.routers);
        if (request.part == VendorPart::commands) return "\n" + script;
        if (request.part == VendorPart::config) return "\n" + config;
        return "!\n! 1. As root, before FRR starts; '--part commands' writes it as a script of its "
               "own:\n!\n" +
               as_comments(script) + "!\n! 2. For frr.conf, or to paste after 'configure' in vtysh:\n!\n" +
               config;
    };
    return frr;
}

Vendor vyos() {
    Vendor vyos{"vyos", "VyOS 1.4 and later", "eth0", "# "};
    vyos.capabilities.one_version = true;
    vyos.capabilities.accept_off = false;
    vyos.capabilities.v3_interval_step = 1s;
    vyos.capabilities.shortest_interval = 1s;
    vyos.capabilities.longest_interval = 40s;
    vyos.remarks = {
        "Its keepalived starts as Backup whatever the priority, so that an owner (priority 255) waits for "
        "one "
        "Active_Down_Interval."};
    vyos.text = [](const VendorRequest& request) {
        Lines line;
        line("configure");
        line("set high-availability vrrp global-parameters version {}", request.routers.front().version());
        for (const auto& router : request.routers) {
            const auto group = "set high-availability vrrp group " + keepalived_instance_name(router);
            line("{} interface {}", group, request.interface);
            line("{} vrid {}", group, router.vrid);
            for (const auto& address : link_local_first(router.addresses))
                line("{} address {}/{}", group, to_string(address), router.prefix_length);
            line("{} priority {}", group, router.priority);
            line("{} advertise-interval {}", group, interval_seconds(router));
            line("{} rfc3768-compatibility", group);
            if (!router.preempt && !router.is_owner()) line("{} no-preempt", group);
            if (has_password(router) || has_authentication_header(router)) {
                line("{} authentication type {}", group, has_password(router) ? "plaintext-password" : "ah");
                line("{} authentication password '{}'", group, router.authentication.key);
            }
        }
        line("commit");
        return line.take();
    };
    return vyos;
}

/// keepalived's interval: seconds with as many digits as it takes.
std::string seconds_text(const RouterConfig& router) {
    const long cs = interval_cs(router);
    if (cs % 100 == 0) return fmt::format("{}", cs / 100);
    return fmt::format("{}.{:02}", cs / 100, cs % 100);
}

void openwrt_instance(Lines& line, const VendorRequest& request, const RouterConfig& router) {
    const auto name = keepalived_instance_name(router);
    const auto option = [&](std::string_view key, const auto& value) {
        line("\toption {} '{}'", key, value);
    };
    const auto addresses = link_local_first(router.addresses);
    line("");
    line("config vrrp_instance");
    option("name", name);
    option("state", router.is_owner() ? "MASTER" : "BACKUP");
    option("interface", request.interface);
    option("virtual_router_id", router.vrid);
    option("version", router.version());
    option("priority", router.priority);
    option("advert_int", seconds_text(router));
    option("use_vmac", 1);
    if (!router.preempt && !router.is_owner()) option("nopreempt", 1);
    if (router.accept == true) option("accept", 1);
    if (has_password(router) || has_authentication_header(router)) {
        option("auth_type", has_password(router) ? "PASS" : "AH");
        option("auth_pass", router.authentication.key);
    }
    for (std::size_t i = 0; i < addresses.size(); ++i) line("\tlist virtual_ipaddress '{}-{}'", name, i + 1);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        line("");
        line("config ipaddress");
        option("name", fmt::format("{}-{}", name, i + 1));
        option("address", fmt::format("{}/{}", to_string(addresses[i]), router.prefix_length));
    }
}

Vendor openwrt() {
    Vendor openwrt{"openwrt", "OpenWrt with its keepalived package (/etc/config/keepalived)", "eth0", "# "};
    openwrt.capabilities.accept_off = false;
    openwrt.says_accept = true;
    openwrt.remarks = {
        "The interface is the device's name (eth0, br-lan), not that of a network of /etc/config/network.",
        "keepalived accepts packets to the virtual addresses by default. '/etc/init.d/keepalived restart' "
        "takes it."};
    openwrt.text = [](const VendorRequest& request) {
        Lines line;
        line("");
        line("config globals 'globals'");
        line("\toption router_id 'vrrptest'");
        for (const auto& router : request.routers) openwrt_instance(line, request, router);
        return line.take();
    };
    return openwrt;
}

void sonic_router(Lines& line, const VendorRequest& request, const RouterConfig& router) {
    const auto command = fmt::format("sudo config interface {}", is_ipv6(router) ? "vrrp6" : "vrrp");
    const auto where = fmt::format("{} {}", request.interface, router.vrid);
    // The first address makes the virtual router.
    for (const auto& address : link_local_first(router.addresses))
        line("{} {} add {} {}/{}", command, is_ipv6(router) ? "ipv6" : "ip", where, to_string(address),
             router.prefix_length);
    if (!is_ipv6(router)) line("{} version {} {}", command, where, router.version());
    line("{} priority {} {}", command, where, router.priority);
    line("{} adv_interval {} {}", command, where, interval_ms(router));
    line("{} pre_empt {} {}", command, where, router.preempt ? "enabled" : "disabled");
}

Vendor sonic() {
    Vendor sonic{"sonic", "SONiC with VRRP (config command)", "Ethernet0", "# "};
    sonic.capabilities = frr_capabilities();
    sonic.capabilities.most_virtual_routers = 16;
    sonic.capabilities.most_addresses = 4;
    sonic.remarks = {
        "FRR runs underneath: checksums of version 3 over IPv4 cover the pseudo-header by default.",
        "Drafts of the command had 'vrrp vip add' and 'pre_empt disable IF VRID' for 'vrrp ip add' "
        "and 'pre_empt IF VRID disabled'."};
    sonic.text = [](const VendorRequest& request) {
        Lines line;
        for (const auto& router : request.routers) sonic_router(line, request, router);
        return line.take();
    };
    return sonic;
}

}  // namespace

std::vector<Vendor> linux_vendors() {
    return {keepalived(), frr(), vyos(), openwrt(), sonic()};
}

}  // namespace tester

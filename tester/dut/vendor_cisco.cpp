#include "tester/dut/vendor_text.hpp"

// Cisco's systems, and Arista's, whose words are like them. Sources: Cisco's feature guides and command
// references, netlab's templates.

namespace tester {
namespace {

using engine::Family;
using namespace std::chrono_literals;

constexpr const char* owner_by_address =
    "An owner (priority 255) is one because the interface has the virtual address as its own: those lines "
    "add "
    "it as a secondary address.";

/// Their routers answer for the virtual addresses, and there is no word for it; their MD5 is no RFC's.
Capabilities cisco_capabilities() {
    Capabilities cisco;
    cisco.accept_off = false;
    cisco.ip_authentication = false;
    cisco.shortest_interval = 100ms;
    return cisco;
}

/// The interface's own addresses that make owners.
void owned_addresses(Lines& line, const VendorRequest& request) {
    for (const auto& router : request.routers)
        if (router.is_owner())
            for (const auto& address : router.addresses)
                line(" ip address {} {} secondary", to_string(address),
                     netmask(request.own_ipv4.prefix_length));
}

Vendor ios() {
    Vendor ios{"cisco-ios", "Cisco IOS with its classic VRRP version 2", "GigabitEthernet0/1", "! "};
    ios.capabilities = cisco_capabilities();
    ios.capabilities.v3 = false;
    ios.capabilities.ipv6 = false;
    ios.remarks = {owner_by_address};
    ios.text = [](const VendorRequest& request) {
        Lines line;
        line("interface {}", request.interface);
        owned_addresses(line, request);
        for (const auto& router : request.routers) {
            const int vrid = router.vrid;
            for (const auto& address : router.addresses)
                line(" vrrp {} ip {}{}", vrid, to_string(address),
                     address == router.addresses.front() ? "" : " secondary");
            if (!router.is_owner()) line(" vrrp {} priority {}", vrid, router.priority);
            line(" vrrp {} timers advertise {}", vrid, interval_seconds(router));
            line(" {}vrrp {} preempt", router.preempt ? "" : "no ", vrid);
            if (has_password(router))
                line(" vrrp {} authentication text {}", vrid, router.authentication.key);
        }
        line("exit");
        return line.take();
    };
    return ios;
}

/// What is said inside a group of IOS-XE's or NX-OS's VRRPv3.
void v3_group(Lines& line, std::string_view indent, const RouterConfig& router) {
    const auto addresses = link_local_first(router.addresses);
    for (const auto& address : addresses) {
        const bool is_first = address == addresses.front();
        if (is_ipv6(router) && !is_first)
            line("{}address {}/{}", indent, to_string(address), router.prefix_length);
        else
            line("{}address {} {}", indent, to_string(address), is_first ? "primary" : "secondary");
    }
    if (!router.is_owner()) line("{}priority {}", indent, router.priority);
    line("{}timers advertise {}", indent, interval_ms(router));
    line("{}{}preempt", indent, router.preempt ? "" : "no ");
}

Vendor ios_xe() {
    Vendor xe{"cisco-ios-xe", "Cisco IOS and IOS-XE with VRRP version 3", "GigabitEthernet2", "! "};
    xe.capabilities = cisco_capabilities();
    xe.capabilities.v2 = false;
    xe.remarks = {
        "'fhrp version vrrp v3' is for all of the device and takes its version 2 groups away; those "
        "of version 2 alone are configured with --vendor cisco-ios.",
        "Checksums over IPv4 leave out the pseudo-header, as RFC 9568 has it.", owner_by_address};
    xe.trap = no_owner_over_ipv6;
    xe.text = [](const VendorRequest& request) {
        Lines line;
        line("fhrp version vrrp v3");
        line("interface {}", request.interface);
        owned_addresses(line, request);
        for (const auto& router : request.routers) {
            line(" vrrp {} address-family {}", router.vrid, is_ipv6(router) ? "ipv6" : "ipv4");
            v3_group(line, "  ", router);
            line("  exit-vrrp");
        }
        line("exit");
        return line.take();
    };
    return xe;
}

void xr_group(Lines& line, const RouterConfig& router) {
    if (is_ipv6(router))
        line("   vrrp {}", router.vrid);
    else
        line("   vrrp {} version {}", router.vrid, router.version());
    const auto addresses = link_local_first(router.addresses);
    for (const auto& address : addresses) {
        if (is_ipv6(router))
            line("    address {} {}", address.is_link_local() ? "linklocal" : "global", to_string(address));
        else
            line("    address {}{}", to_string(address), address == addresses.front() ? "" : " secondary");
    }
    if (!router.is_owner()) line("    priority {}", router.priority);
    if (has_whole_seconds(router))
        line("    timer {}", interval_seconds(router));
    else
        line("    timer msec {} force", interval_ms(router));
    if (!router.preempt) line("    preempt disable");
    if (router.accept == false) line("    accept-mode disable");
    if (has_password(router)) line("    text-authentication {}", router.authentication.key);
    line("   !");
}

Vendor ios_xr() {
    Vendor xr{"cisco-ios-xr", "Cisco IOS-XR", "GigabitEthernet0/0/0/0", "! "};
    xr.capabilities = cisco_capabilities();
    xr.capabilities.accept_off = true;
    xr.says_accept = true;
    xr.remarks = {owner_by_address, "'commit' makes it so."};
    xr.trap = no_owner_over_ipv6;
    xr.text = [](const VendorRequest& request) {
        Lines line;
        line("interface {}", request.interface);
        for (const auto& router : request.routers)
            if (router.is_owner())
                for (const auto& address : router.addresses)
                    line(" ipv4 address {} {} secondary", to_string(address),
                         netmask(request.own_ipv4.prefix_length));
        line("!");
        line("router vrrp");
        line(" interface {}", request.interface);
        for (const auto family : {Family::ipv4, Family::ipv6}) {
            const bool is_used = family == Family::ipv6
                                     ? request.has(Profile::v3_ipv6)
                                     : request.has(Profile::v2_ipv4) || request.has(Profile::v3_ipv4);
            if (!is_used) continue;
            line("  address-family {}", family == Family::ipv4 ? "ipv4" : "ipv6");
            for (const auto& router : request.routers)
                if (router.family() == family) xr_group(line, router);
            line("  !");
        }
        line(" !");
        line("!");
        return line.take();
    };
    return xr;
}

void nxos_v2_group(Lines& line, const RouterConfig& router) {
    line("  vrrp {}", router.vrid);
    for (const auto& address : router.addresses)
        line("    address {}{}", to_string(address), address == router.addresses.front() ? "" : " secondary");
    if (!router.is_owner()) line("    priority {}", router.priority);
    line("    advertisement-interval {}", interval_seconds(router));
    line("    {}preempt", router.preempt ? "" : "no ");
    if (has_password(router)) line("    authentication text {}", router.authentication.key);
    line("    no shutdown");
}

Vendor nxos() {
    Vendor nxos{"cisco-nxos", "Cisco NX-OS", "Ethernet1/1", "! "};
    nxos.capabilities = cisco_capabilities();
    nxos.capabilities.one_version = true;
    nxos.remarks = {"The interface must be a routed one ('no switchport' on a port).", owner_by_address,
                    "Groups of version 2 are shut down until 'no shutdown'."};
    nxos.trap = no_owner_over_ipv6;
    nxos.text = [](const VendorRequest& request) {
        const bool is_2 = request.has(Profile::v2_ipv4);
        Lines line;
        line("no feature {}", is_2 ? "vrrpv3" : "vrrp");
        line("feature {}", is_2 ? "vrrp" : "vrrpv3");
        line("interface {}", request.interface);
        for (const auto& router : request.routers)
            if (router.is_owner())
                for (const auto& address : router.addresses)
                    line("  ip address {}/{} secondary", to_string(address), request.own_ipv4.prefix_length);
        for (const auto& router : request.routers) {
            if (is_2) {
                nxos_v2_group(line, router);
                continue;
            }
            line("  vrrpv3 {} address-family {}", router.vrid, is_ipv6(router) ? "ipv6" : "ipv4");
            v3_group(line, "    ", router);
        }
        line("exit");
        return line.take();
    };
    return nxos;
}

void eos_group(Lines& line, const RouterConfig& router) {
    const int vrid = router.vrid;
    if (!is_ipv6(router)) line("   vrrp {} ipv4 version {}", vrid, router.version());
    const auto addresses = link_local_first(router.addresses);
    for (const auto& address : addresses)
        line("   vrrp {} {} {}{}", vrid, is_ipv6(router) ? "ipv6" : "ipv4", to_string(address),
             is_ipv6(router) || address == addresses.front() ? "" : " secondary");
    if (!router.is_owner()) line("   vrrp {} priority-level {}", vrid, router.priority);
    line("   vrrp {} advertisement interval {}", vrid, interval_seconds(router));
    line("   {}vrrp {} preempt", router.preempt ? "" : "no ", vrid);
    if (has_password(router)) line("   vrrp {} authentication text {}", vrid, router.authentication.key);
    if (has_authentication_header(router))
        line("   vrrp {} authentication ietf-md5 key-string {}", vrid, router.authentication.key);
}

Vendor eos() {
    Vendor eos{"arista-eos", "Arista EOS", "Ethernet1", "! "};
    eos.capabilities = cisco_capabilities();
    eos.capabilities.ip_authentication = true;
    eos.capabilities.v3_interval_step = 1s;
    eos.capabilities.shortest_interval = 1s;
    eos.capabilities.longest_interval = 40s;
    eos.capabilities.families_share_vrids = true;
    eos.remarks = {
        "Older releases say 'vrrp N ip', 'vrrp N ip version', 'vrrp N priority' and 'vrrp N timers "
        "advertise' "
        "for 'vrrp N ipv4', 'vrrp N ipv4 version', 'vrrp N priority-level' and 'vrrp N advertisement "
        "interval'.",
        "Checksums of version 3 over IPv4 cover the pseudo-header; for RFC 9568's form add 'vrrp N ipv4 "
        "checksum pseudo-header exclude'.",
        owner_by_address};
    eos.trap = no_owner_over_ipv6;
    eos.text = [](const VendorRequest& request) {
        Lines line;
        line("interface {}", request.interface);
        for (const auto& router : request.routers)
            if (router.is_owner())
                for (const auto& address : router.addresses)
                    line("   ip address {}/{} secondary", to_string(address), request.own_ipv4.prefix_length);
        for (const auto& router : request.routers) eos_group(line, router);
        line("exit");
        return line.take();
    };
    return eos;
}

}  // namespace

std::vector<Vendor> cisco_like_vendors() {
    return {ios(), ios_xe(), ios_xr(), nxos(), eos()};
}

}  // namespace tester

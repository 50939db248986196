#include "tester/dut/vendor_text.hpp"

// Huawei, H3C and Ruijie. Sources: their command references.

namespace tester {
namespace {

using namespace std::chrono_literals;

constexpr const char* owner_by_sub_address =
    "An owner (priority 255) is one because the interface has the virtual address as its own: those lines "
    "add "
    "it as a secondary address.";

void owned_sub_addresses(Lines& line, const VendorRequest& request) {
    for (const auto& router : request.routers)
        if (router.is_owner())
            for (const auto& address : router.addresses)
                line(" ip address {} {} sub", to_string(address), netmask(request.own_ipv4.prefix_length));
}

/// "vrrp vrid 7 virtual-ip ..." of Huawei and H3C, which differ in the word for IPv6.
void virtual_addresses(Lines& line, std::string_view group, const RouterConfig& router) {
    for (const auto& address : link_local_first(router.addresses))
        line(" {} virtual-ip {}{}", group, to_string(address),
             is_ipv6(router) && address.is_link_local() ? " link-local" : "");
}

Vendor huawei() {
    Vendor huawei{"huawei-vrp", "Huawei VRP", "Vlanif100", "# "};
    huawei.capabilities.one_version = true;
    huawei.capabilities.accept_off = false;
    huawei.capabilities.ip_authentication = false;
    huawei.capabilities.shortest_interval = 1s;
    huawei.capabilities.most_addresses = 16;
    huawei.remarks = {
        "'vrrp version' is for all of the device. 'timer advertise' counts seconds in IPv4 and hundredths of "
        "a "
        "second in IPv6 (100 to 4095).",
        "Its md5 authentication is not written here: whether it is RFC 2338's IP Authentication Header is "
        "not "
        "known. CloudEngine wants 'commit' at the end.",
        owner_by_sub_address};
    huawei.trap = [](const RouterConfig& router) -> std::optional<std::string> {
        if (router.profile == Profile::v3_ipv4 && !has_whole_seconds(router))
            return fmt::format("advertise every {:.2f} s over IPv4, where it counts whole seconds",
                               engine::seconds(router.interval));
        return no_owner_over_ipv6(router);
    };
    huawei.text = [](const VendorRequest& request) {
        Lines line;
        line("system-view");
        line("vrrp version {}", request.has(Profile::v2_ipv4) ? "v2" : "v3");
        line("interface {}", request.interface);
        owned_sub_addresses(line, request);
        for (const auto& router : request.routers) {
            const auto group = fmt::format("{} vrid {}", is_ipv6(router) ? "vrrp6" : "vrrp", router.vrid);
            virtual_addresses(line, group, router);
            if (!router.is_owner()) line(" {} priority {}", group, router.priority);
            line(" {} timer advertise {}", group,
                 is_ipv6(router) ? interval_cs(router) : interval_seconds(router));
            if (!router.preempt) line(" {} preempt-mode disable", group);
            if (has_password(router))
                line(" {} authentication-mode simple plain {}", group, router.authentication.key);
        }
        line("quit");
        return line.take();
    };
    return huawei;
}

Vendor h3c() {
    Vendor h3c{"h3c-comware", "H3C and HPE Comware 7", "Vlan-interface100", "# "};
    h3c.capabilities.one_version = true;
    h3c.capabilities.accept_off = false;
    h3c.capabilities.shortest_interval = 100ms;
    h3c.capabilities.most_addresses = 16;
    h3c.remarks = {
        "UNITS: 'timer advertise' counts hundredths of a second in Comware 7, as here, but whole seconds in "
        "Comware 5: there divide it by 100.",
        "'vrrp version' is for IPv4 and for all of the interface; the default is 3 in Comware 7. Some "
        "releases "
        "want at least 100 hundredths in IPv6.",
        "md5 authentication puts its digest into an authentication header, as RFC 2338 has it.",
        owner_by_sub_address};
    h3c.trap = no_owner_over_ipv6;
    h3c.text = [](const VendorRequest& request) {
        Lines line;
        line("system-view");
        line("interface {}", request.interface);
        line(" vrrp version {}", request.has(Profile::v2_ipv4) ? 2 : 3);
        owned_sub_addresses(line, request);
        for (const auto& router : request.routers) {
            const auto group = fmt::format("vrrp {}vrid {}", is_ipv6(router) ? "ipv6 " : "", router.vrid);
            virtual_addresses(line, group, router);
            if (!router.is_owner()) line(" {} priority {}", group, router.priority);
            line(" {} timer advertise {}", group, interval_cs(router));
            if (!router.preempt) line(" undo {} preempt-mode", group);
            if (has_password(router) || has_authentication_header(router))
                line(" {} authentication-mode {} plain {}", group, has_password(router) ? "simple" : "md5",
                     router.authentication.key);
        }
        line("quit");
        return line.take();
    };
    return h3c;
}

void ruijie_group(Lines& line, const RouterConfig& router) {
    const int vrid = router.vrid;
    // Addresses of IPv6 belong to 'vrrp N ipv6', all else of IPv6 to 'vrrp ipv6 N'.
    const auto group = is_ipv6(router) ? fmt::format("vrrp ipv6 {}", vrid) : fmt::format("vrrp {}", vrid);
    const auto addresses = link_local_first(router.addresses);
    for (const auto& address : addresses)
        line(" vrrp {} {} {}{}", vrid, is_ipv6(router) ? "ipv6" : "ip", to_string(address),
             is_ipv6(router) || address == addresses.front() ? "" : " secondary");
    if (!is_ipv6(router)) line(" vrrp {} version {}", vrid, router.version());
    if (!router.is_owner()) line(" {} priority {}", group, router.priority);
    if (has_whole_seconds(router))
        line(" {} timers advertise {}", group, interval_seconds(router));
    else
        line(" {} timers advertise csec {}", group, interval_cs(router));
    // In version 3 a Backup Router learns the interval; this device does so only when told to.
    if (!is_v2(router)) line(" {} timers learn", group);
    line(" {}{} preempt", router.preempt ? "" : "no ", group);
    if (has_password(router)) line(" vrrp {} authentication {}", vrid, router.authentication.key);
}

Vendor ruijie() {
    Vendor ruijie{"ruijie", "Ruijie RGOS", "GigabitEthernet 0/1", "! "};
    ruijie.capabilities.accept_off = false;
    ruijie.capabilities.ip_authentication = false;
    ruijie.capabilities.shortest_interval = 500ms;
    ruijie.capabilities.longest_interval = 40s;
    ruijie.remarks = {
        "'vrrp N version' is in the index of its manuals; whether every release knows it, is not "
        "known.",
        "The interface must be a routed one ('no switchport' on a port).", owner_by_sub_address};
    ruijie.trap = [](const RouterConfig& router) -> std::optional<std::string> {
        if (!has_whole_seconds(router) && interval_cs(router) >= 100)
            return fmt::format("advertise every {:.2f} s: it knows 0.50 to 0.99 s and whole seconds",
                               engine::seconds(router.interval));
        return no_owner_over_ipv6(router);
    };
    ruijie.text = [](const VendorRequest& request) {
        Lines line;
        line("interface {}", request.interface);
        for (const auto& router : request.routers)
            if (router.is_owner())
                for (const auto& address : router.addresses)
                    line(" ip address {} {} secondary", to_string(address),
                         netmask(request.own_ipv4.prefix_length));
        for (const auto& router : request.routers) ruijie_group(line, router);
        line("exit");
        return line.take();
    };
    return ruijie;
}

}  // namespace

std::vector<Vendor> asian_vendors() {
    return {huawei(), h3c(), ruijie()};
}

}  // namespace tester

#include "tester/dut/keepalived_config.hpp"

#include <fmt/format.h>

namespace tester {
namespace {

using engine::AuthenticationType;
using engine::Family;

std::string interval_text(const RouterConfig& router) {
    using namespace std::chrono_literals;
    const auto interval = representable_interval(router.profile, router.interval);
    const auto hundredths = interval / 10ms;
    if (hundredths % 100 == 0) return fmt::format("{}", hundredths / 100);
    if (hundredths % 10 == 0) return fmt::format("{}.{}", hundredths / 100, hundredths / 10 % 10);
    return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

std::string instance_text(const RouterConfig& router, const KeepalivedOptions& options) {
    std::string text = fmt::format("\nvrrp_instance {} {{\n", keepalived_instance_name(router));
    const auto add = [&](std::string_view line) { text += fmt::format("    {}\n", line); };
    // With state BACKUP even priority 255 waits for Active_Down_Interval.
    add(router.is_owner() ? "state MASTER" : "state BACKUP");
    add(fmt::format("interface {}", options.interface));
    add(fmt::format("virtual_router_id {}", router.vrid));
    add(fmt::format("version {}", router.version()));
    if (!router.defaults) {
        add(fmt::format("priority {}", router.priority));
        add(fmt::format("advert_int {}", interval_text(router)));
    }
    // The name of the macvlan that appears; without one, both families of a VRID would ask for the same.
    if (options.use_vmac)
        add(fmt::format("use_vmac vrrp{}-{}", router.family() == Family::ipv4 ? 4 : 6, router.vrid));
    // An owner preempts whatever Preempt_Mode is; keepalived complains of the word beside priority 255.
    if (!router.preempt && !router.is_owner()) add("nopreempt");
    if (router.accept) add(*router.accept ? "accept" : "no_accept");
    if (router.authentication.type != AuthenticationType::none) {
        const bool is_password = router.authentication.type == AuthenticationType::simple_text_password;
        add("authentication {");
        add(fmt::format("    auth_type {}", is_password ? "PASS" : "AH"));
        add(fmt::format("    auth_pass {}", router.authentication.key));
        add("}");
    }
    add("virtual_ipaddress {");
    for (const auto& address : link_local_first(router.addresses))
        add(fmt::format("    {}/{}", to_string(address), router.prefix_length));
    add("}");
    return text + "}\n";
}

}  // namespace

std::string keepalived_instance_name(const RouterConfig& router) {
    return fmt::format("v{}-{}-{}", router.version(), router.family() == Family::ipv4 ? 4 : 6, router.vrid);
}

std::string keepalived_config(const KeepalivedOptions& options, std::span<const RouterConfig> routers) {
    std::string text = fmt::format("global_defs {{\n    router_id {}\n", options.router_id);
    if (options.raised_priority) text += "    vrrp_priority -20\n";
    text += "}\n";
    for (const auto& router : routers) text += instance_text(router, options);
    return text;
}

Capabilities keepalived_capabilities(bool use_vmac) {
    Capabilities keepalived;
    keepalived.v2_interoperation = false;
    keepalived.router_advertisements = false;
    // The kernel hands each multicast frame to every macvlan: with more than twice as many keepalived misses
    // its own timers on a busy machine.
    if (use_vmac) {
        keepalived.most_virtual_routers = 100;
        keepalived.most_advertisements_per_second = 250;
    }
    return keepalived;
}

}  // namespace tester

#include "tester/lab/keepalived_config.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tester {
namespace {

using engine::Duration;
using engine::Family;
using engine::IpAddress;

std::string interval_text(Duration interval, int version) {
    using namespace std::chrono_literals;
    const Duration step = version == 2 ? Duration{1s} : Duration{10ms};
    const auto steps = std::max<Duration::rep>(1, (interval.count() + step.count() - 1) / step.count());
    if (version == 2) return fmt::format("{}", steps);
    if (steps % 100 == 0) return fmt::format("{}", steps / 100);
    if (steps % 10 == 0) return fmt::format("{}.{}", steps / 100, steps / 10 % 10);
    return fmt::format("{}.{:02}", steps / 100, steps % 100);
}

std::vector<IpAddress> link_local_first(std::vector<IpAddress> addresses) {
    std::stable_partition(addresses.begin(), addresses.end(),
                          [](const IpAddress& a) { return a.family() == Family::ipv6 && a.is_link_local(); });
    return addresses;
}

std::string instance_text(const KeepalivedInstance& i) {
    std::string text = fmt::format("\nvrrp_instance {} {{\n", i.name);
    const auto add = [&](std::string_view line) { text += fmt::format("    {}\n", line); };
    // With state BACKUP even priority 255 waits for Active_Down_Interval.
    add(i.priority == 255 ? "state MASTER" : "state BACKUP");
    add(fmt::format("interface {}", i.interface));
    add(fmt::format("virtual_router_id {}", i.vrid));
    add(fmt::format("version {}", i.version));
    add(fmt::format("priority {}", i.priority));
    add(fmt::format("advert_int {}", interval_text(i.interval, i.version)));
    // The name of the macvlan that appears; without one, both families of a VRID would ask for the same.
    if (i.use_vmac) add(fmt::format("use_vmac vrrp{}-{}", i.family == Family::ipv4 ? 4 : 6, i.vrid));
    if (!i.preempt) add("nopreempt");
    if (i.accept) add(*i.accept ? "accept" : "no_accept");
    add("virtual_ipaddress {");
    for (const auto& address : link_local_first(i.addresses))
        add(fmt::format("    {}/{}", to_string(address), i.prefix_length));
    add("}");
    return text + "}\n";
}

}  // namespace

std::string keepalived_config(const std::string& router_id, std::span<const KeepalivedInstance> instances) {
    std::string text =
        fmt::format("global_defs {{\n    router_id {}\n    vrrp_priority -20\n}}\n", router_id);
    for (const auto& instance : instances) text += instance_text(instance);
    return text;
}

}  // namespace tester

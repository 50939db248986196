#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "tester/dut/driver.hpp"
#include "tester/dut/shell.hpp"
#include "tester/dut/toml_reader.hpp"

namespace tester {
namespace {

DriverType driver_type_of(const TomlReader& reader) {
    const auto* text = reader.find<std::string>("type", "a driver's name in quotes");
    std::vector<std::string_view> words;
    for (const auto type : all_driver_types) words.push_back(to_string(type));
    if (!text)
        reader.fail_here(fmt::format("this driver has no type: add type = \"keepalived\", or one of {}",
                                     fmt::join(words.begin() + 1, words.end(), ", ")));
    for (const auto type : all_driver_types)
        if (to_string(type) == text->get()) return type;
    reader.fail(text->source(),
                fmt::format("there is no driver '{}'; choose from {}", text->get(), fmt::join(words, ", ")));
}

/// The keys that have a meaning for a type.
std::vector<std::string_view> keys_of(DriverType type) {
    switch (type) {
        case DriverType::keepalived:
            return {"type", "shell", "interface", "use_vmac"};
        case DriverType::frr:
            return {"type", "shell", "interface"};
        case DriverType::command:
            return {"type", "command", "timeout"};
        case DriverType::manual:
            return {"type", "vendor"};
        case DriverType::embedded:
            return {"type", "shell", "interface", "program"};
    }
    return {};
}

void reject_keys_of_others(const TomlReader& reader, DriverType type) {
    const auto known = keys_of(type);
    for (const auto& [key, value] : reader.table())
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            reader.fail(key.source(), fmt::format("the {} driver has no '{}'; its keys are {}",
                                                  to_string(type), key.str(), fmt::join(known, ", ")));
}

void require_shell_words(const TomlReader& reader, const std::string& shell) {
    try {
        DeviceShell::parse(shell);
    } catch (const DriverError& error) {
        reader.fail(reader.table().get("shell")->source(), error.what());
    }
}

DriverDescription driver_from(const TomlReader& reader) {
    reader.reject_unknown_keys(
        {"type", "shell", "interface", "use_vmac", "command", "timeout", "vendor", "program"});
    DriverDescription driver;
    driver.type = driver_type_of(reader);
    reject_keys_of_others(reader, driver.type);
    driver.shell =
        reader.find_text("shell", "a command in quotes, like \"ssh root@172.16.100.11\"").value_or("");
    require_shell_words(reader, driver.shell);
    driver.interface =
        reader.find_text("interface", "an interface's name in quotes").value_or(driver.interface);
    driver.use_vmac = reader.find_switch("use_vmac").value_or(false);
    driver.vendor = reader.find_text("vendor", "a vendor's name in quotes").value_or("");
    driver.program = reader.find_text("program", "a path in quotes").value_or("");
    if (const auto command = reader.find_texts(
            "command", "a list of an executable and its arguments, like [\"./switch.sh\", \"sw1\"]"))
        for (const auto* word : *command) driver.command.push_back(word->get());
    if (driver.type == DriverType::command && driver.command.empty())
        reader.fail_here(
            "this driver has no command: add command = [\"./switch.sh\"], or what the executable is");
    if (const auto seconds = reader.find_number("timeout", 1, 3600))
        driver.timeout = std::chrono::seconds(*seconds);
    return driver;
}

void read_interval(const TomlReader& reader, std::string_view key, engine::Duration& interval) {
    const auto seconds = reader.find_seconds(key);
    if (!seconds) return;
    const double hundredths = *seconds * 100;
    if (hundredths < 0.5 || hundredths > 4095.5 || std::abs(hundredths - std::round(hundredths)) > 1e-6)
        reader.fail(reader.table().get(key)->source(),
                    fmt::format("'{}' must be from 0.01 to 40.95 seconds in steps of 0.01", key));
    interval = std::chrono::milliseconds(std::llround(hundredths) * 10);
}

void read_vrids(const TomlReader& reader, std::vector<std::uint8_t>& vrids) {
    const toml::node* node = reader.table().get("vrids");
    if (!node) return;
    const auto* array = node->as_array();
    if (!array || array->empty())
        reader.fail(node->source(), "'vrids' must be a list of numbers from 1 to 255");
    for (const auto& element : *array) {
        const auto value = element.is_integer() ? element.value<std::int64_t>() : std::nullopt;
        if (!value || *value < 1 || *value > 255)
            reader.fail(element.source(), "'vrids' must be a list of numbers from 1 to 255");
        vrids.push_back(static_cast<std::uint8_t>(*value));
    }
}

Capabilities capabilities_from(const TomlReader& reader) {
    reader.reject_unknown_keys({"v2",
                                "v3",
                                "ipv6",
                                "owner",
                                "preempt_off",
                                "accept_on",
                                "accept_off",
                                "simple_password",
                                "ip_authentication",
                                "v2_interoperation",
                                "router_advertisements",
                                "one_version",
                                "families_share_vrids",
                                "v3_interval_step",
                                "shortest_interval",
                                "longest_interval",
                                "most_virtual_routers",
                                "most_advertisements_per_second",
                                "most_addresses",
                                "vrids"});
    Capabilities device;
    const std::pair<std::string_view, bool*> switches[] = {
        {"v2", &device.v2},
        {"v3", &device.v3},
        {"ipv6", &device.ipv6},
        {"owner", &device.owner},
        {"preempt_off", &device.preempt_off},
        {"accept_on", &device.accept_on},
        {"accept_off", &device.accept_off},
        {"simple_password", &device.simple_password},
        {"ip_authentication", &device.ip_authentication},
        {"v2_interoperation", &device.v2_interoperation},
        {"router_advertisements", &device.router_advertisements},
        {"one_version", &device.one_version},
        {"families_share_vrids", &device.families_share_vrids}};
    for (const auto& [key, value] : switches) *value = reader.find_switch(key).value_or(*value);
    read_interval(reader, "v3_interval_step", device.v3_interval_step);
    read_interval(reader, "shortest_interval", device.shortest_interval);
    read_interval(reader, "longest_interval", device.longest_interval);
    device.most_virtual_routers =
        reader.find_number("most_virtual_routers", 1, 510).value_or(device.most_virtual_routers);
    device.most_advertisements_per_second = reader.find_number("most_advertisements_per_second", 1, 100000)
                                                .value_or(device.most_advertisements_per_second);
    device.most_addresses = reader.find_number("most_addresses", 1, 255).value_or(device.most_addresses);
    read_vrids(reader, device.vrids);
    return device;
}

std::optional<AddressPool> pool_from(const TomlReader& reader, engine::Family family) {
    const std::string_view key = family == engine::Family::ipv4 ? "ipv4" : "ipv6";
    const auto example = family == engine::Family::ipv4 ? "172.16.101.0/24" : "2001:db8:1::/64";
    const auto form = fmt::format("a network in quotes, like \"{}\"", example);
    const auto* value = reader.find<std::string>(key, form);
    if (!value) return {};
    const std::string& text = value->get();
    const auto slash = text.find('/');
    const auto address = engine::IpAddress::parse(std::string_view(text).substr(0, slash));
    int length = -1;
    if (slash != std::string::npos) {
        const auto parsed = std::from_chars(text.data() + slash + 1, text.data() + text.size(), length);
        if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) length = -1;
    }
    const int longest = family == engine::Family::ipv4 ? 30 : 126;
    if (!address || address->family() != family || length < 1 || length > longest)
        reader.fail(value->source(),
                    fmt::format("'{}' must be {}, with a prefix length from 1 to {}", key, form, longest));
    return AddressPool{*address, length};
}

}  // namespace

void read_device_tables(const TomlReader& file, DutFile& result) {
    if (const auto driver = file.find_table("driver")) result.driver = driver_from(*driver);
    if (const auto capabilities = file.find_table("capabilities"))
        result.capabilities = capabilities_from(*capabilities);
    if (const auto pool = file.find_table("pool")) {
        pool->reject_unknown_keys({"ipv4", "ipv6"});
        result.pool_ipv4 = pool_from(*pool, engine::Family::ipv4);
        result.pool_ipv6 = pool_from(*pool, engine::Family::ipv6);
    }
}

}  // namespace tester

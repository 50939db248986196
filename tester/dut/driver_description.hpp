#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/lan/instant.hpp"
#include "engine/router/parameters.hpp"
#include "tester/dut/process.hpp"

namespace tester {

enum class DriverType : std::uint8_t { keepalived, frr, command, manual, embedded };
inline constexpr DriverType all_driver_types[] = {
    DriverType::keepalived, DriverType::frr, DriverType::command, DriverType::manual, DriverType::embedded};
constexpr std::string_view to_string(DriverType type) {
    constexpr std::string_view words[] = {"keepalived", "frr", "command", "manual", "embedded"};
    return words[static_cast<std::size_t>(type)];
}

/// Which driver a device has, as a DUT file's [driver] table says it. Each type uses its own members only.
struct DriverDescription {
    DriverType type = DriverType::keepalived;
    std::string shell{};             // keepalived, frr, embedded: "ssh root@172.16.100.11"; empty: this host
    std::string interface = "eth0";  // keepalived, frr, embedded: of the device
    bool use_vmac = false;           // keepalived
    Arguments command{};             // command
    engine::Duration timeout = std::chrono::seconds(60);  // command: of one verb
    std::string vendor{};                   // manual: whose configuration text; empty: the caller's choice
    std::string program{};                  // embedded: where vrrptest is on the device; empty: this program
    std::optional<engine::Rfc> standard{};  // embedded: which decides where they differ; nothing: the newest
};

}  // namespace tester

#include "tester/lab/scene_routers.hpp"

#include <filesystem>
#include <stdexcept>

#include "tester/dut/embedded_driver.hpp"
#include "tester/dut/frr_driver.hpp"
#include "tester/dut/keepalived_driver.hpp"
#include "tester/dut/process.hpp"

namespace tester {
namespace {

DeviceShell shell_of(const LabHost& host) {
    return DeviceShell({"ip", "netns", "exec", host.network_namespace});
}

std::function<void(bool)> cable_of(LanTopology& lan, const LabHost& host) {
    return [&lan, host](bool plugged) { lan.set_cable(host, plugged); };
}

/// The program that speaks as a router: the one that runs, or `vrrptest` beside it; empty if there is none.
std::string program() {
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (self.filename() != "vrrptest_tests") return self;
    const auto beside = self.parent_path() / "vrrptest";
    return std::filesystem::exists(beside, ignored) ? beside.string() : std::string();
}

// Where Debian's package puts it.
constexpr auto vrrpd = "/usr/lib/frr/vrrpd";

/// The word after "version " or "Keepalived v" of what a program says of itself; empty if it is not there.
std::string version_said(const Arguments& command, const std::string& before) {
    const auto said = run_command(command);
    const auto begin = said.output.find(before);
    if (said.status != 0 || begin == std::string::npos) return {};
    const auto version = begin + before.size();
    return said.output.substr(version, said.output.find_first_of(" \n", version) - version);
}

std::string frr_version() {
    return version_said({vrrpd, "--version"}, "version ");
}
std::string keepalived_version() {
    return version_said({"keepalived", "--version"}, "Keepalived v");
}

DriverMaker keepalived_maker(bool use_vmac) {
    return [use_vmac](LanTopology& lan, const LabHost& host) {
        return std::make_unique<KeepalivedDriver>(
            shell_of(host), KeepalivedDriverOptions{host.interface, use_vmac, cable_of(lan, host)});
    };
}

}  // namespace

const std::vector<std::string>& scene_router_names() {
    static const std::vector<std::string> names{"keepalived", "keepalived-vmac", "frr", "embedded"};
    return names;
}

std::string what_is_missing_for(const std::string& router) {
    if (router.rfind("keepalived", 0) == 0 && keepalived_version().empty())
        return "keepalived is not installed: install it with apt-get install keepalived";
    if (router == "frr" && frr_version().empty())
        return "FRR is not installed: install it with apt-get install frr";
    if (router == "embedded" && program().empty())
        return "the program vrrptest, which speaks as the embedded router, is not beside this one";
    return {};
}

std::string version_of_router(const std::string& router) {
    if (router == "frr") return "FRR " + frr_version();
    if (router == "embedded") return "the speaker of this program";
    return "keepalived " + keepalived_version();
}

std::optional<bool> accept_wish_of(const std::string& router, Profile profile) {
    // Version 2 has no Accept_Mode.
    return router == "embedded" && profile != Profile::v2_ipv4 ? std::optional(true) : std::nullopt;
}

DriverMaker driver_maker(const std::string& router) {
    if (router == "keepalived") return keepalived_maker(false);
    if (router == "keepalived-vmac") return keepalived_maker(true);
    if (router == "frr")
        return [](LanTopology& lan, const LabHost& host) {
            return std::make_unique<FrrDriver>(shell_of(host),
                                               FrrDriverOptions{host.interface, cable_of(lan, host)});
        };
    if (router == "embedded")
        return [](LanTopology& lan, const LabHost& host) {
            return std::make_unique<EmbeddedDriver>(
                shell_of(host), EmbeddedDriverOptions{host.interface, program(), cable_of(lan, host)});
        };
    throw std::invalid_argument("no scene has a router '" + router + "'");
}

}  // namespace tester

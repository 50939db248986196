#include "tester/lab/scene_routers.hpp"

#include <algorithm>
#include <stdexcept>

#include "tester/dut/keepalived_driver.hpp"
#include "tester/lab/keepalived.hpp"
#include "tester/lab/lab_frr.hpp"
#include "tester/lab/lab_speaker.hpp"

namespace tester {
namespace {

DeviceShell shell_of(const LabHost& host) {
    return DeviceShell({"ip", "netns", "exec", host.network_namespace});
}

std::unique_ptr<Driver> keepalived(LanTopology& lan, const LabHost& host, bool use_vmac) {
    KeepalivedDriverOptions options{host.interface, use_vmac, {}};
    options.set_link = [&lan, host](bool up) { lan.set_cable(host, up); };
    return std::make_unique<KeepalivedDriver>(shell_of(host), options);
}

}  // namespace

const std::vector<std::string>& scene_router_names() {
    static const std::vector<std::string> names{"keepalived", "keepalived-vmac", "frr", "embedded"};
    return names;
}

std::string what_is_missing_for(const std::string& router) {
    if (router.rfind("keepalived", 0) == 0 && Keepalived::version().empty())
        return "keepalived is not installed: install it with apt-get install keepalived";
    if (router == "frr" && LabFrr::version().empty())
        return "FRR is not installed: install it with apt-get install frr";
    if (router == "embedded" && LabSpeaker::program().empty())
        return "the program vrrptest, which speaks as the embedded router, is not beside this one";
    return {};
}

std::string version_of_router(const std::string& router) {
    if (router == "frr") return "FRR " + LabFrr::version();
    if (router == "embedded") return "the speaker of this program";
    return "keepalived " + Keepalived::version();
}

std::optional<bool> accept_wish_of(const std::string& router, Profile profile) {
    // Version 2 has no Accept_Mode.
    return router == "embedded" && profile != Profile::v2_ipv4 ? std::optional(true) : std::nullopt;
}

DriverMaker driver_maker(const std::string& router) {
    if (router == "keepalived" || router == "keepalived-vmac")
        return [use_vmac = router == "keepalived-vmac"](LanTopology& lan, const LabHost& host) {
            return keepalived(lan, host, use_vmac);
        };
    if (router == "frr")
        return [](LanTopology& lan, const LabHost& host) { return std::make_unique<LabFrr>(lan, host); };
    if (router == "embedded")
        return [](LanTopology& lan, const LabHost& host) { return std::make_unique<LabSpeaker>(lan, host); };
    throw std::invalid_argument("no scene has a router '" + router + "'");
}

}  // namespace tester

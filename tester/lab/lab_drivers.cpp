#include "tester/lab/lab_drivers.hpp"

#include "tester/dut/keepalived_driver.hpp"
#include "tester/run/preflight.hpp"

namespace tester {
namespace {

void require_program(const char* program, const char* package) {
    if (run_command({"sh", "-c", std::string("command -v ") + program}).status != 0)
        throw EnvironmentError(std::string(package) + " is not installed: install it with apt-get install " +
                               package);
}

}  // namespace

std::vector<std::string> lab_router_names() {
    return {"keepalived"};
}

std::unique_ptr<Driver> make_lab_driver(const std::string& router, bool use_vmac, const LanTopology& lan,
                                        const LabHost& host) {
    DeviceShell shell({"ip", "netns", "exec", host.network_namespace});
    // A dead box takes its carrier with it; an interface that is set down does not.
    const auto set_link = [&lan, host](bool up) { lan.set_cable(host, up); };
    if (router == "keepalived") {
        require_program("keepalived", "keepalived");
        return std::make_unique<KeepalivedDriver>(
            shell, KeepalivedDriverOptions{host.interface, use_vmac, set_link});
    }
    throw UsageError("the lab has no router '" + router + "'");
}

}  // namespace tester

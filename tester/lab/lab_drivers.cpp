#include "tester/lab/lab_drivers.hpp"

#include <array>

#include "tester/dut/driver_factory.hpp"
#include "tester/run/preflight.hpp"

namespace tester {
namespace {

struct LabRouter {
    const char* name;
    DriverType type;
    bool use_vmac;
    const char* program;  // that must be there
    const char* package;
};

constexpr std::array lab_routers{
    LabRouter{"keepalived", DriverType::keepalived, false, "keepalived", "keepalived"},
    LabRouter{"keepalived-vmac", DriverType::keepalived, true, "keepalived", "keepalived"},
    LabRouter{"frr", DriverType::frr, false, "/usr/lib/frr/vrrpd", "frr"},
    LabRouter{"embedded", DriverType::embedded, false, "sh", "dash"},
};

const LabRouter& router_named(const std::string& name) {
    for (const auto& each : lab_routers)
        if (each.name == name) return each;
    throw UsageError("the lab has no router '" + name +
                     "'; choose keepalived, keepalived-vmac, frr or embedded");
}

}  // namespace

std::vector<std::string> lab_router_names() {
    std::vector<std::string> names;
    for (const auto& each : lab_routers) names.emplace_back(each.name);
    return names;
}

DriverType lab_router_type(const std::string& router) {
    return router_named(router).type;
}

std::unique_ptr<Driver> make_lab_driver(const std::string& router, bool use_vmac, const LanTopology& lan,
                                        const LabHost& host, std::optional<engine::Rfc> standard) {
    const auto& chosen = router_named(router);
    if (run_command({"sh", "-c", std::string("command -v ") + chosen.program}).status != 0)
        throw EnvironmentError(std::string(chosen.package) +
                               " is not installed: install it with apt-get install " + chosen.package);
    DriverDescription description;
    description.type = chosen.type;
    description.interface = host.interface;
    description.use_vmac = use_vmac || chosen.use_vmac;
    description.standard = standard;
    DriverSurroundings surroundings;
    surroundings.shell_prefix = Arguments{"ip", "netns", "exec", host.network_namespace};
    // A dead box takes its carrier with it; an interface that is set down does not.
    surroundings.set_link = [&lan, host](bool up) { lan.set_cable(host, up); };
    return make_driver(description, surroundings);
}

}  // namespace tester

#include "tester/cli/driver_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tester/cli/parsing.hpp"
#include "tester/dut/driver_factory.hpp"
#include "tester/dut/frr_config.hpp"
#include "tester/dut/keepalived_config.hpp"
#include "tester/dut/vendor.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

using tester::DriverDescription;
using tester::DriverType;
using tester::UsageError;

namespace {

DriverType type_named(const std::string& name) {
    std::vector<std::string> names;
    for (const auto type : tester::all_driver_types) {
        if (to_string(type) == name) return type;
        names.emplace_back(to_string(type));
    }
    const auto advice = did_you_mean(name, names);
    throw UsageError("there is no driver '" + name + "'; " +
                     (advice.empty() ? "choose keepalived, frr, command, manual or embedded" : advice));
}

std::string render(const std::string& vendor_name, const std::vector<tester::RouterConfig>& routers) {
    const auto* vendor = tester::find_vendor(vendor_name);
    return tester::vendor_config(*vendor, routers, {});
}

}  // namespace

void DriverOptions::add_to(CLI::App& app) {
    const auto group = "The hands on the device";
    app.add_option("--driver", type,
                   "what configures, starts and stops it: keepalived, frr, command, manual or embedded "
                   "(default: the DUT file's, else nothing)")
        ->type_name("TYPE")
        ->group(group);
    app.add_option("--dut-shell", shell, "how its shell is reached, such as 'ssh root@172.16.100.11'")
        ->type_name("COMMAND")
        ->group(group);
    app.add_option("--dut-interface", interface, "its interface on this LAN (default: eth0)")
        ->type_name("IF")
        ->group(group);
    app.add_option("--vendor", vendor, "whose words the manual driver prints: 'vrrptest list vendors'")
        ->type_name("NAME")
        ->group(group);
    app.add_flag("--use-vmac", use_vmac, "let the keepalived driver use the virtual MAC addresses")
        ->group(group);
}

std::optional<DriverDescription> DriverOptions::description(
    const std::optional<tester::DutFile>& file) const {
    std::optional<DriverDescription> chosen = file ? file->driver : std::nullopt;
    if (!type.empty()) {
        const auto wanted = type_named(type);
        if (!chosen || chosen->type != wanted) chosen = DriverDescription{wanted};
        if (wanted == DriverType::command && chosen->command.empty())
            throw UsageError("the command driver needs a DUT file that says which: [driver] command = [...]");
    }
    if (!chosen) {
        if (is_given() || !vendor.empty())
            throw UsageError("options for a driver were given, but no driver; add --driver");
        return {};
    }
    const bool has_shell = chosen->type == DriverType::keepalived || chosen->type == DriverType::frr ||
                           chosen->type == DriverType::embedded;
    if (!has_shell && (!shell.empty() || !interface.empty()))
        throw UsageError("--dut-shell and --dut-interface are for the drivers keepalived, frr and embedded");
    if (use_vmac && chosen->type != DriverType::keepalived)
        throw UsageError("--use-vmac is for the keepalived driver; the others have virtual MAC addresses");
    if (!vendor.empty() && chosen->type != DriverType::manual)
        throw UsageError("--vendor is for the manual driver; leave it out");
    if (!shell.empty()) chosen->shell = shell;
    if (!interface.empty()) chosen->interface = interface;
    if (!vendor.empty()) chosen->vendor = vendor;
    if (!chosen->vendor.empty() && !tester::find_vendor(chosen->vendor))
        throw UsageError("there is no vendor '" + chosen->vendor +
                         "'; 'vrrptest list vendors' shows which there are");
    chosen->use_vmac |= use_vmac;
    return chosen;
}

std::unique_ptr<tester::Driver> driver_for(const DriverDescription& description) {
    tester::DriverSurroundings surroundings;
    const std::string vendor = description.vendor.empty() ? "keepalived" : description.vendor;
    surroundings.render = [vendor](const std::vector<tester::RouterConfig>& routers) {
        return render(vendor, routers);
    };
    return tester::make_driver(description, surroundings);
}

tester::Capabilities usual_capabilities(DriverType type, bool use_vmac) {
    if (type == DriverType::keepalived) return tester::keepalived_capabilities(use_vmac);
    return type == DriverType::frr ? tester::frr_capabilities() : tester::Capabilities{};
}

tester::BatchLimits limits_for(const tester::Capabilities& of_driver,
                               const std::optional<tester::DutFile>& file) {
    tester::BatchLimits limits;
    limits.device = of_driver;
    if (!file) return limits;
    limits.device = narrowed(of_driver, file->capabilities);
    std::vector<engine::IpAddress> taken;
    if (file->address) taken.push_back(*file->address);
    limits.addresses = tester::addresses_from(file->pool_ipv4, file->pool_ipv6, taken);
    return limits;
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "tester/cli/command.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/dut/vendor.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/preview.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;
using tester::RouterConfig;
using tester::SelectedCase;

struct ConfigOptions {
    std::string vendor;
    std::string interface;
    std::vector<std::string> addresses;
    std::string part = "all";
    bool json = false;
    SelectionOptions which;
};

/// The virtual routers that the cases need at the same time, with intervals that the vendor counts in. What
/// else the vendor lacks is a comment in its text, so that nobody wonders where a case's virtual router is.
std::vector<RouterConfig> routers_for(const std::vector<SelectedCase>& selected,
                                      const tester::Vendor* vendor) {
    tester::BatchLimits limits;
    if (vendor) {
        limits.device.v3_interval_step = vendor->capabilities.v3_interval_step;
        limits.device.shortest_interval = vendor->capabilities.shortest_interval;
        limits.device.families_share_vrids = vendor->capabilities.families_share_vrids;
    }
    const auto batches = tester::plan_batches(selected, limits).batches;
    return batches.empty() ? std::vector<RouterConfig>{} : batches.front().routers;
}

/// Which cases a run would give to each virtual router.
std::vector<std::vector<std::string>> cases_of(const std::vector<RouterConfig>& routers,
                                               const std::vector<SelectedCase>& selected) {
    // Whoever pastes the configuration can stop and start the device, too.
    const auto plan = tester::preview({routers, selected}, [](tester::Verb) { return true; });
    std::vector<std::vector<std::string>> ids(routers.size());
    for (const auto* lanes : plan.phases())
        for (const auto& lane : *lanes)
            for (std::size_t i = 0; i < routers.size(); ++i)
                if (routers[i].vrid == lane.where.vrid && routers[i].profile == lane.where.profile)
                    for (const auto* cases : {&lane.observing, &lane.stimulating})
                        for (const auto& each : *cases) ids[i].emplace_back(each.which->id);
    return ids;
}

std::string needs_json(const std::vector<RouterConfig>& routers, const std::vector<SelectedCase>& selected) {
    const auto cases = cases_of(routers, selected);
    Json needs = Json::array();
    for (std::size_t i = 0; i < routers.size(); ++i) {
        const auto& router = routers[i];
        std::vector<std::string> addresses;
        for (const auto& address : tester::link_local_first(router.addresses))
            addresses.push_back(to_string(address));
        needs.push_back({{"vrid", router.vrid},
                         {"profile", to_string(router.profile)},
                         {"priority", router.priority},
                         {"interval_seconds", engine::seconds(router.interval)},
                         {"preempt", router.preempt},
                         {"accept", router.accept ? Json(*router.accept) : Json()},
                         {"addresses", addresses},
                         {"prefix_length", router.prefix_length},
                         {"cases", cases[i]}});
    }
    return Json{{"schema", 1}, {"virtual_routers", needs}}.dump(2) + "\n";
}

const tester::Vendor& vendor_named(const std::string& name) {
    if (name.empty())
        throw tester::UsageError(
            "no vendor was named; add --vendor with one of those that 'vrrptest list vendors' shows, or "
            "--json "
            "for the needs themselves");
    if (const auto* vendor = tester::find_vendor(name)) return *vendor;
    std::vector<std::string> names;
    for (const auto& vendor : tester::all_vendors()) names.emplace_back(vendor.name);
    const auto advice = did_you_mean(name, names);
    throw tester::UsageError("there is no vendor '" + name + "'; " +
                             (advice.empty() ? "'vrrptest list vendors' shows which there are" : advice));
}

/// A name that means nothing else to any vendor's command line, nor to a shell.
std::string checked_interface(const std::string& name) {
    const auto is_plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view(" ./:_-@").find(c) != std::string_view::npos;
    };
    if (!std::all_of(name.begin(), name.end(), is_plain))
        throw tester::UsageError(
            "--interface cannot be '" + name +
            "'; write the interface's name as the device does, such as eth0 or ge-0/0/0.0");
    return name;
}

tester::OwnAddress own_address(const std::string& text) {
    const auto slash = text.find('/');
    const auto address = engine::IpAddress::parse(text.substr(0, slash));
    const std::string digits = slash == std::string::npos ? "" : text.substr(slash + 1);
    const bool is_number =
        !digits.empty() && digits.size() <= 3 && digits.find_first_not_of("0123456789") == std::string::npos;
    const int prefix_length = is_number ? std::stoi(digits) : 0;
    if (!address || prefix_length < 1 || prefix_length > static_cast<int>(address->size()) * 8)
        throw tester::UsageError(
            "--address cannot be '" + text +
            "'; write the device's own address with its prefix, such as 172.16.100.11/24");
    return {*address, prefix_length};
}

tester::VendorPart part_named(const std::string& name, const tester::Vendor& vendor) {
    using tester::VendorPart;
    if (name != "all" && name != "commands" && name != "config")
        throw tester::UsageError("--part cannot be '" + name + "'; choose all, commands or config");
    if (name == "commands" && !vendor.has_commands)
        throw tester::UsageError(
            fmt::format("{} needs no commands beside its configuration; leave out --part", vendor.name));
    return name == "commands" ? VendorPart::commands
           : name == "config" ? VendorPart::config
                              : VendorPart::all;
}

tester::VendorConfigOptions text_options(const ConfigOptions& options, const tester::Vendor& vendor,
                                         const tester::Selection& selection) {
    tester::VendorConfigOptions text;
    text.interface = checked_interface(options.interface);
    text.part = part_named(options.part, vendor);
    for (const auto& each : split_list(options.addresses)) {
        const auto own = own_address(each);
        for (const auto& earlier : text.own_addresses)
            if (earlier.address.family() == own.address.family())
                throw tester::UsageError("--address was given twice for " +
                                         std::string(engine::to_string(own.address.family())) +
                                         "; give one for each family");
        text.own_addresses.push_back(own);
    }
    text.heading = {fmt::format("vrrptest {}: what the suite{} {} need{} of the device.", version,
                                selection.suites.size() == 1 ? "" : "s", fmt::join(selection.suites, ", "),
                                selection.suites.size() == 1 ? "s" : "")};
    return text;
}

int config(const ConfigOptions& options) {
    const auto* vendor = options.json && options.vendor.empty() ? nullptr : &vendor_named(options.vendor);
    const auto selection = options.which.selection();
    const auto catalogue = options.which.catalogue();  // the selection points into it
    const auto selected = tester::select(catalogue, selection);
    const auto routers = routers_for(selected, vendor);
    if (routers.empty()) {
        complain(selected.empty() ? tester::why_nothing(catalogue, selection)
                                  : "none of the selected cases can be configured there");
        return 4;
    }
    const auto text =
        options.json ? needs_json(routers, selected)
                     : tester::vendor_config(*vendor, routers, text_options(options, *vendor, selection));
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

}  // namespace

Action add_config(CLI::App& app) {
    const auto options = std::make_shared<ConfigOptions>();
    const auto group = "The device";
    app.add_option("--vendor", options->vendor, "whose words: 'vrrptest list vendors' shows them")
        ->type_name("NAME")
        ->group(group);
    app.add_option("--interface", options->interface, "the device's interface on the tester's LAN")
        ->type_name("NAME")
        ->group(group);
    app.add_option("--address", options->addresses,
                   "its own address there, one a family; else one is proposed")
        ->type_name("ADDRESS/PREFIX")
        ->group(group)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--part", options->part, "where a vendor needs commands beside its configuration (frr)")
        ->type_name("all|commands|config")
        ->capture_default_str()
        ->group(group);
    app.add_flag("--json", options->json, "the needs themselves, in no vendor's words")->group(group);
    options->which.add_to(app);
    return [options] { return config(*options); };
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "engine/router/mutants.hpp"
#include "reports/file.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/driver_options.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/run_paths.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/run/live_session.hpp"
#include "tester/run/simulated_session.hpp"

namespace cli {
namespace {

using tester::UsageError;

struct RunOptions {
    std::string dut;
    std::string interface;
    std::string second_interface;
    std::string dut_file;
    std::vector<std::string> vrids;
    std::string listen;
    VlanOptions vlan;
    DriverOptions driver;
    std::string mutant;
    std::string capture;
    std::string run_file;
    bool list = false;
    SelectionOptions which;
    JudgingOptions how;
    ReportOptions told;
};

/// An option for the one sort of device has no meaning for the other, and is not silently ignored.
void refuse_what_does_not_fit(const RunOptions& options) {
    const bool is_embedded = options.dut == "embedded";
    const auto refuse_if = [](bool given, const char* option, const char* sentence) {
        if (given) throw UsageError(std::string(option) + sentence);
    };
    constexpr auto not_embedded = " is for a device on a network; leave it out with --dut embedded";
    if (is_embedded) {
        refuse_if(!options.interface.empty(), "--interface", not_embedded);
        refuse_if(!options.second_interface.empty(), "--second-interface", not_embedded);
        refuse_if(!options.dut_file.empty(), "--dut-file", not_embedded);
        refuse_if(!options.vrids.empty(), "--vrid", not_embedded);
        refuse_if(!options.listen.empty(), "--listen", not_embedded);
        refuse_if(options.vlan.vlan != 0, "--vlan", not_embedded);
        refuse_if(!options.vlan.own_addresses.empty(), "--own-address", not_embedded);
        refuse_if(options.driver.is_given(), "--driver", not_embedded);
        refuse_if(!options.capture.empty(), "--pcap", not_embedded);
        refuse_if(!options.run_file.empty(), "--pcapng",
                  " is for a device on a network, since the embedded one lives in many worlds; 'vrrptest lab "
                  "embedded' puts it on one");
    } else {
        refuse_if(!options.mutant.empty(), "--mutant",
                  " gives a fault to the embedded device; use it with --dut embedded");
    }
}

engine::Rules rules_of_device(const std::string& mutant_name) {
    if (mutant_name.empty()) return engine::rfc_rules();
    const auto* mutant = engine::find_mutant(mutant_name);
    if (mutant) return engine::mutated_rules(*mutant);
    std::vector<std::string> names;
    for (const auto& each : engine::all_mutants()) names.emplace_back(each.name);
    const auto advice = did_you_mean(mutant_name, names);
    throw UsageError("there is no mutant '" + mutant_name + "'; " +
                     (advice.empty() ? "'vrrptest list mutants' shows which there are" : advice));
}

std::optional<tester::DutFile> dut_file_of(const RunOptions& options) {
    if (options.dut_file.empty()) return {};
    return tester::read_dut_file(options.dut_file);
}

std::vector<tester::KnownDeviation> known_deviations(const RunOptions& options,
                                                     const std::optional<tester::DutFile>& file) {
    auto known = options.how.known_deviations();
    if (file) known.insert(known.end(), file->known_deviations.begin(), file->known_deviations.end());
    return known;
}

tester::LiveOptions live_options(const RunOptions& options, const std::optional<tester::DutFile>& file,
                                 const Invocation& invocation) {
    tester::LiveOptions live;
    live.dut = options.dut;
    if (!options.interface.empty()) live.interface = options.interface;
    if (!options.second_interface.empty()) live.second_interface = options.second_interface;
    for (const auto& vrid : split_list(options.vrids)) live.vrids.push_back(parse_vrid(vrid));
    live.dut_file = file;
    live.vlan = options.vlan.wanted();
    if (!options.listen.empty()) live.listen = parse_duration(options.listen);
    options.how.apply_to(live);
    live.known_deviations = known_deviations(options, file);
    live.passive = options.which.passive;
    live.capture_path = options.capture;
    const auto paths = run_paths(options.run_file);
    live.run_path = paths.run;
    live.case_folder = paths.cases;
    live.encode_record = tester::encode;
    live.tool_version = version;
    live.command_line = invocation.line;
    return live;
}

/// Where the cases would run if the device were configured for them.
std::optional<PlannedDevice> planned_device(const RunOptions& options,
                                            const std::optional<tester::DutFile>& file) {
    const auto description = options.driver.description(file);
    if (!description) return {};
    PlannedDevice device{limits_for(usual_capabilities(description->type, description->use_vmac), file)};
    for (const auto& vrid : split_list(options.vrids)) device.limits.device.vrids.push_back(parse_vrid(vrid));
    device.limits.second_interface = !options.second_interface.empty();
    if (file)
        for (const auto& router : file->virtual_routers)
            device.declared.push_back(tester::configuration_of(router));
    return device;
}

/// A driver that is told to let go, whatever ends the run.
int run_live(const RunOptions& options, const std::optional<tester::DutFile>& file,
             const Invocation& invocation, const tester::Selection& selection, Reporting& reporting) {
    auto live = live_options(options, file, invocation);
    std::unique_ptr<tester::Driver> driver;
    if (const auto description = options.driver.description(file)) {
        driver = driver_for(*description);
        live.driver = driver.get();
        live.limits = limits_for(driver->capabilities(), file);
        live.keep_privileges = true;
    }
    const auto catalogue = options.which.catalogue();
    return reporting.finish(tester::run_live(live, catalogue, selection, reporting.observer(), interrupted));
}

int run_on_embedded(const RunOptions& options, const Invocation& invocation,
                    const tester::Selection& selection, Reporting& reporting) {
    tester::EmbeddedOptions embedded;
    embedded.tolerance = options.how.tolerance();
    embedded.serial = options.how.serial;
    embedded.strict = options.how.strict;
    embedded.known_deviations = options.how.known_deviations();
    embedded.rules = rules_of_device(options.mutant);
    embedded.tool_version = version;
    embedded.command_line = invocation.line;
    const auto catalogue = options.which.catalogue();
    return reporting.finish(
        tester::run_embedded(embedded, catalogue, selection, reporting.observer(), interrupted));
}

int run(const RunOptions& options, const Invocation& invocation) {
    if (options.dut.empty() && options.dut_file.empty() && !options.list)
        throw UsageError(
            "no device was named; add --dut ADDRESS, or --dut embedded to try the tool by itself");
    if (invocation.has_dashes) throw UsageError("'--' has no meaning here; leave it out");
    refuse_what_does_not_fit(options);
    const auto selection = options.which.selection();
    const auto catalogue = options.which.catalogue();
    const auto file = dut_file_of(options);
    if (options.list)
        return list_selection(catalogue, selection, options.told, planned_device(options, file));
    if (!options.capture.empty()) check_capture_path(options.capture);
    auto told = options.told;
    told.dut_file = options.dut_file;
    if (const auto paths = run_paths(options.run_file); !paths.run.empty())
        told.attachments.push_back(paths.run);
    Reporting reporting(told);
    const InterruptGuard guard;
    if (options.dut == "embedded") return run_on_embedded(options, invocation, selection, reporting);
    return run_live(options, file, invocation, selection, reporting);
}

void add_device_options(CLI::App& app, RunOptions& options) {
    const auto group = "The device under test";
    app.add_option("--dut", options.dut,
                   "its address, or 'embedded' for the tool's own speaker in virtual time")
        ->type_name("ADDRESS|embedded")
        ->group(group);
    app.add_option("-i,--interface", options.interface,
                   "the interface to test on (default: the one on its link)")
        ->type_name("IF")
        ->group(group);
    app.add_option("--second-interface", options.second_interface,
                   "one on a network to which the device forwards, for the cases of forwarding")
        ->type_name("IF")
        ->group(group);
    app.add_option("--dut-file", options.dut_file, "what is configured on the device (TOML)")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--vrid", options.vrids, "only these virtual routers (default: all that it advertises)")
        ->type_name("N[,N...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
    app.add_option("--listen", options.listen,
                   "how long to listen for its virtual routers (default: until all are heard)")
        ->type_name("TIME")
        ->group(group);
    options.vlan.add_to(app, group);
    app.add_option("--mutant", options.mutant, "give the embedded device a fault: 'vrrptest list mutants'")
        ->type_name("NAME")
        ->group(group);
}

}  // namespace

Action add_run(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<RunOptions>();
    add_device_options(app, *options);
    options->driver.add_to(app);
    options->which.add_to(app);
    app.add_flag("--list", options->list, "only show which cases are selected; nothing is sent")
        ->group("Which cases");
    options->how.add_to(app);
    options->told.add_to(app);
    app.add_option("--pcap", options->capture, "write the frames of the run")
        ->type_name("FILE")
        ->group("What is told");
    app.add_option(
           "--pcapng", options->run_file,
           "write the whole run: its frames, with the verdicts as comments, and all that 'vrrptest replay' "
           "needs to judge it again; into a folder also one file a case")
        ->type_name("FILE|DIR/")
        ->group("What is told");
    return [options, &invocation] { return run(*options, invocation); };
}

}  // namespace cli

#include "tester/run/live_session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/run/device_facts.hpp"
#include "tester/run/live_run.hpp"
#include "tester/run/second_interface.hpp"
#include "tester/run/simulated_session.hpp"

namespace tester {

using engine::IpAddress;

namespace {

IpAddress device_address(const LiveOptions& options) {
    if (options.dut.empty()) {
        if (options.dut_file && options.dut_file->address) return *options.dut_file->address;
        throw UsageError("no device is named: give its address with --dut, or in the DUT file");
    }
    const auto address = IpAddress::parse(options.dut);
    if (!address)
        throw UsageError(
            fmt::format("'{}' is no IP address: give the device's, such as 172.16.100.11", options.dut));
    return *address;
}

std::optional<std::string> wanted_interface(const LiveOptions& options) {
    if (options.interface) return options.interface;
    return options.dut_file ? options.dut_file->interface : std::nullopt;
}

/// The interface to test on, as it is in the VLAN if there is one.
engine::InterfaceFacts chosen_interface(const LiveOptions& options, const IpAddress& device) {
    const auto wanted = wanted_interface(options);
    if (!options.vlan) return choose_interface(device, wanted);
    if (!wanted) throw UsageError("a VLAN is behind an interface: say which with --interface");
    auto present = engine::interfaces();
    for (auto& each : present)
        if (each.name == *wanted) each = in_vlan(std::move(each), options.vlan);
    return choose_interface(present, device, wanted);
}

std::vector<SelectedCase> selected_cases(const LiveOptions& options, std::span<const Case> catalogue,
                                         const Selection& selection) {
    auto selected = select(catalogue, selection);
    if (options.passive)
        std::erase_if(selected, [](const SelectedCase& what) { return !what.which->only_observes; });
    return selected;
}

std::optional<engine::InterfaceFacts> second_interface(const LiveOptions& options, const IpAddress& device,
                                                       const engine::InterfaceFacts& first) {
    if (!options.second_interface) return {};
    SecondInterfaceWish wish{*options.second_interface, first, device};
    if (options.dut_file) wish.second_address = options.dut_file->second_address;
    return choose_second_interface(engine::interfaces(), wish);
}

/// Everything that needs the interface; what goes wrong there becomes the result's environment error.
void run_session(const LiveRun::What& what, RunObserver& observer, const std::function<bool()>& interrupted,
                 RunResult& result) {
    LiveRun run(what, observer, interrupted, result);
    try {
        run.run();
    } catch (const UsageError&) {
        run.conclude();
        throw;
    } catch (const std::exception& error) {
        result.environment_error = error.what();
    }
    run.conclude();
}

}  // namespace

std::optional<Batches> batches_for(const LiveOptions& options, std::span<const SelectedCase> selected) {
    if (!options.driver || !options.driver->can(DriverVerb::apply)) return {};
    // What the operator declares is what is applied.
    if (options.dut_file && !options.dut_file->virtual_routers.empty()) {
        Batch batch;
        for (const auto& router : options.dut_file->virtual_routers)
            batch.routers.push_back(configuration_of(router));
        batch.cases.assign(selected.begin(), selected.end());
        return Batches{{batch}, {}};
    }
    BatchLimits limits = options.limits;
    if (!options.vrids.empty()) limits.device.vrids = options.vrids;
    limits.second_interface = options.second_interface.has_value();
    return plan_batches(selected, limits);
}

RunResult run_live(const LiveOptions& options, std::span<const Case> catalogue, const Selection& selection,
                   RunObserver& observer, const std::function<bool()>& interrupted) {
    const auto started = std::chrono::steady_clock::now();
    const auto selected = selected_cases(options, catalogue, selection);
    auto runnable = selected;
    auto put_off = put_off_long_ones(runnable, selection.long_ones);
    const auto device = device_address(options);
    RunResult result =
        begin_result(options.tool_version, options.command_line, selected, options.tolerance, options.strict);
    result.dut.address = to_string(device);
    if (selected.empty()) {
        result.nothing_because = why_nothing(catalogue, selection);
        return result;
    }
    try {
        const auto interface = chosen_interface(options, device);
        result.link.interface = interface.name;
        result.link.tester_mac = to_string(interface.mac);
        const auto addresses = station_addresses(interface, device);
        if (!addresses.empty()) result.link.tester_address = to_string(addresses.front());
        if (!runnable.empty())
            run_session(
                {options, device, interface, second_interface(options, device, interface), runnable, put_off},
                observer, interrupted, result);
    } catch (const UsageError&) {
        throw;
    } catch (const std::exception& error) {
        result.environment_error = error.what();
    }
    if (result.environment_error.empty() || result.aborted || !result.cases.empty())
        for (auto& skipped : put_off) {
            observer.case_finished(skipped);
            result.cases.push_back(std::move(skipped));
        }
    // Without a single verdict the sentence says it all; a run that was cut off names what it never came to.
    if (result.aborted || !result.cases.empty())
        complete_in_order(result.cases, selected,
                          result.aborted ? "the run was interrupted before this case began"
                                         : "the run broke off before this case had ended",
                          observer);
    gather_facts(result);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return result;
}

}  // namespace tester

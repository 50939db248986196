#include "tester/run/live_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "engine/lan/pcap_link.hpp"
#include "engine/lan/real_scheduler.hpp"
#include "tester/run/live_report.hpp"
#include "tester/run/privileges.hpp"
#include "tester/run/run_capture.hpp"
#include "tester/run/runner.hpp"
#include "tester/run/simulated_session.hpp"

namespace tester {

using engine::Family;
using engine::IpAddress;
using namespace std::chrono_literals;

namespace {

/// Feeds the tester's own lateness into the record, and wakes up often enough to notice it.
class Heartbeat {
  public:
    Heartbeat(engine::RealScheduler& scheduler, SchedulingDelay& delay) : scheduler_(scheduler) {
        scheduler_.on_lateness(
            [&delay](engine::Instant due, engine::Duration late) { delay.record(due, late); });
        beat();
    }
    ~Heartbeat() {
        scheduler_.cancel(timer_);
        scheduler_.on_lateness({});
    }
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

  private:
    void beat() {
        timer_ = scheduler_.call_after(5ms, [this] { beat(); });
    }
    engine::RealScheduler& scheduler_;
    engine::TimerId timer_ = 0;
};

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

/// The interface's addresses, the one in the device's prefix before the others.
std::vector<IpAddress> station_addresses(const engine::InterfaceFacts& interface, const IpAddress& device) {
    std::vector<IpAddress> addresses;
    for (const auto& prefix : interface.addresses) {
        engine::InterfaceFacts alone;
        alone.addresses = {prefix};
        const bool beside_the_device = engine::is_on_link(alone, device);
        addresses.insert(beside_the_device ? addresses.begin() : addresses.end(), prefix.address);
    }
    return addresses;
}

std::vector<SelectedCase> selected_cases(const LiveOptions& options, std::span<const Case> catalogue,
                                         const Selection& selection) {
    auto selected = select(catalogue, selection);
    if (options.passive)
        std::erase_if(selected, [](const SelectedCase& what) { return !what.which->only_observes; });
    return selected;
}

/// One run against a device, step by step.
class LiveSession {
  public:
    LiveSession(const LiveOptions& options, const IpAddress& device, const engine::InterfaceFacts& interface,
                const std::vector<SelectedCase>& selected, RunObserver& observer,
                const std::function<bool()>& interrupted, RunResult& result)
        : options_(options),
          device_(device),
          interface_(interface),
          selected_(selected),
          observer_(observer),
          interrupted_(interrupted),
          result_(result),
          capture_(options.capture_path),
          link_(scheduler_, interface.name),
          log_(scheduler_, link_),
          station_(scheduler_, log_, interface.mac, station_addresses(interface, device)) {
        // The boost needs rights that the run itself is not to have.
        boost_ = std::make_unique<PriorityBoost>();
        if (!options.keep_privileges && !drop_privileges())
            throw EnvironmentError("the kernel does not let this process give up its capabilities");
    }

    void run();
    void conclude();

  private:
    void find_out();
    void leave_out_unspeakable();
    bool stimulates(const Plan& plan) const;
    void check_path(const Plan& plan);
    void announce(const Plan& plan);
    void report_skipped(Plan& plan);
    void run_plan(const Plan& plan, const ControlOf& control_of);
    void check_afterwards(const Plan& plan);

    const LiveOptions& options_;
    const IpAddress device_;
    const engine::InterfaceFacts interface_;
    const std::vector<SelectedCase>& selected_;
    RunObserver& observer_;
    const std::function<bool()>& interrupted_;
    RunResult& result_;

    RunCapture capture_;
    engine::RealScheduler scheduler_;
    engine::PcapLink link_;
    engine::CaptureLog log_;
    Station station_;
    std::unique_ptr<PriorityBoost> boost_;
    SchedulingDelay delay_;
    Control nobody_;  // the hand of a device without a driver
    Discovery found_;
    std::vector<VirtualRouterFacts> routers_;
    std::vector<std::string> remarks_;
};

void LiveSession::run() {
    find_out();
    if (interrupted_()) {
        result_.aborted = true;
        return;
    }
    const ControlOf control_of =
        options_.driver ? options_.driver(station_, routers_)
                        : ControlOf([this](const VirtualRouterFacts&) -> Control& { return nobody_; });
    auto plan = make_plan(selected_, routers_, control_of, options_.device_wide);
    check_path(plan);
    if (interrupted_()) {
        result_.aborted = true;
        return;
    }
    announce(plan);
    report_skipped(plan);
    run_plan(plan, control_of);
    if (!result_.aborted) check_afterwards(plan);
}

/// Whatever came of the run, what was seen is kept.
void LiveSession::conclude() {
    result_.link.worst_scheduling_delay_ms = engine::milliseconds(delay_.worst());
    result_.link.frames_seen = log_.last() + log_.other_traffic();
    result_.link.frames_dropped = link_.dropped();
    capture_.keep(log_);
}

void LiveSession::find_out() {
    DiscoveryOptions how;
    how.address = device_;
    how.vrids = options_.vrids;
    how.listen = options_.listen;
    found_ = discover(station_, how, interrupted_);
    if (found_.interrupted) return;
    remarks_ = found_.remarks;
    routers_ = found_.virtual_routers;
    if (found_.mac) result_.dut.mac = to_string(*found_.mac);
    if (options_.dut_file) {
        routers_ = merge(*options_.dut_file, routers_, {device_, found_.mac}, remarks_);
        const auto& wanted = options_.vrids;
        std::erase_if(routers_, [&](const VirtualRouterFacts& router) {
            return !wanted.empty() && std::find(wanted.begin(), wanted.end(), router.vrid) == wanted.end();
        });
    }
    // Declared virtual routers may be tested unheard, but not on a device that does not answer.
    if (!found_.mac || routers_.empty()) require_presence(found_, device_, interface_.name);
    leave_out_unspeakable();
    station_.know(routers_);
    for (const auto& router : routers_) result_.dut.virtual_routers.push_back(reference_to(router));
    result_.dut.facts = habits_of(found_);
    for (auto& remark : remarks_about_others(found_, routers_)) remarks_.push_back(std::move(remark));
}

/// A peer needs an address of its own in the virtual router's family.
void LiveSession::leave_out_unspeakable() {
    std::erase_if(routers_, [this](const VirtualRouterFacts& router) {
        if (!station_.address(router.family()).is_unspecified()) return false;
        auto reason =
            fmt::format("{} has no {}, which a peer of VRID {} ({}) needs", interface_.name,
                        router.family() == Family::ipv4 ? "IPv4 address" : "IPv6 link-local address",
                        router.vrid, to_string(router.profile));
        remarks_.push_back(reason);
        found_.left_out.push_back({router.profile, router.vrid, std::move(reason)});
        return true;
    });
}

bool LiveSession::stimulates(const Plan& plan) const {
    const auto sends = [](const Lane& lane) { return !lane.stimulating.empty(); };
    return std::any_of(plan.lanes.begin(), plan.lanes.end(), sends) ||
           std::any_of(plan.disruptive.begin(), plan.disruptive.end(), sends);
}

void LiveSession::check_path(const Plan& plan) {
    if (!stimulates(plan)) return;
    // The question goes to the device's address, so a virtual router of its family is the one to ask for.
    for (const auto& router : routers_)
        if (router.family() == device_.family())
            return require_virtual_mac_passes(station_, device_, router, interrupted_);
    require_virtual_mac_passes(station_, device_, routers_.front(), interrupted_);
}

void LiveSession::announce(const Plan& plan) {
    const double estimate = options_.serial ? serial_seconds(plan) : plan.estimated_seconds();
    observer_.run_planned({plan.cases() + plan.skipped.size(), estimate, notes_for(plan, remarks_)});
}

void LiveSession::report_skipped(Plan& plan) {
    for (auto& skipped : plan.skipped) {
        // Where the only virtual routers of the profile had to be left out, that is the reason worth
        // printing.
        const bool has_profile = std::any_of(
            routers_.begin(), routers_.end(),
            [&](const VirtualRouterFacts& router) { return to_string(router.profile) == skipped.profile; });
        for (const auto& left_out : found_.left_out)
            if (!has_profile && to_string(left_out.profile) == skipped.profile)
                skipped.reason = left_out.reason;
        result_.cases.push_back(skipped);
        observer_.case_finished(skipped);
    }
}

void LiveSession::run_plan(const Plan& plan, const ControlOf& control_of) {
    const Heartbeat heartbeat(scheduler_, delay_);
    Runner runner(station_, {options_.tolerance, options_.serial, interrupted_}, control_of, &delay_,
                  observer_, scheduler_.now());
    result_.aborted = !runner.run(plan, result_.cases);
}

void LiveSession::check_afterwards(const Plan& plan) {
    std::vector<VirtualRouterFacts> used;
    const auto was_heard = [this](const VirtualRouterFacts& router) {
        return std::any_of(
            found_.virtual_routers.begin(), found_.virtual_routers.end(),
            [&](const auto& heard) { return heard.vrid == router.vrid && heard.profile == router.profile; });
    };
    for (const auto* phase : {&plan.lanes, &plan.disruptive})
        for (const auto& lane : *phase) {
            const auto& router = lane.where;
            const auto is_it = [&](const auto& known) {
                return known.vrid == router.vrid && known.profile == router.profile;
            };
            // Beside another router, or never heard, it may be Backup with every right.
            const bool must_speak = was_heard(router) && router.other_speakers.empty();
            if (must_speak && std::none_of(used.begin(), used.end(), is_it)) used.push_back(router);
        }
    const auto silent = silent_after_run(station_, used, interrupted_);
    if (interrupted_()) result_.aborted = true;
    if (!silent.empty()) result_.environment_error = sentence_about_silent(silent);
}

/// Everything that needs the interface; what goes wrong there becomes the result's environment error.
void run_session(const LiveOptions& options, const IpAddress& device, const engine::InterfaceFacts& interface,
                 const std::vector<SelectedCase>& selected, RunObserver& observer,
                 const std::function<bool()>& interrupted, RunResult& result) {
    LiveSession session(options, device, interface, selected, observer, interrupted, result);
    try {
        session.run();
    } catch (const std::exception& error) {
        result.environment_error = error.what();
    }
    session.conclude();
}

}  // namespace

RunResult run_live(const LiveOptions& options, std::span<const Case> catalogue, const Selection& selection,
                   RunObserver& observer, const std::function<bool()>& interrupted) {
    const auto started = std::chrono::steady_clock::now();
    const auto selected = selected_cases(options, catalogue, selection);
    const auto device = device_address(options);
    RunResult result =
        begin_result(options.tool_version, options.command_line, selected, options.tolerance, options.strict);
    result.dut.address = to_string(device);
    if (selected.empty()) return result;
    try {
        const auto interface = choose_interface(device, wanted_interface(options));
        result.link.interface = interface.name;
        result.link.tester_mac = to_string(interface.mac);
        const auto addresses = station_addresses(interface, device);
        if (!addresses.empty()) result.link.tester_address = to_string(addresses.front());
        run_session(options, device, interface, selected, observer, interrupted, result);
    } catch (const UsageError&) {
        throw;
    } catch (const std::exception& error) {
        result.environment_error = error.what();
    }
    // Without a single verdict the sentence says it all; a run that was cut off names what it never came to.
    if (result.aborted || !result.cases.empty())
        complete_in_order(result.cases, selected,
                          result.aborted ? "the run was interrupted before this case began"
                                         : "the run broke off before this case had ended",
                          observer);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return result;
}

}  // namespace tester

#include "tester/run/live_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tester/run/case_run.hpp"
#include "tester/run/known_deviations.hpp"
#include "tester/run/live_report.hpp"
#include "tester/run/preview.hpp"
#include "tester/run/runner.hpp"
#include "tester/run/version_fit.hpp"

namespace tester {

using engine::Family;
using engine::IpAddress;
using namespace std::chrono_literals;

namespace {

// Some case may want an interval so long that waiting for its first advertisement would be most of the run;
// what is declared need not have been heard.
constexpr engine::Duration longest_wait = 8s;
// A daemon's own time to begin, and to become Active on hundreds of virtual routers.
constexpr engine::Duration starting_takes_at_most = 4s;

/// Feeds the tester's own lateness into the record, and wakes up often enough to notice it.
class Heartbeat {
  public:
    Heartbeat(engine::RealScheduler& scheduler, SchedulingDelay& delay,
              const std::function<engine::Duration()>& machine_delay)
        : scheduler_(scheduler), delay_(delay), machine_delay_(machine_delay) {
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
        const auto waited = machine_delay_();
        if (waited > 0ns) delay_.record(scheduler_.now() - waited, waited);
        timer_ = scheduler_.call_after(5ms, [this] { beat(); });
    }
    engine::RealScheduler& scheduler_;
    SchedulingDelay& delay_;
    const std::function<engine::Duration()>& machine_delay_;
    engine::TimerId timer_ = 0;
};

}  // namespace

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

namespace {

/// The interfaces whose frames the run's capture has.
std::vector<std::string> names_of(const LiveRun::What& what) {
    std::vector<std::string> names{what.interface.name};
    if (what.second_interface) names.push_back(what.second_interface->name);
    return names;
}

}  // namespace

LiveRun::LiveRun(What what, RunObserver& observer, const std::function<bool()>& interrupted,
                 RunResult& result)
    : what_(std::move(what)),
      observer_(observer),
      interrupted_(interrupted),
      result_(result),
      capture_(options_.capture_path, names_of(what_)),
      run_file_(options_.run_path, names_of(what_), options_.encode_record),
      case_files_(options_.case_folder, names_of(what_)),
      link_(scheduler_, interface_.name),
      port_(scheduler_, link_, interface_, options_.vlan),
      log_(scheduler_, port_.link()),
      station_(scheduler_, log_, interface_.mac, station_addresses(interface_, device_)),
      started_(scheduler_.now()) {
    station_.set_switch_learns(options_.switch_learns);
    if (const auto& second = what_.second_interface) {
        second_link_.emplace(scheduler_, second->name);
        Port port{second->mac, {}};
        for (const auto& prefix : second->addresses) port.addresses.push_back(prefix.address);
        station_.attach(*second_link_, std::move(port));
    }
    show_frames();
    // The boost needs rights that the run itself is not to have.
    boost_ = std::make_unique<PriorityBoost>();
    if (!options_.keep_privileges && !drop_privileges())
        throw EnvironmentError("the kernel does not let this process give up its capabilities");
}

void LiveRun::run() {
    if (options_.driver) result_.dut.facts["implementation"] = options_.driver->name();
    if (const auto batches = batches_for(options_, what_.selected)) {
        require_something_to_do(*batches, what_.selected);
        run_batches(*batches);
    } else {
        run_as_it_is();
    }
}

/// Whatever came of the run, what was seen is kept.
void LiveRun::conclude() {
    result_.link.worst_scheduling_delay_ms = engine::milliseconds(delay_.worst());
    result_.link.frames_seen = log_.last() + log_.other_traffic();
    result_.link.frames_dropped = link_.dropped() + (second_link_ ? second_link_->dropped() : 0);
    capture_.keep(log_, options_.vlan ? std::optional(options_.vlan->tag) : std::nullopt);
    if (run_file_.is_wanted()) keep_run();
}

void LiveRun::keep_run() {
    auto record = recorder_.record_of(station_, result_);
    auto& cases = record.result.cases;
    cases.insert(cases.end(), what_.put_off.begin(), what_.put_off.end());
    record.tolerance = options_.tolerance;
    record.started = started_;
    record.result.seconds = engine::seconds(scheduler_.now() - started_);
    std::optional<engine::VlanTag> tag;
    if (options_.vlan) tag = options_.vlan->tag;
    if (tag) record.vlan = tag->vlan;
    run_file_.keep(log_, tag, record);
    if (case_files_.are_wanted()) case_files_.keep(log_, tag, record);
}

/// Those that cases send and hear, as they come.
void LiveRun::show_frames() {
    if (!observer_.wants_frames()) return;
    station_.watch([this](const engine::LoggedFrame& frame) {
        CitedFrame told;
        told.number = frame.number;
        told.time_seconds = engine::seconds(frame.when - started_);
        told.role = frame.own ? "sent" : "heard";
        told.summary = (frame.on_second ? "on the second interface: " : "") + engine::describe(frame.view);
        observer_.frame_seen(told);
    });
}

bool LiveRun::was_interrupted() {
    if (interrupted_()) result_.aborted = true;
    return result_.aborted;
}

void LiveRun::run_as_it_is() {
    judge(what_.selected, options_.dut_file, {});
}

void LiveRun::run_batches(const Batches& batches) {
    announce(batches);
    for (const auto& skipped : batches.skipped) publish_skipped(skipped);
    for (const auto& batch : batches.batches) {
        seconds_to_come_ -= preview(batch, switches_of(*options_.driver)).estimated_seconds();
        if (!configure(batch)) return;
        DutFile declaration = options_.dut_file.value_or(DutFile{});
        declaration.virtual_routers = declared(batch.routers);
        judge(batch.cases, declaration, batch.routers);
        if (result_.aborted || !result_.environment_error.empty()) return;
    }
}

/// False if interrupted.
bool LiveRun::configure(const Batch& batch) {
    do_beside(
        scheduler_, *options_.driver, [&](Driver& driver) { driver.apply(batch.routers); }, interrupted_);
    return !was_interrupted();
}

void LiveRun::judge(const std::vector<SelectedCase>& cases, const std::optional<DutFile>& declaration,
                    const std::vector<RouterConfig>& configured) {
    find_out(declaration, configured);
    if (was_interrupted()) return;
    std::unique_ptr<DeviceControl> device;
    if (options_.driver) device = std::make_unique<DeviceControl>(scheduler_, *options_.driver, configured);
    const ControlOf control_of = [&](const VirtualRouterFacts&) -> Control& {
        return device ? static_cast<Control&>(*device) : nobody_;
    };
    // What may end a device comes last, when nothing else suffers and whether it still speaks is known.
    auto rough = cases;
    const auto gentle_begin = std::stable_partition(
        rough.begin(), rough.end(), [](const SelectedCase& what) { return what.which->may_fell_device; });
    const std::vector<SelectedCase> gentle(gentle_begin, rough.end());
    rough.erase(gentle_begin, rough.end());
    auto plan = make_plan(gentle, routers_, control_of, options_.driver != nullptr);
    auto last = make_plan(rough, routers_, control_of, options_.driver != nullptr);
    check_path(plan);
    check_path(last);
    if (was_interrupted()) return;
    announce(plan, last);
    report_skipped(plan);
    report_skipped(last);
    run_plan(plan, control_of, device.get());
    if (!result_.aborted) check_afterwards(plan);
    if (!result_.aborted) run_plan(last, control_of, device.get());
}

void LiveRun::find_out(const std::optional<DutFile>& declaration,
                       const std::vector<RouterConfig>& configured) {
    DiscoveryOptions how;
    how.address = device_;
    how.vrids = options_.vrids;
    how.listen = options_.listen;
    for (const auto& router : configured) how.expected.emplace_back(router.profile, router.vrid);
    if (!configured.empty())
        how.patience = std::min(time_to_take_over(configured) + starting_takes_at_most, longest_wait);
    found_ = discover(station_, how, interrupted_);
    if (found_.interrupted) return;
    remarks_ = found_.remarks;
    routers_ = found_.virtual_routers;
    if (found_.mac) result_.dut.mac = to_string(*found_.mac);
    if (declaration) {
        routers_ = merge(*declaration, routers_, {device_, found_.mac}, remarks_);
        const auto& wanted = options_.vrids;
        std::erase_if(routers_, [&](const VirtualRouterFacts& router) {
            return !wanted.empty() && std::find(wanted.begin(), wanted.end(), router.vrid) == wanted.end();
        });
    }
    // Its version 2 beside version 3 is no virtual router of its own (RFC 9568 8.4).
    std::set<std::uint8_t> of_both;
    for (const auto& router : routers_)
        if (router.v2_interoperation) of_both.insert(router.vrid);
    std::erase_if(routers_, [&](const VirtualRouterFacts& router) {
        return router.profile == Profile::v2_ipv4 && of_both.contains(router.vrid);
    });
    // Declared virtual routers may be tested unheard, but not on a device that does not answer.
    if (!found_.mac || routers_.empty()) require_presence(found_, device_, interface_.name);
    for (auto& router : routers_) router.second_interface = station_.has_second_port(router.family());
    leave_out_unspeakable();
    // A device that is configured batch by batch speaks one version now and another one later.
    if (configured.empty())
        for (auto& remark : require_common_version(what_.selected, routers_))
            remarks_.push_back(std::move(remark));
    leave_out_keyless();
    station_.know(routers_);
    recorder_.enter(station_);
    for (const auto& router : routers_) result_.dut.virtual_routers.push_back(reference_to(router));
    for (const auto& [name, habit] : habits_of(found_)) result_.dut.facts[name] = habit;
    for (auto& remark : remarks_about_others(found_, routers_)) remarks_.push_back(std::move(remark));
}

/// A peer needs an address of its own in the virtual router's family.
void LiveRun::leave_out_unspeakable() {
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

/// No advertisement tells the key of an Authentication Header, and without it the peer cannot make one.
void LiveRun::leave_out_keyless() {
    std::erase_if(routers_, [this](const VirtualRouterFacts& router) {
        const auto& [type, key] = router.authentication;
        if (type != engine::AuthenticationType::ip_authentication_header || !key.empty()) return false;
        auto reason = fmt::format(
            "VRID {} ({}) uses an IP Authentication Header, whose key only its operator knows: declare it in "
            "a DUT file (auth = \"ah:KEY\")",
            router.vrid, to_string(router.profile));
        remarks_.push_back(reason);
        found_.left_out.push_back({router.profile, router.vrid, std::move(reason)});
        return true;
    });
}

bool LiveRun::stimulates(const Plan& plan) const {
    const auto sends = [](const Lane& lane) { return !lane.stimulating.empty(); };
    const auto phases = plan.phases();
    return std::any_of(phases.begin(), phases.end(), [&](const std::vector<Lane>* phase) {
        return std::any_of(phase->begin(), phase->end(), sends);
    });
}

void LiveRun::check_path(const Plan& plan) {
    if (is_path_checked_ || !stimulates(plan)) return;
    is_path_checked_ = true;
    // The question goes to the device's address, so a virtual router of its family is the one to ask for.
    for (const auto& router : routers_)
        if (router.family() == device_.family())
            return require_virtual_mac_passes(station_, device_, router, interrupted_);
    require_virtual_mac_passes(station_, device_, routers_.front(), interrupted_);
}

void LiveRun::announce(const Plan& plan, const Plan& last) {
    if (std::exchange(is_announced_, true)) return;
    RunObserver::Plan all;
    for (const auto* each : {&plan, &last}) {
        all.cases += each->cases() + each->skipped.size();
        all.estimated_seconds += options_.serial ? serial_seconds(*each) : each->estimated_seconds();
    }
    all.notes = notes_for(plan.cases() == 0 ? last : plan, remarks_);
    observer_.run_planned(all);
}

void LiveRun::announce(const Batches& batches) {
    is_announced_ = true;
    RunObserver::Plan all;
    all.notes = notes_for(batches, options_.driver->name());
    for (const auto& batch : batches.batches) {
        const auto plan = preview(batch, switches_of(*options_.driver));
        all.cases += batch.cases.size();
        seconds_to_come_ += plan.estimated_seconds();
        if (options_.serial) all.estimated_seconds += serial_seconds(plan);
    }
    if (!options_.serial) all.estimated_seconds = seconds_to_come_;
    all.cases += batches.skipped.size();
    observer_.run_planned(all);
}

void LiveRun::report_skipped(Plan& plan) {
    for (auto& skipped : plan.skipped) {
        // Where the only virtual routers of the profile had to be left out, that is the reason worth
        // printing.
        const bool has_profile = std::any_of(
            routers_.begin(), routers_.end(),
            [&](const VirtualRouterFacts& router) { return to_string(router.profile) == skipped.profile; });
        for (const auto& left_out : found_.left_out)
            if (!has_profile && to_string(left_out.profile) == skipped.profile)
                skipped.reason = left_out.reason;
        publish_skipped(skipped);
    }
}

void LiveRun::publish_skipped(const CaseResult& skipped) {
    result_.cases.push_back(skipped);
    observer_.case_finished(skipped);
}

void LiveRun::run_plan(const Plan& plan, const ControlOf& control_of, DeviceGuard* guard) {
    const Heartbeat heartbeat(scheduler_, delay_, options_.machine_delay);
    RunnerOptions how;
    how.tolerance = options_.tolerance;
    how.serial = options_.serial;
    how.interrupted = interrupted_;
    how.guard = guard;
    if (run_file_.is_wanted()) how.recorder = &recorder_;
    how.device_shares_host = options_.device_shares_host;
    how.seconds_to_come = seconds_to_come_;
    how.amend = amend_by(options_.known_deviations);
    Runner runner(station_, how, control_of, &delay_, observer_, started_);
    if (runner.run(plan, result_.cases)) return;
    result_.aborted = true;
    if (options_.driver) options_.driver->hurry();
}

void LiveRun::check_afterwards(const Plan& plan) {
    std::vector<VirtualRouterFacts> used;
    const auto was_heard = [this](const VirtualRouterFacts& router) {
        return std::any_of(
            found_.virtual_routers.begin(), found_.virtual_routers.end(),
            [&](const auto& heard) { return heard.vrid == router.vrid && heard.profile == router.profile; });
    };
    const auto use = [&](const VirtualRouterFacts& router) {
        const auto is_it = [&](const auto& known) {
            return known.vrid == router.vrid && known.profile == router.profile;
        };
        // Beside another router, or never heard, it may be Backup with every right.
        const bool must_speak = was_heard(router) && router.other_speakers.empty();
        if (must_speak && std::none_of(used.begin(), used.end(), is_it)) used.push_back(router);
    };
    for (const auto* phase : plan.phases())
        for (const auto& lane : *phase) {
            use(lane.where);
            for (const auto& each : lane.company) use(each);
        }
    const auto silent = silent_after_run(station_, used, interrupted_);
    if (interrupted_()) result_.aborted = true;
    if (!silent.empty()) result_.environment_error = sentence_about_silent(silent);
}

}  // namespace tester

#include "tester/lab/lab_session.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include "tester/lab/foreground.hpp"
#include "tester/lab/keepalived.hpp"
#include "tester/lab/keepalived_control.hpp"
#include "tester/lab/topology.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

constexpr auto device_address = "172.16.100.11";
constexpr auto tester_address = "172.16.100.5";
// Some case may want an interval so long that waiting for its first advertisement would be most of the run;
// what is declared need not have been heard.
constexpr engine::Duration longest_wait = 8s;

void require_what_a_lab_needs() {
    if (const auto missing = LanTopology::what_is_missing(); !missing.empty())
        throw EnvironmentError(missing);
    if (Keepalived::version().empty())
        throw EnvironmentError("keepalived is not installed: install it with apt-get install keepalived");
}

AddressWithPrefix on_the_lan(const char* address) {
    return {*engine::IpAddress::parse(address), 24};
}

int times(std::string_view word, std::string_view text) {
    int count = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
        ++count;
    return count;
}

/// A LAN with one keepalived and one host for the tester. All of it is gone with the object.
class KeepalivedLab {
  public:
    KeepalivedLab(std::vector<RouterConfig> instances, bool use_vmac)
        : instances_(std::move(instances)),
          config_(keepalived_config({.use_vmac = use_vmac}, instances_)),
          router_(lan_.add_host("r1", {on_the_lan(device_address)}, true)),
          tester_(lan_.add_host("tester", {on_the_lan(tester_address)})) {
        if (use_vmac) lan_.answer_arp_by_interface(router_);
        keepalived_.start(router_.network_namespace, config_);
    }

    /// Until every virtual router has become Active, or should have.
    void wait_for_takeover(const std::function<bool()>& interrupted) {
        const auto limit = std::min<engine::Duration>(time_to_take_over(instances_) + 4s, longest_wait);
        wait_until([&] { return interrupted() || all_active(); }, limit);
        if (!keepalived_.running())
            throw EnvironmentError("keepalived ended at once: " + keepalived_.last_words());
    }

    const std::string& tester_namespace() const { return tester_.network_namespace; }
    const std::vector<RouterConfig>& instances() const { return instances_; }

    /// The switch lives as long as what is returned, which the session drops before its scheduler.
    ControlOf driver(Station& station) {
        auto control = std::make_shared<KeepalivedControl>(
            station.scheduler(), KeepalivedControl::Device{keepalived_, router_.network_namespace, config_,
                                                           [this] { lan_.remove_remnants(router_); }});
        return [control](const VirtualRouterFacts&) -> Control& { return *control; };
    }

  private:
    bool all_active() const {
        return times("Entering MASTER STATE", keepalived_.log()) >= static_cast<int>(instances_.size());
    }

    std::vector<RouterConfig> instances_;
    std::string config_;
    LanTopology lan_;
    LabHost router_, tester_;
    Keepalived keepalived_;
};

std::vector<SelectedCase> selected_for(const LiveOptions& live, std::span<const Case> catalogue,
                                       const Selection& selection) {
    auto selected = select(catalogue, selection);
    if (live.passive)
        std::erase_if(selected, [](const SelectedCase& what) { return !what.which->only_observes; });
    return selected;
}

}  // namespace

RunResult run_in_lab(const LabOptions& options, LiveOptions live, std::span<const Case> catalogue,
                     const Selection& selection, RunObserver& observer,
                     const std::function<bool()>& interrupted) {
    const auto selected = selected_for(live, catalogue, selection);
    require_what_a_lab_needs();
    remove_leftovers();
    KeepalivedLab lab(lab_routers(selected, {options.one_router, true}), options.use_vmac);
    lab.wait_for_takeover(interrupted);

    DutFile declaration;
    declaration.virtual_routers = declared(lab.instances());
    live.dut = device_address;
    live.interface = "eth0";
    live.dut_file = declaration;
    live.driver = [&lab](Station& station, const std::vector<VirtualRouterFacts>&) {
        return lab.driver(station);
    };
    live.device_wide = true;
    live.keep_privileges = true;
    const NamespaceGuard guard(lab.tester_namespace());
    auto result = run_live(live, catalogue, selection, observer, interrupted);
    result.dut.facts["implementation"] = "keepalived " + Keepalived::version();
    return result;
}

int run_command_in_lab(const LabOptions& options, std::span<const SelectedCase> selected,
                       const Arguments& command, const std::function<int()>& interrupting_signal) {
    require_what_a_lab_needs();
    remove_leftovers();
    KeepalivedLab lab(lab_routers(selected, {options.one_router, false}), options.use_vmac);
    lab.wait_for_takeover([&] { return interrupting_signal() != 0; });
    if (const int number = interrupting_signal()) return 128 + number;
    return run_in_foreground(lab.tester_namespace(), command, interrupting_signal);
}

}  // namespace tester

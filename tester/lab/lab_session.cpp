#include "tester/lab/lab_session.hpp"

#include <algorithm>

#include "tester/lab/foreground.hpp"
#include "tester/lab/kernel_watch.hpp"
#include "tester/lab/lab_drivers.hpp"
#include "tester/lab/processor_watch.hpp"

namespace tester {
namespace {

using namespace std::chrono_literals;

constexpr auto device_address = "172.16.100.11";
constexpr auto tester_address = "172.16.100.5";
// A daemon's own time to become Active on hundreds of virtual routers.
constexpr engine::Duration settling = 1s;
constexpr engine::Duration longest_wait = 8s;

/// An IPv4 and an IPv6 address of a network, each with the prefix length that is usual.
std::vector<AddressWithPrefix> both(const char* ipv4, const char* ipv6) {
    return {{*engine::IpAddress::parse(ipv4), 24}, {*engine::IpAddress::parse(ipv6), 64}};
}

/// A LAN with one router and one host for the tester, and a second network between the two. All of it is gone
/// with the object.
class RouterLab {
  public:
    explicit RouterLab(const LabOptions& options, std::optional<engine::Rfc> standard)
        : router_(lan_.add_host("r1", both(device_address, "2001:db8:100::11"), true)),
          tester_(lan_.add_host("tester", both(tester_address, "2001:db8:100::5"))),
          driver_(make_lab_driver(options.router, options.use_vmac, lan_, router_, standard)) {
        // The tester speaks from virtual MAC addresses, too; what it sends to them is for the router.
        lan_.forget_source_addresses_of(tester_);
        lan_.add_second_cable(router_, both("198.51.100.11", "2001:db8:ffff::11"), tester_,
                              both("198.51.100.5", "2001:db8:ffff::5"));
    }

    Driver& driver() { return *driver_; }
    const std::string& router_namespace() const { return router_.network_namespace; }
    const std::string& tester_namespace() const { return tester_.network_namespace; }

  private:
    LanTopology lan_;
    LabHost router_, tester_;
    std::unique_ptr<Driver> driver_;
};

BatchLimits limits_of(const LabOptions& options, const Driver& driver, bool is_in_our_hands) {
    BatchLimits limits;
    limits.device = driver.capabilities();
    limits.one_router = options.one_router;
    limits.is_in_our_hands = is_in_our_hands;
    return limits;
}

/// What an embedded speaker of version 3 follows: the newest document by which a selected case is judged. RFC
/// 2338 and 3768 are no matter of choice, since whoever speaks version 2 follows them.
std::optional<engine::Rfc> standard_of(std::span<const SelectedCase> selected) {
    std::optional<engine::Rfc> newest;
    for (const auto& what : selected)
        if (version_of(what.profile) == 3) newest = std::max(newest.value_or(what.rfc()), what.rfc());
    return newest;
}

void require_what_a_lab_needs() {
    if (const auto missing = LanTopology::what_is_missing(); !missing.empty())
        throw EnvironmentError(missing);
    remove_leftovers();
}

}  // namespace

RunResult run_in_lab(const LabOptions& options, LiveOptions live, std::span<const Case> catalogue,
                     const Selection& selection, RunObserver& observer,
                     const std::function<bool()>& interrupted) {
    require_what_a_lab_needs();
    RouterLab lab(options, standard_of(select(catalogue, selection)));
    live.dut = device_address;
    live.interface = "eth0";
    // The embedded speaker has one interface; the kernel beside it knows nothing of its virtual MAC
    // addresses.
    if (lab_router_type(options.router) != DriverType::embedded)
        live.second_interface = LanTopology::second_port;
    live.driver = &lab.driver();
    live.limits = limits_of(options, lab.driver(), true);
    live.keep_privileges = true;
    live.device_shares_host = true;
    live.switch_learns = false;
    const NamespaceGuard guard(lab.tester_namespace());
    KernelWatch watch;
    ProcessorWatch processors(lab.router_namespace());
    live.machine_delay = [&] {
        const auto waited = processors.take_longest_wait();
        return std::max(waited, watch.take_longest_wait());
    };
    return run_live(live, catalogue, selection, observer, interrupted);
}

int run_command_in_lab(const LabOptions& options, std::span<const SelectedCase> selected,
                       const Arguments& command, const std::function<int()>& interrupting_signal) {
    require_what_a_lab_needs();
    RouterLab lab(options, standard_of(selected));
    const auto batches = plan_batches(selected, limits_of(options, lab.driver(), false)).batches;
    if (batches.empty()) throw UsageError("the lab's router can be configured for none of these cases");
    lab.driver().apply(batches.front().routers);
    const auto takeover = std::min(time_to_take_over(batches.front().routers) + settling, longest_wait);
    wait_until([&] { return interrupting_signal() != 0; }, takeover);
    if (const int number = interrupting_signal()) return 128 + number;
    return run_in_foreground(lab.tester_namespace(), command, interrupting_signal);
}

}  // namespace tester

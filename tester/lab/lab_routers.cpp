#include "tester/lab/lab_routers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "tester/bench/rfc_times.hpp"
#include "tester/dut/embedded.hpp"

namespace tester {
namespace {

using engine::Duration;
using engine::Family;
using namespace std::chrono_literals;

/// The VRIDs of both IPv4 profiles come from one space.
class Vrids {
  public:
    std::optional<std::uint8_t> take(Family family) {
        auto& last = last_[family];
        if (last == 255) return {};
        return ++last;
    }

  private:
    std::map<Family, std::uint8_t> last_;
};

/// What is configured for these needs; cases of equal configuration could share a virtual router.
using Configuration = std::tuple<Profile, Role, std::uint8_t, Duration, bool, std::uint8_t>;

Configuration configuration_for(const SelectedCase& what) {
    const Needs& needs = what.which->needs;
    const std::uint8_t priority = needs.role == Role::owner ? std::uint8_t{255} : needs.priority;
    return {what.profile,   needs.role, priority, needs.advertisement_interval, needs.preempt.value_or(true),
            needs.addresses};
}

std::vector<engine::IpAddress> addresses_of(Family family, std::uint8_t vrid, std::uint8_t count) {
    auto addresses = pool_addresses(family, vrid, count);
    if (family == Family::ipv4 && vrid == 1) addresses.front() = *engine::IpAddress::parse("172.16.100.10");
    return addresses;
}

RouterConfig instance(const Configuration& configuration, std::uint8_t vrid) {
    const auto& [profile, role, priority, interval, preempt, addresses] = configuration;
    RouterConfig made;
    made.profile = profile;
    made.vrid = vrid;
    made.priority = priority;
    made.interval = representable_interval(profile, interval);
    made.preempt = preempt;
    made.addresses = addresses_of(made.family(), vrid, addresses);
    // Addresses of one prefix would go all at once when the first of them goes.
    made.prefix_length = made.family() == Family::ipv6 ? 64 : vrid == 1 ? 24 : 32;
    return made;
}

bool can_be_used(const SelectedCase& what, const LabRouterOptions& options) {
    const Needs& needs = what.which->needs;
    return options.is_in_our_hands || (!needs.control && needs.preempt != false);
}

/// Cases that stop the device, then those that stimulate, then those that only listen and could most easily
/// share.
int rank(const SelectedCase& what) {
    if (what.which->needs.control) return 0;
    return what.which->only_observes ? 2 : 1;
}

std::vector<RouterConfig> one_for_each_profile(std::span<const SelectedCase> selected) {
    std::vector<RouterConfig> instances;
    Vrids vrids;
    for (const auto profile : all_profiles) {
        const bool is_selected = std::any_of(selected.begin(), selected.end(), [=](const SelectedCase& what) {
            return what.profile == profile;
        });
        if (!is_selected) continue;
        // Over IPv6 a virtual router has its link-local address and at least one that hosts elsewhere can
        // reach.
        const std::uint8_t addresses = family_of(profile) == Family::ipv6 ? 2 : 1;
        const Configuration usual{profile,  Role::backup_or_active, std::uint8_t{100}, Duration(1s), true,
                                  addresses};
        instances.push_back(instance(usual, *vrids.take(family_of(profile))));
    }
    return instances;
}

}  // namespace

std::vector<RouterConfig> lab_routers(std::span<const SelectedCase> selected,
                                      const LabRouterOptions& options) {
    if (options.one_router) return one_for_each_profile(selected);
    std::vector<SelectedCase> ordered;
    std::copy_if(selected.begin(), selected.end(), std::back_inserter(ordered),
                 [&](const SelectedCase& what) { return can_be_used(what, options); });
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const SelectedCase& a, const SelectedCase& b) { return rank(a) < rank(b); });
    // Every configuration must be there once before any is there twice.
    std::map<Configuration, int> seen;
    const auto repeats = std::stable_partition(ordered.begin(), ordered.end(), [&](const SelectedCase& what) {
        return seen[configuration_for(what)]++ == 0;
    });
    std::stable_sort(ordered.begin(), repeats,
                     [](const SelectedCase& a, const SelectedCase& b) { return rank(a) < rank(b); });
    std::vector<RouterConfig> instances;
    Vrids vrids;
    for (const auto& what : ordered)
        if (const auto vrid = vrids.take(family_of(what.profile)))
            instances.push_back(instance(configuration_for(what), *vrid));
    return instances;
}

std::vector<DeclaredVirtualRouter> declared(std::span<const RouterConfig> instances) {
    std::vector<DeclaredVirtualRouter> all;
    for (const auto& each : instances) {
        DeclaredVirtualRouter router;
        router.vrid = each.vrid;
        router.profile = each.profile;
        router.priority = each.priority;
        router.interval = each.interval;
        router.addresses = each.addresses;
        router.preempt = each.preempt;
        all.push_back(std::move(router));
    }
    return all;
}

Duration time_to_take_over(std::span<const RouterConfig> instances) {
    Duration longest{};
    for (const auto& each : instances)
        longest = std::max(longest, active_down_interval(each.version(), each.priority, each.interval));
    return longest;
}

}  // namespace tester

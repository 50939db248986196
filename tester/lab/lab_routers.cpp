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

// keepalived counts in whole seconds in version 2 and in hundredths in version 3, rounded up.
Duration interval_of(Profile profile, Duration wanted) {
    const Duration step = version_of(profile) == 2 ? Duration(1s) : Duration(10ms);
    return std::max<Duration>(step, (wanted + step - 1ns) / step * step);
}

std::vector<engine::IpAddress> addresses_of(Family family, std::uint8_t vrid, std::uint8_t count) {
    auto addresses = pool_addresses(family, vrid, count);
    if (family == Family::ipv4 && vrid == 1) addresses.front() = *engine::IpAddress::parse("172.16.100.10");
    return addresses;
}

KeepalivedInstance instance(const Configuration& configuration, std::uint8_t vrid, bool use_vmac) {
    const auto& [profile, role, priority, interval, preempt, addresses] = configuration;
    KeepalivedInstance made;
    made.family = family_of(profile);
    made.version = version_of(profile);
    made.name = fmt::format("v{}-{}-{}", made.version, made.family == Family::ipv4 ? 4 : 6, vrid);
    made.vrid = vrid;
    made.priority = priority;
    made.interval = interval_of(profile, interval);
    made.preempt = preempt;
    made.use_vmac = use_vmac;
    made.addresses = addresses_of(made.family, vrid, addresses);
    // Addresses of one prefix would go all at once when the first of them goes.
    made.prefix_length = made.family == Family::ipv6 ? 64 : vrid == 1 ? 24 : 32;
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

std::vector<KeepalivedInstance> one_for_each_profile(std::span<const SelectedCase> selected, bool use_vmac) {
    std::vector<KeepalivedInstance> instances;
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
        instances.push_back(instance(usual, *vrids.take(family_of(profile)), use_vmac));
    }
    return instances;
}

}  // namespace

std::vector<KeepalivedInstance> lab_routers(std::span<const SelectedCase> selected,
                                            const LabRouterOptions& options) {
    if (options.one_router) return one_for_each_profile(selected, options.use_vmac);
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
    std::vector<KeepalivedInstance> instances;
    Vrids vrids;
    for (const auto& what : ordered)
        if (const auto vrid = vrids.take(family_of(what.profile)))
            instances.push_back(instance(configuration_for(what), *vrid, options.use_vmac));
    return instances;
}

std::vector<DeclaredVirtualRouter> declared(std::span<const KeepalivedInstance> instances) {
    std::vector<DeclaredVirtualRouter> all;
    for (const auto& each : instances) {
        DeclaredVirtualRouter router;
        router.vrid = each.vrid;
        router.profile = each.family == Family::ipv6 ? Profile::v3_ipv6
                         : each.version == 2         ? Profile::v2_ipv4
                                                     : Profile::v3_ipv4;
        router.priority = each.priority;
        router.interval = each.interval;
        router.addresses = each.addresses;
        router.preempt = each.preempt;
        all.push_back(std::move(router));
    }
    return all;
}

Duration time_to_take_over(std::span<const KeepalivedInstance> instances) {
    Duration longest{};
    for (const auto& each : instances)
        longest = std::max(longest, active_down_interval(static_cast<std::uint8_t>(each.version),
                                                         each.priority, each.interval));
    return longest;
}

}  // namespace tester

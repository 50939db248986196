#include "tester/run/batches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "tester/bench/rfc_times.hpp"
#include "tester/dut/embedded.hpp"
#include "tester/run/case_run.hpp"
#include "tester/run/plan.hpp"

namespace tester {
namespace {

using engine::Duration;
using engine::Family;
using engine::IpAddress;
using namespace std::chrono_literals;

/// What cases need of a virtual router; cases of equal configuration could share one.
struct Group {
    RouterConfig wanted;  // without VRID and addresses
    std::uint8_t addresses = 1;
    std::vector<SelectedCase> cases;
    std::size_t at_once = 0;  // the most cases of one phase: those that stop the device have their own
    double seconds = 0;       // of all of them, one after the other
    bool stops_device = false;
    std::size_t needed = 1;  // virtual routers that one of its cases needs at once
    bool has_twins = false;  // each needs one of its VRID in the other family
    std::size_t routers = 1;

    double seconds_a_router() const { return seconds / static_cast<double>(routers); }
};

/// The space that a profile's VRIDs come from: both versions over IPv4 share one.
int space_of(const RouterConfig& router, const Capabilities& device) {
    return router.family() == Family::ipv6 && !device.families_share_vrids ? 1 : 0;
}

Duration interval_for(const SelectedCase& what) {
    const Needs& needs = what.which->needs;
    const bool is_v2 = version_of(what.profile) == 2;
    return representable_interval(what.profile,
                                  is_v2 ? needs.advertisement_interval : needs.interval_to_configure());
}

RouterConfig wanted_by(const SelectedCase& what) {
    const Needs& needs = what.which->needs;
    RouterConfig wanted;
    wanted.profile = what.profile;
    wanted.priority = needs.role == Role::owner ? std::uint8_t{255} : needs.priority;
    wanted.interval = interval_for(what);
    wanted.preempt = needs.preempt.value_or(true);
    wanted.accept = needs.accept;
    wanted.authentication = authentication_for(needs.authentication, needs.full_password.value_or(false));
    wanted.defaults = needs.defaults;
    wanted.v2_interoperation = needs.v2_interoperation;
    wanted.router_advertisements = needs.router_advertisements;
    return wanted;
}

/// The nearest that the device can be; some cases then skip themselves, saying what they need.
void adapt(RouterConfig& wanted, const Needs& needs, const Capabilities& device) {
    if (wanted.version() == 2) return;
    const Duration step = device.v3_interval_step;
    wanted.interval = (wanted.interval + step - 1ns) / step * step;
    if (wanted.interval < device.shortest_interval && device.shortest_interval <= needs.longest_interval)
        wanted.interval = device.shortest_interval;
}

bool can_be_used(const SelectedCase& what, const BatchLimits& limits) {
    const Needs& needs = what.which->needs;
    return limits.is_in_our_hands || (!needs.control && needs.preempt != false);
}

double seconds_of(const SelectedCase& what, const RouterConfig& wanted, std::uint8_t addresses) {
    if (what.which->only_observes) return 0;
    VirtualRouterFacts where;
    where.profile = what.profile;
    where.vrid = 1;
    where.priority = wanted.priority;
    where.advertisement_interval = wanted.interval;
    where.addresses = pool_addresses(wanted.family(), 1, addresses);
    return estimated_seconds(what, where);
}

double advertisements_per_second(const Group& group) {
    return 1 / engine::seconds(group.wanted.interval);
}

class Planner {
  public:
    Planner(std::span<const SelectedCase> selected, const BatchLimits& limits)
        : selected_(selected), limits_(limits) {
        for (const auto& what : selected_)
            if (can_be_used(what, limits_)) put(what);
        // Cases that stop the device come first; then what takes longest, so that a batch holds what takes
        // about as long; crowds come last, since hardly anything has room beside one.
        std::stable_sort(groups_.begin(), groups_.end(), [](const Group& a, const Group& b) {
            const bool a_is_crowd = a.needed > few + 1, b_is_crowd = b.needed > few + 1;
            if (a_is_crowd != b_is_crowd) return b_is_crowd;
            return a.stops_device != b.stops_device ? a.stops_device : a.seconds > b.seconds;
        });
    }

    Batches plan() {
        while (!groups_.empty()) {
            std::vector<Group> some = take_what_fits();
            spread(some);
            result_.batches.push_back(batch_of(some));
        }
        return std::move(result_);
    }

  private:
    void put(const SelectedCase& what) {
        RouterConfig wanted = wanted_by(what);
        adapt(wanted, what.which->needs, limits_.device);
        const std::uint8_t addresses = what.which->needs.addresses;
        RouterConfig filled = wanted;
        filled.addresses.resize(addresses);
        filled.vrid = limits_.device.vrids.empty() ? std::uint8_t{1} : limits_.device.vrids.front();
        auto lack = what_it_lacks(limits_.device, filled);
        if (!lack && what.which->needs.twin) lack = what_its_twin_lacks(filled);
        if (!lack) lack = what_company_lacks(what);
        if (lack) return skip(what, "the device cannot " + *lack);
        if (what.which->needs.second_interface && !limits_.second_interface)
            return skip(what, fmt::format("needs {}", what_forwarding_needs(wanted.family())));
        auto& group = group_for(wanted, addresses, what.which->needs);
        group.cases.push_back(what);
        group.needed = std::max<std::size_t>(group.needed, 1u + what.which->needs.siblings);
        group.routers = group.needed;
        group.stops_device |= what.which->needs.control.has_value();
        group.seconds += seconds_of(what, wanted, addresses);
        const auto stopping = static_cast<std::size_t>(
            std::count_if(group.cases.begin(), group.cases.end(),
                          [](const SelectedCase& each) { return each.which->needs.control.has_value(); }));
        group.at_once = std::max(stopping, group.cases.size() - stopping);
    }

    void skip(const SelectedCase& what, std::string reason) {
        auto& skipped = result_.skipped.emplace_back(identity_of(what));
        skipped.outcome = Outcome::skipped;
        skipped.reason = std::move(reason);
    }

    std::optional<std::string> what_its_twin_lacks(const RouterConfig& wanted) const {
        RouterConfig twin = wanted;
        twin.profile = twin_of(wanted.profile);
        return what_it_lacks(limits_.device, twin);
    }

    std::optional<std::string> what_company_lacks(const SelectedCase& what) const {
        const std::size_t wanted = 1u + what.which->needs.siblings;
        if (wanted <= vrids() && wanted + (what.which->needs.twin ? 1 : 0) <= most()) return {};
        return fmt::format("have {} virtual routers of profile {} at once", wanted, to_string(what.profile));
    }

    /// Whoever needs many virtual routers has them for itself: beside those of all others there is no room.
    Group& group_for(const RouterConfig& wanted, std::uint8_t addresses, const Needs& needs) {
        const std::size_t crowd = needs.siblings > few ? needs.siblings : 0u;
        const auto extra = [](const Group& group) {
            return std::pair(group.needed > few + 1u ? group.needed - 1 : 0u, group.has_twins);
        };
        const auto key = [](const RouterConfig& router, std::uint8_t count) {
            return std::tuple(router.profile, router.priority, router.interval, router.preempt, router.accept,
                              router.authentication.type, router.authentication.key, router.defaults,
                              router.v2_interoperation, router.router_advertisements, count);
        };
        for (auto& group : groups_)
            if (key(group.wanted, group.addresses) == key(wanted, addresses) &&
                extra(group) == std::pair(crowd, needs.twin))
                return group;
        Group fresh;
        fresh.needed = crowd + 1;
        fresh.has_twins = needs.twin;
        fresh.wanted = wanted;
        fresh.addresses = addresses;
        return groups_.emplace_back(std::move(fresh));
    }

    static constexpr std::size_t few = 8;

    std::size_t most() const {
        return static_cast<std::size_t>(std::max(1, limits_.device.most_virtual_routers));
    }
    std::size_t vrids() const { return limits_.device.vrids.empty() ? 255 : limits_.device.vrids.size(); }

    std::vector<Group> take_what_fits() {
        std::vector<Group> some;
        std::map<int, std::size_t> used;
        std::size_t total = 0;
        double rate = 0;
        for (auto group = groups_.begin(); group != groups_.end();) {
            auto now = used;
            reserve(*group, group->needed, now);
            const bool is_full = std::any_of(now.begin(), now.end(),
                                             [this](const auto& space) { return space.second > vrids(); });
            const bool excludes = limits_.device.one_version && !some.empty() &&
                                  some.front().wanted.version() != group->wanted.version();
            const std::size_t size = group->needed * (group->has_twins ? 2 : 1);
            const double load = static_cast<double>(size) * advertisements_per_second(*group);
            const bool is_too_much =
                !some.empty() && rate + load > limits_.device.most_advertisements_per_second;
            if (total + size > most() || is_full || excludes || is_too_much) {
                ++group;
                continue;
            }
            total += size;
            rate += load;
            used = std::move(now);
            some.push_back(std::move(*group));
            group = groups_.erase(group);
        }
        return some;
    }

    /// Counts the VRIDs that so many virtual routers of the group take, their twins' included. A twin has the
    /// same VRID, which must therefore be free in both spaces.
    void reserve(const Group& group, std::size_t count, std::map<int, std::size_t>& used) const {
        RouterConfig twin = group.wanted;
        twin.profile = twin_of(group.wanted.profile);
        auto& own = used[space_of(group.wanted, limits_.device)];
        if (!group.has_twins) {
            own += count;
            return;
        }
        auto& other = used[space_of(twin, limits_.device)];
        own = other = std::max(own, other) + count;
    }

    /// The virtual routers that are left go where most is to be done.
    void spread(std::vector<Group>& groups) const {
        // Twins come first, where both spaces have counted alike.
        std::stable_partition(groups.begin(), groups.end(), [](const Group& each) { return each.has_twins; });
        std::map<int, std::size_t> used;
        std::size_t total = 0;
        double rate = 0;
        for (const auto& group : groups) {
            reserve(group, group.routers, used);
            const std::size_t size = group.routers * (group.has_twins ? 2 : 1);
            total += size;
            rate += static_cast<double>(size) * advertisements_per_second(group);
        }
        auto left = most() - std::min(most(), total);
        const auto can_grow = [&](const Group& group) {
            return !group.has_twins && group.routers < group.at_once &&
                   rate + advertisements_per_second(group) <= limits_.device.most_advertisements_per_second &&
                   used[space_of(group.wanted, limits_.device)] < vrids();
        };
        while (left > 0) {
            Group* busiest = nullptr;
            for (auto& group : groups)
                if (can_grow(group) && (!busiest || group.seconds_a_router() > busiest->seconds_a_router()))
                    busiest = &group;
            if (!busiest) return;
            ++busiest->routers;
            rate += advertisements_per_second(*busiest);
            ++used[space_of(busiest->wanted, limits_.device)];
            --left;
        }
    }

    Batch batch_of(const std::vector<Group>& groups) const {
        Batch batch;
        std::map<int, std::size_t> used;
        std::map<Family, std::size_t> addresses;
        for (const auto& group : groups) {
            batch.cases.insert(batch.cases.end(), group.cases.begin(), group.cases.end());
            for (std::size_t i = 0; i < group.routers; ++i) {
                reserve(group, 1, used);
                const auto vrid = nth_vrid(used[space_of(group.wanted, limits_.device)] - 1);
                auto wanted = group.wanted;
                for (int of_a_vrid = group.has_twins ? 2 : 1; of_a_vrid > 0; --of_a_vrid) {
                    auto& given = addresses[wanted.family()];
                    batch.routers.push_back(router_for(wanted, group.addresses, vrid, given));
                    given += group.addresses;
                    wanted.profile = twin_of(wanted.profile);
                }
            }
        }
        return batch;
    }

    std::uint8_t nth_vrid(std::size_t index) const {
        const auto& allowed = limits_.device.vrids;
        return allowed.empty() ? static_cast<std::uint8_t>(index + 1) : allowed[index];
    }

    RouterConfig router_for(const RouterConfig& wanted, std::uint8_t addresses, std::uint8_t vrid,
                            std::size_t first_address) const {
        RouterConfig made = wanted;
        made.vrid = vrid;
        made.addresses = limits_.addresses(made.family(), vrid, first_address, addresses);
        // Addresses of one prefix would go all at once when the first of them goes.
        made.prefix_length = made.family() == Family::ipv6 ? 64 : 32;
        return made;
    }

    std::span<const SelectedCase> selected_;
    const BatchLimits& limits_;
    std::vector<Group> groups_;
    Batches result_;
};

Batch one_router_a_profile(std::span<const SelectedCase> selected, const BatchLimits& limits) {
    Batch batch;
    std::map<Family, std::uint8_t> last;
    std::map<Family, std::size_t> given;
    for (const auto profile : all_profiles) {
        const bool is_selected = std::any_of(selected.begin(), selected.end(), [=](const SelectedCase& what) {
            return what.profile == profile;
        });
        if (!is_selected) continue;
        RouterConfig router;
        router.profile = profile;
        router.vrid = ++last[router.family()];
        // Over IPv6 a virtual router has its link-local address and at least one that hosts elsewhere can
        // reach.
        const std::uint8_t count = router.family() == Family::ipv6 ? 2 : 1;
        router.addresses = limits.addresses(router.family(), router.vrid, given[router.family()], count);
        given[router.family()] += count;
        router.prefix_length = router.family() == Family::ipv6 ? 64 : 32;
        batch.routers.push_back(std::move(router));
    }
    batch.cases.assign(selected.begin(), selected.end());
    return batch;
}

}  // namespace

Batches plan_batches(std::span<const SelectedCase> selected, const BatchLimits& limits) {
    if (limits.one_router) return {{one_router_a_profile(selected, limits)}, {}};
    return Planner(selected, limits).plan();
}

std::vector<DeclaredVirtualRouter> declared(std::span<const RouterConfig> routers) {
    std::vector<DeclaredVirtualRouter> all;
    for (const auto& each : routers) {
        DeclaredVirtualRouter router;
        router.vrid = each.vrid;
        router.profile = each.profile;
        router.priority = each.priority;
        router.interval = each.interval;
        router.addresses = each.addresses;
        router.preempt = each.preempt;
        router.accept = each.accept;
        router.defaults = each.defaults;
        router.v2_interoperation = each.v2_interoperation;
        router.router_advertisements = each.router_advertisements;
        if (each.authentication.type != engine::AuthenticationType::none)
            router.authentication = each.authentication;
        all.push_back(std::move(router));
    }
    return all;
}

RouterConfig configuration_of(const DeclaredVirtualRouter& declared) {
    RouterConfig router;
    router.profile = declared.profile;
    router.vrid = declared.vrid;
    router.priority = declared.priority.value_or(router.priority);
    router.interval = declared.interval.value_or(router.interval);
    router.preempt = declared.preempt.value_or(true);
    router.accept = declared.accept;
    router.authentication = declared.authentication.value_or(router.authentication);
    router.defaults = declared.defaults;
    router.v2_interoperation = declared.v2_interoperation;
    router.router_advertisements = declared.router_advertisements;
    const std::uint8_t usual = router.family() == Family::ipv6 ? 2 : 1;
    router.addresses =
        declared.addresses.empty() ? pool_addresses(router.family(), router.vrid, usual) : declared.addresses;
    router.prefix_length = router.family() == Family::ipv6 ? 64 : 32;
    return router;
}

Duration time_to_take_over(std::span<const RouterConfig> routers) {
    Duration longest{};
    for (const auto& each : routers)
        longest = std::max(longest, active_down_interval(each.version(), each.priority, each.interval));
    return longest;
}

}  // namespace tester

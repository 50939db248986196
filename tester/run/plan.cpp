#include "tester/run/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tester/dut/embedded.hpp"
#include "tester/run/case_run.hpp"
#include "tester/run/joint_planner.hpp"

namespace tester {

std::vector<const std::vector<Lane>*> Plan::phases() const {
    std::vector<const std::vector<Lane>*> all{&lanes};
    for (const auto& round : joint) all.push_back(&round);
    all.push_back(&burdening);
    all.push_back(&disruptive);
    return all;
}

std::size_t Plan::cases() const {
    std::size_t count = 0;
    for (const auto* phase : phases())
        for (const auto& lane : *phase) count += lane.observing.size() + lane.stimulating.size();
    return count;
}

double Plan::estimated_seconds() const {
    double total = 0;
    for (const auto* phase : phases()) {
        double longest = 0;
        for (const auto& lane : *phase) longest = std::max(longest, lane.estimated_seconds);
        total += longest;
    }
    return total;
}

namespace {

std::string_view authentication_wanted(engine::AuthenticationType type) {
    switch (type) {
        case engine::AuthenticationType::none:
            return "a virtual router without authentication";
        case engine::AuthenticationType::simple_text_password:
            return "a virtual router with a simple text password, heard or declared in a DUT file (auth = "
                   "\"pass:PASSWORD\")";
        case engine::AuthenticationType::ip_authentication_header:
            return "a virtual router with an IP Authentication Header, declared in a DUT file (auth = "
                   "\"ah:KEY\")";
    }
    return "";
}

}  // namespace

std::string_view what_forwarding_needs(engine::Family family) {
    return family == engine::Family::ipv4 ? "a second interface, with an IPv4 address on a network behind "
                                            "the device (--second-interface)"
                                          : "a second interface on a network behind the device "
                                            "(--second-interface), and IPv6 addresses on "
                                            "both that are not link-local";
}

std::optional<std::string> what_it_needs(const Case& which, Profile profile, const VirtualRouterFacts& where,
                                         const Control& control) {
    const Needs& needs = which.needs;
    if (where.profile != profile) return fmt::format("a virtual router of profile {}", to_string(profile));
    if ((needs.role == Role::owner) != where.is_owner())
        return where.is_owner()
                   ? "a virtual router whose address the device does not own (priority below 255)"
                   : "a virtual router whose address the device owns (priority 255)";
    if (needs.role != Role::owner &&
        (where.priority < needs.lowest_priority || where.priority > needs.highest_priority))
        return fmt::format("a priority from {} to {}", needs.lowest_priority, needs.highest_priority);
    if (where.advertisement_interval < needs.shortest_interval)
        return fmt::format("an advertisement interval of at least {:.2f} s",
                           engine::seconds(needs.shortest_interval));
    if (where.advertisement_interval > needs.longest_interval)
        return fmt::format("an advertisement interval of at most {:.2f} s",
                           engine::seconds(needs.longest_interval));
    if (where.addresses.size() < needs.addresses)
        return fmt::format("at least {} virtual addresses", needs.addresses);
    if (where.addresses.size() > needs.most_addresses)
        return fmt::format("at most {} virtual address{}", needs.most_addresses,
                           needs.most_addresses == 1 ? "" : "es");
    // The RFCs' default is on; a device whose mode nobody declared is taken at that, but not convicted on it.
    if (needs.preempt == true && where.preempt == false) return "Preempt_Mode on";
    if (needs.preempt == false && where.preempt != false)
        return "Preempt_Mode off, declared in a DUT file (preempt = false)";
    if (needs.accept && where.accept != needs.accept)
        return fmt::format("Accept_Mode {}, declared in a DUT file (accept = {})",
                           *needs.accept ? "on" : "off", *needs.accept);
    if (needs.authentication != where.authentication.type)
        return std::string(authentication_wanted(needs.authentication));
    if (needs.full_password && *needs.full_password != (where.authentication.key.size() >= 8))
        return *needs.full_password ? "a simple text password of 8 octets"
                                    : "a simple text password of fewer than 8 octets";
    if (needs.defaults && !where.defaults)
        return "a virtual router that is configured with its VRID and addresses alone, declared in a DUT "
               "file "
               "(defaults = true)";
    if (needs.v2_interoperation != where.v2_interoperation)
        return where.v2_interoperation
                   ? "a virtual router that speaks no version 2 beside version 3"
                   : "a virtual router that speaks version 2 beside version 3, declared in a DUT file "
                     "(v2_interoperation = true)";
    if (needs.router_advertisements && !where.router_advertisements)
        return "a device that sends Router Advertisements for the virtual router, declared in a DUT file "
               "(router_advertisements = true)";
    if (needs.second_interface && !where.second_interface)
        return std::string(what_forwarding_needs(where.family()));
    if (needs.control && !control.can(*needs.control))
        return fmt::format("a driver that can {} the device", to_string(*needs.control));
    return {};
}

double estimated_seconds(const SelectedCase& what, const VirtualRouterFacts& where) {
    Needs needs = what.which->needs;
    needs.priority = where.priority;
    needs.advertisement_interval = where.advertisement_interval;
    needs.addresses = static_cast<std::uint8_t>(std::clamp<std::size_t>(where.addresses.size(), 1, 100));
    EmbeddedWorld world;
    const auto made = world.add_ensemble(what.profile, vrids_for(needs, where.vrid), needs, what.rfc(),
                                         engine::rfc_rules());
    world.startup();
    const auto started = world.scheduler().now();
    CaseRun run(world.station(), what, made.where, {}, world.control(made.where), started, made.company);
    bool ended = false;
    run.start([&ended] { ended = true; });
    world.scheduler().run_until([&ended] { return ended; });
    return engine::seconds(world.scheduler().now() - started);
}

std::vector<CaseResult> put_off_long_ones(std::vector<SelectedCase>& selected, bool are_wanted) {
    std::vector<CaseResult> put_off;
    if (are_wanted) return put_off;
    std::erase_if(selected, [&](const SelectedCase& what) {
        if (!what.which->takes_long) return false;
        VirtualRouterFacts where;
        where.profile = what.profile;
        where.priority =
            what.which->needs.role == Role::owner ? std::uint8_t{255} : what.which->needs.priority;
        where.advertisement_interval = what.which->needs.advertisement_interval;
        auto& result = put_off.emplace_back(identity_of(what));
        result.outcome = Outcome::skipped;
        result.reason = fmt::format("takes {:.0f} s and more: add --long", estimated_seconds(what, where));
        return true;
    });
    return put_off;
}

namespace {

struct Candidate {
    SelectedCase what;
    std::vector<std::size_t> suitable;  // indices of virtual routers
    double seconds = 0;
};

// More of them at once would make a daemon on two cores late for everybody.
constexpr std::size_t few_burdens = 3;  // of a profile

/// Gives each case the least busy of the virtual routers that suit it.
class LaneMaker {
  public:
    LaneMaker(std::vector<Lane>& lanes, const std::vector<VirtualRouterFacts>& routers)
        : lanes_(lanes), routers_(routers), busy_(routers.size()) {}

    /// Where there are `most` lanes of the profile already, those are preferred to one more.
    Lane& lane_for(const Candidate& candidate, std::size_t most) {
        auto suitable = candidate.suitable;
        const auto fresh = std::stable_partition(suitable.begin(), suitable.end(),
                                                 [this](std::size_t i) { return index_.contains(i); });
        const auto lanes = std::count_if(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
            return lane.where.profile == candidate.what.profile;
        });
        if (static_cast<std::size_t>(lanes) >= most && fresh != suitable.begin())
            suitable.erase(fresh, suitable.end());
        std::sort(suitable.begin(), suitable.end());
        const std::size_t router =
            *std::min_element(suitable.begin(), suitable.end(),
                              [this](std::size_t a, std::size_t b) { return busy_[a] < busy_[b]; });
        busy_[router] += candidate.seconds;
        const auto [found, is_new] = index_.try_emplace(router, lanes_.size());
        if (is_new) lanes_.push_back({routers_[router], {}, {}, 0});
        return lanes_[found->second];
    }

  private:
    std::vector<Lane>& lanes_;
    const std::vector<VirtualRouterFacts>& routers_;
    std::vector<double> busy_;
    std::map<std::size_t, std::size_t> index_;  // router to lane
};

// The reason that stands nearest to success is the one worth printing: the last check that failed for any
// router of the right profile.
CaseResult skipped_result(const SelectedCase& what, const std::vector<VirtualRouterFacts>& routers,
                          const ControlOf& control_of) {
    CaseResult result = identity_of(what);
    result.outcome = Outcome::skipped;
    result.reason = fmt::format("needs a virtual router of profile {}", to_string(what.profile));
    for (const auto& where : routers)
        if (where.profile == what.profile)
            if (const auto need = what_it_needs(*what.which, what.profile, where, control_of(where)))
                result.reason = "needs " + *need;
    return result;
}

}  // namespace

Plan make_plan(const std::vector<SelectedCase>& selected,
               const std::vector<VirtualRouterFacts>& virtual_routers, const ControlOf& control_of,
               bool device_wide) {
    Plan plan;
    JointPlanner joint(virtual_routers, control_of);
    std::vector<Candidate> candidates;
    for (const auto& what : selected) {
        Candidate candidate{what, {}, 0};
        for (std::size_t i = 0; i < virtual_routers.size(); ++i)
            if (!what_it_needs(*what.which, what.profile, virtual_routers[i], control_of(virtual_routers[i])))
                candidate.suitable.push_back(i);
        if (candidate.suitable.empty()) {
            plan.skipped.push_back(skipped_result(what, virtual_routers, control_of));
            continue;
        }
        candidate.seconds = estimated_seconds(what, virtual_routers[candidate.suitable.front()]);
        if (what.which->needs.wants_company()) {
            if (auto skipped = joint.put(what, candidate.seconds)) {
                plan.skipped.push_back(std::move(*skipped));
                continue;
            }
            plan.longest_case_seconds = std::max(plan.longest_case_seconds, candidate.seconds);
            continue;
        }
        plan.longest_case_seconds = std::max(plan.longest_case_seconds, candidate.seconds);
        candidates.push_back(std::move(candidate));
    }
    plan.joint = joint.rounds();
    // The choosiest first, then the longest, so that neither finds its place taken.
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.suitable.size() != b.suitable.size() ? a.suitable.size() < b.suitable.size()
                                                      : a.seconds > b.seconds;
    });
    LaneMaker usual(plan.lanes, virtual_routers), burdening(plan.burdening, virtual_routers),
        disruptive(plan.disruptive, virtual_routers);
    for (const auto& candidate : candidates) {
        const bool is_disruptive = device_wide && candidate.what.which->needs.control.has_value();
        const bool is_burdening = candidate.what.which->burdens_device;
        auto& maker = is_disruptive ? disruptive : is_burdening ? burdening : usual;
        auto& lane = maker.lane_for(candidate, is_burdening ? few_burdens : virtual_routers.size());
        if (candidate.what.which->only_observes) {
            lane.observing.push_back(candidate.what);
            lane.estimated_seconds = std::max(lane.estimated_seconds, candidate.seconds);
        } else {
            lane.stimulating.push_back(candidate.what);
            lane.estimated_seconds += candidate.seconds;
        }
    }
    return plan;
}

}  // namespace tester

#include "tester/run/joint_planner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/run/case_run.hpp"

namespace tester {

JointPlanner::Indices JointPlanner::suitable(const SelectedCase& what, Profile profile) const {
    Indices found;
    for (std::size_t i = 0; i < virtual_routers_.size(); ++i)
        if (!what_it_needs(*what.which, profile, virtual_routers_[i], control_of_(virtual_routers_[i])))
            found.push_back(i);
    return found;
}

std::optional<JointPlanner::Indices> JointPlanner::choose(const SelectedCase& what,
                                                          const Taken& taken) const {
    const Needs& needs = what.which->needs;
    auto free = suitable(what, what.profile);
    std::erase_if(free, [&](std::size_t index) { return taken.contains(index); });
    std::optional<std::size_t> twin;
    if (needs.twin) {
        auto others = suitable(what, twin_of(what.profile));
        std::erase_if(others, [&](std::size_t index) { return taken.contains(index); });
        const auto twin_for = [&](std::size_t index) {
            return std::find_if(others.begin(), others.end(), [&](std::size_t other) {
                return virtual_routers_[other].vrid == virtual_routers_[index].vrid;
            });
        };
        const auto first = std::find_if(free.begin(), free.end(),
                                        [&](std::size_t i) { return twin_for(i) != others.end(); });
        if (first == free.end()) return {};
        twin = *twin_for(*first);
        std::iter_swap(free.begin(), first);
    }
    if (free.size() < 1u + needs.siblings) return {};
    free.resize(1u + needs.siblings);
    if (twin) free.push_back(*twin);
    return free;
}

Lane JointPlanner::lane_of(const SelectedCase& what, const Indices& chosen, double estimated_seconds) const {
    Lane lane{virtual_routers_[chosen.front()], {}, {what}, estimated_seconds};
    for (std::size_t i = 1; i < chosen.size(); ++i) lane.company.push_back(virtual_routers_[chosen[i]]);
    return lane;
}

std::optional<CaseResult> JointPlanner::put(const SelectedCase& what, double estimated_seconds) {
    const Needs& needs = what.which->needs;
    if (!choose(what, {})) {
        CaseResult result = identity_of(what);
        result.outcome = Outcome::skipped;
        const auto present = suitable(what, what.profile).size();
        const auto missing = 1u + needs.siblings - std::min<std::size_t>(present, 1u + needs.siblings);
        result.reason = missing > 0 ? fmt::format("needs {} more virtual router{} of profile {}", missing,
                                                  missing == 1 ? "" : "s", to_string(what.profile))
                                    : "needs a virtual router of the same VRID in the other family";
        return result;
    }
    for (std::size_t round = 0;; ++round) {
        if (round == rounds_.size()) {
            rounds_.emplace_back();
            taken_.emplace_back();
        }
        const auto chosen = choose(what, taken_[round]);
        if (!chosen) continue;
        taken_[round].insert(chosen->begin(), chosen->end());
        rounds_[round].push_back(lane_of(what, *chosen, estimated_seconds));
        return {};
    }
}

}  // namespace tester

#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "tester/run/plan.hpp"

namespace tester {

/// Finds virtual routers for the cases that need several. Those of one round share none, so that they can run
/// side by side.
class JointPlanner {
  public:
    JointPlanner(const std::vector<VirtualRouterFacts>& virtual_routers, const ControlOf& control_of)
        : virtual_routers_(virtual_routers), control_of_(control_of) {}

    /// Gives the case its virtual routers; where the device has too few that suit it, the result that says
    /// so.
    std::optional<CaseResult> put(const SelectedCase& what, double estimated_seconds);
    std::vector<std::vector<Lane>> rounds() const { return rounds_; }

  private:
    using Indices = std::vector<std::size_t>;
    using Taken = std::set<std::size_t>;

    Indices suitable(const SelectedCase& what, Profile profile) const;
    /// Its own, its siblings and its twin, none of them taken; nothing if there are too few.
    std::optional<Indices> choose(const SelectedCase& what, const Taken& taken) const;
    Lane lane_of(const SelectedCase& what, const Indices& chosen, double estimated_seconds) const;

    const std::vector<VirtualRouterFacts>& virtual_routers_;
    const ControlOf& control_of_;
    std::vector<std::vector<Lane>> rounds_;
    std::vector<Taken> taken_;  // of each round
};

}  // namespace tester

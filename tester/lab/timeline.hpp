#pragma once

#include <string>
#include <vector>

#include "tester/lab/story.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// What the tool itself did to a scene, and when.
struct Intervention {
    engine::Instant when;
    std::string who;  // whom it was done to: a router's name, "host", "lab"
    std::string what;
};

/// The story as a person would tell it: who becomes Active, resigns, changes its priority or falls silent,
/// who announces which MAC address, and what the tool did in between. `end` is when the story ends: a router
/// that has been silent for three of its intervals by then has fallen silent.
std::vector<TimelineEvent> timeline(const Story& story, const std::vector<std::string>& routers,
                                    const std::vector<Intervention>& interventions, engine::Instant start,
                                    engine::Instant end);

}  // namespace tester

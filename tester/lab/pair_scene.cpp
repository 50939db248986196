#include "tester/lab/pair_scene.hpp"

namespace tester {

Takeover read_takeover(const Scene& scene, StationIndex old_active, StationIndex new_active,
                       const engine::IpAddress& address, engine::Instant told, engine::Instant until) {
    const auto& story = scene.story();
    Takeover takeover;
    takeover.told = told;
    takeover.first = story.first_claim(new_active, told);
    takeover.last = story.last_claim(old_active, takeover.first ? takeover.first->when : until);
    takeover.announcement = story.announcement(new_active, address, told);
    takeover.cut_off = cut_off(story, address, told, until);
    return takeover;
}

bool wait_for_claim(Scene& scene, StationIndex router, engine::Instant told, engine::Duration limit,
                    engine::Duration afterwards) {
    const bool claimed =
        scene.run_until([&] { return scene.story().first_claim(router, told).has_value(); }, limit);
    if (claimed) scene.run_for(afterwards);
    return claimed;
}

}  // namespace tester

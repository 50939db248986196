#include "tester/lab/pair_scene.hpp"

#include <fmt/format.h>

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

LabTable host_summary(const Scene& scene, const std::string& address, const HostView& seen) {
    const bool survives = seen.before == seen.after;
    return {"What hosts see of the virtual address",
            {"address", address},
            {{"MAC that hosts learn", fmt::format("{}, {}", seen.before, scene.whose(seen.before))},
             {"survives a failover",
              survives ? "yes" : fmt::format("no: {}, {}", seen.after, scene.whose(seen.after))},
             {"at the failover", text_of(seen.failover)},
             {"at the failback", text_of(seen.failback)}}};
}

}  // namespace tester

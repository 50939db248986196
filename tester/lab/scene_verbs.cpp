#include "tester/lab/scene_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

}  // namespace

bool wait_until_alone(Scene& scene, StationIndex router, Duration span, Duration limit) {
    // What was before the call proves nothing of what the caller has just done.
    const auto began = scene.now();
    const auto is_alone = [&] {
        const auto now = scene.seen_until();
        if (now - began < span || scene.story().claimants(now - span, now) != std::set{router}) return false;
        // Its first advertisement alone would not yet show that the others have heard it.
        const auto last = scene.story().last_claim(router, now);
        const auto before = scene.story().last_claim(router, last->when);
        return before && before->when > now - span;
    };
    if (scene.run_until(is_alone, limit)) return true;
    scene.require_all_running();
    return false;
}

AddressWithPrefix address_with_prefix(const std::string& text) {
    const auto slash = text.find('/');
    return {engine::IpAddress::parse(text.substr(0, slash)).value(), std::atoi(text.c_str() + slash + 1)};
}

LabTable neighbour_table(const Scene& scene, const std::string& title) {
    return as_lab_table(title, scene.neighbours(), [&](const std::string& mac) { return scene.whose(mac); });
}

std::string text_of(const std::optional<CutOff>& cut_off) {
    if (!cut_off) return "not measured, since the address did not answer before";
    // Five pings: a reply that is no later than that was not held up by a failover.
    if (cut_off->came_back && cut_off->lost == 0 && cut_off->longest <= 100ms)
        return "not cut off: no request lost";
    if (!cut_off->came_back)
        return fmt::format("cut off for more than {}, without an end", time_text(cut_off->longest));
    return fmt::format("cut off for {}, {} request{} lost", time_text(cut_off->longest), cut_off->lost,
                       cut_off->lost == 1 ? "" : "s");
}

void cite_cut_off(Claim& claim, const std::optional<CutOff>& cut_off) {
    if (!cut_off) return;
    claim.cite(cut_off->last_before, "last reply");
    claim.cite(cut_off->first_after, "first reply");
}

}  // namespace tester

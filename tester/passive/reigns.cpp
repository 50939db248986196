#include "tester/passive/reigns.hpp"

#include <algorithm>

namespace tester {

void Reigns::add(const RouterSeen& router, std::size_t speaker, engine::Instant until, End end,
                 std::size_t to) {
    if (kept_.size() == most_reigns) {
        ++left_out_;
        return;
    }
    kept_.push_back({router.speakers[speaker].active_since, until, static_cast<std::uint8_t>(speaker),
                     static_cast<std::uint8_t>(to), end});
}

std::vector<Reign> Reigns::told(const RouterSeen& router, engine::Instant start) const {
    std::vector<Reign> reigns;
    const auto tell = [&](std::size_t index, engine::Instant from, engine::Instant until, std::string end) {
        const SpeakerSeen& speaker = router.speakers[index];
        const bool has_mac = speaker.mac != engine::MacAddress{};
        reigns.push_back({to_string(speaker.source), has_mac ? to_string(speaker.mac) : "",
                          engine::seconds(from - start), engine::seconds(until - start), std::move(end)});
    };
    for (const Kept& each : kept_) {
        std::string end;
        switch (each.end) {
            case End::resigned:
                end = "resigned";
                break;
            case End::fell_silent:
                end = "fell silent";
                break;
            case End::yielded:
                end = "yielded to " + to_string(router.speakers[each.to].source);
                break;
            case End::time_went_back:
                end = "the capture's time goes back";
                break;
        }
        tell(each.speaker, each.from, each.until, std::move(end));
    }
    for (std::size_t index = 0; index < router.speakers.size(); ++index) {
        const SpeakerSeen& speaker = router.speakers[index];
        if (speaker.is_active)
            tell(index, speaker.active_since, speaker.last_living.when, "the capture ends");
    }
    std::ranges::stable_sort(reigns, {}, &Reign::from_seconds);
    std::vector<Reign> merged;
    for (auto& reign : reigns) {
        const auto same = std::ranges::find_if(merged, [&](const Reign& earlier) {
            return earlier.source == reign.source && earlier.to_seconds >= reign.from_seconds;
        });
        if (same == merged.end()) {
            merged.push_back(std::move(reign));
        } else if (reign.to_seconds > same->to_seconds) {
            same->to_seconds = reign.to_seconds;
            same->end = std::move(reign.end);
        }
    }
    return merged;
}

}  // namespace tester

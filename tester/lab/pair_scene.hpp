#pragma once

#include "tester/lab/scene_verbs.hpp"

namespace tester {

/// What the claims of a pair's lab have in common.
inline ClaimSubject pair_claim(const std::string& lab, const std::string& name, const std::string& says,
                               std::vector<std::string> sections = {}, Level level = Level::must) {
    return {"lab/" + lab + "/" + name, "lab", {}, Profile::v2_ipv4, says, level, std::move(sections)};
}

/// A failover as the frames tell it.
struct Takeover {
    engine::Instant told;             // when the tool caused it
    std::optional<WireAdvert> last;   // of the old Active, with a priority above 0
    std::optional<WireAdvert> first;  // of the new one
    std::optional<Announcement> announcement;
    std::optional<CutOff> cut_off;
};

/// Reads the failover from `old_active` to `new_active` that something done at `told` brought about; the
/// story must have gone on until the host was answered again.
Takeover read_takeover(const Scene& scene, StationIndex old_active, StationIndex new_active,
                       const engine::IpAddress& address, engine::Instant told, engine::Instant until);

/// Waits until the router claims the Active state after `told`, and `afterwards` more for the host to hear of
/// it.
bool wait_for_claim(Scene& scene, StationIndex router, engine::Instant told, engine::Duration limit,
                    engine::Duration afterwards);

/// What a host has seen of a virtual address in a pair's lab.
struct HostView {
    std::string before, after;  // the MAC that it had learnt, before and after the failover
    std::optional<CutOff> failover, failback;
};
LabTable host_summary(const Scene& scene, const std::string& address, const HostView& seen);

}  // namespace tester

#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/lan/speaker.hpp"

namespace engine {

/// A virtual router of a speaker while it runs: the state machine and what it needs of its host. Known to the
/// speaker's own files only.
struct Speaker::Running {
    Index index;
    VirtualRouter router;
    std::array<TimerId, 2> timers{};
    std::array<Instant, 2> due{};
    TimerId announcement = 0;
    TimerId refresh = 0;
    /// The greatest sequence number of an Authentication Header, sent or accepted: all routers of a virtual
    /// router count on from each other, so that whoever takes over is not taken for a replay.
    std::uint32_t ah_sequence = 0;
    std::vector<IpAddress> trusted{};  // sources of good advertisements, for a router that trusts them
    Instant burst_began{};             // the second in which
    int burst = 0;                     // so many advertisements have come
    std::optional<VirtualRouter> unplugged{};  // as it was when it lost its link
    std::uint32_t advertisements_sent = 0;     // since it was added
    bool has_joined_groups = false;            // without it the network card drops multicast solicitations
    Instant active_since{};
    TimerId duplicate_detection = 0;  // before the start
    TimerId group_report = 0;         // the answer to a listener query

    TimerId router_advertisement = 0;
    Instant router_advertisement_due{};
    Instant last_router_advertisement{};
    int router_advertisements_sent = 0;  // since it became Active

    TimerId& timer(Timer which) { return timers[static_cast<std::size_t>(which)]; }
    Instant& due_at(Timer which) { return due[static_cast<std::size_t>(which)]; }
    const Parameters& local() const { return router.parameters(); }
    const Rules& rules() const { return router.rules(); }
};

}  // namespace engine

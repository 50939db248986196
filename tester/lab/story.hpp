#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "engine/packet/frame.hpp"

namespace tester {

/// A station on a scene's LAN: the routers count from 0.
using StationIndex = std::size_t;
inline constexpr StationIndex the_host = SIZE_MAX;

/// An advertisement, told by the port that it came from and not by its addresses, which routers may share.
struct WireAdvert {
    engine::FrameNumber frame = 0;
    engine::Instant when;
    StationIndex router = 0;
    int priority = 0;
    engine::Duration interval{};
    engine::MacAddress ethernet_source{};
    engine::IpAddress source{};
};

/// A gratuitous ARP or an unsolicited neighbour advertisement: a router tells everybody where an address is.
struct Announcement {
    engine::FrameNumber frame = 0;
    engine::Instant when;
    StationIndex router = 0;
    engine::IpAddress address{};
    engine::MacAddress mac{};
};

/// An echo reply that came to the host.
struct EchoReply {
    engine::FrameNumber frame = 0;
    engine::Instant when;
    engine::IpAddress from{};
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
};

/// What the frames of a scene say, in the order of their times; verdicts come from here and from nowhere
/// else.
struct Story {
    std::vector<WireAdvert> adverts;
    std::vector<Announcement> announcements;
    std::vector<EchoReply> replies;

    /// Reads on: a frame that `sender` has put on the LAN.
    void read(const engine::FrameView& view, engine::FrameNumber number, engine::Instant when,
              StationIndex sender);
    /// Reads on: a frame that has reached the host.
    void read_at_host(const engine::FrameView& view, engine::FrameNumber number, engine::Instant when);

    /// The router's first advertisement at or after then that claims the Active state: of priority 1 to 255.
    std::optional<WireAdvert> first_claim(StationIndex router, engine::Instant from) const;
    /// Its last one before then.
    std::optional<WireAdvert> last_claim(StationIndex router, engine::Instant before) const;
    /// Its first advertisement of priority 0 at or after then.
    std::optional<WireAdvert> resignation(StationIndex router, engine::Instant from) const;
    /// Who claimed the Active state at or after `from` and before `until`.
    std::set<StationIndex> claimants(engine::Instant from, engine::Instant until) const;
    /// The first announcement of the address by the router at or after then.
    std::optional<Announcement> announcement(StationIndex router, const engine::IpAddress& address,
                                             engine::Instant from) const;
};

/// How long a host could not reach an address.
struct CutOff {
    engine::Duration longest{};  // between two echo replies that followed each other
    std::size_t lost = 0;        // requests without a reply in the whole span, by their sequence numbers
    bool came_back = true;       // false if the longest silence had no end within the span
    engine::FrameNumber last_before = 0;
    engine::FrameNumber first_after = 0;
};

/// Judged by the replies of the one ping that was running at `from`; nothing if none was answered before, so
/// that a silence afterwards would prove nothing.
std::optional<CutOff> cut_off(const Story& story, const engine::IpAddress& address, engine::Instant from,
                              engine::Instant until);

}  // namespace tester

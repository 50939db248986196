#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tester/passive/reigns.hpp"
#include "tester/passive/seen.hpp"
#include "tester/passive/speaker_book.hpp"
#include "tester/passive/tally.hpp"

namespace tester {

/// When a check wants to look again.
struct Deadline {
    engine::Instant when;
    std::uint32_t cookie = 0;
    std::uint16_t check = 0;
    std::uint8_t slot = 0;
    engine::FrameNumber since = 0;
};

/// Versions are judged apart: each has its tallies.
inline constexpr std::size_t version_slots = 2;
constexpr std::uint8_t slot_of(std::uint8_t version, engine::Family family) {
    return version == 2 && family == engine::Family::ipv4 ? 0 : 1;
}
constexpr Profile profile_of(std::uint8_t slot, engine::Family family) {
    if (family == engine::Family::ipv6) return Profile::v3_ipv6;
    return slot == 0 ? Profile::v2_ipv4 : Profile::v3_ipv4;
}

/// A virtual router, as checks see it and what the judge keeps beside that.
struct RouterTrack {
    static constexpr std::size_t most_speakers = 16;

    RouterSeen seen;
    std::vector<SpeakerBook> books;  // one a speaker
    std::array<std::vector<Tally>, version_slots> tallies;
    std::unique_ptr<std::uint64_t[]> memory;  // of the checks, of no speaker
    std::vector<Deadline> deadlines;
    engine::Instant scheduled = engine::never;  // when the judge looks at this router again
    std::size_t number = 0;                     // index among the judge's routers
    std::size_t carp = 0;                       // packets of CARP with this number
    std::size_t unheard_speakers = 0;           // packets of routers beyond most_speakers

    // Who is Active; see active_model.hpp.
    std::size_t living = 0;                  // speakers that are Active
    std::optional<std::size_t> last_active;  // while nobody is: who was
    bool released = false;                   // it has resigned
    engine::Instant expiry = engine::never;  // when somebody may have fallen silent
    std::size_t recent = 0;                  // who spoke last
    Reigns reigns;                           // that have ended

    std::optional<std::size_t> find_speaker(const engine::IpAddress& source, std::uint8_t version);
};

}  // namespace tester

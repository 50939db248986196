#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"
#include "tester/bench/verdict.hpp"

namespace tester {

/// A time that was held to a window.
struct TimedHold {
    engine::Duration measured{}, earliest{}, latest{};
};

/// A check that did not hold.
struct Finding {
    std::string expected, observed;  // observed begins with whose it was
    std::vector<CitedFrame> frames;
    double seconds = 0;
};

/// A fact of a speaker.
struct Note {
    std::optional<engine::IpAddress> speaker;  // nothing: of the virtual router
    std::string name, value;
    std::vector<CitedFrame> frames;
};

/// What is kept of one check for one virtual router and version beside numbers; only where it is needed.
struct TallyDetails {
    static constexpr std::size_t most_findings = 5;
    static constexpr std::size_t most_notes = 32;
    std::optional<TimedHold> shortest{}, longest{};  // first, since they are looked at for each gap
    std::vector<Finding> findings;
    std::string doubt;  // the first
    std::vector<CitedFrame> doubt_frames;
    std::vector<Note> notes;
};

/// What came of one check for one virtual router and version.
struct Tally {
    std::uint64_t held = 0;
    std::unique_ptr<TallyDetails> details;
    std::uint32_t failed = 0, doubted = 0;  // or more
    std::uint32_t told = 0;                 // bit n: a finding of speaker n has been told

    /// Stays at the greatest number that it can hold.
    static void count(std::uint32_t& number) { number += number != UINT32_MAX; }

    TallyDetails& in_detail() {
        if (!details) details = std::make_unique<TallyDetails>();
        return *details;
    }
    bool has_applied() const {
        return held > 0 || failed > 0 || doubted > 0 || (details && !details->notes.empty());
    }
};

}  // namespace tester

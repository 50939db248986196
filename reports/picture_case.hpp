#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tester/run/result.hpp"

// How a case's picture is laid out, apart from how it is drawn.

namespace reports {

/// What stands in one line of a ladder.
struct LadderRow {
    enum class Kind {
        frame,
        opens,     // a bound of the window
        closes,    // the other one
        measured,  // a moment at which no cited frame was sent
        missing,   // nothing had come by then
    };
    Kind kind = Kind::frame;
    double seconds = 0;                         // after the anchor
    const tester::CitedFrame* frame = nullptr;  // of kind `frame`
    double y = 0;
    bool stretched = false;  // the way from the row above is longer than the time's scale has it
    bool broken = false;     // or shorter
};

/// A case's ladder: lanes from left to right, rows from above.
struct Ladder {
    std::vector<std::string> lanes;  // the last one is "LAN" where nobody is known to listen
    bool has_lan = false;
    std::vector<LadderRow> rows;
    const tester::Check* check = nullptr;  // whose window is drawn; it has an anchor
    bool is_silence = false;               // nothing may come in that window
    double anchor_seconds = 0;             // since the run's start
    std::size_t anchor_frame = 0;          // 0: none of those cited
    std::size_t left_out = 0;              // frames
    double height = 0;                     // of the rows, from 0
};

/// At most so many frames are drawn; those that decide are among them.
inline constexpr std::size_t most_ladder_frames = 24;

/// Nothing for a case without frames.
std::optional<Ladder> ladder_of(const tester::CaseResult& one);

/// Who is known to have sent a frame; "unknown sender" where nobody is.
std::string lane_of(const tester::CitedFrame& frame);

}  // namespace reports

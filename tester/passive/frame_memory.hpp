#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_reader.hpp"
#include "tester/bench/verdict.hpp"

namespace tester {

/// The last few frames that passive checks were shown, so that a finding can cite one that has gone by.
class FrameMemory {
  public:
    void remember(const engine::CapturedFrame& frame);
    /// How it is cited; nothing if it is too long ago. `start` is the capture's first frame.
    std::optional<CitedFrame> cite(engine::FrameNumber number, std::string_view role,
                                   engine::Instant start) const;
    static CitedFrame cite(const engine::CapturedFrame& frame, const engine::FrameView& view,
                           std::string_view role, engine::Instant start);

  private:
    static constexpr std::size_t most_frames = 512;  // a power of two
    static constexpr std::size_t most_octets = 160;  // an IPv6 advertisement of five addresses has 142
    struct Kept {
        engine::CapturedFrame frame;  // its octets are those beside it
        std::array<std::uint8_t, most_octets> octets;
    };
    std::vector<Kept> ring_ = std::vector<Kept>(most_frames);
    std::size_t next_ = 0;
};

}  // namespace tester

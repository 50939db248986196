#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/router_track.hpp"

namespace tester {

/// Guesses from a few octets of a frame which virtual router's steady advertisement it may be, before
/// anything of it is read. Whoever asks must compare the rest; of two that share a place the later stays.
class SteadyIndex {
  public:
    void add(const RouterTrack& router, const engine::CapturedFrame& frame) {
        if (frame.octets.size() < least_size) return;
        places_[place_of(frame)] = static_cast<std::uint16_t>(router.number + 1);
        is_empty_ = false;
    }
    /// The number of the virtual router and 1; 0: none.
    std::uint16_t guess(const engine::CapturedFrame& frame) const {
        if (is_empty_ || frame.octets.size() < least_size) return 0;
        return places_[place_of(frame)];
    }

  private:
    static constexpr std::size_t least_size = 42;  // Ethernet, IPv4 and the fixed part of VRRP

    /// Leaves out what differs between untagged IPv4 packets that say the same: the identification, at 18,
    /// and the header's checksum, at 24.
    static std::size_t place_of(const engine::CapturedFrame& frame) {
        const auto word = [&](std::size_t at) {
            std::uint64_t value = 0;
            std::memcpy(&value, frame.octets.data() + at, sizeof value);
            return value;
        };
        constexpr std::uint64_t odd = 0x9e3779b97f4a7c15u;
        const std::uint64_t addresses = word(6) ^ word(10) * odd;  // the source's MAC, EtherType and tag
        const std::uint64_t rest = word(34) ^ word(26) << 7;
        return ((addresses ^ rest * odd) * odd) >> 52;
    }

    std::array<std::uint16_t, 4096> places_{};
    bool is_empty_ = true;
};

}  // namespace tester

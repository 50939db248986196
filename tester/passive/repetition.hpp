#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/hearing.hpp"

namespace tester {

/// The last packet of a speaker, and which of the checks that look at a packet alone held for it: a router
/// says the same again and again, and what is the same need not be looked at again. Packets are the same that
/// differ in the IPv4 identification and in a header checksum that is right.
class Repetition {
  public:
    bool is_same(const engine::CapturedFrame& frame, const engine::FrameView& view) const {
        if (size_ == 0 || frame.octets.size() != size_ || frame.original_size != original_size_ ||
            frame.link_type != link_type_ || !view.ip->header_checksum_good)
            return false;
        const std::uint8_t *a = octets_.data(), *b = frame.octets.data();
        if (view.ip->family == engine::Family::ipv6) return std::memcmp(a, b, size_) == 0;
        // The fixed header is in both, since both hold VRRP; ID and checksum are at 4 and 10.
        const std::size_t header = view.ip->header_offset;
        return std::memcmp(a, b, header + 4) == 0 && std::memcmp(a + header + 6, b + header + 6, 4) == 0 &&
               std::memcmp(a + header + 12, b + header + 12, size_ - header - 12) == 0;
    }
    void keep(const engine::CapturedFrame& frame, const engine::FrameView& view, const Hearing& hearing) {
        size_ = 0;
        if (frame.octets.size() > most_octets || !view.ip->header_checksum_good) return;
        size_ = frame.octets.size();
        original_size_ = frame.original_size;
        link_type_ = frame.link_type;
        hearing_ = hearing;
        std::copy(frame.octets.begin(), frame.octets.end(), octets_.begin());
    }
    void forget() { size_ = 0; }

    const Hearing& hearing() const { return hearing_; }
    std::vector<std::uint16_t> held;  // checks
    std::uint64_t times = 0;          // that it came again

  private:
    static constexpr std::size_t most_octets = 160;  // an IPv6 advertisement of five addresses has 142
    std::array<std::uint8_t, most_octets> octets_{};
    std::size_t size_ = 0, original_size_ = 0;
    engine::LinkType link_type_{};
    Hearing hearing_;
};

}  // namespace tester

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
    bool is_same(const engine::CapturedFrame& frame) const {
        if (size_ == 0 || frame.octets.size() != size_ || frame.original_size != original_size_ ||
            frame.link_type != link_type_)
            return false;
        const std::uint8_t *a = octets_.data(), *b = frame.octets.data();
        if (!is_ipv4_) return std::memcmp(a, b, size_) == 0;
        const std::size_t header = header_offset_;
        return std::memcmp(a, b, header + 4) == 0 && std::memcmp(a + header + 6, b + header + 6, 4) == 0 &&
               std::memcmp(a + header + 12, b + header + 12, size_ - header - 12) == 0 &&
               is_as_right(identification_and_checksum(b + header));
    }
    void keep(const engine::CapturedFrame& frame, const engine::FrameView& view, const Hearing& hearing) {
        forget();
        if (frame.octets.size() > most_octets || !view.ip->header_checksum_good) return;
        size_ = frame.octets.size();
        original_size_ = frame.original_size;
        link_type_ = frame.link_type;
        hearing_ = hearing;
        is_ipv4_ = view.ip->family == engine::Family::ipv4;
        // The fixed header is there, since the frame holds VRRP.
        header_offset_ = view.ip->header_offset;
        has_own_mac_ = view.ethernet.has_source && !view.ethernet.source.is_virtual();
        std::copy(frame.octets.begin(), frame.octets.end(), octets_.begin());
        if (is_ipv4_) variable_ = identification_and_checksum(octets_.data() + header_offset_);
    }
    /// What has held is still to be counted.
    void forget() {
        size_ = 0;
        is_steady = false;
    }

    const Hearing& hearing() const { return hearing_; }
    bool has_own_mac() const { return has_own_mac_; }  // it came from no virtual router MAC address
    std::vector<std::uint16_t> held;                   // checks
    std::uint64_t times = 0;                           // that it came again

    /// All other checks that look at packets have answered as PassiveCheck::is_steady says.
    bool is_steady = false;
    std::vector<std::uint16_t> steadily_held;  // of these
    std::uint64_t steady_times = 0;            // that it came again since then

  private:
    static constexpr std::size_t most_octets = 160;  // an IPv6 advertisement of five addresses has 142

    /// The sum of the two fields of an IPv4 header that may differ.
    static std::uint32_t identification_and_checksum(const std::uint8_t* header) {
        return static_cast<std::uint32_t>((header[4] << 8 | header[5]) + (header[10] << 8 | header[11]));
    }
    /// RFC 1071: the checksum is right if the header's 16-bit words add up to 0 modulo 65535.
    bool is_as_right(std::uint32_t variable) const {
        return variable == variable_ || variable == variable_ + 0xffff || variable + 0xffff == variable_ ||
               variable == variable_ + 0x1fffe || variable + 0x1fffe == variable_;
    }

    std::array<std::uint8_t, most_octets> octets_{};
    std::size_t size_ = 0, original_size_ = 0, header_offset_ = 0;
    std::uint32_t variable_ = 0;
    engine::LinkType link_type_{};
    bool is_ipv4_ = false, has_own_mac_ = false;
    Hearing hearing_;
};

}  // namespace tester

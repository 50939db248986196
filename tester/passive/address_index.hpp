#pragma once

#include <bitset>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "tester/passive/router_track.hpp"

namespace tester {

/// Which virtual routers an address belongs to, by the last advertisement of each speaker. Bounded: what does
/// not fit is counted, and frames about it are then not noticed.
class AddressIndex {
  public:
    static constexpr std::size_t most_addresses = 32768;

    void add(const RouterTrack& router, const std::vector<engine::IpAddress>& addresses);
    /// What add() was given.
    void remove(const RouterTrack& router, const std::vector<engine::IpAddress>& addresses);
    /// The numbers of the virtual routers of that segment; valid until the next call.
    const std::vector<std::uint32_t>& find(const Segment& segment, const engine::IpAddress& address);
    std::size_t left_out() const { return left_out_; }

  private:
    std::unordered_multimap<std::uint64_t, std::uint32_t>
        routers_;  // two keys alike are sorted out by callers
    /// By the low bits of the keys: false where none of them has ever been here, as most hosts' addresses.
    std::bitset<65536> is_known_;
    std::vector<std::uint32_t> found_;
    std::size_t left_out_ = 0;
};

}  // namespace tester

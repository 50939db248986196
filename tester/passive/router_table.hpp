#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tester/passive/router_track.hpp"

namespace tester {

/// The virtual routers that a capture shows, each by segment, family and VRID. Bounded: what does not fit is
/// counted.
class RouterTable {
  public:
    /// Twice what one segment can have, over both families; each takes a few kilobytes.
    static constexpr std::size_t most_routers = 1024;
    static constexpr std::size_t most_segments = 1024;

    /// The virtual router, made where it is new; nullptr if there is no room for it.
    RouterTrack* find_or_add(const Segment& segment, engine::Family family, std::uint8_t vrid);
    /// nullptr if it was never heard of.
    RouterTrack* find(const Segment& segment, engine::Family family, std::uint8_t vrid);

    /// ARP (IPv4) or neighbour discovery (IPv6) was seen: RouterSeen::resolution_seen.
    void note_resolution(const Segment& segment, engine::Family family);

    std::vector<std::unique_ptr<RouterTrack>>& all() { return routers_; }
    const std::vector<std::unique_ptr<RouterTrack>>& all() const { return routers_; }
    RouterTrack& at(std::size_t number) { return *routers_[number]; }

    std::size_t segments() const { return segments_.size(); }
    std::size_t refused() const { return refused_; }  // packets of virtual routers that found no room
    /// "VLAN 10.20", "eth1, VLAN 3"; empty where there is but one segment and it has no tags.
    std::string segment_name(const Segment& segment, const std::vector<std::string>& interface_names) const;
    /// "VRID 1 (IPv4)", "VRID 1 (IPv6, VLAN 10)".
    std::string name(const RouterSeen& router, const std::vector<std::string>& interface_names) const;

  private:
    struct PerSegment {
        Segment segment;
        std::array<bool, 2> resolution_seen{};     // by family
        std::array<std::uint16_t, 512> routers{};  // by family and VRID: number + 1; 0 for none
    };
    struct Hash {
        std::size_t operator()(const Segment& segment) const;
    };
    PerSegment* find_segment(const Segment& segment);

    std::vector<std::unique_ptr<PerSegment>> segments_;
    std::unordered_map<Segment, std::size_t, Hash> numbers_;
    PerSegment* recent_ = nullptr;
    std::vector<std::unique_ptr<RouterTrack>> routers_;
    std::size_t refused_ = 0;
    bool has_several_interfaces_ = false;
};

/// The broadcast domain of a frame.
Segment segment_of(const engine::CapturedFrame& frame, const engine::FrameView& view);

}  // namespace tester

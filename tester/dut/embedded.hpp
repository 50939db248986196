#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/lan/simulated_segment.hpp"
#include "engine/lan/speaker.hpp"
#include "tester/bench/case.hpp"
#include "tester/bench/control.hpp"
#include "tester/bench/station.hpp"

namespace tester {

/// A simulated world: virtual time, a segment in memory, the tester's station on one port and the engine's
/// speaker as the device under test on the other, and a second segment with both of them behind the device.
class EmbeddedWorld {
  public:
    EmbeddedWorld();
    ~EmbeddedWorld();

    engine::SimulatedScheduler& scheduler() { return scheduler_; }
    Station& station() { return *station_; }

    /// Configures one virtual router as a case needs it. `vrid` must be free in the profile's family.
    /// `standard` decides where the RFCs contradict each other.
    VirtualRouterFacts add(Profile profile, std::uint8_t vrid, const Needs& needs, engine::Rfc standard,
                           const engine::Rules& rules);
    /// A virtual router, and the company that a case needs beside it.
    struct Ensemble {
        VirtualRouterFacts where;
        std::vector<VirtualRouterFacts> company;
    };
    /// Configures all that a case needs: the first of the VRIDs for itself, the next for its siblings. They
    /// must be free in the profile's family, the first in both where it needs a twin.
    Ensemble add_ensemble(Profile profile, std::span<const std::uint8_t> vrids, const Needs& needs,
                          engine::Rfc standard, const engine::Rules& rules);
    /// Starts every virtual router, and tells the station of them.
    void startup();
    /// The device's switch for one virtual router.
    Control& control(const VirtualRouterFacts& facts);

  private:
    class Switch;

    engine::SimulatedScheduler scheduler_;
    engine::SimulatedSegment segment_;
    engine::SimulatedSegment second_segment_;  // the network behind the device
    engine::CaptureLog log_;
    std::unique_ptr<Station> station_;
    engine::Speaker speaker_;
    /// Answers for the tester's addresses on the second segment, as its kernel does on a real one.
    engine::Speaker second_kernel_;
    std::vector<VirtualRouterFacts> facts_;
    std::vector<std::unique_ptr<Switch>> switches_;
};

/// As many VRIDs as a case needs in its own family, from `first` on and around.
std::vector<std::uint8_t> vrids_for(const Needs& needs, std::uint8_t first);

/// The addresses that a virtual router gets from a pool: distinct for each VRID, IPv6 with its link-local
/// first.
std::vector<engine::IpAddress> pool_addresses(engine::Family family, std::uint8_t vrid, std::uint8_t count);

}  // namespace tester

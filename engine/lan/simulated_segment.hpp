#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/lan/link.hpp"
#include "engine/lan/scheduler.hpp"

namespace engine {

/// A LAN segment in memory: what one port sends, every other port hears after the latency, and the sender
/// hears its own frame's echo. Deterministic.
class SimulatedSegment {
  public:
    explicit SimulatedSegment(Scheduler& scheduler, Duration latency = 20us);
    ~SimulatedSegment();

    /// Adds a port; it lives as long as the segment.
    Link& add_port(std::string name);

  private:
    class Port;
    void transmit(const Port& sender, OctetView frame);

    Scheduler& scheduler_;
    Duration latency_;
    std::vector<std::unique_ptr<Port>> ports_;
};

}  // namespace engine

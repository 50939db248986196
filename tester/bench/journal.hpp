#pragma once

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "engine/packet/octets.hpp"

namespace tester {

/// Stands between a case and its world: every question for the time, every frame that it sends and every end
/// of a wait passes through it, in order. A case is deterministic but for these, so that who has written them
/// down can tell its story again.
class Journal {
  public:
    virtual ~Journal() = default;
    virtual engine::Instant time() = 0;
    virtual engine::FrameNumber send(engine::Octets frame, engine::Wire wire) = 0;
    /// The case goes on after a wait.
    virtual void resumed() = 0;
};

}  // namespace tester

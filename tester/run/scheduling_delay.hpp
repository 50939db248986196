#pragma once

#include <vector>

#include "engine/lan/instant.hpp"

namespace tester {

/// How late the tester itself ran, and when: a verdict that rests on a moment at which the tester slept
/// through its deadlines proves nothing about the device.
class SchedulingDelay {
  public:
    void record(engine::Instant due, engine::Duration late);
    /// The worst delay that overlaps the span.
    engine::Duration worst(engine::Instant from, engine::Instant until) const;
    engine::Duration worst() const { return worst_; }

  private:
    struct Span {
        engine::Instant from, until;
    };
    std::vector<Span> spans_;  // only those worth remembering, in order of time
    engine::Duration worst_{};
};

}  // namespace tester

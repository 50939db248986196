#include "tester/run/scheduling_delay.hpp"

#include <algorithm>

namespace tester {

using namespace std::chrono_literals;

void SchedulingDelay::record(engine::Instant due, engine::Duration late) {
    worst_ = std::max(worst_, late);
    // No tolerance is so tight that a millisecond counts.
    if (late > 1ms) spans_.push_back({due, due + late});
}

engine::Duration SchedulingDelay::worst(engine::Instant from, engine::Instant until) const {
    engine::Duration found{};
    for (const auto& span : spans_)
        if (span.until >= from && span.from <= until) found = std::max(found, span.until - span.from);
    return found;
}

}  // namespace tester

#pragma once

#include "engine/lan/instant.hpp"
#include "tester/bench/virtual_router_facts.hpp"

// The RFCs' arithmetic (6.1) as the cases need it. Written apart from the engine's own rules on purpose: an
// oracle that shares the implementation's formula proves nothing. The tests beside hold it to worked
// examples.

namespace tester {

/// RFC 3768 6.1: (256 - Priority) / 256 s. RFC 5798 and 9568 6.1: (256 - Priority) * interval / 256.
constexpr engine::Duration skew_time(std::uint8_t version, std::uint8_t priority, engine::Duration interval) {
    const long long numerator = 256 - priority;
    return engine::Duration((version == 2 ? 1'000'000'000LL : interval.count()) * numerator / 256);
}
constexpr engine::Duration active_down_interval(std::uint8_t version, std::uint8_t priority,
                                                engine::Duration interval) {
    return interval * 3 + skew_time(version, priority, interval);
}

/// For the device's configured interval.
inline engine::Duration skew_time(const VirtualRouterFacts& dut) {
    return skew_time(dut.version(), dut.priority, dut.advertisement_interval);
}
inline engine::Duration active_down_interval(const VirtualRouterFacts& dut) {
    return active_down_interval(dut.version(), dut.priority, dut.advertisement_interval);
}
/// For an interval that the device has learnt.
inline engine::Duration skew_time(const VirtualRouterFacts& dut, engine::Duration learnt) {
    return skew_time(dut.version(), dut.priority, learnt);
}
inline engine::Duration active_down_interval(const VirtualRouterFacts& dut, engine::Duration learnt) {
    return active_down_interval(dut.version(), dut.priority, learnt);
}

}  // namespace tester

#pragma once

#include <vector>

#include "cases/support.hpp"

// What the cases of forwarding share.

namespace cases {

using engine::MacAddress;

// A device may have to ask for the next hop's MAC address first, and to ask again.
inline constexpr Duration forwarding_takes_at_most = 1500ms;
// Once the next hop is known, a packet is on within a fraction of this.
inline constexpr Duration soon = 300ms;

/// The control of every case of forwarding: what is sent to the device's own MAC address arrives behind it.
/// The packet as it arrived, which comes from the device's MAC address there.
Task<Mark> device_forwards(Bench& t);

/// The cases about what a router that forwards tells the hosts of the LAN, and learns of them.
void add_forwarding_host_cases(std::vector<Case>& list);

}  // namespace cases

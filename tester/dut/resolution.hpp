#pragma once

#include <functional>
#include <optional>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/scheduler.hpp"
#include "tester/bench/station.hpp"

namespace tester {

/// An ARP request or a neighbour solicitation of the station for the address.
engine::Octets resolution_request(const Station& station, const engine::IpAddress& target);
/// The MAC address that the frame, if it is an answer, gives for the address.
std::optional<engine::MacAddress> resolution_answer(const engine::LoggedFrame& frame,
                                                    const engine::IpAddress& target);

/// Runs the world until `done` or until the time has come, asking every 20 ms: frames are looked at in bulk,
/// since the station alone is told of each one.
void run_polling(engine::Scheduler& scheduler, engine::Instant deadline, const std::function<bool()>& done);

}  // namespace tester

#pragma once

#include <string>
#include <vector>

#include "tester/lab/acts.hpp"

namespace tester {

/// A pair of switches that share a virtual MAC, 172.16.100.11 of priority 120 and 172.16.100.12 of priority
/// 100, an advertisement every 3 s, and a host, 172.16.100.5, that pings and keeps an ARP table: election,
/// failover, failback. `routers` names the two routers that play the switches.
std::vector<Act> switch_pair_acts(const std::vector<std::string>& routers);

}  // namespace tester

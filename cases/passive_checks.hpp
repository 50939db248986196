#pragma once

#include <vector>

#include "tester/passive/check.hpp"

namespace cases {

/// Every passive check, in the order of reports.
std::vector<tester::PassiveCheck> passive_checks();
const tester::PassiveCheck* find_passive_check(std::string_view id);

// The areas, one file each.
std::vector<tester::PassiveCheck> passive_packet_checks();    // what one packet shows by itself
std::vector<tester::PassiveCheck> passive_timing_checks();    // cadence and takeover times
std::vector<tester::PassiveCheck> passive_election_checks();  // who is Active, who yields, collisions
std::vector<tester::PassiveCheck> passive_host_checks();  // gratuitous ARP, NA, frames from the virtual MAC

}  // namespace cases

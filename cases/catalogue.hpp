#pragma once

#include <span>
#include <vector>

#include "tester/bench/case.hpp"

namespace cases {

/// Every case, area by area. The order is the order of reports.
std::span<const tester::Case> catalogue();
const tester::Case* find_case(std::string_view id);

// The areas, one file each.
std::vector<tester::Case> transmission_cases();     // tx/: what the advertisements look like
std::vector<tester::Case> checksum_cases();         // checksum/
std::vector<tester::Case> reception_cases();        // rx/: what must be discarded and what must not
std::vector<tester::Case> backup_cases();           // backup/: timers and elections in Backup
std::vector<tester::Case> backup_learning_cases();  // backup/: the intervals that version 3 learns
std::vector<tester::Case> active_cases();           // active/: timers and elections in Active
std::vector<tester::Case> active_timer_cases();     // active/: the Adver_Timer
std::vector<tester::Case> preempt_cases();          // preempt/
std::vector<tester::Case> release_cases();          // release/: shutdown and startup
std::vector<tester::Case> announcement_cases();     // announce/: gratuitous ARP and unsolicited NA
std::vector<tester::Case> resolution_cases();       // resolve/: ARP and ND for the virtual addresses

}  // namespace cases

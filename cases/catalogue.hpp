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
std::vector<tester::Case> packet_cases();           // tx/: the packet around it
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
std::vector<tester::Case>
authentication_cases();  // auth/: simple text passwords and the IP Authentication Header of RFC 2338
std::vector<tester::Case> forwarding_cases();  // forward/: what needs a second port behind the device
std::vector<tester::Case> acceptance_cases();  // accept/: packets to the virtual addresses, Accept_Mode
std::vector<tester::Case> silence_cases();     // silence/: what a Backup must not answer, send or accept
std::vector<tester::Case> router_advertisement_cases();  // ra/: Router Advertisements and solicitations
std::vector<tester::Case> startup_cases();               // startup/: from the start of the device on
std::vector<tester::Case> several_cases();               // several/: virtual routers beside each other
std::vector<tester::Case> change_cases();                // change/: a running router that is changed
std::vector<tester::Case> default_cases();               // default/: what is left unset
std::vector<tester::Case> interoperation_cases();        // interoperation/: version 2 beside version 3 (8.4)
std::vector<tester::Case> robustness_cases();            // robust/: what must not disturb a router
std::vector<tester::Case> robustness_traffic_cases();    // robust/: what is odd in number or order
std::vector<tester::Case>
reception_oddity_cases();                     // rx/: what is odd about the packet, and what is left open
std::vector<tester::Case> precision_cases();  // precision/: timers over the range of their parameters
std::vector<tester::Case> reception_habit_cases();  // habit/: what it accepts of what they leave open
std::vector<tester::Case> habit_cases();            // habit/: what the RFCs leave open

}  // namespace cases

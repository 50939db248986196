#pragma once

#include <string>
#include <vector>

#include "reports/tables.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// The virtual routers that a capture shows: a heading for each with its VRID, segment, family, versions and
/// addresses, and below it two lines a router that advertises it: priorities, interval, measured interval and
/// number of advertisements in columns, then MAC address and checksum form. Never empty; fits the columns.
std::string routers_text(const std::vector<tester::RouterReport>& routers, const TableLook& look);

/// Who was Active when: a story for each virtual router. Of more than about `most` events in all only the
/// first and the last of each story are told, without findings, and how many were left out; 0 leaves out
/// nothing.
std::string changes_text(const std::vector<tester::TimelineEvent>& events, const TableLook& look,
                         std::size_t most);

/// "run.pcap: 1000000 frames, 120000 of VRRP, in 3600.000 s".
std::string capture_text(const tester::CaptureReport& capture);

}  // namespace reports

#pragma once

#include <string>
#include <vector>

#include "reports/html_parts.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// Where routers met each other: a table a pair, a row a scenario, a column a profile, every cell linked to
/// its case. Empty where no case has a subject.
std::string html_matrices(const tester::RunResult& result, const HtmlAnchors& anchors);

/// What a lab has to show: a picture and a table of events for each scene, and its tables, such as a host's
/// ARP table before and after. Empty for a run that is no lab.
std::string html_scenes(const tester::RunResult& result);

/// Events as a table; says how many were left out.
std::string html_events(const std::vector<tester::TimelineEvent>& events);

}  // namespace reports

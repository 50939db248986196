#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

// Pictures as inline SVG. They have a title and a description for those who cannot see them, take their
// colours from the page's style sheet (classes, currentColor), and need no script. Empty where there is
// nothing to draw.

/// What happened in a case: a lane each for the tester, the device and whoever else sent a cited frame, time
/// from left to right, every cited frame as an arrow or a mark with its number, the allowed window shaded,
/// the frame that violates marked by form as well as by colour.
std::string case_picture(const tester::CaseResult& one);

/// Who was Active when: a row a virtual router, a lane a router, its reigns as bars, overlaps marked as two
/// Actives at once.
std::string reigns_picture(const tester::RouterReport& router, double capture_seconds);

/// A lab's scene: a lane a router and the host, state changes, GARPs and lost pings along the time.
std::string scene_picture(const std::vector<tester::TimelineEvent>& events);

}  // namespace reports

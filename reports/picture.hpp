#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tester/run/result.hpp"

namespace reports {

// Pictures as inline SVG. They have a title and a description for those who cannot see them, take their
// colours from the page's style sheet (classes, currentColor), and need no script. Empty where there is
// nothing to draw.

/// The rules that pictures want in the page's style sheet, once. They look for the page's own colours,
/// --pic-tester, --pic-device, --pic-other (lanes and arrows), --pic-good (within the window), --pic-bad
/// (violations, what is too late or too early), --pic-window (what is allowed), --pic-quiet (lines and small
/// print), and do with currentColor where there is none. The classes: pic (the element), pic-lane, pic-name,
/// pic-axis, pic-stretched, pic-break, pic-time, pic-zero, pic-arrow with pic-from-tester, pic-from-device or
/// pic-from-other, pic-label, pic-detail, pic-window, pic-silent (where nothing may come), pic-bound,
/// pic-measured with pic-within, pic-late or pic-early, pic-violation, pic-missing, pic-note, pic-reign with
/// pic-reign-0 to pic-reign-5 (a router each), pic-overlap, pic-tick, pic-event, pic-state, pic-loss.
std::string_view picture_style();

/// What happened in a case, as a ladder: a lane each for the tester, the device and whoever else sent a cited
/// frame, time downwards, since a phone is high and not wide; every cited frame as an arrow with its number
/// and its time after the anchor, the allowed window shaded, the frame that violates marked by form and word
/// as well as by colour.
std::string case_picture(const tester::CaseResult& one);

/// Who was Active when: a lane a router, its reigns as bars, overlaps marked as two
/// Actives at once.
std::string reigns_picture(const tester::RouterReport& router, double capture_seconds);

/// A lab's scene: a lane a router and the host, state changes, GARPs and lost pings along the time.
std::string scene_picture(const std::vector<tester::TimelineEvent>& events);

}  // namespace reports

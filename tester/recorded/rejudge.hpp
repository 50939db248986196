#pragma once

#include <span>
#include <string>
#include <vector>

#include "tester/bench/case.hpp"
#include "tester/recorded/recording.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// What judging a run again found otherwise than the run did.
struct Difference {
    std::string id, profile, suite;
    std::string was;  // "pass", "fail: none until 3789.9 ms"
    std::string is;
    bool changes_verdict = false;  // another outcome, not only another observation
};

struct Rejudged {
    /// The run's facts of device and link, and the selected cases judged again, in the selection's order.
    RunResult result;
    std::vector<Difference> differences;
};

/// Judges the cases of a recorded run again: each tells its story once more, alone, in the world as it was. A
/// case comes to what it came to then; what the run itself decided beside the case (that this host was too
/// slow, a second look, a known deviation) is repeated, not decided anew. Cases that never ran are taken over
/// as they are. A case whose verdict differs is Fail if that is its verdict now, else Inconclusive, and its
/// reason says what it was. `recording` must be open; it can be judged again and again.
///
/// Throws what select() throws. If the run holds none of the selected cases, nothing_because says so.
Rejudged rejudge(Recording& recording, std::span<const Case> catalogue, const Selection& selection);

}  // namespace tester

#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// GitHub's workflow commands, a line each: `::error` for what makes the run fail or could not be judged by
/// the tool's own fault, `::warning` for advisories and what is inconclusive, `::notice` for the verdict and
/// what was found out about the device. GitHub shows ten of a kind in a step; the tenth tells of the others.
/// `file` is the DUT file, relative to the repository, where there is one: an annotation points at it, and
/// one about a known deviation at that entry's line.
std::string github_annotations(const tester::RunResult& result, const std::string& file = "");

}  // namespace reports

#pragma once

#include <cstddef>
#include <string>

#include "tester/run/result.hpp"

namespace reports {

struct Baseline {
    std::string toml;
    std::size_t entries = 0;
    std::size_t doubtful = 0;  // cases that no entry can excuse: inconclusive, errors, unexpected passes
};

/// A starting file of known deviations for `--baseline`: an entry for each unexpected failure, with a reason
/// that somebody has yet to write, and what was observed as a pattern that the next run matches, too. A suite
/// or a VRID is named only where the same case passes in another one. `source` is what the file's comment
/// calls the result.
Baseline baseline(const tester::RunResult& result, const std::string& source);

/// A TOML basic string, quotes included; nothing but printable ASCII.
std::string toml_text(std::string_view text);

}  // namespace reports

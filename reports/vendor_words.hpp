#pragma once

#include <string>
#include <vector>

#include "tester/run/result.hpp"

namespace reports {

/// A word as a shell takes it for one: quoted where it must be.
std::string shell_word(const std::string& word);

/// The command that runs this case alone, as somebody else would type it: the run's own without its reports
/// and its selection. Words that a shell would take apart are quoted.
std::string reproduction_command(const tester::RunResult& result, const tester::CaseResult& one);

/// What to tell the maker of the device, as plain text to paste: clause, what it demands, what was observed,
/// the frames, how to reproduce it. `cases` are results of one case (profiles, suites, virtual routers); the
/// first is told in full, of the others where they are the same.
std::string vendor_words(const tester::RunResult& result,
                         const std::vector<const tester::CaseResult*>& cases);

}  // namespace reports

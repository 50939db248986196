#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/router/mutants.hpp"
#include "tester/run/case_run.hpp"
#include "tester/run/selection.hpp"

namespace cases {

/// Everything that the self-test runs: each case in each profile, once for each suite whose expectation
/// differs.
std::vector<tester::SelectedCase> whole_catalogue();

/// One case against the embedded speaker in a world of its own, in virtual time, as the case needs it.
tester::CaseResult run_against(const tester::SelectedCase& what, const engine::Rules& rules,
                               const tester::Needs& needs);

/// What the reference did in all of them, and which mutants each case failed.
struct KillMatrix {
    std::vector<tester::CaseResult> reference;
    /// case id -> mutants that it fails in at least one profile and suite. A case that only reports fails
    /// nobody: it kills a mutant of which it notes other facts than of the reference.
    std::map<std::string, std::set<std::string>> kills;
    /// "case mutant" -> why a declared kill did not happen, where the case was Inconclusive or the like.
    std::map<std::string, std::string> misses;

    /// "case profile mutant": declared kills that do not happen at the interval that a configurable device is
    /// given, and cases that the reference does not pass there.
    std::vector<std::string> weak_when_quick;

    /// What passive checks found fault with, or doubted, in the reference.
    std::vector<std::string> passive_findings;

    /// The approved file's form: a line a case, its mutants in alphabetic order; "by its facts" for a case
    /// that only reports.
    std::string text() const;
};

/// Runs the whole catalogue against the reference and every mutant, on all cores.
KillMatrix kill_matrix();

}  // namespace cases

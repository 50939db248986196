#pragma once

#include <string>
#include <vector>

#include "tester/run/result.hpp"

namespace reports {

/// What makes a case of one result the same as one of another, a key for each case, unique in the result: id,
/// profile, suite and subject; of a capture's checks the virtual router, too.
std::vector<std::string> case_keys(const tester::RunResult& result);

/// "tx/ttl-is-255  v3-ipv4  rfc5798" and what else tells it from others.
std::string case_name(const tester::CaseResult& one);

enum class Change {
    regression,         // did what the clause demands, or only left a SHOULD, and fails now
    fails_unjudged,     // fails now, and was not judged before
    new_failure,        // a case that was not run before, and fails
    no_longer_judged,   // was judged before, and is inconclusive, an error or skipped now
    fails_otherwise,    // fails as before, but something else was observed
    now_advised,        // did what a SHOULD demands, and does not now
    now_excused,        // conformed, and fails now as a known deviation says
    no_longer_excused,  // failed as a known deviation said, and none says so now
    fix,
    judged_now,  // conforms now, and was not judged before
    still_fails,
    added,  // not run before, and does not fail
    gone,   // not run now
    none,
};
/// In the order in which they are told.
inline constexpr Change all_changes[] = {
    Change::regression,
    Change::new_failure,
    Change::fails_unjudged,
    Change::no_longer_judged,
    Change::fails_otherwise,
    Change::no_longer_excused,
    Change::now_advised,
    Change::now_excused,
    Change::fix,
    Change::judged_now,
    Change::still_fails,
    Change::added,
    Change::gone,
};

/// "regression", "no-longer-judged", ...: the word of the JSON form.
std::string word_of(Change change);
/// "3 regressions".
std::string counted_text(Change change, std::size_t count);
/// What it means, in half a sentence.
std::string meaning_of(Change change);

struct CaseChange {
    Change change = Change::none;
    const tester::CaseResult* before = nullptr;  // nothing: added
    const tester::CaseResult* after = nullptr;   // nothing: gone
};

/// A fact about the device or the run; empty where it was not known.
struct FactChange {
    std::string name;
    std::string before, after;
};

/// Refers to the two results.
struct Comparison {
    std::vector<CaseChange> cases;  // those that changed, still_fails among them
    std::size_t unchanged = 0;
    std::vector<FactChange> facts;
    std::vector<std::string> remarks;  // why the two may not be comparable; one sentence each
    std::vector<CaseChange> of(Change change) const;
};

Comparison compare(const tester::RunResult& before, const tester::RunResult& after);

/// 1 where there are regressions; 3 where the newer result judged nothing at all, so that none could show;
/// else 0.
int exit_code(const Comparison& comparison, const tester::RunResult& after);

}  // namespace reports

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "cases/kill_matrix.hpp"
#include "engine/router/rules.hpp"
#include "tester/bench/profile.hpp"
#include "tester/passive/judge.hpp"
#include "tester/run/result.hpp"

// What the passive checks are tested with: two routers and a host on a simulated segment, and a capture of
// it.

namespace cases {

class PassiveStage;

/// What happens on the segment. One of the two routers is the mutant, the other the reference.
struct PassiveStory {
    std::string_view name;
    tester::Profile profile;
    engine::Rfc standard;  // that the routers follow
    bool is_rfc_chosen;    // and by which the capture is judged, if somebody chose it
    void (*tell)(PassiveStage&);
};

std::span<const PassiveStory> passive_stories();

/// What the checks say of a story.
struct PassiveOutcome {
    std::map<std::string, std::string> findings;                      // check id -> the first that it found
    std::map<std::string, std::string> doubts;                        // check id -> why it was Inconclusive
    std::map<std::string, std::map<std::string, std::string>> facts;  // check id -> what it noted
};

/// Tells it with these rules for the one router to whoever judges what a third party captures meanwhile.
void tell_to(tester::PassiveJudge& judge, const PassiveStory& story, const engine::Rules& rules);

/// Tells it with these rules for the one router, and judges what a third party captured meanwhile.
PassiveOutcome tell(const PassiveStory& story, const engine::Rules& rules);

/// Tells every story with the reference and with every mutant, on all cores: adds the passive checks' rows to
/// the matrix, and to `passive_findings` what they found fault with in the reference.
void add_passive_checks(KillMatrix& matrix);

}  // namespace cases

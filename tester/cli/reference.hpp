#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tester/bench/case.hpp"

// All that is judged, described in one form: for `explain`, `list` and the documents that are made of them.

namespace cli {

/// What one implementation is known to do otherwise, as the project's own labs found it (ci/baselines).
struct FoundDeviation {
    std::string implementation;  // "frr-8.4.4"
    std::string profile;         // empty: each
    std::string observed;        // a pattern
    std::string reason;
};

struct NamedMutant {
    std::string name;
    std::string says;
};

/// A word of RFC 9568 and what older RFCs call it.
struct OlderWord {
    std::string word;   // "Active_Down_Interval"
    std::string older;  // "Master_Down_Interval"
    std::string where;  // "RFC 5798 and 3768"
};

/// One thing that is judged: a case, a passive check, an interop scenario, or a claim of a lab.
struct Described {
    std::string id;
    std::string kind;  // "case", "check", "scenario", "lab"
    std::string says;
    tester::Level level = tester::Level::must;
    std::vector<std::pair<int, std::string>> clauses{};  // RFC and section
    std::vector<std::string> suites{};
    std::vector<std::string> profiles{};
    std::vector<std::string> set_up{};  // what it cannot do without, a phrase each
    std::string stimulus{};             // empty: it only listens, or `how` says it
    std::string expects{};
    std::string control{};  // what shows that a discard is one; empty where there is none
    std::string how{};      // how it is run: "vrrptest lab switch-pair"
    bool only_observes = false;
    bool differs_by_rfc = false;
    std::vector<NamedMutant> kills{};          // that it exists to kill
    std::vector<std::string> also_kills{};     // further ones, as the approved kill matrix has it
    std::vector<std::string> known_from{};     // as reported in public
    std::vector<FoundDeviation> deviations{};  // as found in the project's own labs
};

std::vector<Described> described_cases();
std::vector<Described> described_checks();
std::vector<Described> described_scenarios();
std::vector<Described> described_labs();
/// All of the above, in this order.
std::vector<Described> everything_described();

/// "RFC 9568: 6.4.2, 7.1", newest first.
std::vector<std::string> clause_lines(const Described& what);

/// The words of RFC 9568 that it uses and older RFCs call otherwise.
std::vector<OlderWord> older_words(const Described& what);

/// The files of the tree as they were when the program was built.
std::string_view kill_matrix_text();
std::vector<std::pair<std::string, std::string_view>> baseline_texts();  // name without ending, text

}  // namespace cli

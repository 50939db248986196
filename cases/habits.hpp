#pragma once

#include "cases/support.hpp"

// How the cases that note a habit are declared.

namespace cases {

/// A case of level report; without a stimulus it only observes.
inline Case report(std::string_view id, std::vector<Clause> clauses, std::string_view says,
                   std::string_view stimulus, std::vector<std::string_view> kills, Task<> (*run)(Bench&)) {
    Case which;
    which.id = id;
    which.clauses = std::move(clauses);
    which.says = says;
    which.stimulus = stimulus;
    which.expects = "nothing: what the device does is noted";
    which.level = Level::report;
    which.only_observes = stimulus.empty();
    which.kills = std::move(kills);
    which.run = run;
    return which;
}

/// The section of the documents of version 2, and that of version 3.
inline std::vector<Clause> all_of(std::string_view version_2, std::string_view version_3) {
    return {rfc2338(version_2), rfc3768(version_2), rfc5798(version_3), rfc9568(version_3)};
}

}  // namespace cases

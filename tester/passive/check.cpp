#include "tester/passive/check.hpp"

#include <algorithm>

namespace tester {

bool PassiveCheck::serves(engine::Rfc rfc) const {
    return std::any_of(clauses.begin(), clauses.end(),
                       [&](const Clause& clause) { return clause.rfc == rfc; });
}

Case described_as_case(const PassiveCheck& check) {
    Case described;
    described.id = check.id;
    described.clauses = check.clauses;
    described.says = check.says;
    described.expects = check.expects;
    described.known_from = check.known_from;
    described.level = check.level;
    described.profiles = check.profiles;
    described.only_observes = true;
    described.kills = check.kills;
    return described;
}

}  // namespace tester

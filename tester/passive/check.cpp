#include "tester/passive/check.hpp"

#include <algorithm>

namespace tester {

bool PassiveCheck::serves(engine::Rfc rfc) const {
    return std::any_of(clauses.begin(), clauses.end(),
                       [&](const Clause& clause) { return clause.rfc == rfc; });
}

}  // namespace tester

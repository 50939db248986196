#include "tester/bench/case.hpp"

#include <algorithm>

namespace tester {

bool Case::serves(engine::Rfc rfc) const {
    return std::any_of(clauses.begin(), clauses.end(),
                       [&](const Clause& clause) { return clause.rfc == rfc; });
}

std::string_view to_string(Verb verb) {
    switch (verb) {
        case Verb::stop:
            return "stop";
        case Verb::start:
            return "start";
        case Verb::crash:
            return "crash";
    }
    return "";
}

}  // namespace tester

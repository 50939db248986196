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
        case Verb::link_down:
            return "take the link from";
        case Verb::link_up:
            return "give the link back to";
        case Verb::change_priority:
            return "change the priority of one virtual router of";
        case Verb::change:
            return "change, one virtual router at a time and while it runs,";
    }
    return "";
}

}  // namespace tester

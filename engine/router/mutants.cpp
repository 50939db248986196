#include "engine/router/mutants.hpp"

#include <algorithm>
#include <vector>

namespace engine {

std::span<const Mutant> all_mutants() {
    static const std::vector<Mutant> mutants = [] {
        std::vector<Mutant> all;
        for (const auto part : {wire_mutants(), reception_mutants(), machine_mutants(), host_mutants(),
                                authentication_mutants(), forwarding_mutants(), host_duties_mutants(),
                                several_mutants(), interoperation_mutants(), robustness_mutants(),
                                change_mutants(), default_mutants(), habit_mutants(), capture_mutants()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return mutants;
}

const Mutant* find_mutant(std::string_view name) {
    const auto all = all_mutants();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Mutant& mutant) { return mutant.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Rules mutated_rules(const Mutant& mutant) {
    Rules rules = rfc_rules();
    mutant.apply(rules);
    return rules;
}

}  // namespace engine

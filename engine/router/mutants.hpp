#pragma once

#include <span>
#include <string_view>

#include "engine/router/rules.hpp"

namespace engine {

/// The reference speaker with one rule, or one step of its wire or host duties, replaced: a router with one
/// known fault. A case that no mutant fails proves nothing.
struct Mutant {
    std::string_view name;    // "skew-time-zero"
    std::string_view clause;  // what it breaks, in the newest RFC that has the clause
    std::string_view says;    // the fault in one sentence
    void (*apply)(Rules& rules);
};

/// Every mutant, ordered by what it breaks: wire, checksum, reception, timers, election, release, host.
std::span<const Mutant> all_mutants();
const Mutant* find_mutant(std::string_view name);

/// The RFCs' rules with the mutant's fault.
Rules mutated_rules(const Mutant& mutant);

// The parts of the list, one a file.
std::span<const Mutant> wire_mutants();
std::span<const Mutant> reception_mutants();
std::span<const Mutant> machine_mutants();
std::span<const Mutant> host_mutants();
std::span<const Mutant> authentication_mutants();
std::span<const Mutant> forwarding_mutants();
std::span<const Mutant> host_duties_mutants();
std::span<const Mutant> several_mutants();
std::span<const Mutant> interoperation_mutants();
std::span<const Mutant> robustness_mutants();
std::span<const Mutant> change_mutants();
std::span<const Mutant> default_mutants();
std::span<const Mutant> habit_mutants();
std::span<const Mutant> capture_mutants();

}  // namespace engine

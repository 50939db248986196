#pragma once

#include <algorithm>

#include "engine/router/mutants.hpp"

// What the lists of mutants are made of.

namespace engine {

/// Replaces one rule.
template <auto Member, auto Value>
void sets(Rules& rules) {
    rules.*Member = Value;
}

/// Leaves out one step.
template <Step Omitted>
void omits(Rules& rules) {
    rules.omit(Omitted);
}

/// True if the address is one of the virtual router's.
inline bool is_virtual(const Parameters& local, const IpAddress& address) {
    return std::find(local.addresses.begin(), local.addresses.end(), address) != local.addresses.end();
}

}  // namespace engine

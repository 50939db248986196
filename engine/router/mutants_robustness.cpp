#include "engine/router/mutants.hpp"

namespace engine {

std::span<const Mutant> robustness_mutants() {
    return {};
}

}  // namespace engine

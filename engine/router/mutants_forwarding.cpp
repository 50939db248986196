#include "engine/router/mutants.hpp"

namespace engine {

std::span<const Mutant> forwarding_mutants() {
    return {};
}

}  // namespace engine

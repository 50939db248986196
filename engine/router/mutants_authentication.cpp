#include "engine/router/mutants.hpp"

namespace engine {

std::span<const Mutant> authentication_mutants() {
    return {};
}

}  // namespace engine

#include "engine/router/mutants.hpp"

namespace engine {

std::span<const Mutant> interoperation_mutants() {
    return {};
}

}  // namespace engine

#include "engine/router/mutants.hpp"

namespace engine {

std::span<const Mutant> host_duties_mutants() {
    return {};
}

}  // namespace engine

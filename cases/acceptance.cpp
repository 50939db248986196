#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> acceptance_cases() {
    return {};
}

}  // namespace cases

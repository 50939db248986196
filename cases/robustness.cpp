#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> robustness_cases() {
    return {};
}

}  // namespace cases

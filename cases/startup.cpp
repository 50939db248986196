#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> startup_cases() {
    return {};
}

}  // namespace cases

#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> precision_cases() {
    return {};
}

}  // namespace cases

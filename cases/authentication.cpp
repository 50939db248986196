#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> authentication_cases() {
    return {};
}

}  // namespace cases

#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> forwarding_cases() {
    return {};
}

}  // namespace cases

#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> interoperation_cases() {
    return {};
}

}  // namespace cases

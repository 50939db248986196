#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> default_cases() {
    return {};
}

}  // namespace cases

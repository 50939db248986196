#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> several_cases() {
    return {};
}

}  // namespace cases

#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> habit_cases() {
    return {};
}

}  // namespace cases

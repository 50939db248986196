#include "cases/catalogue.hpp"

namespace cases {

std::vector<tester::Case> router_advertisement_cases() {
    return {};
}

}  // namespace cases

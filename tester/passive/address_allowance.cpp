#include "tester/passive/address_allowance.hpp"

#include <algorithm>

namespace tester {

std::vector<std::string> AddressAllowance::names_of(const std::vector<engine::IpAddress>& addresses) {
    std::size_t count = addresses.size();
    if (count > left && count > most_of_the_rest) {
        count = most_of_the_rest;
        ++shortened;
    } else {
        left -= std::min(left, count);
    }
    std::vector<std::string> names;
    for (std::size_t index = 0; index < count; ++index) names.push_back(to_string(addresses[index]));
    return names;
}

}  // namespace tester

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/packet/address.hpp"

namespace tester {

/// How many addresses reports may list in full, so that those of a hostile file's routers, 255 each, do not
/// become its greatest part.
struct AddressAllowance {
    /// Real networks stay below it: a thousand virtual routers have a thousand addresses or two.
    static constexpr std::size_t most_listed = 4096;
    /// Where each virtual router is named by each of its results.
    static constexpr std::size_t most_listed_again = 16384;
    /// Of a longer list, once the allowance is spent.
    static constexpr std::size_t most_of_the_rest = 16;

    std::size_t left = most_listed;
    std::size_t shortened = 0;  // lists

    std::vector<std::string> names_of(const std::vector<engine::IpAddress>& addresses);
};

}  // namespace tester

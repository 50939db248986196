#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/router/parameters.hpp"

namespace tester {

/// A named set of cases: those that serve one RFC.
struct Suite {
    std::string_view name;
    std::string_view says;
    engine::Rfc rfc;
};

std::span<const Suite> all_suites();
const Suite* find_suite(std::string_view name);

}  // namespace tester

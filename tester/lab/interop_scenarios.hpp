#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tester/lab/claim.hpp"

namespace tester {

class Meeting;

/// One thing that routers of different makers must settle among themselves.
struct InteropScenario {
    std::string_view name;  // "crash-failover"; the case is "interop/crash-failover"
    std::string_view says;
    std::vector<std::string_view> sections;  // which RFC 3768, RFC 5798 and RFC 9568 number alike
    Level level = Level::must;
    Profiles profiles = every_profile;
    std::size_t routers = 2;
    double intervals = 10;  // how long it takes, in advertisement intervals, starting and stopping apart
    void (*play)(Meeting&, Claim&) = nullptr;
};

/// All scenarios, in the order in which a matrix shows them.
std::span<const InteropScenario> interop_scenarios();

}  // namespace tester

#pragma once

#include <string>
#include <vector>

#include "tester/lab/acts.hpp"

namespace tester {

/// Which routers meet, how, and in what.
struct InteropSelection {
    /// Each two or three names of scene_router_names(); the first is the one that is preferred. With two, the
    /// scenario of three routers takes the first one twice.
    std::vector<std::vector<std::string>> meetings;
    std::vector<Profile> profiles;
    std::vector<std::string> scenarios;  // globs of the scenarios' names; empty for all
};

/// Every ordered pair of these routers, each with itself too.
std::vector<std::vector<std::string>> every_pair(const std::vector<std::string>& routers);

/// One act a meeting, profile and scenario, in a LAN of its own.
std::vector<Act> interop_acts(const InteropSelection& selection);

}  // namespace tester

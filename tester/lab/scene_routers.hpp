#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tester/dut/router_config.hpp"
#include "tester/lab/scene.hpp"

namespace tester {

/// The routers that a scene can be played with: "keepalived", "keepalived-vmac" (with the virtual MAC
/// addresses), "frr", "embedded" (this program's own speaker).
const std::vector<std::string>& scene_router_names();

/// Empty if this router can be started here; else one sentence that says what to install.
std::string what_is_missing_for(const std::string& router);

/// "keepalived 2.2.7"; the router must not be missing.
std::string version_of_router(const std::string& router);

/// What to write into a configuration so that the router answers pings to its virtual addresses: most do by
/// themselves, or cannot be told.
std::optional<bool> accept_wish_of(const std::string& router, Profile profile);

/// Makes the drivers of such a router. Throws std::invalid_argument for an unknown name.
DriverMaker driver_maker(const std::string& router);

}  // namespace tester

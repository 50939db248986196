#pragma once

#include <optional>
#include <string>

#include "tester/lab/claim.hpp"
#include "tester/lab/scene.hpp"

namespace tester {

/// Waits until the router has been the only one to advertise for as long as `span`, in which it has done so
/// twice; false if that does not come within the limit. Throws std::runtime_error if a router that should run
/// has ended.
bool wait_until_alone(Scene& scene, StationIndex router, engine::Duration span, engine::Duration limit);

/// "192.168.26.11/24" and its like.
AddressWithPrefix address_with_prefix(const std::string& text);

/// The host's table, ready to be shown.
LabTable neighbour_table(const Scene& scene, const std::string& title);

/// "cut off for 3.630 s, 181 requests lost", "never reached it again", or that it was not answered before.
std::string text_of(const std::optional<CutOff>& cut_off);

/// Cites the last reply before the longest silence and the first one after it.
void cite_cut_off(Claim& claim, const std::optional<CutOff>& cut_off);

}  // namespace tester

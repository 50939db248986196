#pragma once

#include <span>
#include <string>
#include <vector>

#include "tester/bench/virtual_router_facts.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// Throws UsageError with one sentence if no selected case is about a version and family that the device
/// speaks: the suite is the wrong one. Returns a sentence for each suite of several of which that is true.
std::vector<std::string> require_common_version(std::span<const SelectedCase> selected,
                                                std::span<const VirtualRouterFacts> device);

/// Throws UsageError if a device that can be configured can be so for none of the selected cases.
void require_something_to_do(const Batches& batches, std::span<const SelectedCase> selected);

}  // namespace tester

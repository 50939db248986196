#pragma once

#include <optional>
#include <string>

#include "tester/run/device_facts.hpp"

namespace tester {

/// Which implementation these habits are known of, as a sentence that names the facts it rests on: "looks
/// like FRR: timers whole centiseconds, ...". Where they fit none, or several equally well, it says so: "not
/// known:
/// ...". Nothing if no fact is one that implementations are told apart by.
std::optional<std::string> likely_implementation(const DeviceFacts& facts);

}  // namespace tester

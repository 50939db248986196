#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "engine/lan/instant.hpp"

// What expectations, results and the timeline of a capture have in common to say.

namespace tester {

/// "0.611 s".
inline std::string in_seconds(engine::Duration duration) {
    return fmt::format("{:.3f} s", engine::seconds(duration));
}

/// "once", "2 times".
inline std::string times_text(std::uint64_t times) {
    return times == 1 ? "once" : fmt::format("{} times", times);
}

}  // namespace tester

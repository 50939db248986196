#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace engine {

using Duration = std::chrono::nanoseconds;
using namespace std::chrono_literals;

/// A point in a world's time: nanoseconds since the Unix epoch in a live world (the kernel's capture clock),
/// since an arbitrary start in a simulated one. Never zero, so that zero can mean "not yet".
struct Instant {
    std::int64_t nanoseconds = 0;

    constexpr auto operator<=>(const Instant&) const = default;
    friend constexpr Instant operator+(Instant t, Duration d) { return {t.nanoseconds + d.count()}; }
    friend constexpr Instant operator-(Instant t, Duration d) { return {t.nanoseconds - d.count()}; }
    friend constexpr Duration operator-(Instant a, Instant b) {
        return Duration{a.nanoseconds - b.nanoseconds};
    }
};

inline constexpr Instant never{INT64_MAX};

constexpr double seconds(Duration d) {
    return static_cast<double>(d.count()) / 1e9;
}
constexpr double milliseconds(Duration d) {
    return static_cast<double>(d.count()) / 1e6;
}

}  // namespace engine

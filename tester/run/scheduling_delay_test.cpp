#include "tester/run/scheduling_delay.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;
using engine::Instant;

namespace {

constexpr Instant start{1'000'000'000};

}  // namespace

TEST_CASE("without a delay nothing was late", "[scheduling_delay]") {
    const SchedulingDelay delay;
    CHECK(delay.worst() == 0ns);
    CHECK(delay.worst(start, start + 1h) == 0ns);
}

TEST_CASE("a delay counts in every span that it overlaps, ends included", "[scheduling_delay]") {
    SchedulingDelay delay;
    delay.record(start + 10s, 2s);
    CHECK(delay.worst(start, start + 20s) == 2s);
    CHECK(delay.worst(start + 11s, start + 11s) == 2s);
    CHECK(delay.worst(start, start + 10s) == 2s);
    CHECK(delay.worst(start, start + 10s - 1ns) == 0ns);
    CHECK(delay.worst(start + 12s, start + 20s) == 2s);
    CHECK(delay.worst(start + 12s + 1ns, start + 20s) == 0ns);
}

TEST_CASE("the worst of several delays counts", "[scheduling_delay]") {
    SchedulingDelay delay;
    delay.record(start + 1s, 30ms);
    delay.record(start + 2s, 80ms);
    delay.record(start + 3s, 50ms);
    CHECK(delay.worst() == 80ms);
    CHECK(delay.worst(start, start + 5s) == 80ms);
    CHECK(delay.worst(start + 2500ms, start + 5s) == 50ms);
    CHECK(delay.worst(start, start + 1500ms) == 30ms);
}

TEST_CASE("a millisecond is not worth remembering, but is the worst where nothing was worse",
          "[scheduling_delay]") {
    SchedulingDelay delay;
    delay.record(start + 1s, 1ms);
    CHECK(delay.worst() == 1ms);
    CHECK(delay.worst(start, start + 5s) == 0ns);
    delay.record(start + 1s, 1ms + 1ns);
    CHECK(delay.worst(start, start + 5s) == 1ms + 1ns);
}

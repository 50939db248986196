#include "engine/lan/scheduler.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

namespace engine {
namespace {

const auto never_done = [] { return false; };

}  // namespace

TEST_CASE("callbacks run in order of their time, at their time", "[scheduler]") {
    SimulatedScheduler scheduler;
    const Instant start = scheduler.now();
    CHECK(start.nanoseconds != 0);
    std::vector<Duration> ran;
    for (const auto delay : {3s, 1s, 2s, 5s, 4s})
        scheduler.call_after(delay, [&] { ran.push_back(scheduler.now() - start); });
    scheduler.run_until(never_done);
    CHECK(ran == std::vector<Duration>{1s, 2s, 3s, 4s, 5s});
    CHECK(scheduler.now() == start + 5s);
}

TEST_CASE("callbacks for one instant run in the order in which they were asked for", "[scheduler]") {
    SimulatedScheduler scheduler;
    std::string ran;
    const Instant when = scheduler.now() + 1s;
    for (const char letter : {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'})
        scheduler.call_at(when, [&ran, letter] { ran += letter; });
    scheduler.run_until(never_done);
    CHECK(ran == "abcdefgh");
}

TEST_CASE("a callback for now that a callback asks for runs after those that wait for now", "[scheduler]") {
    SimulatedScheduler scheduler;
    std::string ran;
    const Instant when = scheduler.now() + 1s;
    scheduler.call_at(when, [&] {
        ran += 'a';
        scheduler.call_after(0ns, [&] { ran += 'c'; });
    });
    scheduler.call_at(when, [&] { ran += 'b'; });
    scheduler.call_at(when + 1ns, [&] { ran += 'd'; });
    scheduler.run_until(never_done);
    CHECK(ran == "abcd");
}

TEST_CASE("a time that has passed means as soon as possible, and time never goes back", "[scheduler]") {
    SimulatedScheduler scheduler;
    const Instant start = scheduler.now();
    std::vector<Duration> ran;
    scheduler.call_after(2s, [&] {
        scheduler.call_at(start + 1s, [&] { ran.push_back(scheduler.now() - start); });
        scheduler.call_after(1s, [&] { ran.push_back(scheduler.now() - start); });
    });
    scheduler.run_until(never_done);
    CHECK(ran == std::vector<Duration>{2s, 3s});
}

TEST_CASE("a cancelled callback does not run, and the others do", "[scheduler]") {
    SimulatedScheduler scheduler;
    std::string ran;
    const TimerId first = scheduler.call_after(1s, [&] { ran += 'a'; });
    scheduler.call_after(2s, [&] { ran += 'b'; });
    const TimerId last = scheduler.call_after(3s, [&] { ran += 'c'; });
    CHECK(first != last);
    scheduler.cancel(first);
    scheduler.cancel(last);
    const Instant start = scheduler.now();
    scheduler.run_until(never_done);
    CHECK(ran == "b");
    CHECK(scheduler.now() == start + 2s);
}

TEST_CASE("a callback may cancel one of its own instant", "[scheduler]") {
    SimulatedScheduler scheduler;
    std::string ran;
    const Instant when = scheduler.now() + 1s;
    TimerId second = 0;
    scheduler.call_at(when, [&] {
        ran += 'a';
        scheduler.cancel(second);
    });
    second = scheduler.call_at(when, [&] { ran += 'b'; });
    scheduler.call_at(when, [&] { ran += 'c'; });
    scheduler.run_until(never_done);
    CHECK(ran == "ac");
}

TEST_CASE("cancelling nothing, twice, or what has run is harmless", "[scheduler]") {
    SimulatedScheduler scheduler;
    int ran = 0;
    const TimerId id = scheduler.call_after(1s, [&] { ++ran; });
    scheduler.run_until(never_done);
    scheduler.cancel(id);
    scheduler.cancel(id);
    scheduler.cancel(0);
    scheduler.cancel(12345);
    const TimerId next = scheduler.call_after(1s, [&] { ++ran; });
    CHECK(next != id);
    CHECK(next != 0);
    scheduler.run_until(never_done);
    CHECK(ran == 2);
}

TEST_CASE("running ends between two callbacks as soon as it is done", "[scheduler]") {
    SimulatedScheduler scheduler;
    int ran = 0;
    for (int i = 0; i < 5; ++i) scheduler.call_after(1s, [&] { ++ran; });
    scheduler.run_until([&] { return ran == 2; });
    CHECK(ran == 2);
    scheduler.run_until([] { return true; });
    CHECK(ran == 2);
    scheduler.run_until(never_done);
    CHECK(ran == 5);
}

TEST_CASE("running ends when nothing is left that could happen", "[scheduler]") {
    SimulatedScheduler scheduler;
    const Instant start = scheduler.now();
    scheduler.run_until(never_done);
    CHECK(scheduler.now() == start);
    scheduler.call_at(never, [] { FAIL("never came"); });
    scheduler.run_until(never_done);
    CHECK(scheduler.now() == start);
}

TEST_CASE("a callback that throws is gone, and the queue is as it was", "[scheduler]") {
    SimulatedScheduler scheduler;
    int ran = 0;
    scheduler.call_after(1s, [] { throw 1; });
    scheduler.call_after(2s, [&] { ++ran; });
    CHECK_THROWS_AS(scheduler.run_until(never_done), int);
    scheduler.run_until(never_done);
    CHECK(ran == 1);
}

TEST_CASE("a scheduler that dies frees what its callbacks hold", "[scheduler]") {
    const auto held = std::make_shared<int>(1);
    {
        SimulatedScheduler scheduler;
        scheduler.call_after(1s, [held] {});
        CHECK(held.use_count() == 2);
    }
    CHECK(held.use_count() == 1);
}

}  // namespace engine

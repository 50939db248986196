#include "engine/lan/real_scheduler.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace engine;

namespace {

struct Pipe {
    std::array<int, 2> ends{};
    Pipe() { REQUIRE(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0); }
    ~Pipe() {
        close(ends[0]);
        close(ends[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void write(char c) const { REQUIRE(::write(ends[1], &c, 1) == 1); }
    std::string read() const {
        std::string text(16, '\0');
        const auto got = ::read(ends[0], text.data(), text.size());
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return text;
    }
};

bool forever() {
    return false;
}

void busy_for(const RealScheduler& scheduler, Duration d) {
    const auto until = scheduler.now() + d;
    while (scheduler.now() < until) {
    }
}

}  // namespace

TEST_CASE("the real scheduler runs callbacks in the order of their times, then returns", "[lan]") {
    RealScheduler scheduler;
    std::string order;
    const auto began = scheduler.now();
    scheduler.call_at(began + 20ms, [&] { order += 'c'; });
    scheduler.call_at(began + 10ms, [&] { order += 'a'; });
    scheduler.call_at(began + 10ms, [&] { order += 'b'; });
    scheduler.run_until(forever);
    CHECK(order == "abc");
    CHECK(scheduler.now() - began >= 20ms);
}

TEST_CASE("the real scheduler looks at its end after every callback", "[lan]") {
    RealScheduler scheduler;
    int count = 0;
    const auto began = scheduler.now();
    for (int i = 0; i < 5; ++i) scheduler.call_at(began, [&] { ++count; });
    scheduler.run_until([&] { return count == 2; });
    CHECK(count == 2);
}

TEST_CASE("the real scheduler reports how late it was", "[lan]") {
    RealScheduler scheduler;
    std::vector<Duration> late;
    scheduler.on_lateness([&](Instant, Duration d) { late.push_back(d); });
    const auto began = scheduler.now();
    SECTION("an idle loop is hardly ever late") {
        scheduler.call_at(began + 5ms, [] {});
        scheduler.run_until(forever);
        REQUIRE(late.size() == 1);
        CHECK(late[0] >= 0ms);
        CHECK(late[0] < 1s);
    }
    SECTION("a callback that takes long makes the next one late") {
        scheduler.call_at(began + 1ms, [&] { busy_for(scheduler, 30ms); });
        scheduler.call_at(began + 11ms, [] {});
        scheduler.run_until(forever);
        REQUIRE(late.size() == 2);
        CHECK(late[1] >= 19ms);
    }
    SECTION("a callback asked for at a time that has passed is not late") {
        scheduler.call_at(began + 5ms, [] {});
        scheduler.call_at(began + 6ms, [&] { scheduler.call_at(began - 10s, [] {}); });
        scheduler.call_at(began - 10s, [] {});
        scheduler.run_until(forever);
        for (const auto d : late) CHECK(d < 5s);
    }
}

TEST_CASE("the real scheduler drains descriptors before a deadline that has passed", "[lan]") {
    RealScheduler scheduler;
    Pipe pipe;
    std::string order;
    scheduler.watch(pipe.ends[0], [&] { order += pipe.read(); });
    const auto began = scheduler.now();
    // While this callback is busy an octet arrives and the deadline passes: the octet was there first.
    scheduler.call_at(began + 1ms, [&] {
        pipe.write('f');
        busy_for(scheduler, 20ms);
    });
    bool done = false;
    scheduler.call_at(began + 10ms, [&] {
        order += 'd';
        done = true;
    });
    scheduler.run_until([&] { return done; });
    CHECK(order == "fd");
}

TEST_CASE("what a descriptor brings can cancel the deadline that is due", "[lan]") {
    RealScheduler scheduler;
    Pipe pipe;
    bool missed = false;
    const auto deadline = scheduler.call_at(scheduler.now() - 1ms, [&] { missed = true; });
    scheduler.watch(pipe.ends[0], [&] {
        pipe.read();
        scheduler.cancel(deadline);
        scheduler.unwatch(pipe.ends[0]);
    });
    pipe.write('f');
    scheduler.run_until(forever);
    CHECK_FALSE(missed);
}

TEST_CASE("a signal ends the real scheduler's wait", "[lan]") {
    static volatile sig_atomic_t caught;
    caught = 0;
    struct sigaction action {};
    struct sigaction old {};
    action.sa_handler = [](int) { caught = 1; };
    REQUIRE(sigaction(SIGALRM, &action, &old) == 0);
    const itimerval in_20_ms{{0, 0}, {0, 20'000}};
    REQUIRE(setitimer(ITIMER_REAL, &in_20_ms, nullptr) == 0);
    RealScheduler scheduler;
    const auto began = scheduler.now();
    scheduler.call_at(began + 10s, [] {});
    scheduler.run_until([] { return caught != 0; });
    CHECK(scheduler.now() - began < 5s);
    sigaction(SIGALRM, &old, nullptr);
}

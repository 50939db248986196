#include "tester/run/device_control.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "engine/lan/real_scheduler.hpp"
#include "tester/dut/resolution.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

/// Does what it is told, and remembers it.
class FakeDriver final : public Driver {
  public:
    std::string name() const override { return "fake 1.0"; }
    bool can(DriverVerb verb) const override { return verb != DriverVerb::kill; }
    bool can_reload() const override { return reloads; }
    void apply(const std::vector<RouterConfig>& routers) override {
        std::this_thread::sleep_for(30ms);
        applied = routers;
        ++applications;
    }
    void start() override {
        if (fails_to_start) throw DriverError("start fake: no space left");
        alive = true;
        ++starts;
    }
    void stop() override {
        std::this_thread::sleep_for(30ms);
        alive = false;
        ++stops;
    }
    void kill() override { alive = false; }
    void set_link(bool up) override { is_linked = up; }
    void set_priority(Profile, std::uint8_t, std::uint8_t wanted) override { priority = wanted; }
    std::string log() override { return {}; }
    bool running() override { return alive; }
    void release() noexcept override {}

    std::atomic<bool> alive = true, fails_to_start = false;
    std::atomic<bool> reloads = true, is_linked = true;
    std::atomic<int> starts = 0, stops = 0, applications = 0, priority = 0;
    std::vector<RouterConfig> applied;  // read when no verb is under way
};

std::vector<RouterConfig> two_routers() {
    std::vector<RouterConfig> routers(2);
    routers[0].vrid = 1;
    routers[1].vrid = 2;
    // Nobody waits for them to become Active again.
    for (auto& router : routers) router.interval = 10ms;
    return routers;
}

struct World {
    FakeDriver driver;
    engine::RealScheduler scheduler;
    DeviceControl control{scheduler, driver, two_routers()};

    bool pump_until(const std::function<bool()>& done, engine::Duration limit = 3s) {
        run_polling(scheduler, scheduler.now() + limit, done);
        return done();
    }
};

}  // namespace

TEST_CASE("a device is stopped once, when all who share it want it, and started for whoever comes next",
          "[device_control]") {
    World world;
    int told = 0;
    world.control.join();
    world.control.join();
    world.control.perform(Verb::stop, 1, [&] { ++told; });
    CHECK_FALSE(world.pump_until([&] { return told > 0; }, 100ms));
    world.control.perform(Verb::stop, 2, [&] { ++told; });
    CHECK(world.pump_until([&] { return told == 2; }));
    CHECK(world.pump_until([&] { return world.driver.stops == 1; }));
    world.control.perform(Verb::start, 1, [&] { ++told; });
    CHECK_FALSE(world.pump_until([&] { return told > 2; }, 100ms));
    world.control.leave();
    CHECK(world.pump_until([&] { return told == 3 && world.driver.starts == 1; }));
    CHECK(world.driver.stops == 1);
    CHECK_FALSE(world.control.trouble());
}

TEST_CASE("a device that nobody asked to start again is started when all who saw it stop have left",
          "[device_control]") {
    World world;
    bool told = false;
    world.control.join();
    world.control.perform(Verb::stop, 1, [&] { told = true; });
    CHECK(world.pump_until([&] { return told; }));
    world.control.leave();
    CHECK(world.pump_until([&] { return world.driver.starts == 1; }));
}

TEST_CASE("a device that dies by itself is in trouble until it has been started again", "[device_control]") {
    World world;
    const auto before = world.control.known_sound_at();
    CHECK(world.pump_until([&] { return world.control.known_sound_at() > before; }));
    world.driver.alive = false;
    CHECK(world.pump_until([&] { return world.control.trouble().has_value(); }));
    CHECK(*world.control.trouble() == "fake 1.0 ended by itself or lost its interface");
    world.control.recover([] { return false; });
    CHECK_FALSE(world.control.trouble());
    CHECK(world.driver.starts == 1);
}

TEST_CASE("a driver that fails says why", "[device_control]") {
    World world;
    world.driver.fails_to_start = true;
    world.control.join();
    world.control.perform(Verb::stop, 1, [] {});
    CHECK(world.pump_until([&] { return world.driver.stops == 1; }));
    world.control.leave();
    CHECK(world.pump_until([&] { return world.control.trouble().has_value(); }));
    CHECK(*world.control.trouble() == "start fake: no space left");
    CHECK_THROWS_WITH(world.control.recover([] { return false; }),
                      "the device cannot be started again: start fake: no space left");
}

TEST_CASE("only what the driver can undo is offered to cases", "[device_control]") {
    World world;
    CHECK(world.control.can(Verb::stop));
    CHECK(world.control.can(Verb::start));
    CHECK_FALSE(world.control.can(Verb::crash));
}

TEST_CASE("changes are applied at once when all have asked for something or left", "[device_control]") {
    World world;
    int done = 0;
    for (int i = 0; i < 3; ++i) world.control.join();
    const Change raised{.priority = std::uint8_t{200}}, slower{.interval = 3s};
    const auto asked = world.scheduler.now();
    engine::Instant begun;
    world.control.change(Profile::v3_ipv4, 1, raised, [&](engine::Instant when) { begun = when, ++done; });
    world.control.change(Profile::v3_ipv4, 2, slower, [&](engine::Instant) { ++done; });
    CHECK_FALSE(world.pump_until([&] { return done > 0; }, 100ms));
    world.control.leave();
    CHECK(world.pump_until([&] { return done == 2; }));
    CHECK(begun >= asked + 100ms);
    CHECK(world.scheduler.now() - begun >= 30ms);
    CHECK(world.driver.applications == 1);
    REQUIRE(world.driver.applied.size() == 2);
    CHECK(world.driver.applied[0].priority == 200);
    CHECK(world.driver.applied[0].interval == 10ms);
    CHECK(world.driver.applied[1].priority == 100);
    CHECK(world.driver.applied[1].interval == 3s);
}

TEST_CASE("a device that cannot reload is given a priority, and nothing else", "[device_control]") {
    World world;
    world.driver.reloads = false;
    CHECK(world.control.can(Verb::change_priority));
    CHECK_FALSE(world.control.can(Verb::change));
    bool done = false;
    world.control.join();
    const Change raised{.priority = std::uint8_t{200}};
    world.control.change(Profile::v3_ipv4, 1, raised, [&](engine::Instant) { done = true; });
    CHECK(world.pump_until([&] { return done; }));
    CHECK(world.driver.priority == 200);
    CHECK(world.driver.applications == 0);
}

TEST_CASE("a device of which nobody knows what it was given is not changed", "[device_control]") {
    FakeDriver driver;
    engine::RealScheduler scheduler;
    const DeviceControl control(scheduler, driver);
    CHECK_FALSE(control.can(Verb::change));
    CHECK_FALSE(control.can(Verb::change_priority));
    CHECK(control.can(Verb::stop));
}

TEST_CASE("a link is taken when all want it, and given back when those who saw it have left",
          "[device_control]") {
    World world;
    int told = 0;
    world.control.join();
    world.control.join();
    world.control.perform(Verb::link_down, 1, [&] { ++told; });
    CHECK_FALSE(world.pump_until([&] { return told > 0; }, 100ms));
    world.control.perform(Verb::link_down, 2, [&] { ++told; });
    CHECK(world.pump_until([&] { return told == 2 && !world.driver.is_linked; }));
    world.control.perform(Verb::link_up, 1, [&] { ++told; });
    CHECK_FALSE(world.pump_until([&] { return told > 2; }, 100ms));
    world.control.leave();
    CHECK(world.pump_until([&] { return told == 3 && world.driver.is_linked; }));
    CHECK(world.driver.starts == 0);
}

TEST_CASE("a device that is recovered in the middle of a change gets its first configuration",
          "[device_control]") {
    World world;
    bool done = false;
    world.control.join();
    const Change raised{.priority = std::uint8_t{200}};
    world.control.change(Profile::v3_ipv4, 1, raised, [&](engine::Instant) { done = true; });
    CHECK(world.pump_until([&] { return done; }));
    CHECK(world.driver.applied[0].priority == 200);
    world.control.recover([] { return false; });
    CHECK(world.driver.applied[0].priority == 100);
    CHECK(world.driver.starts == 0);
}

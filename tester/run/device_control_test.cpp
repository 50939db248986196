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
    void apply(const std::vector<RouterConfig>&) override {}
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
    void set_link(bool) override {}
    void set_priority(Profile, std::uint8_t, std::uint8_t) override {}
    std::string log() override { return {}; }
    bool running() override { return alive; }
    void release() noexcept override {}

    std::atomic<bool> alive = true, fails_to_start = false;
    std::atomic<int> starts = 0, stops = 0;
};

struct World {
    FakeDriver driver;
    engine::RealScheduler scheduler;
    DeviceControl control{scheduler, driver};

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

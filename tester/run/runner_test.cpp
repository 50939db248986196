#include "tester/run/runner.hpp"

#include <catch2/catch.hpp>

#include "tester/run/runner_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using namespace std::chrono_literals;
using engine::Task;

namespace {

Task<> takes_a_second(Bench& t) {
    co_await t.sleep(1s);
}
Task<> takes_three_seconds(Bench& t) {
    co_await t.sleep(3s);
}
Task<> holds_the_device_down(Bench& t) {
    t.peer().advertise();
    co_await t.sleep(3600s);
}
Task<> breaks_the_world(Bench& t) {
    co_await t.sleep(1s);
    t.station().scheduler().call_after(0ns, [] { throw std::runtime_error("the interface is gone"); });
    co_await t.sleep(1s);
}

Task<> fails_timed(Bench& t) {
    ++runs;
    co_await t.sleep(1s);
    t.expect(false, "a", "b", {});
}
Task<> fails_timed_at_first(Bench& t) {
    ++runs;
    co_await t.sleep(1s);
    t.expect(runs > 1, "a", "b", {});
}
Task<> fails_by_a_field(Bench& t) {
    ++runs;
    co_await t.sleep(1s);
    t.expect_equal("TTL", 255, 64, {});
}
Task<> is_inconclusive(Bench& t) {
    ++runs;
    co_await t.sleep(1s);
    t.precondition(false, "the moon is full");
}
Task<> passes(Bench& t) {
    ++runs;
    co_await t.sleep(1s);
}

using Events = std::vector<std::string>;

}  // namespace

TEST_CASE("lanes run side by side, and the cases of a lane in turn", "[runner]") {
    World world(2);
    world.plan.lanes[0].stimulating = {world.selected("a/1", takes_a_second),
                                       world.selected("a/2", takes_a_second)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", takes_three_seconds)};
    CHECK(world.run());
    CHECK(world.witness.events == Events{"0 starts a/1", "0 starts b/1", "1000 ends a/1", "1000 starts a/2",
                                         "2000 ends a/2", "3000 ends b/1"});
    REQUIRE(world.results.size() == 3);
    CHECK(world.results[0].outcome == Outcome::pass);
    CHECK(world.results[0].attempts == 1);
    CHECK(world.results[1].started_seconds == Approx(1));
    CHECK(world.results[1].seconds == Approx(1));
    CHECK(world.results[2].virtual_router->vrid == 2);
}

TEST_CASE("cases that only observe run at once, and those that stimulate once they are done", "[runner]") {
    World world;
    world.plan.lanes[0].observing = {world.selected("a/1", takes_a_second),
                                     world.selected("a/2", takes_three_seconds)};
    world.plan.lanes[0].stimulating = {world.selected("b/1", takes_a_second)};
    CHECK(world.run());
    CHECK(world.witness.events == Events{"0 starts a/1", "0 starts a/2", "1000 ends a/1", "3000 ends a/2",
                                         "3000 starts b/1", "4000 ends b/1"});
}

TEST_CASE("a serial run has one case at a time, observers first", "[runner]") {
    World world(2);
    world.options.serial = true;
    world.plan.lanes[0].observing = {world.selected("a/1", takes_a_second),
                                     world.selected("a/2", takes_a_second)};
    world.plan.lanes[0].stimulating = {world.selected("a/3", takes_a_second)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", takes_a_second)};
    CHECK(world.run());
    CHECK(world.witness.events == Events{"0 starts a/1", "1000 ends a/1", "1000 starts a/2", "2000 ends a/2",
                                         "2000 starts a/3", "3000 ends a/3", "3000 starts b/1",
                                         "4000 ends b/1"});
}

TEST_CASE("what disturbs the whole device waits for everything else", "[runner]") {
    World world(2);
    world.plan.lanes[0].stimulating = {world.selected("a/1", takes_a_second)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", takes_three_seconds)};
    world.plan.disruptive = {{world.routers[0], {}, {world.selected("c/1", takes_a_second)}, 0}};
    CHECK(world.run());
    CHECK(world.witness.events == Events{"0 starts a/1", "0 starts b/1", "1000 ends a/1", "3000 ends b/1",
                                         "3000 starts c/1", "4000 ends c/1"});
}

TEST_CASE("an empty plan is done at once", "[runner]") {
    World world;
    world.plan.lanes.clear();
    CHECK(world.run());
    CHECK(world.results.empty());
}

TEST_CASE("a failure while the tester itself was late is tried once more", "[runner]") {
    World world;
    world.delay.record(world.witness.start + 500ms, 26ms);
    world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed_at_first)};
    CHECK(world.run(true));
    CHECK(runs == 2);
    REQUIRE(world.results.size() == 1);
    CHECK(world.results[0].outcome == Outcome::pass);
    CHECK(world.results[0].attempts == 2);
    CHECK(world.witness.events == Events{"0 starts a/1", "1000 starts a/1", "2000 ends a/1"});
}

TEST_CASE("a second failure on a quiet host is the device's", "[runner]") {
    World world;
    world.delay.record(world.witness.start + 500ms, 26ms);
    world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed)};
    CHECK(world.run(true));
    REQUIRE(world.results.size() == 1);
    CHECK(world.results[0].outcome == Outcome::fail);
    CHECK(world.results[0].attempts == 2);
}

TEST_CASE("a tester that was late twice convicts nobody", "[runner]") {
    for (const auto level : {Level::must, Level::should}) {
        World world;
        world.delay.record(world.witness.start + 500ms, 60ms);
        world.delay.record(world.witness.start + 1500ms, 26ms);
        world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed, level)};
        CHECK(world.run(true));
        CHECK(runs == 2);
        REQUIRE(world.results.size() == 1);
        CHECK(world.results[0].outcome == Outcome::inconclusive);
        CHECK_THAT(world.results[0].reason, Catch::Matchers::Contains("for up to 60 ms"));
    }
}

TEST_CASE("half the tolerance of 50 ms is not too late, and slowness widens it", "[runner]") {
    World world;
    world.delay.record(world.witness.start + 500ms, 25ms);
    world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed)};
    CHECK(world.run(true));
    CHECK(runs == 1);
    CHECK(world.results[0].outcome == Outcome::fail);
    World slow;
    slow.options.tolerance.slow = 2;
    slow.delay.record(slow.witness.start + 500ms, 50ms);
    slow.plan.lanes[0].stimulating = {slow.selected("a/1", fails_timed)};
    CHECK(slow.run(true));
    CHECK(runs == 1);
}

TEST_CASE("lateness outside the case, and a verdict that time does not move, change nothing", "[runner]") {
    World outside;
    outside.run_on(2s);
    outside.delay.record(outside.embedded.scheduler().now() - 1s, 999ms);
    outside.delay.record(outside.embedded.scheduler().now() + 1001ms, 1s);
    outside.plan.lanes[0].stimulating = {outside.selected("a/1", fails_timed)};
    CHECK(outside.run(true));
    CHECK(runs == 1);
    for (auto* body : {fails_by_a_field, passes}) {
        World world;
        world.delay.record(world.witness.start + 500ms, 500ms);
        world.plan.lanes[0].stimulating = {world.selected("a/1", body)};
        CHECK(world.run(true));
        CHECK(runs == 1);
        CHECK(world.results[0].outcome == (body == passes ? Outcome::pass : Outcome::fail));
    }
}

TEST_CASE("an inconclusive case is tried once more, too", "[runner]") {
    World world;
    world.delay.record(world.witness.start + 500ms, 26ms);
    world.plan.lanes[0].stimulating = {world.selected("a/1", is_inconclusive)};
    CHECK(world.run(true));
    CHECK(runs == 2);
    CHECK(world.results[0].reason == "the moon is full");
}

TEST_CASE("an interrupted run ends its cases, whose peers resign", "[runner]") {
    World world(2);
    world.options.interrupted = [&] {
        return world.embedded.scheduler().now() >= world.witness.start + 1500ms;
    };
    world.plan.lanes[0].stimulating = {world.selected("a/1", takes_a_second),
                                       world.selected("a/2", holds_the_device_down),
                                       world.selected("a/3", takes_a_second)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", takes_a_second)};
    world.plan.disruptive = {{world.routers[0], {}, {world.selected("c/1", takes_a_second)}, 0}};
    CHECK_FALSE(world.run());
    REQUIRE(world.results.size() == 3);
    CHECK(world.results[2].id == "a/2");
    CHECK(world.results[2].outcome == Outcome::error);
    CHECK(world.results[2].reason == "the run was interrupted before this case had ended");
    REQUIRE(world.sent().size() >= 2);
    CHECK(world.sent().back() == 0);
    const auto said = world.sent().size();
    world.run_on(10s);
    CHECK(world.sent().size() == said);
}

TEST_CASE("a run that is interrupted just as a case ends keeps its verdict", "[runner]") {
    World world;
    world.options.interrupted = [&] { return world.embedded.scheduler().now() >= world.witness.start + 1s; };
    world.plan.lanes[0].stimulating = {world.selected("a/1", takes_a_second)};
    world.run();
    REQUIRE(world.results.size() == 1);
    CHECK(world.results[0].outcome == Outcome::pass);
    // What the case had still to say is not said to a run that is over.
    world.run_on(1s);
    CHECK(world.results.size() == 1);
}

TEST_CASE("a run that breaks off lets its peers resign before it says so", "[runner]") {
    World world(2);
    world.plan.lanes[0].stimulating = {world.selected("a/1", holds_the_device_down)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", breaks_the_world)};
    CHECK_THROWS_WITH(world.run(), "the interface is gone");
    REQUIRE(world.results.size() == 2);
    for (const auto& result : world.results)
        CHECK(result.reason == "the run broke off before this case had ended: the interface is gone");
    CHECK(world.sent().back() == 0);
}

TEST_CASE("the observer is told ten times a second how many cases run", "[runner]") {
    World world(2);
    for (auto& lane : world.plan.lanes) lane.stimulating = {world.selected("a/1", takes_a_second)};
    CHECK(world.run(true));
    REQUIRE(world.witness.running.size() >= 10);
    CHECK(world.witness.running[0] == 0);
    CHECK(world.witness.running[5] == 2);
    CHECK(world.witness.slowest.seconds == Approx(1.0));
}

namespace {

/// Finds the device dead at a time, and starts it again at once.
class FakeGuard final : public DeviceGuard {
  public:
    FakeGuard(engine::Scheduler& scheduler, engine::Instant dies) : scheduler_(scheduler), dies_(dies) {
        look();
    }
    engine::Instant known_sound_at() const override { return sound_; }
    std::optional<std::string> trouble() const override {
        return dead_ ? std::optional<std::string>("the device ended by itself") : std::nullopt;
    }
    void recover(const std::function<bool()>&) override {
        dead_ = false;
        dies_ = engine::never;
        ++recoveries;
    }
    int recoveries = 0;

  private:
    void look() {
        dead_ = scheduler_.now() >= dies_;
        if (!dead_) sound_ = scheduler_.now();
        scheduler_.call_after(700ms, [this] { look(); });
    }
    engine::Scheduler& scheduler_;
    engine::Instant dies_;
    engine::Instant sound_;
    bool dead_ = false;
};

}  // namespace

TEST_CASE("a device that dies spoils what ran then, and the rest goes on once it lives again", "[runner]") {
    World world(2);
    FakeGuard guard(world.embedded.scheduler(), world.witness.start + 1500ms);
    world.options.guard = &guard;
    // The second one fails half a second after the death, before anybody knows of it.
    world.plan.lanes[0].stimulating = {world.selected("a/1", takes_three_seconds),
                                       world.selected("a/2", takes_a_second)};
    world.plan.lanes[1].stimulating = {world.selected("b/1", fails_timed), world.selected("b/2", fails_timed),
                                       world.selected("b/3", passes)};
    CHECK(world.run(true));
    CHECK(guard.recoveries == 1);
    std::map<std::string, CaseResult> by_id;
    for (const auto& result : world.results) by_id[result.id] = result;
    REQUIRE(by_id.size() == 5);
    CHECK(by_id["a/1"].outcome == Outcome::error);
    CHECK(by_id["a/1"].reason == "the device ended by itself");
    CHECK(by_id["b/1"].outcome == Outcome::fail);
    CHECK(by_id["b/2"].outcome == Outcome::error);
    CHECK(by_id["b/3"].outcome == Outcome::error);
    CHECK(by_id["a/2"].outcome == Outcome::pass);
}

TEST_CASE("results are amended before anybody sees them", "[runner]") {
    World world;
    world.options.amend = [](CaseResult& result) { result.outcome = Outcome::xfail; };
    world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed)};
    CHECK(world.run());
    REQUIRE(world.results.size() == 1);
    CHECK(world.results[0].outcome == Outcome::xfail);
}

TEST_CASE("on a host that the device shares a failure must happen twice", "[runner]") {
    World world;
    world.options.device_shares_host = true;
    world.plan.lanes[0].stimulating = {world.selected("a/1", fails_timed)};
    CHECK(world.run(true));
    CHECK(runs == 2);
    CHECK(world.results.at(0).outcome == Outcome::fail);
    World lucky;
    lucky.options.device_shares_host = true;
    lucky.plan.lanes[0].stimulating = {lucky.selected("a/1", fails_timed_at_first)};
    CHECK(lucky.run(true));
    CHECK(runs == 2);
    CHECK(lucky.results.at(0).outcome == Outcome::inconclusive);
    CHECK_THAT(lucky.results.at(0).reason, Catch::Matchers::Contains("(expected a, observed b)"));
}

TEST_CASE("what a field says, and what is known, needs no second look", "[runner]") {
    for (const bool is_known : {false, true}) {
        World world;
        world.options.device_shares_host = true;
        if (is_known) world.options.amend = [](CaseResult& result) { result.outcome = Outcome::xfail; };
        world.plan.lanes[0].stimulating = {world.selected("a/1", is_known ? fails_timed : fails_by_a_field)};
        CHECK(world.run(true));
        CHECK(runs == 1);
        CHECK(world.results.at(0).outcome == (is_known ? Outcome::xfail : Outcome::fail));
    }
}

#include "tester/run/case_run.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>

#include "tester/dut/embedded.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::Task;

namespace {

Task<> passes(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    t.expect_equal("TTL", 255, t.frame(advert).view.ip->ttl, advert);
}
Task<> fails(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    t.expect_equal("TTL", 64, t.frame(advert).view.ip->ttl, advert);
}
Task<> is_inconclusive(Bench& t) {
    co_await t.sleep(1s);
    t.precondition(false, "the moon is full");
}
Task<> throws_below(Bench& t) {
    co_await t.sleep(1s);
    throw std::runtime_error("the interface is gone");
}
Task<> throws(Bench& t) {
    co_await throws_below(t);
}
Task<> crashes_the_device(Bench& t) {
    co_await t.make_dut(Verb::crash);
}
Task<> waits_for_ever(Bench& t) {
    t.peer().advertise();
    co_await t.sleep(3600s);
}
Task<> ends_at_once(Bench&) {
    co_return;
}

Case a_case(Task<> (*run)(Bench&), Level level = Level::must) {
    return {.id = "area/some-case",
            .clauses = {rfc5798("5.1.1.3"), rfc9568("5.1.1.3")},
            .says = "The TTL is 255",
            .level = level,
            .run = run};
}

struct World {
    EmbeddedWorld embedded;
    VirtualRouterFacts facts =
        embedded.add(Profile::v3_ipv4, 7, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    Control unable;
    Case which;
    engine::Instant run_started = embedded.scheduler().now();
    std::unique_ptr<CaseRun> run{};
    int ended = 0;

    explicit World(Case one) : which(std::move(one)) { embedded.startup(); }

    void start() {
        run = std::make_unique<CaseRun>(embedded.station(),
                                        SelectedCase{&which, Profile::v3_ipv4, find_suite("rfc9568")}, facts,
                                        TimingTolerance{}, unable, run_started);
        run->start([this] { ++ended; });
    }
    const CaseResult& result() {
        start();
        embedded.scheduler().run_until([this] { return ended > 0; });
        REQUIRE(run->ended());
        return run->result();
    }
    std::vector<int> sent() {
        std::vector<int> priorities;
        const auto& log = embedded.station().log();
        for (engine::FrameNumber n = 1; n <= log.last(); ++n)
            if (log.frame(n).own) priorities.push_back(log.frame(n).view.advertisement.priority());
        return priorities;
    }
};

}  // namespace

TEST_CASE("a passing case's result says what was seen, when and where", "[case_run]") {
    World world(a_case(passes));
    const auto& result = world.result();
    CHECK(result.outcome == Outcome::pass);
    CHECK(result.id == "area/some-case");
    CHECK(result.area == "area");
    CHECK(result.profile == "v3-ipv4");
    CHECK(result.suite == "rfc9568");
    CHECK(result.says == "The TTL is 255");
    REQUIRE(result.clauses.size() == 2);
    // The suite's own RFC comes first.
    CHECK(result.clauses[0].rfc == 9568);
    CHECK(result.clauses[1].rfc == 5798);
    CHECK(result.clauses[1].section == "5.1.1.3");
    CHECK(result.expected == "TTL 255");
    CHECK(result.observed == "TTL 255");
    CHECK(result.reason.empty());
    // Active_Down_Interval and the way over the segment.
    CHECK(result.seconds == Approx(3.609395));
    CHECK(result.started_seconds == 0);
    REQUIRE(result.frames.size() == 1);
    CHECK(result.frames[0].number == 1);
    CHECK(result.frames[0].role == "observed");
    CHECK(result.frames[0].time_seconds == Approx(3.609395));
    CHECK(result.frames[0].hex.substr(0, 24) == "01005e00001200005e000107");
    CHECK_FALSE(result.frames[0].summary.empty());
    REQUIRE(result.virtual_router);
    CHECK(result.virtual_router->vrid == 7);
    CHECK(result.virtual_router->family == "IPv4");
    CHECK(result.virtual_router->version == 3);
    CHECK(result.virtual_router->priority == 100);
    CHECK(result.virtual_router->interval_seconds == 1);
    CHECK(result.virtual_router->addresses == std::vector<std::string>{"172.16.101.7"});
}

TEST_CASE("a failure weighs as much as the case's level", "[case_run]") {
    const std::pair<Level, Outcome> expected[] = {{Level::must, Outcome::fail},
                                                  {Level::should, Outcome::advisory},
                                                  {Level::may, Outcome::advisory},
                                                  {Level::report, Outcome::pass}};
    for (const auto& [level, outcome] : expected) {
        World world(a_case(fails, level));
        const auto& result = world.result();
        CHECK(result.outcome == outcome);
        CHECK(result.level == level);
        CHECK(result.expected == "TTL 64");
        CHECK(result.observed == "TTL 255");
        REQUIRE(result.frames.size() == 1);
        CHECK(result.frames[0].role == "violates");
    }
}

namespace {

Task<> answers_late(Bench& t) {
    const Mark sent = t.peer().send({.priority = 0});
    co_await t.dut_advertisement({.after = sent, .earliest = 1ms, .latest = 2ms});
}
Task<> is_not_silent(Bench& t) {
    const Mark asked = t.host().resolve(t.dut().addresses.front());
    co_await t.dut_silence({.after = asked, .earliest = 100ms, .latest = 5s});
}

}  // namespace

TEST_CASE("a timed check says since when, and each frame who sent it", "[case_run]") {
    World late(a_case(answers_late));
    const auto& result = late.result();
    REQUIRE(result.outcome == Outcome::fail);
    REQUIRE(result.checks.size() == 1);
    REQUIRE(result.checks[0].anchor_seconds);
    REQUIRE(result.frames.size() >= 1);
    CHECK(result.frames[0].sender == "tester");
    CHECK(*result.checks[0].anchor_seconds == Approx(result.frames[0].time_seconds));
    World loud(a_case(is_not_silent));
    const auto& other = loud.result();
    REQUIRE(other.outcome == Outcome::fail);
    REQUIRE(other.frames.size() == 2);
    CHECK(other.frames[0].sender == "host");
    CHECK(other.frames[1].sender == "device");
    CHECK(other.frames[1].role == "violates");
    CHECK(*other.checks[0].silent_from_ms == 100);
    CHECK(*other.checks[0].silent_until_ms == 5000);
    CHECK(*other.checks[0].anchor_seconds + *other.checks[0].measured_ms / 1000 ==
          Approx(other.frames[1].time_seconds));
    CHECK_FALSE(other.is_reconfigured);
}

TEST_CASE("whoever watches sees what a case sends and hears", "[case_run]") {
    World world(a_case(is_not_silent));
    std::vector<std::pair<bool, engine::FrameKind>> seen;
    world.embedded.station().watch(
        [&](const engine::LoggedFrame& frame) { seen.emplace_back(frame.own, frame.view.kind); });
    CHECK(world.result().outcome == Outcome::fail);
    REQUIRE(seen.size() >= 2);
    CHECK(seen[0] == std::pair(true, engine::FrameKind::arp));
    CHECK(std::count(seen.begin(), seen.end(), std::pair(false, engine::FrameKind::vrrp)) > 0);
}

TEST_CASE("a broken precondition is inconclusive whatever the level", "[case_run]") {
    for (const auto level : {Level::must, Level::should, Level::report}) {
        World world(a_case(is_inconclusive, level));
        CHECK(world.result().outcome == Outcome::inconclusive);
        CHECK(world.run->result().reason == "the moon is full");
    }
}

TEST_CASE("an exception is the tester's error, with its words", "[case_run]") {
    World world(a_case(throws));
    CHECK(world.result().outcome == Outcome::error);
    CHECK(world.run->result().reason == "the interface is gone");
}

TEST_CASE("a case that needs what no driver can do is skipped", "[case_run]") {
    World world(a_case(crashes_the_device));
    CHECK(world.result().outcome == Outcome::skipped);
    CHECK(world.run->result().reason == "needs a driver that can crash the device");
}

TEST_CASE("a failure that hangs on an undeclared Preempt_Mode convicts nobody", "[case_run]") {
    auto which = a_case(fails);
    which.needs.preempt = true;
    World declared(which);
    CHECK(declared.result().outcome == Outcome::fail);
    World undeclared(which);
    undeclared.facts.preempt.reset();
    CHECK(undeclared.result().outcome == Outcome::inconclusive);
    CHECK_FALSE(undeclared.run->result().reason.empty());
    auto any = a_case(fails);
    World indifferent(any);
    indifferent.facts.preempt.reset();
    CHECK(indifferent.result().outcome == Outcome::fail);
}

TEST_CASE("the end is told once, and not from within the case", "[case_run]") {
    World world(a_case(ends_at_once));
    world.start();
    CHECK(world.run->ended());
    CHECK(world.ended == 0);
    world.embedded.scheduler().run_until([&] { return world.ended > 0; });
    CHECK(world.ended == 1);
    CHECK(world.run->result().outcome == Outcome::pass);
    CHECK(world.run->result().expected.empty());
}

TEST_CASE("an aborted case resigns and is an error with the reason", "[case_run]") {
    World world(a_case(waits_for_ever));
    world.start();
    CHECK_FALSE(world.run->ended());
    world.run->abort("enough");
    CHECK(world.run->ended());
    CHECK(world.run->result().outcome == Outcome::error);
    CHECK(world.run->result().reason == "enough");
    CHECK(world.sent() == std::vector<int>{200, 200, 0});
    world.run->abort("again");
    CHECK(world.run->result().reason == "enough");
    CHECK(world.sent().size() == 3);
}

TEST_CASE("a run that is destroyed in the middle of its case leaves nothing that could wake", "[case_run]") {
    World world(a_case(waits_for_ever));
    world.start();
    world.run->abort("enough");
    world.run.reset();
    bool over = false;
    world.embedded.scheduler().call_after(4000s, [&] { over = true; });
    world.embedded.scheduler().run_until([&] { return over; });
    CHECK(world.ended == 0);
    CHECK(world.sent().size() == 3);
}

TEST_CASE("a case that has ended cannot be aborted any more", "[case_run]") {
    World world(a_case(passes));
    CHECK(world.result().outcome == Outcome::pass);
    world.run->abort("too late");
    CHECK(world.run->result().outcome == Outcome::pass);
}

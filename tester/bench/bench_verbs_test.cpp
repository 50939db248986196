#include <catch2/catch.hpp>

#include "tester/bench/bench_for_tests.hpp"

// The verbs that judge nothing, and the preconditions.

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::StartsWith;
using engine::Duration;
using engine::Task;
using tester::test::BenchWorld;
using tester::test::ip;

namespace {

Task<> sleeps(Bench& t, Duration duration) {
    co_await t.sleep(duration);
}
Task<> looks(Bench& t, Sort sort, Mark after, Duration latest, Mark& found) {
    found = co_await t.look_for(sort, after, latest);
}
Task<> is_active(Bench& t, Mark& found) {
    found = co_await t.dut_is_active();
}
Task<> is_backup(Bench& t) {
    co_await t.dut_is_backup();
}
Task<> is_held_down(Bench& t, PeerAdvert advert) {
    co_await t.dut_is_held_down_by(advert);
}
Task<> switches(Bench& t, Verb verb, Mark& when) {
    when = co_await t.make_dut(verb);
}

Task<> changes_and_ends(Bench& t, Mark& when) {
    const Change change{.priority = std::uint8_t{42}, .preempt = false};
    when = co_await t.change_dut(change);
}
Task<> puts_back(Bench& t) {
    co_await t.put_back();
}

/// A switch that takes its time.
struct SlowSwitch final : Control {
    engine::Scheduler& scheduler;
    Duration delay;
    int joined = 0, left = 0;
    std::vector<std::pair<Verb, int>> performed;

    SlowSwitch(engine::Scheduler& clock, Duration wait) : scheduler(clock), delay(wait) {}
    bool can(Verb verb) const override { return verb != Verb::crash; }
    void perform(Verb verb, std::uint8_t vrid, std::function<void()> done) override {
        performed.emplace_back(verb, vrid);
        if (delay == 0ns)
            done();
        else
            scheduler.call_after(delay, std::move(done));
    }
    void change(Profile, std::uint8_t vrid, const Change& change,
                std::function<void(engine::Instant)> done) override {
        performed.emplace_back(change.verb(), vrid);
        changes.push_back(change);
        const auto begun = scheduler.now();
        scheduler.call_after(delay, [done, begun] { done(begun); });
    }
    std::vector<Change> changes{};
    void join() override { ++joined; }
    void leave() override { ++left; }
};

}  // namespace

TEST_CASE("sleeping takes as long as it says, whatever is heard meanwhile", "[bench]") {
    BenchWorld world;
    world.at(100ms, world.advertisement());
    CHECK(world.ending_of(sleeps(world.bench(), 700ms)) == "pass");
    CHECK(world.elapsed() == 700ms);
}

TEST_CASE("looking for a frame finds it up to the last moment and no later", "[bench]") {
    for (const auto& [sent, expected] : {std::pair<Duration, bool>{1s - 1ns, true}, {1s + 1ns, false}}) {
        BenchWorld world;
        world.at(sent, world.advertisement());
        Mark found;
        auto& bench = world.bench();
        CHECK(world.ending_of(looks(bench, sort::advertisement, bench.mark(), 1s, found)) == "pass");
        CHECK(bool(found) == expected);
        CHECK(world.elapsed() == (expected ? 1s - 1ns : 1s));
        CHECK(bench.evidence().checks.empty());
    }
}

TEST_CASE("looking for a sort passes over the others", "[bench]") {
    BenchWorld world;
    world.at(100ms, world.advertisement(100));
    world.at(200ms, world.advertisement(0));
    world.at(300ms, world.advertisement(99));
    auto& bench = world.bench();
    Mark found;
    world.ending_of(looks(bench, sort::resignation, bench.mark(), 1s, found));
    CHECK(found.frame == 2);
    world.ending_of(looks(bench, sort::living_advertisement, found, 1s, found));
    CHECK(found.frame == 3);
}

TEST_CASE("what was heard in a span is found without waiting, both ends included", "[bench]") {
    BenchWorld world;
    for (const auto when : {100ms, 200ms, 300ms, 400ms}) world.at(when, world.advertisement());
    auto& bench = world.bench();
    world.run_until(500ms);
    const auto found = bench.heard(sort::advertisement, Mark{0, world.start}, 200ms, 300ms);
    REQUIRE(found.size() == 2);
    CHECK(found[0].frame == 2);
    CHECK(found[1].frame == 3);
    CHECK(bench.heard(sort::resignation, Mark{0, world.start}, 0ms, 1s).empty());
}

TEST_CASE("the device is Active once it advertises with a priority other than 0", "[bench]") {
    BenchWorld world;
    world.at(100ms, world.advertisement(0));
    world.at(900ms, world.advertisement());
    Mark found;
    CHECK(world.ending_of(is_active(world.bench(), found)) == "pass");
    CHECK(found.frame == 2);
    CHECK(world.elapsed() == 900ms);
}

TEST_CASE("a device that never advertises leaves the case inconclusive", "[bench]") {
    BenchWorld world;
    Mark found;
    CHECK_THAT(world.ending_of(is_active(world.bench(), found)),
               StartsWith("inconclusive: the device did not"));
    // Active_Down_Interval, two intervals and a second: 3609.375 + 2000 + 1000 ms.
    CHECK(world.elapsed() == 6609375us);
    BenchWorld silent;
    CHECK_THAT(silent.ending_of(is_backup(silent.bench())), StartsWith("inconclusive: the device did not"));
}

TEST_CASE("a device that falls silent under a greater priority is Backup", "[bench]") {
    BenchWorld world;
    world.at(500ms, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(is_backup(bench)) == "pass");
    CHECK(bench.peer().is_advertising());
    // Silent for one and a half intervals and their tolerance: 500 + 1500 + 75 ms.
    CHECK(world.elapsed() == 2075ms);
}

TEST_CASE("a device that goes on advertising beside a greater priority never was Backup", "[bench]") {
    BenchWorld world;
    for (int i = 1; i <= 10; ++i) world.at(i * 1s, world.advertisement());
    CHECK(
        world.ending_of(is_backup(world.bench())) ==
        "inconclusive: the device went on advertising beside a peer of priority 200, so it never was Backup");
}

TEST_CASE("a device is held down if it is silent for longer than Active_Down_Interval", "[bench]") {
    BenchWorld world;
    world.at(500ms, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(is_held_down(bench, {.priority = std::uint8_t{150}})) == "pass");
    // 3609.375 ms and half an interval after the first advertisement, which went out at 500 ms.
    CHECK(world.elapsed() == 6184375us);
    CHECK(world.sent() == std::vector<std::string>{"500: 150", "2075: 150", "3075: 150", "4075: 150",
                                                   "5075: 150", "6075: 150"});
    REQUIRE(bench.evidence().cited.size() == 1);
    CHECK(bench.evidence().cited[0].second == "control");
}

TEST_CASE("a control that does not hold the device down leaves the case inconclusive", "[bench]") {
    BenchWorld world;
    world.at(500ms, world.advertisement());
    world.at(4200ms, world.advertisement());
    CHECK(world.ending_of(is_held_down(world.bench(), {})) ==
          "inconclusive: control: the same advertisement without the fault did not hold the device down");
}

TEST_CASE("the moment at which a device was switched is when that was done", "[bench]") {
    for (const Duration delay : {Duration(0ns), Duration(300ms)}) {
        BenchWorld world;
        SlowSwitch control(world.scheduler, delay);
        Mark when;
        CHECK(world.ending_of(switches(world.bench(&control), Verb::stop, when)) == "pass");
        CHECK(when.frame == 0);
        CHECK(when.time == world.start + delay);
        CHECK(control.performed == std::vector<std::pair<Verb, int>>{{Verb::stop, 7}});
    }
}

TEST_CASE("a change is known of the device from its beginning on, and is undone", "[bench]") {
    BenchWorld world;
    SlowSwitch control(world.scheduler, 300ms);
    Mark when;
    auto& bench = world.bench(&control);
    const auto before = bench.dut();
    CHECK(world.ending_of(changes_and_ends(bench, when)) == "pass");
    CHECK(when.time == world.start);
    CHECK(world.elapsed() == 300ms);
    CHECK(bench.dut().priority == 42);
    CHECK(bench.dut().preempt == false);
    CHECK(bench.dut().advertisement_interval == before.advertisement_interval);
    CHECK(world.ending_of(puts_back(bench)) == "pass");
    CHECK(bench.dut().priority == before.priority);
    REQUIRE(control.changes.size() == 2);
    CHECK(control.changes[1].priority == before.priority);
    CHECK(control.changes[1].preempt == before.preempt.value_or(true));
    CHECK_FALSE(control.changes[1].interval);
    CHECK_FALSE(control.changes[1].addresses);
}

TEST_CASE("what was not changed is not undone", "[bench]") {
    BenchWorld world;
    SlowSwitch control(world.scheduler, 0ns);
    CHECK(world.ending_of(puts_back(world.bench(&control))) == "pass");
    CHECK(control.changes.empty());
}

TEST_CASE("a fact is kept by its name and never fails", "[bench]") {
    BenchWorld world;
    auto& bench = world.bench();
    bench.note_fact("announcements", "5 at once");
    CHECK(bench.evidence().facts == std::map<std::string, std::string>{{"announcements", "5 at once"}});
    REQUIRE(bench.evidence().checks.size() == 1);
    CHECK(bench.evidence().checks[0].held);
    CHECK(bench.evidence().checks[0].observed == "announcements: 5 at once");
}

TEST_CASE("a change of the priority alone asks for less than any other", "[bench]") {
    CHECK(Change{.priority = std::uint8_t{1}}.verb() == Verb::change_priority);
    CHECK(Change{}.verb() == Verb::change);
    CHECK(Change{.priority = std::uint8_t{1}, .interval = 2s}.verb() == Verb::change);
}

TEST_CASE("what a driver cannot do skips the case", "[bench]") {
    BenchWorld world;
    SlowSwitch control(world.scheduler, 0ns);
    Mark when;
    auto& bench = world.bench(&control);
    CHECK(world.ending_of(switches(bench, Verb::crash, when)) ==
          "skipped: needs a driver that can crash the device");
    CHECK(control.performed.empty());
    CHECK(control.joined == 1);
    CHECK(control.left == 0);
    bench.finish();
    CHECK(control.left == 1);
}

TEST_CASE("a bench that is destroyed while its case waits leaves nothing behind", "[bench]") {
    BenchWorld world;
    world.at(100ms, world.advertisement());
    Mark found;
    auto& bench = world.bench();
    {
        auto story = looks(bench, sort::resignation, bench.mark(), 10s, found);
        story.start();
        world.run_until(200ms);
        bench.peer().advertise();
        world.bench_.reset();
    }
    world.run_until(20s);
    CHECK_FALSE(found);
    CHECK(world.sent().size() == 1);
}

TEST_CASE("a router beside the device is told from it by its source, and is remembered", "[bench]") {
    BenchWorld world;
    world.facts.source_is_proven = true;
    engine::AdvertisementFrame frame;
    frame.ethernet_source = engine::virtual_mac(engine::Family::ipv4, 7);
    frame.ip_source = ip("172.16.100.12");
    frame.message.vrid = 7;
    frame.message.addresses = world.facts.addresses;
    world.at(100ms, engine::craft(frame));
    auto& bench = world.bench();
    CHECK_FALSE(bench.foreign_speaker());
    world.run_until(200ms);
    CHECK(bench.heard(sort::advertisement, Mark{0, world.start}, 0s, 1s).empty());
    REQUIRE(bench.foreign_speaker());
    CHECK(to_string(*bench.foreign_speaker()) == "172.16.100.12");
}

#include "tester/bench/bench.hpp"

#include <catch2/catch.hpp>

#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::Duration;
using engine::Task;
using tester::test::BenchWorld;
using tester::test::ip;

namespace {

Task<> advertises(Bench& t, Window window) {
    co_await t.dut_advertisement(window);
}
Task<> advertises_after(Bench& t, Duration nap, Window window) {
    co_await t.sleep(nap);
    co_await t.dut_advertisement(window);
}
Task<> is_silent(Bench& t, Window window) {
    co_await t.dut_silence(window);
}
Task<> is_silent_after(Bench& t, Duration nap, Window window) {
    co_await t.sleep(nap);
    co_await t.dut_silence(window);
}

/// How a window from the world's start ends when the device advertises once, so long after the start.
std::string ending(Duration advertised, Duration earliest, Duration latest, TimingTolerance tolerance = {}) {
    BenchWorld world;
    world.tolerance = tolerance;
    world.at(advertised, world.advertisement());
    auto& bench = world.bench();
    return world.ending_of(advertises(bench, {bench.mark(), earliest, latest}));
}

std::string silence(Duration advertised, Duration earliest, Duration latest) {
    BenchWorld world;
    world.at(advertised, world.advertisement());
    auto& bench = world.bench();
    return world.ending_of(is_silent(bench, {bench.mark(), earliest, latest}));
}

}  // namespace

TEST_CASE("a window is open one centisecond early and 50 ms or 5 percent late", "[bench]") {
    CHECK(ending(990ms, 1s, 1s) == "pass");
    CHECK(ending(990ms - 1ns, 1s, 1s) == "fail");
    CHECK(ending(1050ms - 1ns, 1s, 1s) == "pass");
    CHECK(ending(1050ms + 1ns, 1s, 1s) == "fail");
    // 5 % of 3609.375 ms is 180.46875 ms.
    CHECK(ending(3789843749ns, 3609375us, 3609375us) == "pass");
    CHECK(ending(3789843751ns, 3609375us, 3609375us) == "fail");
    CHECK(ending(3599375us, 3609375us, 3609375us) == "pass");
    CHECK(ending(3599374999ns, 3609375us, 3609375us) == "fail");
    // 5 % of 600 ms is less than 50 ms.
    CHECK(ending(650ms - 1ns, 500ms, 600ms) == "pass");
    CHECK(ending(650ms + 1ns, 500ms, 600ms) == "fail");
}

TEST_CASE("the tolerance can be set, and slowness multiplies all of it", "[bench]") {
    const TimingTolerance tight{0ms, 1ms, 0, 1};
    CHECK(ending(1s, 1s, 1s, tight) == "pass");
    CHECK(ending(1s - 1ns, 1s, 1s, tight) == "fail");
    CHECK(ending(1001ms - 1ns, 1s, 1s, tight) == "pass");
    CHECK(ending(1001ms + 1ns, 1s, 1s, tight) == "fail");
    TimingTolerance slow;
    slow.slow = 3;
    CHECK(ending(970ms, 1s, 1s, slow) == "pass");
    CHECK(ending(970ms - 1ns, 1s, 1s, slow) == "fail");
    CHECK(ending(1150ms - 1ns, 1s, 1s, slow) == "pass");
    CHECK(ending(1150ms + 1ns, 1s, 1s, slow) == "fail");
}

TEST_CASE("of a window that has passed the edges themselves are inside", "[bench]") {
    for (const auto& [sent, expected] : {std::pair<Duration, const char*>{989999999ns, "fail"},
                                         {990ms, "pass"},
                                         {1050ms, "pass"},
                                         {1050ms + 1ns, "fail"}}) {
        BenchWorld world;
        world.at(sent, world.advertisement());
        auto& bench = world.bench();
        CHECK(world.ending_of(advertises_after(bench, 5s, {bench.mark(), 1s, 1s})) == expected);
    }
    for (const auto& [sent, expected] : {std::pair<Duration, const char*>{2s, "fail"}, {2s + 1ns, "pass"}}) {
        BenchWorld world;
        world.at(sent, world.advertisement());
        auto& bench = world.bench();
        CHECK(world.ending_of(is_silent_after(bench, 5s, {bench.mark(), 1s, 2s})) == expected);
    }
}

TEST_CASE("a device that stays silent fails when the window closes, not before", "[bench]") {
    BenchWorld world;
    auto& bench = world.bench();
    CHECK(world.ending_of(advertises(bench, {bench.mark(), 1s, 1s})) == "fail");
    CHECK(world.elapsed() == 1050ms);
    REQUIRE(bench.evidence().checks.size() == 1);
    CHECK(bench.evidence().checks[0].observed == "none until 1050.0 ms");
    CHECK(bench.evidence().cited.empty());
}

TEST_CASE("a frame that came before the verb was called is judged all the same", "[bench]") {
    BenchWorld world;
    world.at(1s, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(advertises_after(bench, 5s, {bench.mark(), 1s, 1s})) == "pass");
    CHECK(world.elapsed() == 5s);
    BenchWorld early;
    early.at(500ms, early.advertisement());
    early.at(1s, early.advertisement());
    auto& other = early.bench();
    CHECK(early.ending_of(advertises_after(other, 5s, {other.mark(), 1s, 1s})) == "fail");
    CHECK(other.evidence().checks.back().measured_ms == 500.0);
}

TEST_CASE("the first frame decides, though a later one would suit", "[bench]") {
    BenchWorld world;
    world.at(300ms, world.advertisement());
    world.at(1s, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(advertises(bench, {bench.mark(), 1s, 1s})) == "fail");
    CHECK(world.elapsed() == 300ms);
}

TEST_CASE("a window after a frame counts from the frame's own time and not that frame itself", "[bench]") {
    BenchWorld world;
    world.at(200ms, world.advertisement());
    world.at(1200ms, world.advertisement(99));
    auto& bench = world.bench();
    world.run_until(700ms);
    const Mark first{1, {}};
    CHECK(bench.time_of(first) == world.start + 200ms);
    CHECK(world.ending_of(advertises(bench, {first, 1s, 1s})) == "pass");
    CHECK(bench.evidence().checks.back().measured_ms == 1000.0);
}

TEST_CASE("of two frames with one timestamp the capture's order decides", "[bench]") {
    BenchWorld world;
    world.at(200ms, world.advertisement(100));
    world.at(200ms, world.advertisement(0));
    auto& bench = world.bench();
    world.run_until(300ms);
    CHECK(world.log.frame(1).when == world.log.frame(2).when);
    // After the first comes the second; after the second comes none.
    CHECK(world.ending_of(advertises(bench, {Mark{1, {}}, 0ms, 0ms})) == "pass");
    CHECK(world.ending_of(is_silent(bench, {Mark{2, {}}, 0ms, 1s})) == "pass");
    CHECK(world.ending_of(is_silent(bench, {Mark{1, {}}, 0ms, 1s})) == "fail");
}

TEST_CASE("silence is judged without tolerance", "[bench]") {
    CHECK(silence(2s - 1ns, 0s, 2s) == "fail");
    CHECK(silence(2s + 1ns, 0s, 2s) == "pass");
    CHECK(silence(1s, 1s, 2s) == "pass");
    CHECK(silence(1s + 1ns, 1s, 2s) == "fail");
    CHECK(silence(500ms, 1s, 2s) == "pass");
}

TEST_CASE("silence ends when its window closes, or with the frame that breaks it", "[bench]") {
    BenchWorld world;
    auto& bench = world.bench();
    CHECK(world.ending_of(is_silent(bench, {bench.mark(), 1s, 3s})) == "pass");
    CHECK(world.elapsed() == 3s);
    CHECK(bench.evidence().checks.back().observed == "none");
    BenchWorld loud;
    loud.at(1500ms, loud.advertisement());
    auto& other = loud.bench();
    CHECK(loud.ending_of(is_silent(other, {other.mark(), 1s, 3s})) == "fail");
    CHECK(loud.elapsed() == 1500ms);
    CHECK(other.evidence().checks.back().observed == "one after 1500.0 ms");
}

TEST_CASE("a broken silence of the past is found", "[bench]") {
    BenchWorld world;
    world.at(1500ms, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(is_silent_after(bench, 10s, {bench.mark(), 1s, 2s})) == "fail");
    CHECK(world.ending_of(is_silent(bench, {Mark{0, world.start}, 1600ms, 2s})) == "pass");
}

TEST_CASE("frames of other virtual routers, versions, families and of the tester are not the device's",
          "[bench]") {
    BenchWorld world;
    auto& bench = world.bench();
    auto other = world.facts;
    other.vrid = 8;
    world.station.know({world.facts, other});
    world.at(100ms, world.advertisement(100, 8));
    world.scheduler.call_after(200ms, [&] { bench.peer().send(); });
    const auto ipv6 = BenchWorld::facts_of(Profile::v3_ipv6);
    engine::AdvertisementFrame frame;
    frame.ethernet_source = ipv6.router_mac();
    frame.ip_source = ipv6.primary_address;
    frame.message.vrid = 7;
    frame.message.addresses = ipv6.addresses;
    world.at(300ms, engine::craft(frame));
    CHECK(world.ending_of(is_silent(bench, {bench.mark(), 0s, 1s})) == "pass");
    CHECK(world.log.last() == 3);
}

TEST_CASE("another router that is known to speak for the VRID is not the device", "[bench]") {
    BenchWorld world;
    world.facts.other_speakers = {ip("172.16.100.99")};
    engine::AdvertisementFrame frame;
    frame.ethernet_source = world.facts.router_mac();
    frame.ip_source = ip("172.16.100.99");
    frame.message.vrid = 7;
    frame.message.addresses = world.facts.addresses;
    world.at(100ms, engine::craft(frame));
    auto& bench = world.bench();
    CHECK(world.ending_of(is_silent(bench, {bench.mark(), 0s, 1s})) == "pass");
}

TEST_CASE("a wrong VRID under the device's virtual MAC address is the device's mistake", "[bench]") {
    BenchWorld world;
    auto frame = world.advertisement(100, 9);
    const auto mac = world.facts.router_mac();
    std::copy(mac.octets.begin(), mac.octets.end(), frame.begin() + 6);
    world.at(100ms, frame);
    auto& bench = world.bench();
    CHECK(world.ending_of(is_silent(bench, {bench.mark(), 0s, 1s})) == "fail");
}

TEST_CASE("a timed check records what was expected, measured and allowed, and cites both frames", "[bench]") {
    BenchWorld world;
    world.at(200ms, world.advertisement());
    world.at(1203ms, world.advertisement(99));
    auto& bench = world.bench();
    world.run_until(500ms);
    CHECK(world.ending_of(advertises(bench, {Mark{1, {}}, 1s, 1s})) == "pass");
    const auto& evidence = bench.evidence();
    REQUIRE(evidence.checks.size() == 1);
    CHECK(evidence.checks[0].expected == "advertisement at 1000.0 ms after frame 1");
    CHECK(evidence.checks[0].observed == "after 1003.0 ms (allowed 990.0 to 1050.0)");
    CHECK(evidence.checks[0].measured_ms == 1003.0);
    CHECK(evidence.checks[0].allowed_earliest_ms == 990.0);
    CHECK(evidence.checks[0].allowed_latest_ms == 1050.0);
    CHECK(evidence.checks[0].held);
    CHECK(evidence.checks[0].is_timed);
    CHECK(evidence.cited ==
          std::vector<std::pair<engine::FrameNumber, std::string>>{{1, "stimulus"}, {2, "observed"}});
}

TEST_CASE("a failed check cites the frame that violates it", "[bench]") {
    BenchWorld world;
    world.at(300ms, world.advertisement());
    auto& bench = world.bench();
    CHECK(world.ending_of(advertises(bench, {bench.mark(), 1s, 2s})) == "fail");
    const auto& evidence = bench.evidence();
    CHECK_FALSE(evidence.checks.back().held);
    CHECK(evidence.checks.back().expected == "advertisement 1000.0 to 2000.0 ms after the stimulus");
    CHECK(evidence.cited == std::vector<std::pair<engine::FrameNumber, std::string>>{{1, "violates"}});
}

TEST_CASE("compared fields are recorded, and one that differs ends the case", "[bench]") {
    BenchWorld world;
    world.at(100ms, world.advertisement());
    auto& bench = world.bench();
    world.run_until(200ms);
    const Mark frame{1, {}};
    CHECK_NOTHROW(bench.expect_equal("TTL", 255, 255, frame));
    CHECK_THROWS_AS(bench.expect_equal("TTL", 255, 64, frame), CaseFailed);
    CHECK_NOTHROW(bench.expect(true, "a", "b", frame));
    CHECK_THROWS_AS(bench.expect(false, "a", "b", frame), CaseFailed);
    CHECK_THROWS_AS(bench.fail("c", "d"), CaseFailed);
    CHECK_NOTHROW(bench.note("e", "f"));
    const auto& checks = bench.evidence().checks;
    REQUIRE(checks.size() == 6);
    CHECK(checks[1].expected == "TTL 255");
    CHECK(checks[1].observed == "TTL 64");
    CHECK_FALSE(checks[1].is_timed);
    CHECK_FALSE(checks[4].held);
    CHECK(checks[5].held);
    CHECK(bench.evidence().cited.size() == 1);
    CHECK_NOTHROW(bench.precondition(true, ""));
    CHECK_THROWS_AS(bench.precondition(false, "x"), CaseInconclusive);
}

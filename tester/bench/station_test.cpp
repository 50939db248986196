#include "tester/bench/station.hpp"

#include <catch2/catch.hpp>

#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using namespace std::chrono_literals;
using tester::test::BenchWorld;
using tester::test::ip;

TEST_CASE("the station's address is its IPv4 one or its link-local one", "[station]") {
    BenchWorld world;
    CHECK(world.station.address(engine::Family::ipv4) == ip("172.16.100.5"));
    CHECK(world.station.address(engine::Family::ipv6) == ip("fe80::5"));
}

TEST_CASE("a station without an address in a family has the unspecified one", "[station]") {
    engine::SimulatedScheduler scheduler;
    engine::SimulatedSegment segment(scheduler);
    engine::CaptureLog log(scheduler, segment.add_port("tester"));
    const Station station(scheduler, log, {}, {ip("2001:db8::5")});
    CHECK(station.address(engine::Family::ipv4) == ip("0.0.0.0"));
    CHECK(station.address(engine::Family::ipv6) == ip("::"));
}

TEST_CASE("an address is used by the tester, a virtual router, its device or a neighbour", "[station]") {
    BenchWorld world;
    world.facts.other_speakers = {ip("172.16.100.99")};
    world.station.know({world.facts});
    for (const auto* used : {"172.16.100.5", "fe80::5", "172.16.100.10", "172.16.100.11", "172.16.100.99"})
        CHECK(world.station.is_used(ip(used)));
    for (const auto* unused : {"172.16.100.12", "172.16.100.6", "fe80::11"})
        CHECK_FALSE(world.station.is_used(ip(unused)));
}

TEST_CASE("an advertisement belongs to another virtual router of the device where that is known",
          "[station]") {
    BenchWorld world;
    auto other = world.facts;
    other.vrid = 8;
    world.at(1ms, world.advertisement(100, 7));
    world.at(2ms, world.advertisement(100, 8));
    world.at(3ms, world.advertisement(100, 9));
    world.run_until(10ms);
    world.station.know({world.facts, other});
    CHECK_FALSE(world.station.belongs_to_another(world.log.frame(1), world.facts));
    CHECK(world.station.belongs_to_another(world.log.frame(2), world.facts));
    CHECK_FALSE(world.station.belongs_to_another(world.log.frame(3), world.facts));
    CHECK(world.station.belongs_to_another(world.log.frame(1), other));
    // The same VRID in another version is another virtual router.
    auto v2 = world.facts;
    v2.profile = Profile::v2_ipv4;
    world.station.know({world.facts, v2});
    CHECK(world.station.belongs_to_another(world.log.frame(1), v2));
    CHECK_FALSE(world.station.belongs_to_another(world.log.frame(1), world.facts));
}

TEST_CASE("a frame is the device's by its physical or virtual MAC address or its IP address", "[station]") {
    BenchWorld world;
    auto frame = world.advertisement();
    world.at(1ms, frame);
    frame[11] = 0x63;  // another Ethernet source, the device's IP address
    world.at(2ms, frame);
    frame[29] = 99;  // and another IP source
    world.at(3ms, frame);
    std::copy(world.facts.physical_mac.octets.begin(), world.facts.physical_mac.octets.end(),
              frame.begin() + 6);
    world.at(4ms, frame);
    world.run_until(10ms);
    REQUIRE(world.log.last() == 4);
    const bool expected[] = {true, true, false, true};
    for (engine::FrameNumber n = 1; n <= 4; ++n)
        CHECK(world.station.is_from_dut(world.log.frame(n), world.facts) == expected[n - 1]);
}

TEST_CASE("each bench hears the frames of its own virtual router only", "[station]") {
    BenchWorld world;
    auto other = world.facts;
    other.vrid = 8;
    other.addresses = {ip("172.16.100.80")};
    auto& first = world.bench();
    world.station.know({world.facts, other});
    Bench second(world.station, other, engine::Rfc::rfc9568, {}, world.no_control);
    world.at(1ms, world.advertisement(100, 7));
    world.at(2ms, world.advertisement(100, 8));
    world.run_until(10ms);
    const Mark start{0, world.start};
    REQUIRE(first.heard(sort::advertisement, start, 0ms, 1s).size() == 1);
    CHECK(first.heard(sort::advertisement, start, 0ms, 1s)[0].frame == 1);
    REQUIRE(second.heard(sort::advertisement, start, 0ms, 1s).size() == 1);
    CHECK(second.heard(sort::advertisement, start, 0ms, 1s)[0].frame == 2);
}

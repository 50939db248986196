#include "tester/bench/beyond.hpp"

#include <catch2/catch.hpp>

#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using namespace std::chrono_literals;
using tester::test::BenchWorld;
using tester::test::ip;

namespace {

/// The same with the tester's and the device's ports on the second segment.
struct BeyondWorld : BenchWorld {
    engine::Link& device_behind = second.add_port("device");

    explicit BeyondWorld(Profile profile = Profile::v3_ipv4) {
        station.attach(second.add_port("tester"),
                       {{{2, 0, 0, 0, 1, 5}}, {ip("198.51.100.5"), ip("fe80::105"), ip("2001:db8:ffff::5")}});
        facts = facts_of(profile);
        facts.second_interface = true;
    }
    /// The device sends on what it got, from its own MAC address.
    void pass_on(engine::FrameNumber number, engine::Link& where) {
        auto octets = log.frame(number).octets;
        std::copy(facts.physical_mac.octets.begin(), facts.physical_mac.octets.end(), octets.begin() + 6);
        scheduler.call_after(1ms, [octets, &where] { where.send(octets); });
    }
    bool sees(Sort sort, Mark after) {
        auto& bench = this->bench();
        run_until(elapsed() + 10ms);
        return !bench.heard(sort, after, 0ms, 1s).empty();
    }
};

}  // namespace

TEST_CASE("a test packet is seen where the device sends it on, and only there", "[beyond]") {
    const auto profile = GENERATE(Profile::v3_ipv4, Profile::v3_ipv6);
    BeyondWorld world(profile);
    auto& bench = world.bench();
    const auto start = bench.mark();
    const auto sent = bench.host().send_through(bench.beyond().address(), world.facts.physical_mac);
    CHECK(bench.frame(sent).view.ip->source ==
          ip(profile == Profile::v3_ipv6 ? "2001:db8::5" : "172.16.100.5"));
    CHECK_FALSE(bench.frame(sent).on_second);
    CHECK_FALSE(world.sees(sort::forwarded, start));
    world.pass_on(sent.frame, world.device_behind);
    CHECK(world.sees(sort::forwarded, start));
    CHECK_FALSE(world.sees(sort::forwarded_to_lan, start));
    // The next one is another packet.
    const auto next = bench.host().send_through(bench.beyond().address(), world.facts.physical_mac);
    CHECK_FALSE(world.sees(sort::forwarded, start));
    world.pass_on(next.frame, world.device);
    CHECK(world.sees(sort::forwarded_to_lan, start));
    CHECK_FALSE(world.sees(sort::forwarded, start));
}

TEST_CASE("the host behind the device sends on the second link", "[beyond]") {
    BeyondWorld world;
    auto& bench = world.bench();
    const auto packet = bench.beyond().send(ip("172.16.100.77"), {{2, 0, 0, 0, 1, 0x11}});
    CHECK(bench.frame(packet).on_second);
    CHECK(bench.frame(packet).view.ip->source == ip("198.51.100.5"));
    const auto advert = bench.beyond().advertise({});
    CHECK(bench.frame(advert).on_second);
    CHECK(bench.frame(advert).view.ip->source == ip("198.51.100.5"));
    CHECK(bench.frame(advert).view.advertisement.priority() == 200);
}

TEST_CASE("what is heard behind the device is no advertisement of its virtual router", "[beyond]") {
    BeyondWorld world;
    auto& bench = world.bench();
    const auto start = bench.mark();
    world.device_behind.send(world.advertisement());
    CHECK_FALSE(world.sees(sort::advertisement, start));
    CHECK_FALSE(world.sees(sort::forwarded_group, start));
    CHECK_FALSE(bench.foreign_speaker());
    // A packet of the tester to the group that turns up there was forwarded.
    const auto advert = bench.peer().send();
    world.pass_on(advert.frame, world.device_behind);
    CHECK(world.sees(sort::forwarded_group, start));
}

TEST_CASE("a frame that was stamped before one that came in earlier is looked at before it", "[beyond]") {
    BeyondWorld world;
    world.device.send(world.advertisement(100));
    world.run_until(10ms);
    world.device.send(world.advertisement(101));
    world.run_until(20ms);
    REQUIRE(world.log.last() == 2);
    Bench other(world.station, world.facts, engine::Rfc::rfc9568, {}, world.no_control);
    other.hear(world.log.frame(2));
    other.hear(world.log.frame(1));
    const auto heard = other.heard(sort::advertisement, Mark{0, world.start}, 0ms, 1s);
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].frame == 1);
    CHECK(heard[1].frame == 2);
}

TEST_CASE("a test packet can go through the device where both ports have an address of the family",
          "[beyond]") {
    BeyondWorld world;
    CHECK(world.station.has_second_port(engine::Family::ipv4));
    CHECK(world.station.has_second_port(engine::Family::ipv6));
    BenchWorld alone;
    CHECK_FALSE(alone.station.has_second_port(engine::Family::ipv4));
    alone.station.attach(alone.segment.add_port("second"), {{}, {ip("fe80::105"), ip("198.51.100.5")}});
    CHECK(alone.station.has_second_port(engine::Family::ipv4));
    CHECK_FALSE(alone.station.has_second_port(engine::Family::ipv6));
}

TEST_CASE("a clause that does not bind the device skips the case", "[beyond]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto story = [](Bench& t, bool holds) -> engine::Task<> {
        t.applies(holds, "the device sent no ICMP redirect");
        co_await t.sleep(1ms);
    };
    CHECK(world.ending_of(story(bench, true)) == "pass");
    CHECK(world.ending_of(story(bench, false)) == "skipped: the device sent no ICMP redirect");
}

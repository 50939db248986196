#include "tester/bench/peer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <type_traits>

#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using namespace std::chrono_literals;
using tester::test::BenchWorld;
using tester::test::ip;
using Sent = std::vector<std::string>;

TEST_CASE("what a peer sends is what a conformant neighbour of greater priority would", "[peer]") {
    for (const auto profile : all_profiles) {
        BenchWorld world;
        world.facts = BenchWorld::facts_of(profile);
        world.facts.advertisement_interval = 2s;
        auto& bench = world.bench();
        const auto& frame = bench.frame(bench.peer().send()).view;
        CHECK(frame.kind == engine::FrameKind::vrrp);
        CHECK(frame.ethernet.source == world.facts.router_mac());
        CHECK(frame.ip->source == ip(profile == Profile::v3_ipv6 ? "fe80::5" : "172.16.100.5"));
        CHECK(frame.ip->destination == ip(profile == Profile::v3_ipv6 ? "ff02::12" : "224.0.0.18"));
        CHECK(frame.ip->ttl == 255);
        const auto& message = frame.advertisement;
        CHECK(message.version() == (profile == Profile::v2_ipv4 ? 2 : 3));
        CHECK(message.type() == 1);
        CHECK(message.vrid() == 7);
        CHECK(message.priority() == 200);
        CHECK(message.addresses() == world.facts.addresses);
        CHECK(engine::interval_cs(message) == 200);
        CHECK(engine::vrrp_checksum_verifies(message.message(),
                                             profile == Profile::v3_ipv6 ? engine::ChecksumForm::pseudo_header
                                                                         : engine::ChecksumForm::message_only,
                                             frame.ip->source, frame.ip->destination));
    }
}

TEST_CASE("a peer uses the checksum form that the device uses", "[peer]") {
    BenchWorld world;
    world.facts.checksum_form = engine::ChecksumForm::pseudo_header;
    auto& bench = world.bench();
    const auto& frame = bench.frame(bench.peer().send()).view;
    CHECK(engine::vrrp_checksum_verifies(frame.advertisement.message(), engine::ChecksumForm::pseudo_header,
                                         frame.ip->source, frame.ip->destination));
}

TEST_CASE("any field of a peer's advertisement can be overridden", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    PeerAdvert advert;
    advert.priority = 1;
    advert.interval_field = 4095;
    advert.source = ip("172.16.100.77");
    advert.ttl = 254;
    advert.type = 2;
    advert.vrid = 9;
    advert.count = 5;
    advert.reserve = 15;
    advert.checksum = 0x1234;
    advert.edit = [](engine::Octets& frame, const Bench&) { frame.back() = 0x99; };
    const auto& logged = bench.frame(bench.peer().send(advert));
    const auto& message = logged.view.advertisement;
    CHECK(message.priority() == 1);
    CHECK(message.max_advertise_interval_cs() == 4095);
    CHECK(logged.view.ip->source == ip("172.16.100.77"));
    CHECK(logged.view.ip->ttl == 254);
    CHECK(message.type() == 2);
    CHECK(message.vrid() == 9);
    CHECK(message.count() == 5);
    CHECK(message.reserve() == 15);
    CHECK(message.checksum() == 0x1234);
    CHECK(logged.octets.back() == 0x99);
}

TEST_CASE("a unicast advertisement goes to the device's own MAC address", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    PeerAdvert advert;
    advert.destination = world.facts.primary_address;
    CHECK(bench.frame(bench.peer().send(advert)).view.ethernet.destination == world.facts.physical_mac);
}

TEST_CASE("a peer advertises on a grid until it is hushed", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    CHECK_FALSE(bench.peer().is_advertising());
    bench.peer().advertise();
    CHECK(bench.peer().is_advertising());
    world.run_until(3500ms);
    CHECK(world.sent() == Sent{"0: 200", "1000: 200", "2000: 200", "3000: 200"});
    const Mark last = bench.peer().hush();
    CHECK(last.frame == 4);
    CHECK_FALSE(bench.peer().is_advertising());
    world.run_until(10s);
    CHECK(world.sent().size() == 4);
}

TEST_CASE("a new advertisement takes the old one's place, on a grid of its own", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    bench.peer().advertise();
    world.run_until(1500ms);
    bench.peer().advertise({.priority = std::uint8_t{150}}, 400ms);
    world.run_until(2500ms);
    CHECK(world.sent() == Sent{"0: 200", "1000: 200", "1500: 150", "1900: 150", "2300: 150"});
}

TEST_CASE("the grid does not drift when something else is sent between", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    bench.peer().advertise();
    world.run_until(500ms);
    bench.peer().send({.priority = std::uint8_t{123}});
    CHECK(bench.peer().last_sent().frame == 2);
    world.run_until(2500ms);
    CHECK(world.sent() == Sent{"0: 200", "500: 123", "1000: 200", "2000: 200"});
}

TEST_CASE("a peer that may be Active resigns when the bench finishes", "[peer]") {
    BenchWorld world;
    auto& bench = world.bench();
    bench.peer().advertise();
    world.run_until(1500ms);
    bench.finish();
    CHECK_FALSE(bench.peer().is_advertising());
    world.run_until(20s);
    // The last advertisement before the Priority 0 makes the device forget an interval that it learnt.
    CHECK(world.sent() == Sent{"0: 200", "1000: 200", "1500: 200", "1500: 0"});
    bench.finish();
    CHECK(world.sent().size() == 4);
}

TEST_CASE("a peer that cannot be Active does not resign", "[peer]") {
    BenchWorld world;
    world.bench().finish();
    CHECK(world.sent().empty());
    BenchWorld lower;
    lower.bench().peer().send({.priority = std::uint8_t{99}});
    lower.bench().finish();
    CHECK(lower.sent() == Sent{"0: 99"});
    BenchWorld resigned;
    resigned.bench().peer().send();
    resigned.bench().peer().send({.priority = std::uint8_t{0}});
    resigned.bench().finish();
    CHECK(resigned.sent() == Sent{"0: 200", "0: 0"});
    BenchWorld owner;
    owner.facts.priority = 255;
    owner.bench().peer().send();
    owner.bench().finish();
    CHECK(owner.sent() == Sent{"0: 255"});
}

TEST_CASE("a peer of the device's own priority resigns, too, since it may have won the tie", "[peer]") {
    BenchWorld world;
    world.bench().peer().send({.priority = std::uint8_t{100}});
    world.bench().finish();
    CHECK(world.sent() == Sent{"0: 100", "0: 200", "0: 0"});
}

TEST_CASE("the peer's priority is greater than the device's wherever there is a greater one", "[peer]") {
    const std::pair<int, int> expected[] = {{1, 200},   {100, 200}, {199, 200}, {200, 254},
                                            {253, 254}, {254, 255}, {255, 255}};
    for (const auto& [device, peer] : expected) {
        BenchWorld world;
        world.facts.priority = static_cast<std::uint8_t>(device);
        CHECK(world.bench().peer().greater_priority() == peer);
    }
}

TEST_CASE("addresses for ties are the nearest that nobody uses", "[peer]") {
    BenchWorld world;
    CHECK(world.bench().peer().address_above_dut() == ip("172.16.100.12"));
    // 172.16.100.10 is a virtual address.
    CHECK(world.bench().peer().address_below_dut() == ip("172.16.100.9"));
    BenchWorld crowded;
    crowded.facts.other_speakers = {ip("172.16.100.12"), ip("172.16.100.9")};
    CHECK(crowded.bench().peer().address_above_dut() == ip("172.16.100.13"));
    CHECK(crowded.bench().peer().address_below_dut() == ip("172.16.100.8"));
    BenchWorld ipv6;
    ipv6.facts = BenchWorld::facts_of(Profile::v3_ipv6);
    CHECK(ipv6.bench().peer().address_above_dut() == ip("fe80::12"));
    CHECK(ipv6.bench().peer().address_below_dut() == ip("fe80::f"));
}

namespace {

VirtualRouterFacts authenticated(engine::AuthenticationType type, const char* key) {
    auto facts = BenchWorld::facts_of(Profile::v2_ipv4);
    facts.authentication = {type, key};
    return facts;
}
const auto password = engine::AuthenticationType::simple_text_password;
const auto header = engine::AuthenticationType::ip_authentication_header;

}  // namespace

TEST_CASE("an advertisement of a peer may stand inside an await expression", "[peer]") {
    STATIC_REQUIRE(std::is_trivially_destructible_v<PeerAdvert>);
}

TEST_CASE("a peer authenticates as the device does, and resigns so", "[peer][authentication]") {
    for (const auto& facts : {authenticated(password, "s3cret"), authenticated(header, "k3y")}) {
        BenchWorld world;
        world.facts = facts;
        auto& bench = world.bench();
        bench.peer().send();
        bench.finish();
        CHECK(world.sent() == Sent{"0: 200", "0: 200", "0: 0"});
        for (engine::FrameNumber n = 1; n <= world.log.last(); ++n)
            CHECK(authentication_fault(world.log.frame(n).view, facts.authentication) ==
                  engine::AuthenticationFault::none);
    }
}

TEST_CASE("a peer's authentication can be replaced whole or in part", "[peer][authentication]") {
    using Fault = engine::AuthenticationFault;
    BenchWorld world;
    world.facts = authenticated(header, "k3y");
    auto& bench = world.bench();
    const auto fault = [&](const PeerAdvert& advert) {
        return authentication_fault(bench.frame(bench.peer().send(advert)).view, world.facts.authentication);
    };
    static const engine::Authentication none{}, other{header, "other"};
    CHECK(fault({}) == Fault::none);
    CHECK(fault({.authentication = &none}) == Fault::other_type);
    CHECK(fault({.auth_type = std::uint8_t{2}, .authentication = &none}) == Fault::missing_header);
    CHECK(fault({.authentication = &other}) == Fault::icv);
    // What is edited before the digest is computed is authentic, what is edited behind it is not.
    const auto raise = [](engine::Octets& frame, const Bench&) {
        ++frame[*engine::vrrp_message_offset(frame) + 2];
    };
    CHECK(fault({.edit = raise}) == Fault::none);
    CHECK(fault({.edit_authenticated = raise}) == Fault::icv);
}

TEST_CASE("a peer's sequence numbers go on from all that were seen", "[peer][authentication]") {
    BenchWorld world;
    world.facts = authenticated(header, "k3y");
    auto& bench = world.bench();
    const auto sequence = [&](const PeerAdvert& advert) {
        return bench.frame(bench.peer().send(advert)).view.ah->sequence;
    };
    CHECK(sequence({}) == 1);
    CHECK(sequence({}) == 2);
    auto octets = world.advertisement();
    engine::insert_authentication_header(octets, {.sequence = 40}, "k3y");
    world.at(1s, octets);
    world.run_until(2s);
    CHECK(sequence({}) == 41);
    CHECK(sequence({.ah_sequence = 7u}) == 7);
    CHECK(sequence({}) == 42);
}

TEST_CASE("a peer learns from the device the index and what the digest takes the TTL for",
          "[peer][authentication]") {
    const std::uint32_t own_address = 0xac10640b;  // 172.16.100.11, as keepalived has it
    for (const auto form : {engine::IcvForm::ttl_kept, engine::IcvForm::ttl_zero})
        for (const std::uint32_t index : {own_address, 0x1234u}) {
            BenchWorld world;
            world.facts = authenticated(header, "k3y");
            auto& bench = world.bench();
            auto octets = world.advertisement();
            engine::insert_authentication_header(octets, {.spi = index, .sequence = 1, .form = form}, "k3y");
            world.at(1s, octets);
            world.run_until(2s);
            const auto& view = bench.frame(bench.peer().send()).view;
            CHECK(view.ah->spi == (index == own_address ? 0xac106405 : index));
            const auto expected = engine::expected_icv(view, "k3y", form);
            REQUIRE(expected);
            CHECK(std::ranges::equal(*expected, view.ah->icv));
        }
}

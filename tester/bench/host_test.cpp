#include "tester/bench/host.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/craft_host.hpp"
#include "engine/packet/host_messages.hpp"
#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using tester::test::BenchWorld;
using tester::test::ip;

namespace {

const engine::MacAddress host_mac{{2, 0, 0, 0, 0, 5}};
const engine::MacAddress router_mac{{0, 0, 0x5e, 0, 1, 7}};

}  // namespace

TEST_CASE("a host resolves an IPv4 address by broadcast ARP", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto& frame = bench.frame(bench.host().resolve(ip("172.16.100.10"))).view;
    REQUIRE(frame.arp);
    CHECK(frame.ethernet.source == host_mac);
    CHECK(frame.ethernet.destination == engine::broadcast_mac);
    CHECK(frame.arp->operation == 1);
    CHECK(frame.arp->sender_mac == host_mac);
    CHECK(frame.arp->sender_ip == ip("172.16.100.5"));
    CHECK(frame.arp->target_ip == ip("172.16.100.10"));
    CHECK(frame.arp->target_mac == engine::MacAddress{});
}

TEST_CASE("a host resolves an IPv6 address by a solicitation to its group", "[host]") {
    BenchWorld world;
    world.facts = BenchWorld::facts_of(Profile::v3_ipv6);
    auto& bench = world.bench();
    const auto& frame = bench.frame(bench.host().resolve(ip("2001:db8::12:3456"))).view;
    REQUIRE(frame.kind == engine::FrameKind::neighbour_solicitation);
    CHECK(frame.ethernet.destination == engine::MacAddress{{0x33, 0x33, 0xff, 0x12, 0x34, 0x56}});
    CHECK(frame.ip->source == ip("fe80::5"));
    CHECK(frame.ip->destination == ip("ff02::1:ff12:3456"));
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.neighbour->target == ip("2001:db8::12:3456"));
    CHECK(frame.neighbour->link_layer_address == host_mac);
}

TEST_CASE("a host resolves at one MAC address only where it is told to", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto& arp = bench.frame(bench.host().resolve_at(ip("172.16.100.10"), router_mac)).view;
    CHECK(arp.ethernet.destination == router_mac);
    CHECK(arp.arp->target_ip == ip("172.16.100.10"));
    const auto& nd = bench.frame(bench.host().resolve_at(ip("fe80::10"), router_mac)).view;
    CHECK(nd.ethernet.destination == router_mac);
    CHECK(nd.ip->destination == ip("fe80::10"));
}

TEST_CASE("a probe comes from no address", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto& arp = bench.frame(bench.host().probe(ip("172.16.100.10"))).view;
    CHECK(arp.arp->sender_ip == ip("0.0.0.0"));
    CHECK(arp.arp->sender_mac == host_mac);
    CHECK(arp.ethernet.destination == engine::broadcast_mac);
    const auto& nd = bench.frame(bench.host().probe(ip("fe80::10"))).view;
    CHECK(nd.ip->source == ip("::"));
    CHECK(nd.ip->destination == ip("ff02::1:ff00:10"));
    // RFC 4861 4.3: no source link-layer address where the source is unspecified.
    CHECK_FALSE(nd.neighbour->link_layer_address);
}

TEST_CASE("a ping goes to the MAC address given, from the tester's address", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto& frame = bench.frame(bench.host().ping(ip("172.16.100.10"), router_mac)).view;
    CHECK(frame.kind == engine::FrameKind::echo_request);
    CHECK(frame.ethernet.source == host_mac);
    CHECK(frame.ethernet.destination == router_mac);
    CHECK(frame.ip->source == ip("172.16.100.5"));
    CHECK(frame.ip->destination == ip("172.16.100.10"));
    CHECK(frame.echo_sequence == 7);
    const auto& ipv6 = bench.frame(bench.host().ping(ip("fe80::10"), router_mac)).view;
    CHECK(ipv6.kind == engine::FrameKind::echo_request);
    CHECK(ipv6.ip->source == ip("fe80::5"));
}

TEST_CASE("a host asks for a port by TCP and by UDP, from a port of its own for each VRID", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const auto segment =
        engine::read_transport(bench.frame(bench.host().connect(ip("172.16.100.10"), router_mac)).view);
    REQUIRE(segment);
    CHECK((segment->is_tcp && segment->syn && !segment->ack));
    CHECK(segment->source_port == 61007);
    CHECK(segment->destination_port == 65533);
    const auto& frame = bench.frame(bench.host().send_datagram(ip("172.16.100.10"), router_mac)).view;
    CHECK(frame.ethernet.destination == router_mac);
    const auto datagram = engine::read_transport(frame);
    REQUIRE(datagram);
    CHECK_FALSE(datagram->is_tcp);
    CHECK(datagram->source_port == 61007);
}

TEST_CASE("a host solicits routers and queries listeners without standing for querier", "[host]") {
    BenchWorld world;
    world.facts = BenchWorld::facts_of(Profile::v3_ipv6);
    auto& bench = world.bench();
    const auto& question = bench.frame(bench.host().solicit_router()).view;
    CHECK(question.kind == engine::FrameKind::router_solicitation);
    CHECK(question.ip->source == ip("fe80::5"));
    for (const int version : {1, 2}) {
        const auto& frame = bench.frame(bench.host().query_listeners(version)).view;
        const auto query = engine::read_listener(frame);
        REQUIRE(query);
        CHECK(query->version == version);
        CHECK(query->maximum_response_ms == 1000);
        // RFC 3810 7.6.2: the querier with the smallest address is elected.
        CHECK(frame.ip->source == ip("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        CHECK(frame.ip->source.is_link_local());
    }
    const auto& defence = bench.frame(bench.host().defend(ip("fe80::10"))).view;
    CHECK(defence.neighbour->target == ip("fe80::10"));
    CHECK(defence.neighbour->link_layer_address == bench.dut().router_mac());
    CHECK(defence.ip->destination == ip("ff02::1"));
}

TEST_CASE("the answers to one host are told from those to another", "[host]") {
    BenchWorld world;
    auto& bench = world.bench();
    const engine::MacAddress device{{2, 0, 0, 0, 0, 0x11}};
    const auto heard = [&](engine::Octets octets, Sort sort) {
        const Mark since = bench.mark();
        world.device.send(octets);
        world.run_until(bench.now() - world.start + std::chrono::milliseconds(1));
        return bench.heard(sort, since, {}, std::chrono::seconds(1)).size();
    };
    engine::EchoFrame echo{.ethernet_source = device,
                           .ethernet_destination = host_mac,
                           .ip_source = ip("172.16.100.10"),
                           .ip_destination = ip("172.16.100.5"),
                           .reply = true,
                           .sequence = 7};
    CHECK(heard(engine::craft(echo), sort::echo_reply) == 1);
    echo.sequence = 8;
    CHECK(heard(engine::craft(echo), sort::echo_reply) == 0);
    engine::TcpFrame reset{.ethernet_source = device,
                           .ethernet_destination = host_mac,
                           .ip_source = ip("172.16.100.10"),
                           .ip_destination = ip("172.16.100.5"),
                           .source_port = 65533,
                           .destination_port = 61007,
                           .rst = true};
    CHECK(heard(engine::craft(reset), sort::refusal) == 1);
    reset.destination_port = 61008;
    CHECK(heard(engine::craft(reset), sort::refusal) == 0);
}

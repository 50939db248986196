#include <catch2/catch.hpp>

#include "engine/lan/speaker_for_tests.hpp"
#include "engine/packet/craft_host.hpp"
#include "engine/packet/host_messages.hpp"

// What a speaker's host does beside resolution: Router Advertisements, listener reports, refusals, and
// duplicate address detection.

namespace engine {
namespace {

using test::device_mac;
using test::host_mac;
using test::SpeakerWorld;

const MacAddress router_mac = mac("00:00:5e:00:02:07");

Parameters advertising_router() {
    auto local = SpeakerWorld::parameters(Family::ipv6, 255);
    local.router_advertisements = true;
    // So that nothing else is heard for a while.
    local.advertisement_interval = 40s;
    return local;
}

Octets router_solicitation() {
    return craft(RouterSolicitationFrame{host_mac, ip("fe80::5"), host_mac});
}

/// When each Router Advertisement was heard, in milliseconds since the world last forgot.
std::vector<long long> router_advertisements(const SpeakerWorld& world) {
    std::vector<long long> times;
    for (std::size_t i = 0; i < world.frames.size(); ++i)
        if (world.frame(i).kind == FrameKind::router_advertisement)
            times.push_back(std::stoll(world.heard[i]) / 1000);
    return times;
}

Octets segment(const char* target, const MacAddress& destination, bool rst = false, bool ack = false) {
    return craft(
        TcpFrame{.ethernet_source = host_mac,
                 .ethernet_destination = destination,
                 .ip_source = ip(target).family() == Family::ipv4 ? ip("172.16.100.5") : ip("fe80::5"),
                 .ip_destination = ip(target),
                 .source_port = 61007,
                 .destination_port = 65533,
                 .sequence = 1000,
                 .acknowledgement = 2000,
                 .syn = !rst && !ack,
                 .ack = ack,
                 .rst = rst});
}

Octets datagram(const char* target, const MacAddress& destination) {
    static constexpr std::uint8_t data[] = {1, 2, 3};
    return craft(UdpFrame{host_mac, destination,
                          ip(target).family() == Family::ipv4 ? ip("172.16.100.5") : ip("fe80::5"),
                          ip(target), 61007, 65533, 64, data});
}

}  // namespace

TEST_CASE("an Active sends Router Advertisements at once, three sixteen seconds apart, and then seldom",
          "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(advertising_router()));
    world.run_for(1000s);
    CHECK(router_advertisements(world) == std::vector<long long>{0, 16'000, 32'000, 432'000, 832'000});
}

TEST_CASE("a Router Advertisement comes from the virtual address and gives the virtual MAC address",
          "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(advertising_router()));
    world.run_for(1us);
    const auto frame = world.frame(world.frames.size() - 1);
    REQUIRE(frame.kind == FrameKind::router_advertisement);
    CHECK(frame.ethernet.source == router_mac);
    CHECK(frame.ip->source == ip("fe80::10"));
    CHECK(frame.ip->destination == ip("ff02::1"));
    CHECK(frame.ip->ttl == 255);
    const auto message = read_router_advertisement(frame);
    CHECK(message->source_link_layer == router_mac);
    CHECK(message->lifetime_s == 1800);
}

TEST_CASE("only an Active that is configured to sends Router Advertisements", "[speaker]") {
    SpeakerWorld world;
    auto local = advertising_router();
    local.priority = 100;
    local.advertisement_interval = 1s;
    const auto index = world.add(local);
    world.speaker->startup(index);
    world.ear.send(router_solicitation());
    world.run_for(3s);
    CHECK(world.heard.empty());
    world.run_for(3s);
    CHECK(router_advertisements(world).size() == 1);
    world.ear.send(SpeakerWorld::advertisement(local, 200));
    world.run_for(1us);
    world.forget();
    world.ear.send(router_solicitation());
    world.run_for(3s);
    CHECK(world.heard.empty());

    SpeakerWorld other;
    other.speaker->startup(other.add(SpeakerWorld::parameters(Family::ipv6, 255)));
    other.run_for(1us);
    other.forget();
    other.ear.send(router_solicitation());
    other.run_for(900ms);
    CHECK(router_advertisements(other).empty());
}

TEST_CASE("a Router Solicitation is answered soon, but not twice in three seconds", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(advertising_router()));
    world.run_for(10s);
    world.forget();
    // The delay that keeps routers apart: (0x11 + 7) % 50 hundredths of a second.
    world.ear.send(router_solicitation());
    world.run_for(1s);
    CHECK(router_advertisements(world) == std::vector<long long>{240});
    world.ear.send(router_solicitation());
    world.ear.send(router_solicitation());
    world.run_for(5s);
    CHECK(router_advertisements(world) == std::vector<long long>{240, 3480});
}

TEST_CASE("a Router Solicitation that crossed a router is not answered", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(advertising_router()));
    world.run_for(10s);
    world.forget();
    Octets far = router_solicitation();
    far[14 + 7] = 254;
    world.ear.send(far);
    world.run_for(5s);
    CHECK(world.heard.empty());
}

TEST_CASE("a listener query is answered in its own version with the groups of an Active", "[speaker]") {
    for (const int version : {1, 2}) {
        SpeakerWorld world;
        const auto index = world.add(advertising_router());
        const Octets query = craft(ListenerQueryFrame{host_mac, ip("fe80::5"), version, 1000});
        world.ear.send(query);
        world.run_for(1s);
        CHECK(world.heard.empty());
        world.speaker->startup(index);
        world.run_for(1us);
        world.forget();
        world.ear.send(query);
        world.run_for(1s);
        REQUIRE(world.frames.size() == 1);
        CHECK(world.heard.front() == "250000 us: MLD report");
        const auto report = read_listener(world.frame(0));
        CHECK(report->version == version);
        CHECK(report->says_member_of(ip("ff02::1:ff00:10")));
    }
}

TEST_CASE("a listener query from an address that is not link-local is not answered", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(advertising_router()));
    world.run_for(1us);
    world.forget();
    world.ear.send(craft(ListenerQueryFrame{host_mac, ip("2001:db8::5"), 2, 1000}));
    world.run_for(2s);
    CHECK(world.heard.empty());
}

TEST_CASE("TCP to an accepted address is reset", "[speaker]") {
    for (const char* target : {"172.16.100.10", "2001:db8::10"}) {
        SpeakerWorld world;
        const auto family = ip(target).family();
        auto local = SpeakerWorld::parameters(family);
        local.accept_mode = true;
        world.add_active(local);
        world.run_for(1ms);
        world.answers_to(segment(target, local.router_mac()));
        REQUIRE(world.frames.size() == 1);
        CHECK(world.frame(0).ethernet.source == device_mac);
        CHECK(world.frame(0).ip->source == ip(target));
        // RFC 9293 3.5.2: to a SYN the reset acknowledges it; to an acknowledgement it takes its number.
        const auto reset = read_transport(world.frame(0));
        CHECK((reset->rst && reset->ack && !reset->syn));
        CHECK(reset->acknowledgement == 1001);
        CHECK(reset->source_port == 65533);
        CHECK(reset->destination_port == 61007);
        world.answers_to(segment(target, local.router_mac(), false, true));
        REQUIRE(world.frames.size() == 1);
        const auto second = read_transport(world.frame(0));
        CHECK((second->rst && !second->ack));
        CHECK(second->sequence == 2000);
        CHECK(world.answers_to(segment(target, local.router_mac(), true)).empty());
    }
}

TEST_CASE("UDP to an accepted address is answered with a port unreachable, though not without end",
          "[speaker]") {
    for (const char* target : {"172.16.100.10", "2001:db8::10"}) {
        SpeakerWorld world;
        auto local = SpeakerWorld::parameters(ip(target).family(), 255);
        world.add_active(local);
        world.run_for(1ms);
        world.answers_to(datagram(target, local.router_mac()));
        REQUIRE(world.frames.size() == 1);
        const auto refusal = read_port_unreachable(world.frame(0));
        REQUIRE(refusal);
        CHECK(refusal->destination == ip(target));
        CHECK(refusal->source_port == 61007);
        world.forget();
        for (int i = 0; i < 50; ++i) world.ear.send(datagram(target, local.router_mac()));
        world.run_for(1ms);
        CHECK(world.frames.size() == 19);
        world.run_for(1s);
        world.answers_to(datagram(target, local.router_mac()));
        CHECK(world.frames.size() == 1);
    }
}

TEST_CASE("what is not accepted is not refused either", "[speaker]") {
    SpeakerWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    world.add_active(local);
    world.run_for(1ms);
    CHECK(world.answers_to(segment("172.16.100.10", local.router_mac())).empty());
    CHECK(world.answers_to(datagram("172.16.100.10", local.router_mac())).empty());
    CHECK(world.answers_to(segment("172.16.100.11", device_mac)).size() == 1);
    CHECK(world.answers_to(datagram("172.16.100.11", device_mac)).size() == 1);
    CHECK(world.answers_to(datagram("172.16.100.11", broadcast_mac)).empty());
}

TEST_CASE("an owner that yields to duplicates starts a second later, or not at all", "[speaker]") {
    for (const bool is_taken : {false, true}) {
        SpeakerWorld world;
        auto rules = rfc_rules();
        rules.yields_to_duplicate = true;
        const auto index = world.speaker->add(SpeakerWorld::parameters(Family::ipv6, 255), rules);
        world.speaker->startup(index);
        world.run_for(500ms);
        REQUIRE(world.frames.size() == 2);
        CHECK(world.frame(0).ip->source.is_unspecified());
        if (is_taken)
            world.ear.send(
                craft(NeighbourAdvertisementFrame{.ethernet_source = host_mac,
                                                  .ethernet_destination = multicast_mac(all_nodes_group()),
                                                  .ip_source = ip("fe80::10"),
                                                  .ip_destination = all_nodes_group(),
                                                  .target = ip("fe80::10")}));
        world.run_for(600ms);
        CHECK(world.speaker->router(index).state() == (is_taken ? State::initialize : State::active));
    }
}

}  // namespace engine

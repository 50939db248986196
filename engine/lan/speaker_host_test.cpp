#include <catch2/catch.hpp>

#include "engine/lan/speaker_for_tests.hpp"

// A speaker's duties as a host: ARP, neighbour discovery and ICMP echo.

namespace engine {
namespace {

using test::device_mac;
using test::host_mac;
using test::SpeakerWorld;
using Frames = std::vector<std::string>;

const MacAddress router_mac_ipv4 = mac("00:00:5e:00:01:07");
const MacAddress router_mac_ipv6 = mac("00:00:5e:00:02:07");

}  // namespace

TEST_CASE("ARP for a virtual address is answered in Active only, with the virtual MAC address", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4));
    const auto request = SpeakerWorld::arp_request("172.16.100.20");
    CHECK(world.answers_to(request).empty());
    world.speaker->startup(index);
    CHECK(world.answers_to(request).empty());
    world.run_for(4s);
    CHECK(world.answers_to(request) == Frames{"0 us: ARP reply 172.16.100.20"});
    const auto reply = world.frame(0);
    CHECK(reply.arp->sender_mac == router_mac_ipv4);
    CHECK(reply.arp->target_mac == host_mac);
    CHECK(reply.arp->target_ip == ip("172.16.100.5"));
    CHECK(reply.ethernet.source == device_mac);
    CHECK(reply.ethernet.destination == host_mac);
    world.speaker->shutdown(index);
    CHECK(world.answers_to(request) == Frames{"0 us: advertisement 0"});
    CHECK(world.answers_to(request).empty());
}

TEST_CASE("ARP for other addresses, replies and gratuitous ARPs are not answered", "[speaker]") {
    SpeakerWorld world;
    world.add_active(SpeakerWorld::parameters(Family::ipv4));
    CHECK(world.answers_to(SpeakerWorld::arp_request("172.16.100.21")).empty());
    const auto address = ip("172.16.100.10");
    CHECK(world.answers_to(craft(ArpFrame{host_mac, broadcast_mac, 1, host_mac, address, host_mac, address}))
              .empty());
    CHECK(world
              .answers_to(
                  craft(ArpFrame{host_mac, broadcast_mac, 2, host_mac, ip("172.16.100.5"), {}, address}))
              .empty());
}

TEST_CASE("the speaker's own addresses are answered in every state, with its own MAC address", "[speaker]") {
    SpeakerWorld world;
    world.add(SpeakerWorld::parameters(Family::ipv4));
    CHECK(world.answers_to(SpeakerWorld::arp_request("172.16.100.11")) ==
          Frames{"0 us: ARP reply 172.16.100.11"});
    CHECK(world.frame(0).arp->sender_mac == device_mac);
    CHECK(world.answers_to(SpeakerWorld::solicitation("fe80::11")) == Frames{"0 us: solicited NA fe80::11"});
    CHECK(world.frame(0).neighbour->link_layer_address == device_mac);
    CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.11", device_mac)) ==
          Frames{"0 us: echo reply 172.16.100.11"});
}

TEST_CASE("a solicitation for a virtual address is answered in Active only", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv6));
    const auto request = SpeakerWorld::solicitation("2001:db8::10");
    CHECK(world.answers_to(request).empty());
    world.speaker->startup(index);
    CHECK(world.answers_to(request).empty());
    world.run_for(4s);
    CHECK(world.answers_to(request) == Frames{"0 us: solicited NA 2001:db8::10"});
    const auto reply = world.frame(0);
    CHECK(reply.ethernet.source == router_mac_ipv6);
    CHECK(reply.ethernet.destination == host_mac);
    CHECK(reply.ip->source == ip("2001:db8::10"));
    CHECK(reply.ip->destination == ip("fe80::5"));
    CHECK(reply.ip->ttl == 255);
    CHECK(reply.neighbour->router);
    CHECK(reply.neighbour->override_flag);
    CHECK(reply.neighbour->link_layer_address == router_mac_ipv6);
    CHECK(world.answers_to(SpeakerWorld::solicitation("2001:db8::11")).empty());
    world.ear.send(SpeakerWorld::advertisement(SpeakerWorld::parameters(Family::ipv6), 200));
    world.run_for(1us);
    CHECK(world.answers_to(request).empty());
}

TEST_CASE("duplicate address detection is answered to all nodes with S clear", "[speaker]") {
    SpeakerWorld world;
    world.add_active(SpeakerWorld::parameters(Family::ipv6));
    NeighbourSolicitationFrame probe;
    probe.ethernet_source = host_mac;
    probe.ip_source = IpAddress::v6({});
    probe.target = ip("2001:db8::10");
    CHECK(world.answers_to(craft(probe)) == Frames{"0 us: unsolicited NA 2001:db8::10"});
    CHECK(world.frame(0).ip->destination == ip("ff02::1"));
    CHECK(world.frame(0).ethernet.destination == mac("33:33:00:00:00:01"));
}

TEST_CASE("a router that joined no group does not hear multicast solicitations", "[speaker]") {
    SpeakerWorld world;
    auto rules = rfc_rules();
    rules.omit(Step::takeover_group_join);
    world.speaker->startup(world.speaker->add(SpeakerWorld::parameters(Family::ipv6, 255), rules));
    world.run_for(1us);
    CHECK(world.answers_to(SpeakerWorld::solicitation("2001:db8::10")).empty());
    NeighbourSolicitationFrame unicast;
    unicast.ethernet_source = host_mac;
    unicast.ethernet_destination = router_mac_ipv6;
    unicast.ip_source = ip("fe80::5");
    unicast.ip_destination = ip("2001:db8::10");
    unicast.target = ip("2001:db8::10");
    CHECK(world.answers_to(craft(unicast)) == Frames{"0 us: solicited NA 2001:db8::10"});
}

TEST_CASE("an echo request to a virtual address is answered in Accept_Mode only", "[speaker]") {
    for (const bool accept : {false, true}) {
        SpeakerWorld world;
        auto local = SpeakerWorld::parameters(Family::ipv4);
        local.accept_mode = accept;
        world.add_active(local);
        const auto expected = accept ? Frames{"0 us: echo reply 172.16.100.10"} : Frames{};
        CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.10", router_mac_ipv4)) == expected);
    }
}

TEST_CASE("an address owner answers echo requests whatever the Accept_Mode, with the request's data",
          "[speaker]") {
    SpeakerWorld world;
    world.add_active(SpeakerWorld::parameters(Family::ipv4, 255));
    world.run_for(1ms);  // past the advertisement that is due just now
    CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.10", router_mac_ipv4)) ==
          Frames{"0 us: echo reply 172.16.100.10"});
    const auto reply = world.frame(0);
    CHECK(reply.ip->destination == ip("172.16.100.5"));
    CHECK(reply.ethernet.destination == host_mac);
    CHECK(reply.echo_identifier == 0x1234);
    CHECK(reply.echo_sequence == 5);
    const auto data = reply.ip->payload.subspan(8);
    CHECK(Octets(data.begin(), data.end()) == Octets{0xde, 0xad, 0xbe, 0xef});
}

TEST_CASE("version 2 has no Accept_Mode, so only an owner answers echo requests", "[speaker]") {
    SpeakerWorld world;
    auto local = SpeakerWorld::parameters(Family::ipv4);
    local.version = 2;
    local.standard = Rfc::rfc3768;
    local.accept_mode = true;
    world.add_active(local);
    CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.10", router_mac_ipv4)).empty());
}

TEST_CASE("frames to the virtual MAC address are taken in Active only", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->startup(index);
    const auto request = SpeakerWorld::echo_request("172.16.100.11", router_mac_ipv4);
    CHECK(world.answers_to(request).empty());
    world.run_for(4s);
    CHECK(world.answers_to(request) == Frames{"0 us: echo reply 172.16.100.11"});
    CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.11", mac("00:00:5e:00:01:08"))).empty());
    CHECK(world.answers_to(SpeakerWorld::echo_request("172.16.100.11", router_mac_ipv6)).empty());
}

TEST_CASE("IPv6 echo requests are answered by the same rule", "[speaker]") {
    for (const std::uint8_t priority : {std::uint8_t{100}, std::uint8_t{255}}) {
        SpeakerWorld world;
        world.add_active(SpeakerWorld::parameters(Family::ipv6, priority));
        world.run_for(1ms);  // past the advertisement that is due just now
        const auto expected = priority == 255 ? Frames{"0 us: echo reply 2001:db8::10"} : Frames{};
        CHECK(world.answers_to(SpeakerWorld::echo_request("2001:db8::10", router_mac_ipv6)) == expected);
    }
}

}  // namespace engine

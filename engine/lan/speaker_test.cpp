#include "engine/lan/speaker.hpp"

#include <catch2/catch.hpp>

#include "engine/lan/speaker_for_tests.hpp"

namespace engine {
namespace {

using test::device_mac;
using test::SpeakerWorld;
using Frames = std::vector<std::string>;

}  // namespace

TEST_CASE("an IPv4 address owner advertises and announces at once, then every interval", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4, 255));
    world.run_for(1s);
    CHECK(world.heard.empty());
    world.forget();
    world.speaker->startup(index);
    CHECK(world.speaker->router(index).state() == State::active);
    world.run_for(2s + 1ns);
    CHECK(world.heard == Frames{"0 us: advertisement 255", "0 us: gratuitous ARP 172.16.100.10",
                                "0 us: gratuitous ARP 172.16.100.20", "1000000 us: advertisement 255",
                                "2000000 us: advertisement 255"});
}

TEST_CASE("an IPv6 address owner also joins the solicited-node groups", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(SpeakerWorld::parameters(Family::ipv6, 255)));
    world.run_for(1us);
    CHECK(world.heard == Frames{"0 us: advertisement 255", "0 us: MLD report",
                                "0 us: unsolicited NA fe80::10", "0 us: unsolicited NA 2001:db8::10"});
}

TEST_CASE("a router alone takes over after Active_Down_Interval", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->startup(index);
    CHECK(world.speaker->router(index).state() == State::backup);
    world.run_for(5s);
    CHECK(world.heard == Frames{"3609375 us: advertisement 100", "3609375 us: gratuitous ARP 172.16.100.10",
                                "3609375 us: gratuitous ARP 172.16.100.20", "4609375 us: advertisement 100"});
}

TEST_CASE("an advertisement carries the parameters and goes out as RFC 9568 7.2 says", "[speaker]") {
    SpeakerWorld world;
    auto local = SpeakerWorld::parameters(Family::ipv4, 255);
    local.advertisement_interval = 500ms;
    world.speaker->startup(world.add(local));
    world.run_for(1us);
    const auto frame = world.frame(0);
    CHECK(frame.ethernet.source == mac("00:00:5e:00:01:07"));
    CHECK(frame.ethernet.destination == mac("01:00:5e:00:00:12"));
    CHECK(frame.ip->source == ip("172.16.100.11"));
    CHECK(frame.ip->destination == ip("224.0.0.18"));
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.ip->protocol == 112);
    CHECK(frame.advertisement.version() == 3);
    CHECK(frame.advertisement.type() == 1);
    CHECK(frame.advertisement.vrid() == 7);
    CHECK(frame.advertisement.reserve() == 0);
    CHECK(frame.advertisement.max_advertise_interval_cs() == 50);
    CHECK(frame.advertisement.addresses() == local.addresses);
}

TEST_CASE("the version 2 interval is in seconds and the IPv6 source is the link-local address", "[speaker]") {
    SpeakerWorld world;
    auto v2 = SpeakerWorld::parameters(Family::ipv4, 255);
    v2.version = 2;
    v2.standard = Rfc::rfc3768;
    v2.advertisement_interval = 3s;
    world.speaker->startup(world.add(v2));
    world.speaker->startup(world.add(SpeakerWorld::parameters(Family::ipv6, 255)));
    world.run_for(1us);
    CHECK(world.frame(0).advertisement.version() == 2);
    CHECK(world.frame(0).advertisement.adver_interval_s() == 3);
    CHECK(world.frame(0).advertisement.auth_type() == 0);
    const auto ipv6 = world.frame(3);
    CHECK(ipv6.ethernet.source == mac("00:00:5e:00:02:07"));
    CHECK(ipv6.ethernet.destination == mac("33:33:00:00:00:12"));
    CHECK(ipv6.ip->source == ip("fe80::11"));
    CHECK(ipv6.ip->destination == ip("ff02::12"));
}

TEST_CASE("a gratuitous ARP is a broadcast request with the virtual MAC address", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(SpeakerWorld::parameters(Family::ipv4, 255)));
    world.run_for(1us);
    const auto frame = world.frame(2);
    REQUIRE(frame.arp);
    CHECK(frame.ethernet.source == mac("00:00:5e:00:01:07"));
    CHECK(frame.ethernet.destination == mac("ff:ff:ff:ff:ff:ff"));
    CHECK(frame.arp->operation == 1);
    CHECK(frame.arp->sender_mac == mac("00:00:5e:00:01:07"));
    CHECK(frame.arp->target_mac == mac("00:00:5e:00:01:07"));
    CHECK(frame.arp->sender_ip == ip("172.16.100.20"));
    CHECK(frame.arp->target_ip == ip("172.16.100.20"));
}

TEST_CASE("an unsolicited NA has R and O set, S clear and the virtual MAC address", "[speaker]") {
    SpeakerWorld world;
    world.speaker->startup(world.add(SpeakerWorld::parameters(Family::ipv6, 255)));
    world.run_for(1us);
    const auto frame = world.frame(3);
    REQUIRE(frame.neighbour);
    CHECK(frame.ethernet.source == mac("00:00:5e:00:02:07"));
    CHECK(frame.ethernet.destination == mac("33:33:00:00:00:01"));
    CHECK(frame.ip->destination == ip("ff02::1"));
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.neighbour->target == ip("2001:db8::10"));
    CHECK(frame.neighbour->router);
    CHECK_FALSE(frame.neighbour->solicited);
    CHECK(frame.neighbour->override_flag);
    CHECK(frame.neighbour->link_layer_address == mac("00:00:5e:00:02:07"));
}

TEST_CASE("the MLD report names each solicited-node group once", "[speaker]") {
    SpeakerWorld world;
    auto local = SpeakerWorld::parameters(Family::ipv6, 255);
    local.addresses = {ip("fe80::10"), ip("2001:db8::10"), ip("2001:db8::1234:5678")};
    world.speaker->startup(world.add(local));
    world.run_for(1us);
    const auto frame = world.frame(1);
    CHECK(frame.ip->destination == ip("ff02::16"));
    CHECK(frame.ip->ttl == 1);
    CHECK(frame.ethernet.destination == mac("33:33:00:00:00:16"));
    // RFC 3810 5.2: type 143, and two records; fe80::10 and 2001:db8::10 share a group.
    const auto report = frame.ip->payload;
    REQUIRE(report.size() == 8 + 2 * 20);
    CHECK(report[0] == 143);
    CHECK(read_u16(report, 6) == 2);
    CHECK(IpAddress::from_octets(report.subspan(12, 16)) == ip("ff02::1:ff00:10"));
    CHECK(IpAddress::from_octets(report.subspan(32, 16)) == ip("ff02::1:ff34:5678"));
}

TEST_CASE("a greater priority silences an Active router, and Priority 0 lets it come back after Skew_Time",
          "[speaker]") {
    SpeakerWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    const auto index = world.add_active(local);
    CHECK(world.speaker->router(index).state() == State::active);
    world.ear.send(SpeakerWorld::advertisement(local, 200));
    world.run_for(3s);
    CHECK(world.speaker->router(index).state() == State::backup);
    CHECK(world.heard.empty());
    world.forget();
    world.ear.send(SpeakerWorld::advertisement(local, 0));
    world.run_for(1s);
    REQUIRE(world.heard.size() == 3);
    CHECK(world.heard.front() == "609375 us: advertisement 100");
}

TEST_CASE("a losing advertisement is answered at once under RFC 9568 and leaves the grid alone",
          "[speaker]") {
    SpeakerWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    world.add_active(local);  // 4 s after a takeover at 3609.375 ms
    world.ear.send(SpeakerWorld::advertisement(local, 50));
    world.run_for(1s);
    CHECK(world.heard == Frames{"0 us: advertisement 100", "609375 us: advertisement 100"});
}

TEST_CASE("advertisements for others, with a fault, or after a stop move nothing", "[speaker]") {
    SpeakerWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    const auto index = world.add_active(local);
    auto other = local;
    other.vrid = 8;
    world.ear.send(SpeakerWorld::advertisement(other, 255));
    auto damaged = SpeakerWorld::advertisement(local, 255);
    damaged[22] = 254;
    repair_ipv4_header_checksum(damaged);
    world.ear.send(damaged);
    world.run_for(100ms);
    CHECK(world.speaker->router(index).state() == State::active);
    world.speaker->shutdown(index);
    world.ear.send(SpeakerWorld::advertisement(local, 255));
    world.run_for(20s);
    CHECK(world.heard == Frames{"100000 us: advertisement 0"});
    CHECK(world.speaker->router(index).state() == State::initialize);
}

TEST_CASE("a Backup stops without a word", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->startup(index);
    world.run_for(1s);
    world.speaker->shutdown(index);
    world.run_for(20s);
    CHECK(world.heard.empty());
}

TEST_CASE("a crash is silent, and the router can be started again", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add_active(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->crash(index);
    world.run_for(20s);
    CHECK(world.heard.empty());
    CHECK(world.speaker->router(index).state() == State::initialize);
    world.forget();
    world.speaker->startup(index);
    world.run_for(4s);
    REQUIRE_FALSE(world.heard.empty());
    CHECK(world.heard.front() == "3609375 us: advertisement 100");
}

TEST_CASE("a speaker that is destroyed leaves no timer and no receiver behind", "[speaker]") {
    SpeakerWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    world.add_active(local);
    world.speaker.reset();
    world.ear.send(SpeakerWorld::advertisement(local, 0));
    world.run_for(20s);
    CHECK(world.heard.empty());
}

TEST_CASE("virtual routers of one speaker do not disturb each other, and each change of state is told",
          "[speaker]") {
    SpeakerWorld world;
    std::vector<std::string> changes;
    world.speaker->on_state_change([&](Speaker::Index index, State from, State to) {
        changes.push_back(std::to_string(index) + std::to_string(int(from)) + std::to_string(int(to)));
    });
    auto second = SpeakerWorld::parameters(Family::ipv4);
    second.vrid = 8;
    CHECK(world.add(SpeakerWorld::parameters(Family::ipv4)) == 0);
    CHECK(world.add(second) == 1);
    CHECK(world.speaker->count() == 2);
    world.speaker->startup(0);
    world.speaker->startup(1);
    world.run_for(4s);
    world.ear.send(SpeakerWorld::advertisement(second, 200));
    world.run_for(1us);
    // Initialize 0, Backup 1, Active 2.
    CHECK(changes == std::vector<std::string>{"001", "101", "012", "112", "121"});
    CHECK(world.speaker->router(0).state() == State::active);
}

TEST_CASE("a new priority is in the next advertisement", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add_active(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->reconfigure(index).priority = 80;
    world.run_for(1s);
    CHECK(world.heard == Frames{"609375 us: advertisement 80"});
}

TEST_CASE("the identity's addresses and MAC address become the router's own", "[speaker]") {
    SpeakerWorld world;
    const auto ipv4 = world.add(SpeakerWorld::parameters(Family::ipv4));
    const auto ipv6 = world.add(SpeakerWorld::parameters(Family::ipv6));
    CHECK(world.speaker->router(ipv4).parameters().primary_address == ip("172.16.100.11"));
    CHECK(world.speaker->router(ipv6).parameters().primary_address == ip("fe80::11"));
    CHECK(world.speaker->router(ipv4).parameters().physical_mac == device_mac);
}

TEST_CASE("without its link a virtual router is silent, and starts up when that is back", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add_active(SpeakerWorld::parameters(Family::ipv4));
    world.speaker->set_link(index, false);
    CHECK(world.speaker->router(index).state() == State::initialize);
    world.run_for(5s);
    CHECK(world.heard.empty());
    world.speaker->set_link(index, true);
    CHECK(world.speaker->router(index).state() == State::backup);
    world.run_for(4s);
    CHECK(world.speaker->router(index).state() == State::active);
    // A link that was never away changes nothing when it comes.
    world.speaker->set_link(index, true);
    CHECK(world.speaker->router(index).state() == State::active);
}

TEST_CASE("a change keeps what the identity filled in, and announces a new address alone", "[speaker]") {
    SpeakerWorld world;
    const auto index = world.add_active(SpeakerWorld::parameters(Family::ipv4));
    auto wanted = SpeakerWorld::parameters(Family::ipv4);
    wanted.addresses = world.speaker->router(index).parameters().addresses;
    wanted.addresses.push_back(ip("172.16.100.77"));
    world.speaker->change(index, wanted);
    CHECK(world.speaker->router(index).parameters().primary_address == ip("172.16.100.11"));
    CHECK(world.speaker->router(index).parameters().physical_mac == device_mac);
    world.run_for(1ms);
    CHECK(world.heard.size() == 1);
}

}  // namespace engine

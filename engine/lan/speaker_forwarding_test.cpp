#include <catch2/catch.hpp>

#include "engine/lan/speaker_for_tests.hpp"

// A speaker with two ports: what it forwards, and what it tells hosts about that.

namespace engine {
namespace {

using test::device_mac;
using test::host_mac;
using test::SpeakerWorld;

const MacAddress second_mac = mac("02:00:00:00:01:11");
const MacAddress behind_mac = mac("02:00:00:00:01:05");
const MacAddress router_mac_ipv4 = mac("00:00:5e:00:01:07");
const MacAddress router_mac_ipv6 = mac("00:00:5e:00:02:07");

struct ForwardingWorld : SpeakerWorld {
    SimulatedSegment second{scheduler, 0ns};
    Link& behind = second.add_port("host behind");
    std::vector<Octets> arrived;  // behind the device

    ForwardingWorld() {
        speaker->attach(second.add_port("device"),
                        {{{ip("172.16.100.11"), 24}, {ip("2001:db8:100::11"), 64}},
                         {{ip("198.51.100.11"), 24}, {ip("2001:db8:ffff::11"), 64}},
                         second_mac});
        behind.on_frame([this](OctetView frame, Instant, bool own) {
            if (!own) arrived.emplace_back(frame.begin(), frame.end());
        });
    }
    // The speaker's second port must not outlive its segment.
    ~ForwardingWorld() { speaker.reset(); }

    FrameView last() const { return read_frame(arrived.back()); }

    static Octets packet(const char* from, const char* to, const MacAddress& source,
                         const MacAddress& destination, std::uint8_t ttl = 64) {
        return craft(EchoFrame{.ethernet_source = source,
                               .ethernet_destination = destination,
                               .ip_source = ip(from),
                               .ip_destination = ip(to),
                               .identifier = 1,
                               .sequence = 2,
                               .ttl = ttl});
    }
    static Octets outward(const MacAddress& destination, std::uint8_t ttl = 64) {
        return packet("172.16.100.5", "198.51.100.5", host_mac, destination, ttl);
    }
    void send_out(const Octets& frame) {
        arrived.clear();
        ear.send(frame);
        run_for(1us);
    }
    void send_in(const Octets& frame) {
        forget();
        behind.send(frame);
        run_for(1us);
    }
    /// The host behind the device answers the speaker's ARP request.
    void answer_arp() {
        behind.send(craft(ArpFrame{behind_mac, second_mac, 2, behind_mac, ip("198.51.100.5"), second_mac,
                                   ip("198.51.100.11")}));
        run_for(1us);
    }
    void introduce() {
        send_out(outward(device_mac));
        answer_arp();
        arrived.clear();
    }
};

}  // namespace

TEST_CASE("a packet waits until the next hop's MAC address is known, and goes on one hop poorer",
          "[speaker][forwarding]") {
    ForwardingWorld world;
    world.send_out(ForwardingWorld::outward(device_mac));
    REQUIRE(world.arrived.size() == 1);
    CHECK(world.last().arp->target_ip == ip("198.51.100.5"));
    CHECK(world.last().arp->sender_ip == ip("198.51.100.11"));
    CHECK(world.last().arp->sender_mac == second_mac);
    world.answer_arp();
    REQUIRE(world.arrived.size() == 2);
    const auto packet = world.last();
    REQUIRE(packet.kind == FrameKind::echo_request);
    CHECK(packet.ethernet.source == second_mac);
    CHECK(packet.ethernet.destination == behind_mac);
    CHECK(packet.ip->source == ip("172.16.100.5"));
    CHECK(packet.ip->ttl == 63);
    CHECK(packet.ip->header_checksum_good);
    world.send_out(ForwardingWorld::outward(device_mac, 1));
    CHECK(world.arrived.empty());
}

TEST_CASE("frames to the virtual MAC are forwarded in Active only", "[speaker][forwarding]") {
    ForwardingWorld world;
    world.introduce();
    const auto index = world.add(SpeakerWorld::parameters(Family::ipv4));
    const auto packet = ForwardingWorld::outward(router_mac_ipv4);
    world.send_out(packet);
    CHECK(world.arrived.empty());
    world.speaker->startup(index);
    world.send_out(packet);
    CHECK(world.arrived.empty());
    world.run_for(4s);
    world.send_out(packet);
    REQUIRE(world.arrived.size() == 1);
    CHECK(world.last().ip->ttl == 63);
    world.speaker->shutdown(index);
    world.send_out(packet);
    CHECK(world.arrived.empty());
}

TEST_CASE("what is for a group, a virtual address or the router itself does not go on",
          "[speaker][forwarding]") {
    ForwardingWorld world;
    world.introduce();
    world.add_active(SpeakerWorld::parameters(Family::ipv4));
    for (const auto& to : {router_mac_ipv4, device_mac, multicast_mac(ip("224.0.0.18"))})
        world.send_out(ForwardingWorld::packet("172.16.100.5", "224.0.0.18", host_mac, to));
    CHECK(world.arrived.empty());
    world.send_out(ForwardingWorld::packet("172.16.100.5", "198.51.100.11", host_mac, device_mac));
    world.send_out(ForwardingWorld::packet("172.16.100.5", "203.0.113.1", host_mac, device_mac));
    CHECK(world.arrived.empty());
    world.send_in(ForwardingWorld::packet("198.51.100.5", "172.16.100.10", behind_mac, second_mac));
    CHECK(world.heard.empty());
    // An address that nobody has adopted is asked for.
    world.send_in(ForwardingWorld::packet("198.51.100.5", "172.16.100.77", behind_mac, second_mac));
    CHECK(world.heard == std::vector<std::string>{"0 us: ARP request 172.16.100.11"});
}

TEST_CASE("an Active is a proxy for ARP with its virtual MAC, for hosts behind it", "[speaker][forwarding]") {
    ForwardingWorld world;
    const auto request = SpeakerWorld::arp_request("198.51.100.5");
    CHECK(world.answers_to(request).empty());
    world.add_active(SpeakerWorld::parameters(Family::ipv4));
    REQUIRE(world.answers_to(request).size() == 1);
    CHECK(world.frame(0).arp->sender_mac == router_mac_ipv4);
    CHECK(world.frame(0).arp->sender_ip == ip("198.51.100.5"));
    CHECK(world.answers_to(SpeakerWorld::arp_request("203.0.113.5")).empty());
}

TEST_CASE("a host that could go straight is told so by the address it knows", "[speaker][forwarding]") {
    ForwardingWorld world;
    world.add_active(SpeakerWorld::parameters(Family::ipv4));
    world.answers_to(ForwardingWorld::packet("172.16.100.5", "172.16.100.77", host_mac, router_mac_ipv4));
    REQUIRE(world.frames.size() == 2);
    const auto redirect = world.frame(0);
    REQUIRE(redirect.kind == FrameKind::redirect);
    CHECK(redirect.ip->source == ip("172.16.100.10"));
    CHECK(redirect.ip->destination == ip("172.16.100.5"));
    CHECK(redirect.redirect->destination == ip("172.16.100.77"));
    CHECK(redirect.ethernet.destination == host_mac);
    // Whoever sent it to the device itself is told so by the device's own address.
    world.answers_to(ForwardingWorld::packet("172.16.100.5", "172.16.100.77", host_mac, device_mac));
    REQUIRE(world.frame(0).kind == FrameKind::redirect);
    CHECK(world.frame(0).ip->source == ip("172.16.100.11"));
}

TEST_CASE("an Active asks for hosts by its virtual MAC, and believes what they say unasked",
          "[speaker][forwarding]") {
    ForwardingWorld world;
    const auto inward =
        ForwardingWorld::packet("2001:db8:ffff::5", "2001:db8:100::77", behind_mac, second_mac);
    const auto advertisement = [](const MacAddress& from, bool solicited) {
        const auto to = solicited ? ip("2001:db8:100::11") : ip("ff02::1");
        return craft(NeighbourAdvertisementFrame{
            .ethernet_source = from,
            .ethernet_destination = solicited ? device_mac : multicast_mac(ip("ff02::1")),
            .ip_source = ip("2001:db8:100::77"),
            .ip_destination = to,
            .target = ip("2001:db8:100::77"),
            .solicited = solicited,
            .override_flag = true,
            .target_link_layer = from});
    };
    world.send_in(inward);
    REQUIRE(world.frames.size() == 1);
    CHECK(world.frame(0).neighbour->link_layer_address == device_mac);
    world.add_active(SpeakerWorld::parameters(Family::ipv6));
    world.send_in(inward);
    REQUIRE(world.frames.size() == 1);
    CHECK(world.frame(0).neighbour->link_layer_address == router_mac_ipv6);
    world.answers_to(advertisement(mac("02:00:00:00:00:77"), true));
    REQUIRE(world.frames.size() == 2);  // both that waited
    CHECK(world.frame(0).ethernet.destination == mac("02:00:00:00:00:77"));
    CHECK(world.frame(0).ip->ttl == 63);
    world.answers_to(advertisement(mac("02:00:00:00:00:78"), false));
    world.send_in(inward);
    REQUIRE(world.frames.size() == 1);
    CHECK(world.frame(0).ethernet.destination == mac("02:00:00:00:00:78"));
}

TEST_CASE("advertisements on the second port move nothing", "[speaker][forwarding]") {
    ForwardingWorld world;
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    const auto index = world.add_active(local);
    world.send_in(SpeakerWorld::advertisement(local, 200));
    CHECK(world.speaker->router(index).state() == State::active);
    world.ear.send(SpeakerWorld::advertisement(local, 200));
    world.run_for(1us);
    CHECK(world.speaker->router(index).state() == State::backup);
}

TEST_CASE("whatever a host sends, no more waits than a router can bear", "[speaker][forwarding]") {
    ForwardingWorld world;
    for (int i = 0; i < 3000; ++i) {
        const auto target = to_string(ip("2001:db8:ffff::1:0").shifted(i));
        world.send_out(ForwardingWorld::packet("2001:db8:100::5", target.c_str(), host_mac, device_mac));
        REQUIRE(world.arrived.size() == 1);
    }
    auto cut = ForwardingWorld::outward(device_mac);
    cut.resize(40);
    world.send_out(cut);
    CHECK(world.arrived.empty());
}

}  // namespace engine

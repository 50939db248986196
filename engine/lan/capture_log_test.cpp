#include "engine/lan/capture_log.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

/// A link that keeps what is sent and delivers what the test says, when the test says.
class FakeLink final : public Link {
  public:
    void send(OctetView frame) override {
        if (refuses) throw std::runtime_error("the interface is down");
        sent.emplace_back(frame.begin(), frame.end());
    }
    std::string name() const override { return "fake"; }
    void hear(const Octets& frame, Instant when) { deliver(frame, when, false); }
    void echo(const Octets& frame, Instant when) { deliver(frame, when, true); }

    std::vector<Octets> sent;
    bool refuses = false;
};

struct Fixture {
    SimulatedScheduler scheduler;
    FakeLink link;
    CaptureLog log{scheduler, link};
    Instant start = scheduler.now();
};

/// An advertisement that differs from others by its priority.
Octets advertisement(std::uint8_t priority) {
    const IpAddress addresses[] = {ip("172.16.100.10")};
    AdvertisementFrame frame;
    frame.ethernet_source = virtual_mac(Family::ipv4, 1);
    frame.ip_source = ip("172.16.100.11");
    frame.message.vrid = 1;
    frame.message.priority = priority;
    frame.message.addresses = addresses;
    return craft(frame);
}

/// A packet of another IP protocol to the address.
Octets packet(std::uint8_t protocol, const char* destination) {
    auto frame = advertisement(100);
    frame[23] = protocol;
    const auto address = ip(destination);
    std::copy(address.octets().begin(), address.octets().end(), frame.begin() + 30);
    repair_ipv4_header_checksum(frame);
    return frame;
}

}  // namespace

TEST_CASE("frames are numbered from 1 in the order in which they came and went", "[capture_log]") {
    Fixture f;
    CHECK(f.log.last() == 0);
    CHECK(f.log.send(advertisement(1)) == 1);
    f.link.hear(advertisement(2), f.start + 1ms);
    CHECK(f.log.send(advertisement(3)) == 3);
    CHECK(f.log.last() == 3);
    for (FrameNumber n = 1; n <= 3; ++n) {
        CHECK(f.log.frame(n).number == n);
        CHECK(f.log.frame(n).view.advertisement.priority() == n);
    }
    CHECK_THROWS_AS(f.log.frame(0), std::out_of_range);
    CHECK_THROWS_AS(f.log.frame(4), std::out_of_range);
}

TEST_CASE("a frame that others sent has the time of the wire", "[capture_log]") {
    Fixture f;
    f.link.hear(advertisement(2), f.start - 5ms);
    CHECK(f.log.frame(1).when == f.start - 5ms);
    CHECK_FALSE(f.log.frame(1).own);
    CHECK_FALSE(f.log.frame(1).confirmed);
}

TEST_CASE("an own frame has the time of sending until its echo brings the wire's", "[capture_log]") {
    Fixture f;
    const auto number = f.log.send(advertisement(200));
    CHECK(f.link.sent == std::vector<Octets>{advertisement(200)});
    CHECK(f.log.frame(number).own);
    CHECK_FALSE(f.log.frame(number).confirmed);
    CHECK(f.log.frame(number).when == f.start);
    f.link.echo(advertisement(200), f.start + 137us);
    CHECK(f.log.frame(number).confirmed);
    CHECK(f.log.frame(number).when == f.start + 137us);
    CHECK(f.log.last() == 1);
}

TEST_CASE("echoes of equal frames confirm them in the order of sending", "[capture_log]") {
    Fixture f;
    f.log.send(advertisement(200));
    f.log.send(advertisement(201));
    f.log.send(advertisement(200));
    f.link.echo(advertisement(201), f.start + 1us);
    f.link.echo(advertisement(200), f.start + 2us);
    CHECK(f.log.frame(1).when == f.start + 2us);
    CHECK(f.log.frame(2).when == f.start + 1us);
    CHECK_FALSE(f.log.frame(3).confirmed);
    f.link.echo(advertisement(200), f.start + 3us);
    CHECK(f.log.frame(1).when == f.start + 2us);
    CHECK(f.log.frame(3).when == f.start + 3us);
}

TEST_CASE("an echo of nothing that was sent changes nothing", "[capture_log]") {
    Fixture f;
    f.log.send(advertisement(200));
    f.link.echo(advertisement(201), f.start + 1us);
    auto longer = advertisement(200);
    longer.push_back(0);
    f.link.echo(longer, f.start + 1us);
    auto shorter = advertisement(200);
    shorter.pop_back();
    f.link.echo(shorter, f.start + 1us);
    CHECK_FALSE(f.log.frame(1).confirmed);
    CHECK(f.log.last() == 1);
    CHECK(f.log.other_traffic() == 0);
}

TEST_CASE("a link that echoes nothing makes the oldest frames unconfirmable, not the newest",
          "[capture_log]") {
    Fixture f;
    f.log.send(advertisement(1));
    for (int i = 0; i < 4096; ++i) f.log.send(advertisement(2));
    f.log.send(advertisement(3));
    f.link.echo(advertisement(1), f.start + 1us);
    f.link.echo(advertisement(3), f.start + 2us);
    CHECK_FALSE(f.log.frame(1).confirmed);
    CHECK(f.log.frame(4098).confirmed);
}

TEST_CASE("what a VRRP tester may cite is kept", "[capture_log]") {
    Fixture f;
    const std::string_view kept[] = {samples::made_v2,
                                     samples::made_v3_ipv6,
                                     samples::carp,
                                     samples::made_arp_request,
                                     samples::made_solicitation,
                                     samples::made_neighbour_advertisement,
                                     samples::made_echo_request,
                                     samples::made_echo_reply,
                                     samples::made_echo_request_ipv6,
                                     samples::made_listener_report};
    FrameNumber number = 0;
    for (const auto sample : kept) {
        f.link.hear(hexadecimal(sample), f.start);
        CHECK(f.log.last() == ++number);
        CHECK(f.log.frame(number).octets == hexadecimal(sample));
    }
    CHECK(f.log.other_traffic() == 0);
}

TEST_CASE("a packet to the VRRP group is kept whatever its protocol, other traffic is only counted",
          "[capture_log]") {
    Fixture f;
    f.link.hear(packet(113, "224.0.0.18"), f.start);
    CHECK(f.log.last() == 1);
    f.link.hear(packet(17, "224.0.0.18"), f.start);
    CHECK(f.log.last() == 2);
    f.link.hear(packet(17, "224.0.0.5"), f.start);
    f.link.hear(packet(6, "172.16.100.5"), f.start);
    f.link.hear(Octets{}, f.start);
    f.link.hear(Octets(60, 0xff), f.start);
    CHECK(f.log.last() == 2);
    CHECK(f.log.other_traffic() == 4);
}

TEST_CASE("a refusal of TCP or UDP is kept, what it refuses is not", "[capture_log]") {
    Fixture f;
    const IpAddress host = *IpAddress::parse("172.16.100.5"), device = *IpAddress::parse("172.16.100.10");
    const Octets datagram = craft(UdpFrame{{}, {}, host, device, 61007, 65533});
    f.link.hear(datagram, f.start);
    TcpFrame segment{{}, {}, device, host};
    segment.syn = true;
    f.link.hear(craft(segment), f.start);
    CHECK(f.log.other_traffic() == 2);
    f.link.hear(craft(PortUnreachableFrame{{}, {}, device, host, OctetView(datagram).subspan(14)}), f.start);
    segment.ack = true;
    f.link.hear(craft(segment), f.start);
    segment.syn = false;
    f.link.hear(craft(segment), f.start);
    CHECK(f.log.other_traffic() == 3);
    segment.rst = true;
    f.link.hear(craft(segment), f.start);
    CHECK(f.log.last() == 3);
}

TEST_CASE("the observer sees what others sent, once it is logged", "[capture_log]") {
    Fixture f;
    std::vector<FrameNumber> seen;
    f.log.on_logged([&](const LoggedFrame& frame) {
        CHECK(&frame == &f.log.frame(f.log.last()));
        seen.push_back(frame.number);
    });
    f.log.send(advertisement(200));
    f.link.echo(advertisement(200), f.start);
    f.link.hear(advertisement(100), f.start);
    f.link.hear(packet(17, "224.0.0.5"), f.start);
    f.link.hear(advertisement(0), f.start);
    CHECK(seen == std::vector<FrameNumber>{2, 3});
}

TEST_CASE("a frame that looks like an own one but came from outside is another's", "[capture_log]") {
    Fixture f;
    f.log.send(advertisement(200));
    f.link.hear(advertisement(200), f.start + 1ms);
    CHECK(f.log.last() == 2);
    CHECK_FALSE(f.log.frame(1).confirmed);
    CHECK_FALSE(f.log.frame(2).own);
}

TEST_CASE("the views of old frames stay good as the log grows", "[capture_log]") {
    Fixture f;
    for (int i = 0; i < 2000; ++i) f.link.hear(advertisement(static_cast<std::uint8_t>(i)), f.start);
    for (FrameNumber n = 1; n <= 2000; ++n) {
        const auto& frame = f.log.frame(n);
        if (frame.view.octets.data() != frame.octets.data()) FAIL("the view points elsewhere");
        if (frame.view.advertisement.priority() != static_cast<std::uint8_t>(n - 1)) FAIL("another frame");
    }
}

TEST_CASE("a link that refuses a frame says so to the sender", "[capture_log]") {
    Fixture f;
    f.link.refuses = true;
    CHECK_THROWS_WITH(f.log.send(advertisement(200)), "the interface is down");
}

TEST_CASE("a log that is gone hears nothing more", "[capture_log]") {
    SimulatedScheduler scheduler;
    FakeLink link;
    std::optional<CaptureLog> log(std::in_place, scheduler, link);
    log.reset();
    link.hear(advertisement(1), scheduler.now());
    SUCCEED("nobody was called");
}

}  // namespace engine

#include "tester/dut/discovery.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/craft.hpp"
#include "tester/dut/embedded.hpp"
#include "tester/dut/resolution.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::ChecksumForm;
using engine::Family;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}
engine::MacAddress mac(const char* text) {
    return engine::MacAddress::parse(text).value();
}
const auto never_interrupted = [] { return false; };

/// A segment with the tester and as many speakers as a test adds.
struct World {
    engine::SimulatedScheduler scheduler;
    engine::SimulatedSegment segment{scheduler};
    engine::CaptureLog log{scheduler, segment.add_port("tester")};
    Station station{scheduler, log, mac("02:00:00:00:00:05"), {address("172.16.100.5"), address("fe80::5")}};
    std::vector<std::unique_ptr<engine::Speaker>> speakers{};

    engine::Speaker& add_speaker(const char* its_mac, const char* v4, const char* v6) {
        speakers.push_back(std::make_unique<engine::Speaker>(
            scheduler, segment.add_port("router"),
            engine::Speaker::Identity{mac(its_mac), {address(v4), address(v6)}}));
        return *speakers.back();
    }
    void start(engine::Speaker& speaker, Profile profile, std::uint8_t vrid, std::uint8_t priority,
               engine::Rules rules = engine::rfc_rules(), engine::Duration interval = 1s) {
        engine::Parameters parameters;
        parameters.version = version_of(profile);
        parameters.family = family_of(profile);
        parameters.vrid = vrid;
        parameters.priority = priority;
        parameters.advertisement_interval = interval;
        parameters.addresses = pool_addresses(parameters.family, vrid, 1);
        speaker.startup(speaker.add(parameters, rules));
    }
    Discovery discover(const char* device, std::vector<std::uint8_t> vrids = {}) {
        return tester::discover(station, {.address = address(device), .vrids = std::move(vrids)},
                                never_interrupted);
    }
};

engine::Octets raw_advertisement(const char* from, engine::Advertisement message) {
    engine::AdvertisementFrame frame;
    frame.ethernet_source = mac("02:00:00:00:00:11");
    frame.ip_source = address(from);
    frame.message = message;
    return engine::craft(frame);
}

}  // namespace

TEST_CASE("discovery learns every virtual router of the device", "[dut]") {
    EmbeddedWorld world;
    world.add(Profile::v3_ipv4, 1, {}, engine::Rfc::rfc5798, engine::rfc_rules());
    world.add(Profile::v3_ipv4, 2, {.priority = 200, .advertisement_interval = 250ms, .addresses = 2},
              engine::Rfc::rfc9568, engine::rfc_rules());
    world.add(Profile::v3_ipv6, 1, {}, engine::Rfc::rfc9568, engine::rfc_rules());
    world.add(Profile::v2_ipv4, 7, {.role = Role::owner}, engine::Rfc::rfc3768, engine::rfc_rules());
    world.startup();
    // A device that has been running for a while has become Active where nobody else is.
    run_polling(world.scheduler(), world.scheduler().now() + 5s, never_interrupted);
    const auto found = discover(world.station(), {.address = address("172.16.100.11")}, never_interrupted);

    CHECK(found.mac == mac("02:00:00:00:00:11"));
    CHECK(found.remarks.empty());
    CHECK(found.strangers.empty());
    REQUIRE(found.virtual_routers.size() == 4);
    const auto& v2 = found.virtual_routers[0];
    CHECK(v2.profile == Profile::v2_ipv4);
    CHECK(v2.vrid == 7);
    CHECK(v2.priority == 255);
    CHECK(v2.advertisement_interval == 1s);
    const auto& first = found.virtual_routers[1];
    CHECK(first.profile == Profile::v3_ipv4);
    CHECK(first.vrid == 1);
    CHECK(first.priority == 100);
    CHECK(first.advertisement_interval == 1s);
    CHECK(first.addresses == std::vector{address("172.16.101.1")});
    CHECK(first.primary_address == address("172.16.100.11"));
    CHECK(first.physical_mac == mac("02:00:00:00:00:11"));
    CHECK(first.checksum_form == ChecksumForm::pseudo_header);
    const auto& second = found.virtual_routers[2];
    CHECK(second.vrid == 2);
    CHECK(second.priority == 200);
    CHECK(second.advertisement_interval == 250ms);
    CHECK(second.addresses == std::vector{address("172.16.101.2"), address("172.16.102.2")});
    CHECK(second.checksum_form == ChecksumForm::message_only);
    const auto& v6 = found.virtual_routers[3];
    CHECK(v6.profile == Profile::v3_ipv6);
    CHECK(v6.vrid == 1);
    CHECK(v6.addresses == std::vector{address("fe80::101")});
    CHECK(v6.primary_address == address("fe80::11:0:0:8011"));
    CHECK(v6.checksum_form == ChecksumForm::pseudo_header);
    CHECK(found.ethernet_sources[3] == mac("00:00:5e:00:02:01"));
    // Each is heard within its interval; 2.2 s without a new one follow.
    CHECK(engine::seconds(found.listened) >= 2.2);
    CHECK(engine::seconds(found.listened) < 3.25);
}

TEST_CASE("an address that advertises many virtual routers is asked for once", "[dut]") {
    World world;
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::11");
    for (std::uint8_t vrid = 1; vrid <= 5; ++vrid) world.start(device, Profile::v3_ipv6, vrid, 100);
    run_polling(world.scheduler, world.scheduler.now() + 5s, never_interrupted);
    const auto before = world.log.last();
    CHECK(world.discover("172.16.100.11").virtual_routers.size() == 5);
    int asked = 0;
    for (auto number = before + 1; number <= world.log.last(); ++number) {
        const auto& frame = world.log.frame(number);
        if (frame.own && frame.view.kind == engine::FrameKind::neighbour_solicitation) ++asked;
    }
    CHECK(asked == 1);
}

TEST_CASE("discovery of some VRIDs hears no others and says which are missing", "[dut]") {
    World world;
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::11");
    world.start(device, Profile::v3_ipv4, 1, 100);
    world.start(device, Profile::v3_ipv4, 3, 100);
    const auto found = world.discover("172.16.100.11", {3, 9});
    REQUIRE(found.virtual_routers.size() == 1);
    CHECK(found.virtual_routers[0].vrid == 3);
    CHECK(found.remarks ==
          std::vector<std::string>{"VRID 9 was asked for, but 172.16.100.11 does not advertise it"});
}

TEST_CASE("another router's virtual routers are not the device's", "[dut]") {
    World world;
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    auto& other = world.add_speaker("02:00:00:00:00:12", "172.16.100.12", "fe80::8012");
    world.start(device, Profile::v3_ipv4, 1, 100);
    world.start(device, Profile::v3_ipv6, 1, 100);
    // Here the other is Active and the device is Backup.
    world.start(device, Profile::v3_ipv6, 2, 100);
    world.start(other, Profile::v3_ipv6, 2, 200);
    world.start(other, Profile::v3_ipv4, 2, 200);
    const auto found = world.discover("172.16.100.11");
    REQUIRE(found.virtual_routers.size() == 2);
    CHECK(found.virtual_routers[0].vrid == 1);
    CHECK(found.virtual_routers[0].profile == Profile::v3_ipv4);
    CHECK(found.virtual_routers[1].vrid == 1);
    CHECK(found.virtual_routers[1].primary_address == address("fe80::8011"));
    REQUIRE(found.strangers.size() == 2);
    CHECK(found.strangers[0].vrid == 2);
    CHECK(found.strangers[0].source == address("172.16.100.12"));
    CHECK(found.strangers[1].source == address("fe80::8012"));
}

TEST_CASE("a router that speaks on the device's VRID is noted with it", "[dut]") {
    World world;
    auto deaf = engine::rfc_rules();
    deaf.yields = [](const engine::Parameters&, const engine::Heard&) { return false; };
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    auto& other = world.add_speaker("02:00:00:00:00:12", "172.16.100.12", "fe80::8012");
    world.start(device, Profile::v3_ipv4, 1, 255, deaf);
    world.start(other, Profile::v3_ipv4, 1, 255, deaf);
    const auto found = world.discover("172.16.100.11");
    REQUIRE(found.virtual_routers.size() == 1);
    CHECK(found.virtual_routers[0].primary_address == address("172.16.100.11"));
    CHECK(found.virtual_routers[0].other_speakers == std::vector{address("172.16.100.12")});
}

TEST_CASE("a device named by its IPv6 address is found in both families", "[dut]") {
    World world;
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    world.start(device, Profile::v3_ipv4, 1, 100);
    world.start(device, Profile::v3_ipv6, 1, 100);
    const auto found = world.discover("fe80::8011");
    CHECK(found.mac == mac("02:00:00:00:00:11"));
    REQUIRE(found.virtual_routers.size() == 2);
    CHECK(found.virtual_routers[0].primary_address == address("172.16.100.11"));
    CHECK(found.virtual_routers[1].primary_address == address("fe80::8011"));
}

TEST_CASE("a source that nothing ties to the device is taken for it if it is the only one", "[dut]") {
    World world;
    world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    // A virtual interface with the virtual MAC and an address of its own, as some routers have.
    auto& its_other_face = world.add_speaker("00:00:5e:00:02:04", "172.16.200.1", "fe80::9999");
    world.start(its_other_face, Profile::v3_ipv6, 4, 100);
    const auto found = world.discover("172.16.100.11");
    REQUIRE(found.virtual_routers.size() == 1);
    CHECK(found.virtual_routers[0].primary_address == address("fe80::9999"));
    CHECK(found.virtual_routers[0].physical_mac == mac("02:00:00:00:00:11"));
    CHECK(found.remarks ==
          std::vector<std::string>{
              "VRID 4 (v3-ipv6) is advertised from fe80::9999 with the virtual MAC, and by nobody "
              "else: it is taken for the device's"});
}

TEST_CASE("an answer from a virtual MAC does not hide the device's own", "[dut]") {
    World world;
    // A virtual interface answers for the device's address as well, and here it is the quicker one.
    world.add_speaker("00:00:5e:00:01:01", "172.16.100.11", "fe80::9999");
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    world.start(device, Profile::v3_ipv4, 1, 100);
    world.start(device, Profile::v3_ipv6, 1, 100);
    const auto found = world.discover("172.16.100.11");
    CHECK(found.mac == mac("02:00:00:00:00:11"));
    CHECK(found.virtual_routers.size() == 2);
    CHECK(found.remarks.empty());
}

TEST_CASE("a device that does not answer is given up after three seconds", "[dut]") {
    World world;
    const auto found = world.discover("172.16.100.11");
    CHECK_FALSE(found.mac.has_value());
    CHECK(engine::seconds(found.listened) == Approx(3).margin(0.05));
    REQUIRE(world.log.last() == 3);
    CHECK(world.log.frame(1).view.arp->target_ip == address("172.16.100.11"));
    CHECK(world.log.frame(1).view.arp->sender_ip == address("172.16.100.5"));
    CHECK(world.log.frame(1).view.ethernet.destination == engine::broadcast_mac);
    CHECK(engine::seconds(world.log.frame(3).when - world.log.frame(1).when) == Approx(2).margin(0.001));
}

TEST_CASE("a device that does not advertise is given up after twelve seconds", "[dut]") {
    World world;
    world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    const auto found = world.discover("172.16.100.11");
    CHECK(found.mac == mac("02:00:00:00:00:11"));
    CHECK(found.virtual_routers.empty());
    CHECK(engine::seconds(found.listened) == Approx(12).margin(0.05));
}

TEST_CASE("a long interval is waited for, and a given time of listening is kept", "[dut]") {
    World world;
    auto& device = world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    world.start(device, Profile::v3_ipv4, 1, 255, engine::rfc_rules(), 5s);
    const auto found = world.discover("172.16.100.11");
    // The owner advertised before the listening began; the next one came after 5 s, and 1.2 x 5 s were quiet.
    CHECK(engine::seconds(found.listened) == Approx(6).margin(0.1));
    const auto listened =
        discover(world.station, {.address = address("172.16.100.11"), .listen = 20s}, never_interrupted);
    CHECK(engine::seconds(listened.listened) == Approx(20).margin(0.05));
    int polls = 0;
    const auto cut =
        discover(world.station, {.address = address("172.16.100.11")}, [&] { return ++polls > 10; });
    CHECK(cut.interrupted);
}

TEST_CASE("what is not VRRP, or not testable, is named and left out", "[dut]") {
    World world;
    world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    auto& port = world.segment.add_port("raw");
    const std::vector addresses{address("172.16.100.10")};
    const std::vector<engine::IpAddress> five(5, address("172.16.100.10"));
    const auto send = [&](engine::Advertisement message) {
        port.send(raw_advertisement("172.16.100.11", message));
    };
    // CARP: 36 octets, of which the fourth says 7 words of authentication.
    send({.version = 2, .vrid = 1, .count = std::uint8_t{7}, .interval = 1, .addresses = five});
    send({.version = 2, .vrid = 2, .interval = 1, .addresses = five});  // as long, but VRRP
    send({.version = 3, .vrid = 4, .interval = 0, .addresses = addresses});
    send({.version = 4, .vrid = 5, .addresses = addresses});
    send({.version = 3, .type = 2, .vrid = 6, .addresses = addresses});
    send({.version = 3, .vrid = 0, .addresses = addresses});
    send({.version = 3, .vrid = 7, .priority = 0, .addresses = addresses});  // its last words
    send({.version = 3, .vrid = 8, .checksum = std::uint16_t{0x1234}, .addresses = addresses});
    const auto found = world.discover("172.16.100.11");
    REQUIRE(found.virtual_routers.size() == 2);
    CHECK(found.virtual_routers[0].vrid == 2);
    CHECK(found.virtual_routers[0].addresses.size() == 5);
    CHECK(found.virtual_routers[1].vrid == 8);
    CHECK(found.virtual_routers[1].checksum_form == ChecksumForm::message_only);
    REQUIRE(found.left_out.size() == 1);
    CHECK(found.left_out[0].reason ==
          "VRID 4 (v3-ipv4) advertises an interval of 0, which gives no time to expect");
    CHECK(found.remarks ==
          std::vector<std::string>{
              "172.16.100.11 speaks CARP, which is not VRRP",
              "172.16.100.11 sends VRRP messages of version 4 over IPv4, which no RFC defines",
              "172.16.100.11 sends VRRP messages of type 2, which no RFC defines",
              "172.16.100.11 advertises VRID 0, which does not exist",
              "the checksum of VRID 8 (v3-ipv4) is wrong in every form",
              "VRID 4 (v3-ipv4) advertises an interval of 0, which gives no time to expect"});
}

TEST_CASE("discovery reads a password off the wire, and a key it cannot", "[dut]") {
    using engine::Authentication;
    using engine::AuthenticationType;
    World world;
    world.add_speaker("02:00:00:00:00:11", "172.16.100.11", "fe80::8011");
    auto& port = world.segment.add_port("raw");
    const std::vector addresses{address("172.16.100.10")};
    const auto send = [&](std::uint8_t vrid, std::uint8_t type, std::array<std::uint8_t, 8> data) {
        port.send(raw_advertisement("172.16.100.11", {.version = 2,
                                                      .vrid = vrid,
                                                      .interval = 1,
                                                      .auth_type = type,
                                                      .auth_data = data,
                                                      .addresses = addresses}));
    };
    send(1, 0, {'x'});
    send(2, 1, {'s', '3'});
    send(3, 1, {'e', 'i', 'g', 'h', 't', 'o', 'c', 't'});
    send(4, 1, {0, 's', 0, 'x'});
    send(5, 1, {});
    send(6, 2, {'k', 'e', 'y'});
    send(7, 254, {'k', 'e', 'y'});
    const auto found = world.discover("172.16.100.11");
    CHECK(found.left_out.empty());
    const auto type_1 = AuthenticationType::simple_text_password;
    const std::vector<Authentication> expected{{},
                                               {type_1, "s3"},
                                               {type_1, "eightoct"},
                                               {type_1, std::string("\0s\0x", 4)},
                                               {type_1, ""},
                                               {AuthenticationType::ip_authentication_header, ""},
                                               {}};
    REQUIRE(found.virtual_routers.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(found.virtual_routers[i].authentication == expected[i]);
    }
}

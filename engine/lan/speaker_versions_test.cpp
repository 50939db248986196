#include <catch2/catch.hpp>

#include "engine/lan/speaker.hpp"
#include "engine/lan/speaker_for_tests.hpp"

// RFC 9568 8.4.2: a virtual router of version 3 that speaks version 2, too.

namespace engine {
namespace {

using test::SpeakerWorld;
using namespace std::chrono_literals;

Parameters of_both_versions(std::chrono::nanoseconds interval = 1s) {
    auto local = SpeakerWorld::parameters(Family::ipv4);
    local.v2_interoperation = true;
    local.advertisement_interval = interval;
    return local;
}

Octets in_version(int version, std::uint8_t priority, std::uint16_t interval) {
    const auto local = SpeakerWorld::parameters(Family::ipv4);
    AdvertisementFrame frame;
    frame.ethernet_source = local.router_mac();
    frame.ip_source = ip("172.16.100.5");
    frame.message.version = static_cast<std::uint8_t>(version);
    frame.message.vrid = local.vrid;
    frame.message.priority = priority;
    frame.message.interval = interval;
    frame.message.addresses = local.addresses;
    return craft(frame);
}

std::vector<int> versions_of(const SpeakerWorld& world) {
    std::vector<int> versions;
    for (std::size_t i = 0; i < world.frames.size(); ++i)
        versions.push_back(world.frame(i).advertisement.version());
    return versions;
}

State state_of(const SpeakerWorld& world) {
    return world.speaker->router(0).state();
}

}  // namespace

TEST_CASE("an Active of both versions sends both at its rate", "[speaker]") {
    SpeakerWorld world;
    world.add_active(of_both_versions(200ms));
    world.run_for(500ms);
    REQUIRE(versions_of(world).size() >= 4);
    CHECK(versions_of(world)[0] == 3);
    CHECK(versions_of(world)[1] == 2);
    const auto second = world.frame(1).advertisement;
    CHECK(second.priority() == 100);
    CHECK(second.addresses() == SpeakerWorld::parameters(Family::ipv4).addresses);
    // A fifth of a second is not to be said in seconds; the least that can be is one.
    CHECK(second.adver_interval_s() == 1);
    CHECK(second.auth_type() == 0);
    CHECK(second.auth_data().size() == 8);
    CHECK(vrrp_checksum_verifies(second.message(), ChecksumForm::message_only, world.frame(1).ip->source,
                                 world.frame(1).ip->destination));
}

TEST_CASE("a router of both versions yields to version 2 and times out by its seconds", "[speaker]") {
    SpeakerWorld world;
    world.add_active(of_both_versions());
    world.forget();
    world.ear.send(in_version(2, 200, 2));
    // 3 * 2 s + 156 / 256 * 2 s = 7.21875 s
    world.run_for(7218ms);
    CHECK(state_of(world) == State::backup);
    CHECK(world.frames.empty());
    world.run_for(1ms);
    CHECK(state_of(world) == State::active);
    REQUIRE(versions_of(world).size() >= 2);
}

TEST_CASE("version 2 is ignored from an Active that version 3 is heard from, until that is missed",
          "[speaker]") {
    SpeakerWorld world;
    world.add_active(of_both_versions());
    world.ear.send(in_version(3, 200, 100));
    world.run_for(1s);
    CHECK(state_of(world) == State::backup);
    world.ear.send(in_version(2, 200, 3));
    // 3 s + 156 / 256 s = 3.609375 s after version 3
    world.run_for(2609ms);
    CHECK(state_of(world) == State::backup);
    world.run_for(1ms);
    CHECK(state_of(world) == State::active);
    world.ear.send(in_version(2, 200, 1));
    world.run_for(1ms);
    CHECK(state_of(world) == State::backup);
    world.ear.send(in_version(2, 0, 1));
    // Skew_Time: 156 / 256 s
    world.run_for(611ms);
    CHECK(state_of(world) == State::active);
}

TEST_CASE("a router of version 3 alone neither sends nor obeys version 2", "[speaker]") {
    SpeakerWorld world;
    world.add_active(SpeakerWorld::parameters(Family::ipv4));
    world.ear.send(in_version(2, 200, 1));
    world.run_for(2s);
    CHECK(state_of(world) == State::active);
    for (const int version : versions_of(world)) CHECK(version == 3);
}

TEST_CASE("a version 2 message with authentication is no message for a router of both versions",
          "[speaker]") {
    SpeakerWorld world;
    world.add_active(of_both_versions());
    auto frame = in_version(2, 200, 1);
    // Auth Type follows Version, VRID, Priority and Count; the checksum is made up for.
    constexpr std::size_t message = 14 + 20;
    frame[message + 4] = 1;
    const auto sum = static_cast<std::uint32_t>(read_u16(frame, message + 6)) + 0xffff - 0x0100;
    write_u16(frame, message + 6, static_cast<std::uint16_t>((sum & 0xffff) + (sum >> 16)));
    world.ear.send(frame);
    world.run_for(2s);
    CHECK(state_of(world) == State::active);
}

}  // namespace engine

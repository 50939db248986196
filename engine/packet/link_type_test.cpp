#include "engine/packet/link_type.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

using namespace engine;

namespace {

constexpr LinkType every_type[] = {LinkType::null, LinkType::ethernet,       LinkType::raw,
                                   LinkType::loop, LinkType::linux_cooked,   LinkType::ipv4,
                                   LinkType::ipv6, LinkType::linux_cooked_v2};

Octets operator+(Octets first, OctetView second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// What follows the Ethernet header of an untagged sample.
Octets packet_of(std::string_view sample) {
    const Octets frame = hexadecimal(sample);
    return {frame.begin() + 14, frame.end()};
}

const MacAddress router_mac{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x2c}};

Octets cooked_v1(std::uint16_t protocol, std::uint8_t address_length = 6) {
    Octets header{0, 4, 0, 1, 0, address_length, 0, 0, 0x5e, 0, 1, 0x2c, 0xee, 0xee, 0, 0};
    write_u16(header, 14, protocol);
    return header;
}

Octets cooked_v2(std::uint16_t protocol, std::uint8_t address_length = 6) {
    Octets header{0, 0, 0, 0, 0, 0, 0, 7, 0, 1, 4, address_length, 0, 0, 0x5e, 0, 1, 0x2c, 0xee, 0xee};
    write_u16(header, 0, protocol);
    return header;
}

/// The same advertisement as in Ethernet, with its message where it belongs.
void check_is_v3_ipv4(const FrameView& frame, std::size_t packet_offset) {
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.advertisement.vrid() == 44);
    CHECK(frame.advertisement.priority() == 191);
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.ip->header_offset == packet_offset);
    CHECK(frame.message_offset == packet_offset + 20);
    CHECK(frame.ethernet.ether_type == 0x0800);
    CHECK_FALSE(frame.ethernet.has_destination);
    CHECK(frame.ethernet.destination == MacAddress{});
}

void check_is_v3_ipv6(const FrameView& frame, std::size_t packet_offset) {
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.advertisement.vrid() == 45);
    CHECK(frame.ip->family == Family::ipv6);
    CHECK(frame.message_offset == packet_offset + 40);
    CHECK(frame.ethernet.ether_type == 0x86dd);
}

}  // namespace

TEST_CASE("the registry's numbers are link types, and others are none", "[packet]") {
    for (const LinkType type : every_type) CHECK(link_type_of(static_cast<std::uint32_t>(type)) == type);
    CHECK(link_type_of(12) == LinkType::raw);
    CHECK(link_type_of(14) == LinkType::raw);
    for (const std::uint32_t number : {2u, 6u, 105u, 107u, 127u, 277u, 65537u, 0xffffffffu})
        CHECK_FALSE(link_type_of(number));
    CHECK(to_string(LinkType::linux_cooked_v2) == "Linux cooked v2");
    CHECK(to_string(LinkType::ethernet) == "Ethernet");
}

TEST_CASE("raw packets are read by their version, where the link type allows it", "[packet]") {
    const Octets v4 = packet_of(samples::v3_ipv4), v6 = packet_of(samples::v3_ipv6);
    check_is_v3_ipv4(read_frame(v4, LinkType::raw), 0);
    check_is_v3_ipv4(read_frame(v4, LinkType::ipv4), 0);
    check_is_v3_ipv6(read_frame(v6, LinkType::raw), 0);
    check_is_v3_ipv6(read_frame(v6, LinkType::ipv6), 0);
    CHECK_FALSE(read_frame(v4, LinkType::ipv6).ip);
    CHECK_FALSE(read_frame(v6, LinkType::ipv4).ip);
    CHECK_FALSE(read_frame(v4, LinkType::raw).ethernet.has_source);
    CHECK(describe(read_frame(Octets{0x12, 0x34}, LinkType::raw)) == "frame of 2 octets");
}

TEST_CASE("the loopback's address family is in either byte order", "[packet]") {
    const Octets v4 = packet_of(samples::v3_ipv4), v6 = packet_of(samples::v3_ipv6);
    check_is_v3_ipv4(read_frame(Octets{2, 0, 0, 0} + v4, LinkType::null), 4);
    check_is_v3_ipv4(read_frame(Octets{0, 0, 0, 2} + v4, LinkType::null), 4);
    check_is_v3_ipv4(read_frame(Octets{0, 0, 0, 2} + v4, LinkType::loop), 4);
    for (const std::uint8_t family : std::to_array<std::uint8_t>({10, 24, 28, 30})) {
        check_is_v3_ipv6(read_frame(Octets{family, 0, 0, 0} + v6, LinkType::null), 4);
        check_is_v3_ipv6(read_frame(Octets{0, 0, 0, family} + v6, LinkType::null), 4);
        check_is_v3_ipv6(read_frame(Octets{0, 0, 0, family} + v6, LinkType::loop), 4);
    }
    CHECK_FALSE(read_frame(Octets{2, 0, 0, 0} + v4, LinkType::loop).ip);
    CHECK_FALSE(read_frame(Octets{0, 2, 0, 0} + v4, LinkType::null).ip);
    CHECK_FALSE(read_frame(Octets{7, 0, 0, 0} + v4, LinkType::null).ip);
    CHECK(describe(read_frame(Octets{7, 0, 0, 0} + v4, LinkType::null)) ==
          "frame of " + std::to_string(v4.size() + 4) + " octets");
}

TEST_CASE("Linux cooked frames tell the sender and not the destination", "[packet]") {
    const Octets v4 = packet_of(samples::v3_ipv4), v6 = packet_of(samples::v3_ipv6);
    const Octets arp = packet_of(samples::made_arp_request);
    const auto check = [&](LinkType type, auto header, std::size_t size) {
        const Octets octets = header(0x0800, 6) + v4;
        const FrameView frame = read_frame(octets, type);
        check_is_v3_ipv4(frame, size);
        CHECK(frame.ethernet.has_source);
        CHECK(frame.ethernet.source == router_mac);
        const Octets octets_v6 = header(0x86dd, 6) + v6;
        check_is_v3_ipv6(read_frame(octets_v6, type), size);
        const Octets octets_arp = header(0x0806, 6) + arp;
        const FrameView request = read_frame(octets_arp, type);
        REQUIRE(request.kind == FrameKind::arp);
        CHECK(request.arp->target_ip == IpAddress::v4({172, 16, 100, 10}));
        // A tunnel's address is an IP address or none.
        const Octets tunnel = header(0x0800, 4) + v4;
        CHECK(read_frame(tunnel, type).kind == FrameKind::vrrp);
        CHECK_FALSE(read_frame(tunnel, type).ethernet.has_source);
        CHECK(read_frame(tunnel, type).ethernet.source == MacAddress{});
        const Octets other = header(0x88cc, 6) + arp;
        CHECK(describe(read_frame(other, type)) == "EtherType 0x88cc from 00:00:5e:00:01:2c");
    };
    check(LinkType::linux_cooked, cooked_v1, 16);
    check(LinkType::linux_cooked_v2, cooked_v2, 20);
}

TEST_CASE("tags after a cooked header are read", "[packet]") {
    const Octets v4 = packet_of(samples::v3_ipv4);
    const Octets tags{0x20, 100, 0x81, 0x00, 0x0f, 0xff, 0x08, 0x00};
    for (const bool is_v2 : {false, true}) {
        const Octets octets = (is_v2 ? cooked_v2(0x88a8) : cooked_v1(0x88a8)) + tags + v4;
        const FrameView frame =
            read_frame(octets, is_v2 ? LinkType::linux_cooked_v2 : LinkType::linux_cooked);
        check_is_v3_ipv4(frame, is_v2 ? 28 : 24);
        REQUIRE(frame.ethernet.vlan_count == 2);
        CHECK(frame.ethernet.vlan_ids[0] == 100);
        CHECK(frame.ethernet.vlan_ids[1] == 4095);
    }
    // The protocol field of netlink's messages is none of Ethernet's.
    Octets netlink = cooked_v1(0x0800) + v4;
    write_u16(netlink, 2, 824);
    CHECK_FALSE(read_frame(netlink, LinkType::linux_cooked).ip);
}

TEST_CASE("an Ethernet frame reads alike with and without its link type", "[packet]") {
    for (const std::string_view sample : samples::all) {
        const Octets octets = hexadecimal(sample);
        CHECK(describe(read_frame(octets)) == describe(read_frame(octets, LinkType::ethernet)));
        CHECK(read_frame(octets, LinkType::ethernet).ethernet.has_destination);
    }
}

TEST_CASE("a frame of any link type can be cut anywhere", "[packet]") {
    const Octets v4 = packet_of(samples::v3_ipv4);
    const std::pair<LinkType, Octets> frames[] = {
        {LinkType::null, Octets{2, 0, 0, 0} + v4},
        {LinkType::loop, Octets{0, 0, 0, 2} + v4},
        {LinkType::raw, v4},
        {LinkType::linux_cooked, cooked_v1(0x8100) + Octets{0, 1, 0x08, 0x00} + v4},
        {LinkType::linux_cooked_v2, cooked_v2(0x8100) + Octets{0, 1, 0x08, 0x00} + v4},
    };
    for (const auto& [type, whole] : frames) {
        const std::size_t link_size = whole.size() - v4.size();
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            // A copy of its own, so that a sanitizer sees a read beyond it.
            const Octets octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            const FrameView frame = read_frame(octets, type);
            CHECK(frame.ip.has_value() == (size >= link_size + 20));
            CHECK_FALSE(describe(frame).empty());
        }
    }
}

#include "engine/packet/may_matter.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

using namespace engine;

namespace {

constexpr LinkType every_type[] = {LinkType::null, LinkType::ethernet,       LinkType::raw,
                                   LinkType::loop, LinkType::linux_cooked,   LinkType::ipv4,
                                   LinkType::ipv6, LinkType::linux_cooked_v2};

/// What may_matter() promises to let through, by a whole look at the frame.
bool matters(const FrameView& frame) {
    if (frame.ethernet.has_source && frame.ethernet.source.is_virtual()) return true;
    if (frame.kind != FrameKind::other) return true;
    if (!frame.ip) return false;
    const bool is_v4 = frame.ip->family == Family::ipv4;
    return frame.ip->protocol == 112 || frame.ip->protocol == (is_v4 ? 1 : 58);
}

void check_is_let_through(OctetView octets, LinkType type) {
    const FrameView frame = read_frame(octets, type);
    if (!matters(frame) || may_matter(octets, type)) return;
    FAIL("refused: " << to_string(type) << " " << describe(frame));
}

const MacAddress host_mac{{0x52, 0x54, 0, 0, 0, 1}}, other_mac{{0x52, 0x54, 0, 0, 0, 2}};

Octets tcp(const MacAddress& source, Family family) {
    TcpFrame frame;
    frame.ethernet_source = source;
    frame.ethernet_destination = other_mac;
    frame.ip_source =
        family == Family::ipv4 ? IpAddress::v4({10, 0, 0, 1}) : *IpAddress::parse("2001:db8::1");
    frame.ip_destination =
        family == Family::ipv4 ? IpAddress::v4({10, 0, 0, 2}) : *IpAddress::parse("2001:db8::2");
    frame.source_port = 80;
    frame.destination_port = 40000;
    return craft(frame);
}

}  // namespace

TEST_CASE("every sample matters, whole and cut anywhere", "[packet]") {
    for (const std::string_view sample : samples::all) {
        const Octets whole = hexadecimal(sample);
        CHECK(may_matter(whole, LinkType::ethernet));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Octets octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            for (const LinkType type : every_type) check_is_let_through(octets, type);
        }
    }
}

TEST_CASE("TCP and what a tester does not know do not matter, unless a virtual router sent them",
          "[packet]") {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        Octets frame = tcp(host_mac, family);
        CHECK_FALSE(may_matter(frame, LinkType::ethernet));
        CHECK_FALSE(may_matter(OctetView(frame).subspan(14), LinkType::raw));
        CHECK(may_matter(tcp(virtual_mac(Family::ipv4, 7), family), LinkType::ethernet));
        CHECK(may_matter(tcp(virtual_mac(Family::ipv6, 7), family), LinkType::ethernet));
        const Octets tag{0x81, 0x00, 0x00, 0x64};
        frame.insert(frame.begin() + 12, tag.begin(), tag.end());
        CHECK_FALSE(may_matter(frame, LinkType::ethernet));
        frame.insert(frame.begin() + 12, tag.begin(), tag.end());
        CHECK_FALSE(may_matter(frame, LinkType::ethernet));
    }
    Octets discovery(60, 0);
    write_u16(discovery, 12, 0x88cc);  // LLDP
    CHECK_FALSE(may_matter(discovery, LinkType::ethernet));
    write_u16(discovery, 12, 100);  // 802.3, as spanning tree is
    CHECK_FALSE(may_matter(discovery, LinkType::ethernet));
}

TEST_CASE("what hides behind extension headers, tags and fragments is let through", "[packet]") {
    CHECK(may_matter(hexadecimal(samples::hand_many_extensions), LinkType::ethernet));
    CHECK(may_matter(hexadecimal(samples::made_v3_hop_by_hop), LinkType::ethernet));
    CHECK(may_matter(hexadecimal(samples::hand_three_tags), LinkType::ethernet));
    CHECK(may_matter(hexadecimal(samples::backbone_v2), LinkType::ethernet));
    CHECK(may_matter(hexadecimal(samples::hand_authentication_header), LinkType::ethernet));
    Octets fragment = hexadecimal(samples::v3_ipv4);
    write_u16(fragment, 20, 0x0003);  // a later fragment: protocol 112 all the same
    CHECK(may_matter(fragment, LinkType::ethernet));
}

TEST_CASE("no frame that matters is ever refused", "[packet]") {
    // Samples with a few octets changed, mostly to values that mean something, in every link type.
    std::mt19937 random(20260101);
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
    constexpr std::uint8_t telling[] = {0,  1,   2,   4,   6,    0x08, 17,   44,   51,   58,   60,
                                        43, 112, 128, 136, 0x45, 0x46, 0x60, 0x81, 0x86, 0x88, 0xdd,
                                        30, 24,  10,  28,  0xa8, 0xe7, 0x91, 0x5e, 0xff};
    for (int round = 0; round < 60'000; ++round) {
        Octets octets = hexadecimal(samples::all[below(std::size(samples::all))]);
        if (below(4) == 0) octets.erase(octets.begin(), octets.begin() + 14);
        if (below(4) == 0) octets.resize(below(octets.size() + 1));
        for (std::size_t change = below(4); change > 0 && !octets.empty(); --change)
            octets[below(std::min<std::size_t>(octets.size(), 64))] = telling[below(std::size(telling))];
        for (const LinkType type : every_type) check_is_let_through(octets, type);
    }
    SUCCEED();
}

#include "engine/packet/checksum.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"

namespace engine {
namespace {

const IpAddress group4 = IpAddress::v4({224, 0, 0, 18});
const IpAddress group6 = ip("ff02::12");

}  // namespace

TEST_CASE("the internet checksum gives the known answers", "[packet]") {
    // RFC 1071 section 3: these words sum to ddf2.
    CHECK(internet_checksum(hexadecimal("0001 f203 f4f5 f6f7")) == 0x220d);
    CHECK(internet_checksum({}) == 0xffff);
    CHECK(internet_checksum(hexadecimal("ab")) == 0x54ff);
    CHECK(internet_checksum(hexadecimal("0001 f203"), 0xf4f5 + 0xf6f7) == 0x220d);
    CHECK(internet_checksum(hexadecimal("ffff"), 0xffffffff) == 0x0000);
}

TEST_CASE("the sum of a long message does not overflow", "[packet]") {
    CHECK(internet_checksum(Octets(1'000'000, 0xff)) == 0x0000);
}

TEST_CASE("a VRRPv2 checksum covers the message alone", "[packet]") {
    // tcpdump tests/vrrp.pcap, frames 1 and 2; tshark: [correct].
    const Octets with_password = hexadecimal("212abf03010af11f 0a042a01 0a042a02 0a042a03 6162636465666768");
    CHECK(vrrp_checksum(with_password, ChecksumForm::message_only, ip("10.0.0.91"), group4) == 0xf11f);
    CHECK(vrrp_checksum_verifies(with_password, ChecksumForm::message_only, ip("10.0.0.91"), group4));
    CHECK_FALSE(vrrp_checksum_verifies(with_password, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4));
    const Octets plain = hexadecimal("212bbf01000aea2e 0a042b96 0000000000000000");
    CHECK(vrrp_checksum(plain, ChecksumForm::message_only, ip("10.0.0.91"), group4) == 0xea2e);
}

TEST_CASE("a VRRPv3 checksum over IPv4 has two forms", "[packet]") {
    // tcpdump tests/vrrp.pcap, frame 3; tshark: b3c6 [correct], and with vrrp.v3_checksum_as_in_v2 should be
    // 9eb4.
    const Octets message = hexadecimal("312cbf0203e8b3c6 0a042c64 0a042cc8");
    CHECK(vrrp_checksum(message, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4) == 0xb3c6);
    CHECK(vrrp_checksum(message, ChecksumForm::message_only, ip("10.0.0.91"), group4) == 0x9eb4);
    CHECK(vrrp_checksum_verifies(message, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4));
    CHECK_FALSE(vrrp_checksum_verifies(message, ChecksumForm::message_only, ip("10.0.0.91"), group4));
    CHECK_FALSE(vrrp_checksum_verifies(message, ChecksumForm::pseudo_header, ip("10.0.0.92"), group4));
    // PcapPlusPlus' VRRP-V3-IPv4 example; tshark: 484d [correct], and e9a6 as in version 2.
    const Octets other = hexadecimal("310164020001484d c0a80001 c0a80002");
    CHECK(vrrp_checksum(other, ChecksumForm::pseudo_header, ip("192.168.0.30"), group4) == 0x484d);
    CHECK(vrrp_checksum(other, ChecksumForm::message_only, ip("192.168.0.30"), group4) == 0xe9a6);
}

TEST_CASE("a VRRPv3 checksum over IPv6 has the pseudo-header", "[packet]") {
    // tcpdump tests/vrrp.pcap, frame 6; tshark: [correct].
    const Octets message =
        hexadecimal("312dbf0203e8cfa0 fe80000000000000 02005efffe00022d 2001000000000000 00000000abcd000a");
    const IpAddress source = ip("fe80::d6ca:6dff:fe66:cf60");
    CHECK(vrrp_checksum(message, ChecksumForm::pseudo_header, source, group6) == 0xcfa0);
    CHECK(vrrp_checksum_verifies(message, ChecksumForm::pseudo_header, source, group6));
    CHECK_FALSE(vrrp_checksum_verifies(message, ChecksumForm::message_only, source, group6));
}

TEST_CASE("a checksum field of ones is as good as one of zeros", "[packet]") {
    // The words ffce and 0031 sum to ffff, so the right field is minus zero or zero (RFC 1071 section 1).
    CHECK(
        vrrp_checksum_verifies(hexadecimal("ffce003100000000"), ChecksumForm::message_only, group4, group4));
    CHECK(
        vrrp_checksum_verifies(hexadecimal("ffce00310000ffff"), ChecksumForm::message_only, group4, group4));
    CHECK_FALSE(
        vrrp_checksum_verifies(hexadecimal("ffce003100000001"), ChecksumForm::message_only, group4, group4));
}

TEST_CASE("a message too short for a checksum never verifies", "[packet]") {
    const Octets message = hexadecimal("21010001000100");
    for (std::size_t size = 0; size <= message.size(); ++size) {
        const Octets cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK_FALSE(vrrp_checksum_verifies(cut, ChecksumForm::message_only, group4, group4));
        CHECK_FALSE(vrrp_checksum_verifies(cut, ChecksumForm::pseudo_header, group4, group4));
        CHECK_NOTHROW(vrrp_checksum(cut, ChecksumForm::message_only, group4, group4));
        CHECK_NOTHROW(icmpv6_checksum(cut, group6, group6));
    }
}

TEST_CASE("an ICMPv6 checksum has the pseudo-header of next header 58", "[packet]") {
    // A neighbour advertisement for 2001:db8::10; tshark: 1b06 [correct].
    const Octets message = hexadecimal("88001b06a0000000 20010db800000000 0000000000000010 020100005e000207");
    CHECK(icmpv6_checksum(message, ip("2001:db8::10"), ip("ff02::1")) == 0x1b06);
}

TEST_CASE("sums of every length and beginning are those of 16-bit words", "[packet]") {
    Octets octets(64);
    for (std::size_t index = 0; index < octets.size(); ++index)
        octets[index] = static_cast<std::uint8_t>(index * 37 + 200);
    for (std::size_t begin = 0; begin < 8; ++begin) {
        for (std::size_t size = 0; begin + size <= octets.size(); ++size) {
            const OctetView part = OctetView(octets).subspan(begin, size);
            unsigned long sum = 0;
            for (std::size_t index = 0; index < size; ++index)
                sum += index % 2 == 0 ? part[index] * 256ul : part[index];
            while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
            REQUIRE(internet_checksum(part) == (~sum & 0xffff));
        }
    }
}

TEST_CASE("both forms of a message are told at once", "[packet]") {
    const IpAddress source = IpAddress::v4({172, 16, 100, 11}), group = vrrp_group(Family::ipv4);
    const auto message_only = hexadecimal("31 01 64 01 00 64 5a 7e ac 10 64 0a");
    const auto pseudo_header = hexadecimal("31 01 64 01 00 64 69 d3 ac 10 64 0a");
    CHECK(vrrp_checksum_forms(message_only, source, group).message_only);
    CHECK_FALSE(vrrp_checksum_forms(message_only, source, group).pseudo_header);
    CHECK_FALSE(vrrp_checksum_forms(pseudo_header, source, group).message_only);
    CHECK(vrrp_checksum_forms(pseudo_header, source, group).pseudo_header);
    const OctetView cut = OctetView(message_only).first(7);
    CHECK_FALSE(vrrp_checksum_forms(cut, source, group).message_only);
    // Source and group that cancel each other, with length and protocol: 0xffff in all.
    const IpAddress other = IpAddress::v4({0xff, 0xff, 0xff, 0x83}), zero = IpAddress::v4({0, 0, 0, 0});
    CHECK(vrrp_checksum_forms(message_only, other, zero).message_only);
    CHECK(vrrp_checksum_forms(message_only, other, zero).pseudo_header);
}

TEST_CASE("checksum forms have names", "[packet]") {
    CHECK(to_string(ChecksumForm::message_only) == "message-only");
    CHECK(to_string(ChecksumForm::pseudo_header) == "pseudo-header");
}

}  // namespace engine

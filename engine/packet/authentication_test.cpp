#include "engine/packet/authentication.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

// Recorded from keepalived 2.2.7: auth_type AH, auth_pass s3cret, VRID 51, priority 150, its first
// advertisement; and the first one of the router that took over after seven.
constexpr std::string_view keepalived_first =
    "01 00 5e 00 00 12 16 6c 1c cf bd 25 08 00 45 c0 00 40 00 01 00 00 ff 33 ca a5 ac 10 64 01 e0 00"
    "00 12 70 04 00 00 ac 10 64 01 00 00 00 01 e7 23 c2 a3 51 dd c5 4b b9 15 d9 4d 21 33 96 01 02 01"
    "36 af ac 10 64 0a 00 00 00 00 00 00 00 00";
constexpr std::string_view keepalived_eighth =
    "01 00 5e 00 00 12 02 30 b0 98 af 02 08 00 45 c0 00 40 00 01 00 00 ff 33 ca a4 ac 10 64 02 e0 00"
    "00 12 70 04 00 00 ac 10 64 02 00 00 00 08 38 ee 3a bb d3 0a b4 9e f7 78 be 1e 21 33 64 01 02 01"
    "68 af ac 10 64 0a 00 00 00 00 00 00 00 00";

const Authentication header_of_lab{AuthenticationType::ip_authentication_header, "s3cret"};

AdvertisementFrame advertisement(const Authentication& authentication) {
    static const std::vector<IpAddress> addresses{ip("172.16.100.10")};
    AdvertisementFrame frame;
    frame.ethernet_source = mac("16:6c:1c:cf:bd:25");
    frame.ip_source = ip("172.16.100.1");
    frame.message.version = 2;
    frame.message.vrid = 51;
    frame.message.priority = 150;
    frame.message.interval = 1;
    frame.message.addresses = addresses;
    frame.message.auth_type = static_cast<std::uint8_t>(authentication.type);
    frame.message.auth_data = authentication_data(authentication);
    return frame;
}

Octets with_header(AuthenticationHeader header = {0xac106401, 1}) {
    Octets octets = craft(advertisement(header_of_lab));
    insert_authentication_header(octets, header, header_of_lab.key);
    return octets;
}

AuthenticationFault fault(const Octets& octets, const Authentication& local) {
    return authentication_fault(read_frame(octets), local);
}

}  // namespace

TEST_CASE("the Authentication Header of a real keepalived is read and verifies", "[packet][authentication]") {
    const Octets octets = hexadecimal(keepalived_first);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    REQUIRE(frame.ah);
    CHECK(frame.ah->offset == 34);
    CHECK(frame.ah->spi == 0xac106401);
    CHECK(frame.ah->sequence == 1);
    CHECK(std::ranges::equal(frame.ah->icv, hexadecimal("e7 23 c2 a3 51 dd c5 4b b9 15 d9 4d")));
    CHECK(frame.message_offset == 58);
    CHECK(frame.advertisement.vrid() == 51);
    CHECK(icv_verifies(frame, "s3cret"));
    CHECK_FALSE(icv_verifies(frame, "s3cres"));
    CHECK_FALSE(icv_verifies(frame, ""));
    CHECK(icv_verifies(read_frame(hexadecimal(keepalived_eighth)), "s3cret"));
    CHECK(fault(octets, header_of_lab) == AuthenticationFault::none);
    CHECK(describe(frame) ==
          "VRRPv2 advertisement VRID 51 priority 150 interval 1 s from 172.16.100.1 [172.16.100.10] "
          "authentication type 2 authentication header SPI 0xac106401 sequence 1");
}

TEST_CASE("keepalived digests the TTL, which RFC 2402 has as zero; either verifies",
          "[packet][authentication]") {
    const Octets octets = hexadecimal(keepalived_first);
    const FrameView frame = read_frame(octets);
    CHECK(std::ranges::equal(*expected_icv(frame, "s3cret", IcvForm::ttl_kept), frame.ah->icv));
    CHECK_FALSE(std::ranges::equal(*expected_icv(frame, "s3cret", IcvForm::ttl_zero), frame.ah->icv));
    const Octets by_the_rfc = with_header({0xac106401, 1, IcvForm::ttl_zero});
    CHECK(icv_verifies(read_frame(by_the_rfc), "s3cret"));
    CHECK_FALSE(std::ranges::equal(read_frame(by_the_rfc).ah->icv, frame.ah->icv));
}

TEST_CASE("what a speaker sends is octet for octet what keepalived sends", "[packet][authentication]") {
    Octets octets = craft(advertisement(header_of_lab));
    octets[15] = 0xc0;  // TOS
    octets[19] = 1;     // Identification, which the digest covers
    insert_authentication_header(octets, {0xac106401, 1}, "s3cret");
    CHECK(octets == hexadecimal(keepalived_first));
}

TEST_CASE("every octet that the digest covers changes it, and the mutable ones do not",
          "[packet][authentication]") {
    const Octets good = hexadecimal(keepalived_first);
    for (std::size_t at = 14; at < good.size(); ++at) {
        // Version, header length, total length and protocol say where the parts lie.
        if (at == 14 || at == 16 || at == 17 || at == 23 || at == 34 || at == 35) continue;
        CAPTURE(at);
        Octets octets = good;
        octets[at] ^= 0x01;
        const bool is_mutable = at == 15 || at == 21 || at == 24 || at == 25;
        // The lowest bit of the first octet of flags and fragment offset makes it a later fragment.
        if (at == 20) continue;
        const FrameView frame = read_frame(octets);
        if (is_mutable && !frame.ah) continue;
        CHECK(icv_verifies(frame, "s3cret") == is_mutable);
    }
}

TEST_CASE("a password is cut to eight octets or filled with zeros", "[packet][authentication]") {
    const auto data = [](const char* password) {
        return authentication_data({AuthenticationType::simple_text_password, password});
    };
    CHECK(data("1111") == AuthenticationData{'1', '1', '1', '1', 0, 0, 0, 0});
    CHECK(data("longpassword") == AuthenticationData{'l', 'o', 'n', 'g', 'p', 'a', 's', 's'});
    CHECK(authentication_data(header_of_lab) == AuthenticationData{});
    CHECK(authentication_data({AuthenticationType::none, "1111"}) == AuthenticationData{});
}

TEST_CASE("an advertisement must have the local type and the local secret", "[packet][authentication]") {
    const Authentication password{AuthenticationType::simple_text_password, "1111"};
    const Octets octets = craft(advertisement(password));
    CHECK(fault(octets, password) == AuthenticationFault::none);
    CHECK(fault(octets, {AuthenticationType::simple_text_password, "1112"}) == AuthenticationFault::password);
    CHECK(fault(octets, {AuthenticationType::simple_text_password, "11110"}) ==
          AuthenticationFault::password);
    CHECK(fault(octets, {}) == AuthenticationFault::other_type);
    CHECK(fault(octets, header_of_lab) == AuthenticationFault::other_type);
    auto cut = octets;
    resize_vrrp_message(cut, 12);
    CHECK(fault(cut, password) == AuthenticationFault::password);

    const Octets bare = craft(advertisement(header_of_lab));
    CHECK(fault(bare, header_of_lab) == AuthenticationFault::missing_header);
    CHECK(fault(with_header(), {AuthenticationType::ip_authentication_header, "other"}) ==
          AuthenticationFault::icv);
    CHECK(fault(with_header(), password) == AuthenticationFault::other_type);
    // Without authentication nobody looks at the data (RFC 2338 5.3.6.1).
    auto untyped = advertisement({});
    untyped.message.auth_data = {1, 2, 3};
    CHECK(fault(craft(untyped), {}) == AuthenticationFault::none);
}

TEST_CASE("a header is inserted into untagged IPv4 only", "[packet][authentication]") {
    for (const auto sample : samples::all) {
        const Octets before = hexadecimal(sample);
        Octets octets = before;
        insert_authentication_header(octets, {1, 2}, "key");
        const FrameView frame = read_frame(octets);
        const FrameView old = read_frame(before);
        if (octets == before) {
            CHECK((!old.ip || old.ip->family == Family::ipv6 || old.ip->header_offset != 14));
            continue;
        }
        REQUIRE(frame.ah);
        CHECK(icv_verifies(frame, "key"));
        CHECK(frame.ah->sequence == 2);
        CHECK(frame.ip->header_checksum_good);
    }
}

TEST_CASE("a cut or strange Authentication Header verifies nothing and is read within its bounds",
          "[packet][authentication]") {
    const Octets good = hexadecimal(keepalived_first);
    for (std::size_t size = 0; size < good.size(); ++size) {
        const Octets octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK_FALSE(icv_verifies(read_frame(octets), "s3cret"));
    }
    for (int words = 0; words < 256; ++words) {
        Octets octets = good;
        octets[35] = static_cast<std::uint8_t>(words);
        CHECK(icv_verifies(read_frame(octets), "s3cret") == (words == 4));
    }
}

TEST_CASE("authentication is written as a word, or a sort and a key", "[packet][authentication]") {
    using Type = AuthenticationType;
    CHECK(parse_authentication("none") == Authentication{});
    CHECK(parse_authentication("pass:1111") == Authentication{Type::simple_text_password, "1111"});
    CHECK(parse_authentication("pass:a:b") == Authentication{Type::simple_text_password, "a:b"});
    CHECK(parse_authentication("ah:longpassword") ==
          Authentication{Type::ip_authentication_header, "longpass"});
    CHECK(parse_authentication("ah:0x00010203040506070809") ==
          Authentication{Type::ip_authentication_header, std::string("\0\1\2\3\4\5\6\7\10\11", 10)});
    for (const char* wrong : {"", "pass", "pass:", "ah:", "md5:x", "ah:0x", "ah:0x1", "ah:0xzz", "1111"})
        CHECK_FALSE(parse_authentication(wrong));
}

}  // namespace engine

#include "engine/packet/advertisement.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"

namespace engine {
namespace {

const IpAddress group4 = IpAddress::v4({224, 0, 0, 18});

}  // namespace

TEST_CASE("a VRRPv2 message encodes as a real router sends it", "[packet]") {
    // tcpdump tests/vrrp.pcap, frame 1.
    const IpAddress addresses[] = {ip("10.4.42.1"), ip("10.4.42.2"), ip("10.4.42.3")};
    const Advertisement advertisement{.version = 2,
                                      .vrid = 42,
                                      .priority = 191,
                                      .interval = 10,
                                      .auth_type = 1,
                                      .auth_data = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'},
                                      .addresses = addresses};
    const Octets expected = hexadecimal("212abf03010af11f 0a042a01 0a042a02 0a042a03 6162636465666768");
    CHECK(encode(advertisement, ChecksumForm::message_only, ip("10.0.0.91"), group4) == expected);
    CHECK(encode(advertisement, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4) == expected);
}

TEST_CASE("a VRRPv3 message over IPv4 encodes with either checksum", "[packet]") {
    // tcpdump tests/vrrp.pcap, frame 3, and tshark's sum of it with vrrp.v3_checksum_as_in_v2.
    const IpAddress addresses[] = {ip("10.4.44.100"), ip("10.4.44.200")};
    const Advertisement advertisement{.vrid = 44, .priority = 191, .interval = 1000, .addresses = addresses};
    CHECK(encode(advertisement, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4) ==
          hexadecimal("312cbf0203e8b3c6 0a042c64 0a042cc8"));
    CHECK(encode(advertisement, ChecksumForm::message_only, ip("10.0.0.91"), group4) ==
          hexadecimal("312cbf0203e89eb4 0a042c64 0a042cc8"));
}

TEST_CASE("a VRRPv3 message over IPv6 always has the pseudo-header in its checksum", "[packet]") {
    // tcpdump tests/vrrp.pcap, frame 6.
    const IpAddress addresses[] = {ip("fe80::200:5eff:fe00:22d"), ip("2001::abcd:a")};
    const Advertisement advertisement{.vrid = 45, .priority = 191, .interval = 1000, .addresses = addresses};
    const Octets expected =
        hexadecimal("312dbf0203e8cfa0 fe80000000000000 02005efffe00022d 2001000000000000 00000000abcd000a");
    const IpAddress source = ip("fe80::d6ca:6dff:fe66:cf60");
    CHECK(encode(advertisement, ChecksumForm::message_only, source, ip("ff02::12")) == expected);
    CHECK(encode(advertisement, ChecksumForm::pseudo_header, source, ip("ff02::12")) == expected);
}

TEST_CASE("every field may be wrong", "[packet]") {
    const IpAddress addresses[] = {ip("10.0.0.1")};
    const Advertisement advertisement{.version = 15,
                                      .type = 9,
                                      .vrid = 0,
                                      .priority = 255,
                                      .count = 7,
                                      .reserve = 0x0a,
                                      .interval = 0xfffe,
                                      .checksum = 0x1234,
                                      .addresses = addresses};
    CHECK(encode(advertisement, ChecksumForm::message_only, ip("10.0.0.91"), group4) ==
          hexadecimal("f900ff07 affe1234 0a000001"));
}

TEST_CASE("a message without addresses encodes as its fixed part", "[packet]") {
    CHECK(encode({.checksum = 0}, ChecksumForm::message_only, ip("10.0.0.91"), group4) ==
          hexadecimal("3100640000640000"));
    CHECK(encode({.version = 2, .interval = 1, .checksum = 0}, ChecksumForm::message_only, ip("10.0.0.91"),
                 group4) == hexadecimal("2100640000010000 0000000000000000"));
}

TEST_CASE("sealing leaves a message without a checksum field alone", "[packet]") {
    Octets message = hexadecimal("21010001000100");
    seal(message, ChecksumForm::message_only, ip("10.0.0.91"), group4);
    CHECK(message == hexadecimal("21010001000100"));
    Octets whole = hexadecimal("212bbf01000a0000 0a042b96 0000000000000000");
    seal(whole, ChecksumForm::pseudo_header, ip("10.0.0.91"), group4);
    CHECK(whole == hexadecimal("212bbf01000aea2e 0a042b96 0000000000000000"));
}

TEST_CASE("a VRRPv2 message reads back field by field", "[packet]") {
    const Octets message = hexadecimal("212abf03010af11f 0a042a01 0a042a02 0a042a03 6162636465666768");
    const AdvertisementView view(message, Family::ipv4);
    CHECK(view.has_fixed_part());
    CHECK(view.version() == 2);
    CHECK(view.type() == 1);
    CHECK(view.vrid() == 42);
    CHECK(view.priority() == 191);
    CHECK(view.count() == 3);
    CHECK(view.auth_type() == 1);
    CHECK(view.adver_interval_s() == 10);
    CHECK(interval_cs(view) == 1000);
    CHECK(view.checksum() == 0xf11f);
    CHECK(view.addresses() == std::vector{ip("10.4.42.1"), ip("10.4.42.2"), ip("10.4.42.3")});
    CHECK(view.address(3) == std::nullopt);
    CHECK(view.expected_size() == 28);
    CHECK(Octets(view.auth_data().begin(), view.auth_data().end()) == hexadecimal("6162636465666768"));
}

TEST_CASE("a VRRPv3 interval is twelve bits of centiseconds beside the reserve", "[packet]") {
    const Octets message = hexadecimal("310164015fff0000 0a000001");
    const AdvertisementView view(message, Family::ipv4);
    CHECK(view.reserve() == 5);
    CHECK(view.max_advertise_interval_cs() == 4095);
    CHECK(interval_cs(view) == 4095);
    CHECK(view.auth_data().empty());
    CHECK(view.expected_size() == 12);
}

TEST_CASE("addresses are those that both the count and the octets hold", "[packet]") {
    const Octets more = hexadecimal("3101640100640000 0a000001 0a000002");
    CHECK(AdvertisementView(more, Family::ipv4).addresses() == std::vector{ip("10.0.0.1")});
    CHECK(AdvertisementView(more, Family::ipv4).addresses_present() == 2);
    CHECK(AdvertisementView(more, Family::ipv4).address(1) == ip("10.0.0.2"));
    const Octets fewer = hexadecimal("3101640900640000 0a000001 0a0000");
    CHECK(AdvertisementView(fewer, Family::ipv4).addresses() == std::vector{ip("10.0.0.1")});
    CHECK(AdvertisementView(fewer, Family::ipv4).addresses_present() == 1);
    CHECK(AdvertisementView(fewer, Family::ipv6).addresses_present() == 0);
    const Octets without_authentication = hexadecimal("2101640100010000 0a000001");
    CHECK(AdvertisementView(without_authentication, Family::ipv4).addresses_present() == 0);
    CHECK(AdvertisementView(without_authentication, Family::ipv4).auth_data().empty());
}

TEST_CASE("a field beyond the octets reads as zero", "[packet]") {
    const AdvertisementView nothing;
    CHECK(nothing.version() == 0);
    CHECK(nothing.checksum() == 0);
    CHECK(nothing.addresses().empty());
    CHECK(nothing.addresses_present() == 0);
    CHECK_FALSE(nothing.has_fixed_part());
    const Octets message = hexadecimal("21 01 64 ff 01 02 12");
    const AdvertisementView cut(message, Family::ipv4);
    CHECK(cut.count() == 255);
    CHECK(cut.checksum() == 0x1200);
    CHECK(cut.addresses().empty());
    CHECK(cut.auth_data().empty());
    CHECK_FALSE(cut.has_fixed_part());
    CHECK(cut.expected_size() == 8 + 255 * 4 + 8);
}

}  // namespace engine

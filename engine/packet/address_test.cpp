#include "engine/packet/address.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/hexadecimal_for_tests.hpp"

namespace engine {

TEST_CASE("a virtual router MAC address names family and VRID", "[packet]") {
    CHECK(to_string(virtual_mac(Family::ipv4, 10)) == "00:00:5e:00:01:0a");
    CHECK(to_string(virtual_mac(Family::ipv6, 255)) == "00:00:5e:00:02:ff");
    CHECK(mac("00:00:5e:00:01:0a").is_virtual());
    CHECK(mac("00:00:5e:00:02:01").is_virtual());
    CHECK_FALSE(mac("00:00:5e:00:03:01").is_virtual());
    CHECK_FALSE(mac("01:00:5e:00:01:01").is_virtual());
    CHECK_FALSE(broadcast_mac.is_virtual());
}

TEST_CASE("a MAC address is read with colons or dashes and nothing else", "[packet]") {
    CHECK(MacAddress::parse("00-00-5E-00-01-0A") == virtual_mac(Family::ipv4, 10));
    CHECK(MacAddress::parse("ff:ff:ff:ff:ff:ff") == broadcast_mac);
    for (const char* text : {"", "00:00:5e:00:01", "00:00:5e:00:01:0g", "00:00-5e:00:01:0a", "00005e00010a",
                             "00:00:5e:00:01:0a ", "0:0:5e:0:1:a", "00:00:5e:00:01:0a:00"}) {
        CHECK(MacAddress::parse(text) == std::nullopt);
    }
}

TEST_CASE("an IP address survives text in both directions", "[packet]") {
    for (const char* text : {"172.16.100.10", "0.0.0.0", "255.255.255.255", "::", "::1",
                             "fe80::5054:ff:fe00:1", "2001:db8::10", "ff02::12"}) {
        CHECK(to_string(ip(text)) == text);
    }
    CHECK(ip("10.0.0.91").octets()[3] == 91);
    CHECK(ip("10.0.0.91").size() == 4);
    CHECK(ip("fe80::1").size() == 16);
    CHECK(ip("fe80::1").family() == Family::ipv6);
    CHECK(to_string(Family::ipv4) == "IPv4");
    CHECK(to_string(Family::ipv6) == "IPv6");
}

TEST_CASE("text that is no IP address is refused", "[packet]") {
    for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4 ", ":", "fe80::1::2",
                             "fe80::1%eth0", "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"}) {
        CHECK(IpAddress::parse(text) == std::nullopt);
    }
    CHECK(IpAddress::parse(std::string_view("1.2.3.4\0x", 9)) == std::nullopt);
}

TEST_CASE("octets of any length but 4 and 16 give the unspecified IPv4 address", "[packet]") {
    CHECK(IpAddress::from_octets(hexadecimal("ac 10 64 0a")) == ip("172.16.100.10"));
    CHECK(IpAddress::from_octets(hexadecimal("20010db8 00000000 00000000 00000010")) == ip("2001:db8::10"));
    CHECK(IpAddress::from_octets({}) == ip("0.0.0.0"));
    CHECK(IpAddress::from_octets(hexadecimal("ac 10 64 0a 01")) == ip("0.0.0.0"));
}

TEST_CASE("addresses compare as unsigned numbers in network byte order", "[packet]") {
    CHECK(ip("10.0.0.2") < ip("10.0.0.10"));
    CHECK(ip("127.255.255.255") < ip("128.0.0.0"));
    CHECK(ip("9.255.255.255") < ip("10.0.0.0"));
    CHECK(ip("fe80::1") < ip("fe80::2"));
    CHECK(ip("7fff::") < ip("8000::"));
    CHECK(ip("255.255.255.255") < ip("::"));
    CHECK(ip("0.0.0.0") != ip("::"));
}

TEST_CASE("a shifted address carries over octets and wraps round", "[packet]") {
    CHECK(ip("10.0.0.255").shifted(1) == ip("10.0.1.0"));
    CHECK(ip("10.0.1.0").shifted(-1) == ip("10.0.0.255"));
    CHECK(ip("255.255.255.255").shifted(1) == ip("0.0.0.0"));
    CHECK(ip("0.0.0.0").shifted(-1) == ip("255.255.255.255"));
    CHECK(ip("10.0.0.0").shifted(65536) == ip("10.1.0.0"));
    CHECK(ip("0.0.0.0").shifted(2147483647) == ip("127.255.255.255"));
    CHECK(ip("128.0.0.0").shifted(-2147483647 - 1) == ip("0.0.0.0"));
    CHECK(ip("2001:db8::ffff:ffff").shifted(1) == ip("2001:db8::1:0:0"));
    CHECK(ip("::").shifted(-1) == ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    CHECK(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").shifted(2) == ip("::1"));
}

TEST_CASE("an address knows its scope", "[packet]") {
    CHECK(ip("0.0.0.0").is_unspecified());
    CHECK(ip("::").is_unspecified());
    CHECK_FALSE(ip("::1").is_unspecified());
    CHECK(ip("224.0.0.18").is_multicast());
    CHECK(ip("239.255.255.255").is_multicast());
    CHECK_FALSE(ip("240.0.0.1").is_multicast());
    CHECK(ip("ff02::12").is_multicast());
    CHECK(ip("fe80::1").is_link_local());
    CHECK(ip("febf::1").is_link_local());
    CHECK_FALSE(ip("fec0::1").is_link_local());
    CHECK(ip("169.254.1.1").is_link_local());
    CHECK_FALSE(ip("169.253.1.1").is_link_local());
}

TEST_CASE("groups and their MAC addresses follow the RFCs", "[packet]") {
    CHECK(vrrp_group(Family::ipv4) == ip("224.0.0.18"));
    CHECK(vrrp_group(Family::ipv6) == ip("ff02::12"));
    CHECK(all_nodes_group() == ip("ff02::1"));
    CHECK(solicited_node_group(ip("2001:db8::1234:5678")) == ip("ff02::1:ff34:5678"));
    CHECK(multicast_mac(ip("224.0.0.18")) == mac("01:00:5e:00:00:12"));
    CHECK(multicast_mac(ip("239.129.2.3")) == mac("01:00:5e:01:02:03"));
    CHECK(multicast_mac(ip("ff02::1:ff34:5678")) == mac("33:33:ff:34:56:78"));
    // The MikroTik router of tcpdump's vrrp.pcap, and RFC 4291 appendix A.
    CHECK(eui64_link_local(mac("d4:ca:6d:66:cf:60")) == ip("fe80::d6ca:6dff:fe66:cf60"));
    CHECK(eui64_link_local(virtual_mac(Family::ipv6, 0x2d)) == ip("fe80::200:5eff:fe00:22d"));
}

}  // namespace engine

#include <catch2/catch.hpp>

#include "engine/packet/frame.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

std::string described(std::string_view sample) {
    const Octets octets = hexadecimal(sample);
    return describe(read_frame(octets));
}

std::string described(std::string_view sample, std::size_t offset, std::string_view replacement) {
    Octets octets = hexadecimal(sample);
    for (const std::uint8_t octet : hexadecimal(replacement)) octets.at(offset++) = octet;
    return describe(read_frame(octets));
}

}  // namespace

TEST_CASE("an advertisement is described in the RFC's words", "[packet]") {
    CHECK(described(samples::made_v3_message_only) ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10]");
    CHECK(described(samples::v2_password) ==
          "VRRPv2 advertisement VRID 42 priority 191 interval 10 s from 10.0.0.91 "
          "[10.4.42.1 10.4.42.2 10.4.42.3] authentication type 1");
    CHECK(described(samples::made_v3_ipv6) ==
          "VRRPv3 advertisement VRID 7 priority 200 interval 100 cs from fe80::5054:ff:fe00:1 "
          "[fe80::1 2001:db8::10]");
}

TEST_CASE("what is unusual about an advertisement is named", "[packet]") {
    CHECK(described(samples::made_v3_message_only, 22, "fe") ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10] TTL "
          "254");
    CHECK(described(samples::made_v3_message_only, 37, "02") ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10] "
          "(12 octets where 16 belong)");
    CHECK(described(samples::made_v3_message_only, 34, "42") ==
          "VRRPv4 type 2 VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10]");
    CHECK(described(samples::made_v3_message_only, 33, "13") ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10] "
          "to 224.0.0.19");
    CHECK(described(samples::made_v3_message_only, 16, "0017") ==
          "VRRP message cut to 3 octets from 172.16.100.11");
    CHECK(described(samples::made_v3_message_only, 20, "2000") ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 [172.16.100.10] "
          "(first fragment)");
    CHECK(described(samples::made_v3_ipv6, 18, "0029") ==
          "VRRPv3 advertisement VRID 7 priority 200 interval 100 cs from fe80::5054:ff:fe00:1 "
          "[fe80::1 2001:db8::10] (frame cut short)");
    CHECK(described(samples::carp) ==
          "CARP (or a VRRPv2 advertisement without its end) VRID 1 from 10.53.199.124");
}

TEST_CASE("a long list of addresses is shortened", "[packet]") {
    Octets octets = hexadecimal(samples::made_v3_message_only);
    octets.resize(34 + 8 + 4 * 255);
    write_u16(octets, 16, static_cast<std::uint16_t>(octets.size() - 14));
    octets[37] = 255;
    CHECK(describe(read_frame(octets)) ==
          "VRRPv3 advertisement VRID 1 priority 100 interval 100 cs from 172.16.100.11 "
          "[172.16.100.10 0.0.0.0 0.0.0.0 0.0.0.0 0.0.0.0 0.0.0.0 0.0.0.0 0.0.0.0 and 247 more]");
}

TEST_CASE("ARP is described by what it asks or says", "[packet]") {
    CHECK(described(samples::made_arp_request) ==
          "ARP request who has 172.16.100.10 from 172.16.100.1 (52:54:00:00:00:01)");
    CHECK(described(samples::made_arp_request, 31, "0a") ==
          "gratuitous ARP 172.16.100.10 is at 52:54:00:00:00:01");
    CHECK(described(samples::made_arp_request, 21, "02") ==
          "ARP reply 172.16.100.1 is at 52:54:00:00:00:01 to 172.16.100.10");
    CHECK(described(samples::made_arp_request, 28, "00000000") ==
          "ARP probe for 172.16.100.10 from 52:54:00:00:00:01");
    CHECK(described(samples::made_arp_request, 21, "03") ==
          "ARP operation 3 from 172.16.100.1 (52:54:00:00:00:01) to 172.16.100.10");
}

TEST_CASE("neighbour discovery is described by what it asks or says", "[packet]") {
    CHECK(described(samples::made_solicitation) ==
          "neighbour solicitation who has 2001:db8::10 from fe80::5054:ff:fe00:1 (52:54:00:00:00:01)");
    CHECK(described(samples::made_neighbour_advertisement) ==
          "neighbour advertisement 2001:db8::10 is at 00:00:5e:00:02:07 flags RO");
    CHECK(described(samples::made_neighbour_advertisement, 58, "00") ==
          "neighbour advertisement 2001:db8::10 is at 00:00:5e:00:02:07 flags none");
    CHECK(described(samples::made_neighbour_advertisement, 78, "00") ==
          "neighbour advertisement 2001:db8::10 is at an address it does not give flags RO");
}

TEST_CASE("other frames are described as far as they are known", "[packet]") {
    CHECK(described(samples::made_echo_request) ==
          "echo request from 172.16.100.1 to 172.16.100.10 identifier 4660 sequence 5");
    CHECK(described(samples::made_echo_reply) ==
          "echo reply from 172.16.100.1 to 172.16.100.10 identifier 4660 sequence 5");
    CHECK(described(samples::made_listener_report) == "MLDv2 report from fe80::5054:ff:fe00:1 to ff02::16");
    CHECK(described(samples::made_solicitation, 54, "86") ==
          "router advertisement from fe80::5054:ff:fe00:1 to ff02::1:ff00:10");
    CHECK(described(samples::made_v3_message_only, 23, "06") ==
          "IPv4 protocol 6 from 172.16.100.11 to 224.0.0.18");
    CHECK(described(samples::made_v3_message_only, 20, "0001") ==
          "IPv4 fragment, protocol 112 from 172.16.100.11 to 224.0.0.18");
    CHECK(described(samples::made_arp_request, 12, "88cc") ==
          "EtherType 0x88cc from 52:54:00:00:00:01 to ff:ff:ff:ff:ff:ff");
    CHECK(described("01 02 03") == "frame of 3 octets");
    CHECK(describe(FrameView{}) == "frame of 0 octets");
}

}  // namespace engine

#include "engine/packet/craft.hpp"

#include <tins/arp.h>
#include <tins/ethernetII.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>

#include <catch2/catch.hpp>

#include "engine/packet/frame.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"
#include "engine/packet/vrrp_pdu.hpp"

namespace engine {
namespace {

const MacAddress host_mac{{0x52, 0x54, 0x00, 0x00, 0x00, 0x01}};

Tins::EthernetII decoded(const Octets& frame) {
    return Tins::EthernetII(frame.data(), static_cast<std::uint32_t>(frame.size()));
}

Octets octets_of(OctetView view) {
    return {view.begin(), view.end()};
}

}  // namespace

TEST_CASE("a crafted VRRPv3 advertisement over IPv4 has the expected octets", "[packet]") {
    const IpAddress addresses[] = {ip("172.16.100.10")};
    AdvertisementFrame frame{.ethernet_source = virtual_mac(Family::ipv4, 1),
                             .ip_source = ip("172.16.100.11"),
                             .message = {.vrid = 1, .addresses = addresses}};
    CHECK(craft(frame) == hexadecimal(samples::made_v3_message_only));
    frame.checksum_form = ChecksumForm::pseudo_header;
    CHECK(craft(frame) == hexadecimal(samples::made_v3_pseudo_header));
    frame.message.version = 2;
    frame.message.interval = 1;
    frame.message.auth_type = 1;
    frame.message.auth_data = {'a', 'b', 'c'};
    CHECK(craft(frame) == hexadecimal(samples::made_v2));
}

TEST_CASE("a crafted VRRPv3 advertisement over IPv6 has the expected octets", "[packet]") {
    const IpAddress addresses[] = {ip("fe80::1"), ip("2001:db8::10")};
    const AdvertisementFrame frame{.ethernet_source = virtual_mac(Family::ipv6, 7),
                                   .ip_source = ip("fe80::5054:ff:fe00:1"),
                                   .message = {.vrid = 7, .priority = 200, .addresses = addresses}};
    CHECK(craft(frame) == hexadecimal(samples::made_v3_ipv6));
}

TEST_CASE("a crafted advertisement may go anywhere with any TTL", "[packet]") {
    const IpAddress addresses[] = {ip("172.16.100.10")};
    const Octets octets = craft(AdvertisementFrame{.ethernet_source = host_mac,
                                                   .ethernet_destination = mac("52:54:00:00:00:02"),
                                                   .ip_source = ip("172.16.100.11"),
                                                   .ip_destination = ip("172.16.100.12"),
                                                   .ttl = 1,
                                                   .message = {.vrid = 1, .addresses = addresses}});
    const FrameView frame = read_frame(octets);
    CHECK(frame.ethernet.destination == mac("52:54:00:00:00:02"));
    CHECK(frame.ip->destination == ip("172.16.100.12"));
    CHECK(frame.ip->ttl == 1);
    CHECK(frame.ip->header_checksum_good);
}

TEST_CASE("addresses of the wrong family are crafted without harm", "[packet]") {
    const AdvertisementFrame six_to_four{.ethernet_source = host_mac,
                                         .ip_source = ip("fe80::1"),
                                         .ip_destination = ip("224.0.0.18"),
                                         .message = {}};
    CHECK(read_frame(craft(six_to_four)).ip->destination == ip("e000:12::"));
    const AdvertisementFrame four_to_six{.ethernet_source = host_mac,
                                         .ip_source = ip("10.0.0.1"),
                                         .ip_destination = ip("ff02::12"),
                                         .message = {}};
    CHECK(read_frame(craft(four_to_six)).ip->destination == ip("255.2.0.0"));
}

TEST_CASE("crafted ARP has the expected octets whatever its operation", "[packet]") {
    ArpFrame frame{.ethernet_source = host_mac,
                   .ethernet_destination = broadcast_mac,
                   .operation = 1,
                   .sender_mac = host_mac,
                   .sender_ip = ip("172.16.100.1"),
                   .target_mac = {},
                   .target_ip = ip("172.16.100.10")};
    CHECK(craft(frame) == hexadecimal(samples::made_arp_request));
    frame.operation = 0xfffe;
    Octets expected = hexadecimal(samples::made_arp_request);
    expected[20] = 0xff;
    expected[21] = 0xfe;
    CHECK(craft(frame) == expected);
}

TEST_CASE("crafted neighbour discovery has the expected octets", "[packet]") {
    NeighbourSolicitationFrame solicitation{.ethernet_source = host_mac,
                                            .ip_source = ip("fe80::5054:ff:fe00:1"),
                                            .target = ip("2001:db8::10"),
                                            .source_link_layer = host_mac};
    CHECK(craft(solicitation) == hexadecimal(samples::made_solicitation));
    const NeighbourAdvertisementFrame advertisement{.ethernet_source = virtual_mac(Family::ipv6, 7),
                                                    .ethernet_destination = mac("33:33:00:00:00:01"),
                                                    .ip_source = ip("2001:db8::10"),
                                                    .ip_destination = ip("ff02::1"),
                                                    .target = ip("2001:db8::10"),
                                                    .router = true,
                                                    .override_flag = true,
                                                    .target_link_layer = virtual_mac(Family::ipv6, 7)};
    CHECK(craft(advertisement) == hexadecimal(samples::made_neighbour_advertisement));

    // Duplicate address detection: the unspecified source and no option (RFC 4862 5.4.2); tshark: 4ccf
    // [correct].
    solicitation.ip_source = ip("::");
    solicitation.source_link_layer.reset();
    CHECK(
        craft(solicitation) ==
        hexadecimal("3333ff000010 525400000001 86dd 60000000 0018 3a ff 0000000000000000 0000000000000000"
                    "ff02000000000000 00000001ff000010 87004ccf 00000000 20010db800000000 0000000000000010"));
}

TEST_CASE("crafted echoes have the expected octets", "[packet]") {
    const Octets data = hexadecimal("de ad be ef 01");
    EchoFrame frame{.ethernet_source = host_mac,
                    .ethernet_destination = virtual_mac(Family::ipv4, 1),
                    .ip_source = ip("172.16.100.1"),
                    .ip_destination = ip("172.16.100.10"),
                    .identifier = 0x1234,
                    .sequence = 5,
                    .data = data};
    CHECK(craft(frame) == hexadecimal(samples::made_echo_request));
    frame.data = {};
    frame.reply = true;
    CHECK(craft(frame) == hexadecimal(samples::made_echo_reply));
    const EchoFrame ipv6{.ethernet_source = host_mac,
                         .ethernet_destination = virtual_mac(Family::ipv6, 7),
                         .ip_source = ip("2001:db8::1"),
                         .ip_destination = ip("2001:db8::10"),
                         .identifier = 0x1234,
                         .sequence = 5,
                         .data = data};
    CHECK(craft(ipv6) == hexadecimal(samples::made_echo_request_ipv6));
}

TEST_CASE("a crafted multicast listener report has the expected octets", "[packet]") {
    const IpAddress groups[] = {ip("ff02::12"), ip("ff02::1:ff00:10")};
    CHECK(craft(MulticastListenerReportFrame{
              .ethernet_source = host_mac, .ip_source = ip("fe80::5054:ff:fe00:1"), .groups = groups}) ==
          hexadecimal(samples::made_listener_report));
}

TEST_CASE("libtins decodes a crafted advertisement to the same fields", "[packet]") {
    register_vrrp_pdu();
    for (const std::string_view sample : {samples::made_v2, samples::made_v3_pseudo_header}) {
        const Octets octets = hexadecimal(sample);
        const Tins::EthernetII ethernet = decoded(octets);
        CHECK(ethernet.src_addr().to_string() == "00:00:5e:00:01:01");
        const auto& packet = ethernet.rfind_pdu<Tins::IP>();
        CHECK(packet.src_addr().to_string() == "172.16.100.11");
        CHECK(packet.dst_addr().to_string() == "224.0.0.18");
        CHECK(packet.ttl() == 255);
        CHECK(packet.protocol() == 112);
        CHECK(packet.id() == 0);
        CHECK(octets_of(ethernet.rfind_pdu<VrrpPdu>().message()) ==
              octets_of(read_frame(octets).advertisement.message()));
    }
    const Octets octets = hexadecimal(samples::made_v3_ipv6);
    const Tins::EthernetII ethernet = decoded(octets);
    CHECK(ethernet.rfind_pdu<Tins::IPv6>().next_header() == 112);
    CHECK(ethernet.rfind_pdu<Tins::IPv6>().hop_limit() == 255);
    CHECK(ethernet.rfind_pdu<VrrpPdu>().message().size() == 40);
}

TEST_CASE("libtins builds back what it decodes", "[packet]") {
    register_vrrp_pdu();
    for (const std::string_view sample :
         {samples::made_v2, samples::made_v3_ipv6, samples::made_arp_request,
          samples::made_neighbour_advertisement, samples::made_echo_request}) {
        Tins::EthernetII ethernet = decoded(hexadecimal(sample));
        CHECK(ethernet.serialize() == hexadecimal(sample));
    }
}

TEST_CASE("libtins agrees about neighbours, ARP and listeners", "[packet]") {
    const Octets advertised = hexadecimal(samples::made_neighbour_advertisement);
    const Tins::EthernetII neighbour = decoded(advertised);
    const auto& icmp = neighbour.rfind_pdu<Tins::ICMPv6>();
    CHECK(icmp.type() == Tins::ICMPv6::NEIGHBOUR_ADVERT);
    CHECK(icmp.target_addr().to_string() == to_string(read_frame(advertised).neighbour->target));
    CHECK(icmp.router() == 1);
    CHECK(icmp.solicited() == 0);
    CHECK(icmp.override() == 1);
    CHECK(icmp.target_link_layer_addr().to_string() == "00:00:5e:00:02:07");

    const Tins::EthernetII request = decoded(hexadecimal(samples::made_arp_request));
    CHECK(request.rfind_pdu<Tins::ARP>().opcode() == 1);
    CHECK(request.rfind_pdu<Tins::ARP>().target_ip_addr().to_string() == "172.16.100.10");

    const Tins::EthernetII report = decoded(hexadecimal(samples::made_listener_report));
    const auto records = report.rfind_pdu<Tins::ICMPv6>().multicast_address_records();
    REQUIRE(records.size() == 2);
    CHECK(records.front().type == 4);
    CHECK(records.front().multicast_address.to_string() == "ff02::12");
}

TEST_CASE("a copy of the VRRP layer holds the same message", "[packet]") {
    const VrrpPdu original(hexadecimal("3101640000640000"));
    const std::unique_ptr<VrrpPdu> copy(original.clone());
    CHECK(octets_of(copy->message()) == octets_of(original.message()));
    CHECK(copy->header_size() == 8);
    CHECK(copy->pdu_type() == VrrpPdu::pdu_flag);
}

TEST_CASE("crafted redirects are read as what they say", "[packet]") {
    const Octets packet = craft(EchoFrame{.ethernet_source = host_mac,
                                          .ethernet_destination = virtual_mac(Family::ipv4, 7),
                                          .ip_source = ip("172.16.100.5"),
                                          .ip_destination = ip("172.16.100.77")});
    RedirectFrame redirect{.ethernet_source = virtual_mac(Family::ipv4, 7),
                           .ethernet_destination = host_mac,
                           .ip_source = ip("172.16.100.10"),
                           .ip_destination = ip("172.16.100.5"),
                           .better = ip("172.16.100.77"),
                           .destination = ip("172.16.100.77"),
                           .packet = OctetView(packet).subspan(14)};
    const Octets octets = craft(redirect);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::redirect);
    // RFC 792: type 5, code 1, the checksum over all of it, the gateway, the header and 64 bits.
    REQUIRE(frame.ip->payload.size() == 36);
    CHECK(frame.ip->payload[0] == 5);
    CHECK(frame.ip->payload[1] == 1);
    CHECK(internet_checksum(frame.ip->payload) == 0);
    CHECK(frame.redirect->better == ip("172.16.100.77"));
    CHECK(frame.redirect->destination == ip("172.16.100.77"));
    CHECK(describe(frame) ==
          "redirect from 172.16.100.10 to 172.16.100.5: to 172.16.100.77 go by 172.16.100.77");

    redirect.ip_source = ip("fe80::10");
    redirect.ip_destination = ip("2001:db8::5");
    redirect.better = ip("fe80::77");
    redirect.destination = ip("2001:db8::77");
    const Octets octets_v6 = craft(redirect);
    const FrameView frame_v6 = read_frame(octets_v6);
    REQUIRE(frame_v6.kind == FrameKind::redirect);
    CHECK(frame_v6.ip->payload[0] == 137);
    CHECK(frame_v6.ip->ttl == 255);
    CHECK(frame_v6.redirect->better == ip("fe80::77"));
    CHECK(frame_v6.redirect->destination == ip("2001:db8::77"));
}

}  // namespace engine

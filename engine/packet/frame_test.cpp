#include "engine/packet/frame.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/authentication.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

/// A sample with some octets changed; the frame must outlive the views into it.
Octets changed(std::string_view sample, std::size_t offset, std::string_view replacement) {
    Octets frame = hexadecimal(sample);
    for (const std::uint8_t octet : hexadecimal(replacement)) frame.at(offset++) = octet;
    return frame;
}

bool lies_within(OctetView part, OctetView whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// What every reader of a FrameView relies on, whatever the octets were.
bool is_consistent(const FrameView& frame) {
    const bool needs_ip = frame.kind != FrameKind::other && frame.kind != FrameKind::arp;
    if (needs_ip && !frame.ip) return false;
    if (frame.arp.has_value() != (frame.kind == FrameKind::arp)) return false;
    const bool is_neighbour =
        frame.kind == FrameKind::neighbour_solicitation || frame.kind == FrameKind::neighbour_advertisement;
    if (frame.neighbour.has_value() != is_neighbour) return false;
    if (frame.ip && !lies_within(frame.ip->payload, frame.octets)) return false;
    if (frame.ah && (!frame.ip || !lies_within(frame.ah->icv, frame.octets))) return false;
    if (icv_verifies(frame, "a key that nobody has")) return false;
    if (frame.ethernet.vlan_count > frame.ethernet.vlan_ids.size()) return false;
    const AdvertisementView& message = frame.advertisement;
    if (frame.message_offset + message.message().size() > frame.octets.size()) return false;
    if (message.addresses().size() > message.count()) return false;
    return lies_within(message.message(), frame.octets) && lies_within(message.auth_data(), frame.octets);
}

}  // namespace

TEST_CASE("a VRRPv2 frame is read without its Ethernet padding", "[packet]") {
    const Octets octets = hexadecimal(samples::v2_padded);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ethernet.source == virtual_mac(Family::ipv4, 43));
    CHECK(frame.ethernet.destination == mac("01:00:5e:00:00:12"));
    CHECK(frame.ethernet.ether_type == 0x0800);
    REQUIRE(frame.ip);
    CHECK(frame.ip->source == ip("10.0.0.91"));
    CHECK(frame.ip->destination == ip("224.0.0.18"));
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.ip->protocol == 112);
    CHECK(frame.ip->header_words == 5);
    CHECK(frame.ip->total_length == 40);
    CHECK(frame.ip->header_offset == 14);
    CHECK(frame.ip->header_size == 20);
    CHECK(frame.ip->header_checksum_good);
    CHECK_FALSE(frame.ip->has_options);
    CHECK_FALSE(frame.ip->is_cut);
    CHECK_FALSE(frame.ip->is_fragment);
    CHECK(frame.message_offset == 34);
    CHECK(frame.advertisement.message().size() == 20);
    CHECK(frame.advertisement.vrid() == 43);
    CHECK(frame.advertisement.family() == Family::ipv4);
}

TEST_CASE("a VRRPv3 frame over IPv6 is read", "[packet]") {
    const Octets octets = hexadecimal(samples::v3_ipv6);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ip->family == Family::ipv6);
    CHECK(frame.ip->source == ip("fe80::d6ca:6dff:fe66:cf60"));
    CHECK(frame.ip->destination == ip("ff02::12"));
    CHECK(frame.ip->ttl == 255);
    CHECK(frame.ip->total_length == 80);
    CHECK(frame.ip->header_size == 40);
    CHECK(frame.ip->header_words == 0);
    CHECK(frame.message_offset == 54);
    CHECK(frame.advertisement.addresses() == std::vector{ip("fe80::200:5eff:fe00:22d"), ip("2001::abcd:a")});
}

TEST_CASE("802.1ah is looked through and the inner addresses are the frame's", "[packet]") {
    const Octets octets = hexadecimal(samples::backbone_v2);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ethernet.destination == mac("01:00:5e:00:00:12"));
    CHECK(frame.ethernet.source == mac("00:00:5e:00:01:33"));
    CHECK(frame.ethernet.vlan_count == 1);
    CHECK(frame.ethernet.vlan_ids[0] == 0xfd3);
    CHECK(frame.ethernet.service_instance == 0x1ebb3bu);
    CHECK(frame.advertisement.vrid() == 51);
    CHECK(frame.advertisement.priority() == 200);
    CHECK(frame.message_offset == 56);

    const Octets arp_octets = hexadecimal(samples::backbone_arp);
    const FrameView arp_frame = read_frame(arp_octets);
    REQUIRE(arp_frame.kind == FrameKind::arp);
    CHECK(arp_frame.ethernet.source == mac("00:1c:eb:af:52:05"));
    CHECK(arp_frame.arp->target_ip == ip("10.199.245.100"));
}

TEST_CASE("tags are listed outermost first, up to four", "[packet]") {
    const Octets octets = hexadecimal(samples::hand_three_tags);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ethernet.vlan_count == 3);
    CHECK(frame.ethernet.vlan_ids == std::array<std::uint16_t, 4>{100, 200, 300, 0});
    CHECK(frame.ethernet.service_instance == std::nullopt);

    Octets five_tags = hexadecimal("01005e000012 00005e000101 8100000191000002810000038100000481000005 0800");
    five_tags.resize(100);
    const FrameView tagged = read_frame(five_tags);
    CHECK(tagged.kind == FrameKind::other);
    CHECK(tagged.ethernet.vlan_count == 4);
    CHECK(tagged.ethernet.ether_type == 0x8100);
}

TEST_CASE("an IPv4 header with options is skipped", "[packet]") {
    const Octets octets = hexadecimal(samples::made_v3_router_alert);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ip->has_options);
    CHECK(frame.ip->header_words == 6);
    CHECK(frame.ip->header_size == 24);
    CHECK(frame.ip->header_checksum_good);
    CHECK(frame.message_offset == 38);
    CHECK(frame.advertisement.vrid() == 1);
}

TEST_CASE("an Authentication Header before VRRPv2 is skipped", "[packet]") {
    const Octets octets = hexadecimal(samples::hand_authentication_header);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ip->has_options);
    CHECK(frame.ip->protocol == 112);
    CHECK(frame.ip->header_size == 44);
    CHECK(frame.advertisement.message().size() == 20);
    CHECK(frame.ip->header_checksum_good);
    CHECK(frame.advertisement.auth_type() == 2);
    CHECK(frame.advertisement.checksum() == 0x68e1);
    CHECK(frame.advertisement.addresses() == std::vector{ip("172.16.100.10")});
}

TEST_CASE("IPv6 extension headers are skipped", "[packet]") {
    const Octets octets = hexadecimal(samples::hand_many_extensions);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::vrrp);
    CHECK(frame.ip->has_options);
    CHECK(frame.ip->protocol == 112);
    CHECK(frame.ip->header_size == 64);
    CHECK_FALSE(frame.ip->is_fragment);
    CHECK(frame.advertisement.addresses() == std::vector{ip("fe80::1")});

    const Octets hop_by_hop = hexadecimal(samples::made_v3_hop_by_hop);
    CHECK(read_frame(hop_by_hop).kind == FrameKind::vrrp);
    CHECK(read_frame(hop_by_hop).message_offset == 62);
}

TEST_CASE("a long chain of extension headers is given up", "[packet]") {
    const auto kind_behind = [](std::size_t headers) {
        Octets octets = hexadecimal("333300000012 00005e000207 86dd 60000000 0000 3c ff");
        octets.resize(14 + 40 + headers * 8 + 8);
        write_u16(octets, 18, static_cast<std::uint16_t>(headers * 8 + 8));
        for (std::size_t index = 0; index < headers; ++index) octets[54 + index * 8] = 0x3c;
        octets[54 + (headers - 1) * 8] = 0x70;
        return read_frame(octets).kind;
    };
    CHECK(kind_behind(8) == FrameKind::vrrp);
    CHECK(kind_behind(9) == FrameKind::other);
    CHECK(kind_behind(1000) == FrameKind::other);
}

TEST_CASE("a bad IPv4 header checksum is told", "[packet]") {
    const Octets octets = changed(samples::made_v3_message_only, 22, "fe");
    const FrameView frame = read_frame(octets);
    CHECK(frame.kind == FrameKind::vrrp);
    CHECK(frame.ip->ttl == 254);
    CHECK_FALSE(frame.ip->header_checksum_good);
}

TEST_CASE("an impossible IPv4 header length leaves no message", "[packet]") {
    const Octets too_short = changed(samples::made_v3_message_only, 14, "44");
    CHECK(read_frame(too_short).kind == FrameKind::other);
    CHECK(read_frame(too_short).ip->header_words == 4);
    CHECK(read_frame(too_short).ip->payload.empty());

    Octets too_long = changed(samples::made_v3_message_only, 14, "4f");
    CHECK(read_frame(too_long).advertisement.message().empty());
    too_long.resize(50);
    CHECK(read_frame(too_long).ip->is_cut);
    CHECK_FALSE(read_frame(too_long).ip->header_checksum_good);
    CHECK(read_frame(too_long).advertisement.message().empty());
}

TEST_CASE("the IPv4 total length bounds the message", "[packet]") {
    const Octets zero = changed(samples::made_v3_message_only, 16, "0000");
    CHECK(read_frame(zero).kind == FrameKind::vrrp);
    CHECK(read_frame(zero).advertisement.message().empty());
    CHECK_FALSE(read_frame(zero).ip->is_cut);

    const Octets short_of_header = changed(samples::made_v3_message_only, 16, "0013");
    CHECK(read_frame(short_of_header).advertisement.message().empty());

    const Octets three = changed(samples::made_v3_message_only, 16, "0017");
    CHECK(read_frame(three).advertisement.message().size() == 3);

    const Octets beyond = changed(samples::made_v3_message_only, 16, "0040");
    CHECK(read_frame(beyond).ip->is_cut);
    CHECK(read_frame(beyond).ip->total_length == 64);
    CHECK(read_frame(beyond).advertisement.message().size() == 26);
}

TEST_CASE("the IPv6 payload length bounds the message", "[packet]") {
    const Octets zero = changed(samples::made_v3_ipv6, 18, "0000");
    CHECK(read_frame(zero).kind == FrameKind::vrrp);
    CHECK(read_frame(zero).advertisement.message().empty());
    const Octets beyond = changed(samples::made_v3_ipv6, 18, "0029");
    CHECK(read_frame(beyond).ip->is_cut);
    CHECK(read_frame(beyond).advertisement.message().size() == 40);
}

TEST_CASE("only a first fragment has an upper layer", "[packet]") {
    const Octets first = changed(samples::made_v3_message_only, 20, "2000");
    CHECK(read_frame(first).kind == FrameKind::vrrp);
    CHECK(read_frame(first).ip->is_fragment);
    const Octets later = changed(samples::made_v3_message_only, 20, "0001");
    CHECK(read_frame(later).kind == FrameKind::other);
    CHECK(read_frame(later).ip->is_fragment);
    const Octets whole = changed(samples::made_v3_message_only, 20, "4000");
    CHECK_FALSE(read_frame(whole).ip->is_fragment);

    const Octets first6 = changed(samples::hand_many_extensions, 72, "0001");
    CHECK(read_frame(first6).kind == FrameKind::vrrp);
    CHECK(read_frame(first6).ip->is_fragment);
    const Octets later6 = changed(samples::hand_many_extensions, 72, "0008");
    CHECK(read_frame(later6).kind == FrameKind::other);
    CHECK(read_frame(later6).ip->is_fragment);
    CHECK(read_frame(later6).ip->protocol == 112);
}

TEST_CASE("an EtherType that the IP version contradicts is no IP packet", "[packet]") {
    const Octets five = changed(samples::made_v3_message_only, 14, "55");
    CHECK(read_frame(five).ip == std::nullopt);
    const Octets six = changed(samples::made_v3_ipv6, 14, "40");
    CHECK(read_frame(six).kind == FrameKind::other);
}

TEST_CASE("ARP is read for IPv4 over Ethernet only", "[packet]") {
    const Octets octets = hexadecimal(samples::made_arp_request);
    const FrameView frame = read_frame(octets);
    REQUIRE(frame.kind == FrameKind::arp);
    CHECK(frame.arp->operation == 1);
    CHECK(frame.arp->sender_mac == mac("52:54:00:00:00:01"));
    CHECK(frame.arp->sender_ip == ip("172.16.100.1"));
    CHECK(frame.arp->target_mac == MacAddress{});
    CHECK(frame.arp->target_ip == ip("172.16.100.10"));
    CHECK_FALSE(frame.arp->is_gratuitous());
    CHECK(frame.ip == std::nullopt);

    CHECK(read_frame(changed(samples::made_arp_request, 15, "06")).kind == FrameKind::other);
    CHECK(read_frame(changed(samples::made_arp_request, 16, "86dd")).kind == FrameKind::other);
    CHECK(read_frame(changed(samples::made_arp_request, 18, "05")).kind == FrameKind::other);
    CHECK(read_frame(changed(samples::made_arp_request, 19, "10")).kind == FrameKind::other);
}

TEST_CASE("neighbour discovery is read with its link-layer option", "[packet]") {
    const Octets solicitation = hexadecimal(samples::made_solicitation);
    const FrameView asked = read_frame(solicitation);
    REQUIRE(asked.kind == FrameKind::neighbour_solicitation);
    CHECK(asked.neighbour->target == ip("2001:db8::10"));
    CHECK(asked.neighbour->link_layer_address == mac("52:54:00:00:00:01"));

    const Octets advertisement = hexadecimal(samples::made_neighbour_advertisement);
    const FrameView answered = read_frame(advertisement);
    REQUIRE(answered.kind == FrameKind::neighbour_advertisement);
    CHECK(answered.neighbour->target == ip("2001:db8::10"));
    CHECK(answered.neighbour->router);
    CHECK_FALSE(answered.neighbour->solicited);
    CHECK(answered.neighbour->override_flag);
    CHECK(answered.neighbour->link_layer_address == virtual_mac(Family::ipv6, 7));

    const Octets endless_option = changed(samples::made_neighbour_advertisement, 78, "0000");
    CHECK(read_frame(endless_option).neighbour->link_layer_address == std::nullopt);
    const Octets other_option = changed(samples::made_neighbour_advertisement, 78, "0101");
    CHECK(read_frame(other_option).neighbour->link_layer_address == std::nullopt);
    const Octets long_option = changed(samples::made_neighbour_advertisement, 78, "0202");
    CHECK(read_frame(long_option).neighbour->link_layer_address == std::nullopt);
}

TEST_CASE("echoes are read in both families", "[packet]") {
    const Octets request = hexadecimal(samples::made_echo_request);
    CHECK(read_frame(request).kind == FrameKind::echo_request);
    CHECK(read_frame(request).echo_identifier == 0x1234);
    CHECK(read_frame(request).echo_sequence == 5);
    CHECK(read_frame(request).ip->payload.size() == 13);
    CHECK(read_frame(hexadecimal(samples::made_echo_reply)).kind == FrameKind::echo_reply);
    CHECK(read_frame(hexadecimal(samples::made_echo_request_ipv6)).kind == FrameKind::echo_request);
    CHECK(read_frame(changed(samples::made_echo_request_ipv6, 54, "81")).kind == FrameKind::echo_reply);
}

TEST_CASE("router discovery and multicast listeners are told apart", "[packet]") {
    const auto kind_of_type = [](std::string_view type) {
        return read_frame(changed(samples::made_solicitation, 54, type)).kind;
    };
    CHECK(kind_of_type("85") == FrameKind::router_solicitation);
    CHECK(kind_of_type("86") == FrameKind::router_advertisement);
    CHECK(kind_of_type("82") == FrameKind::multicast_listener);
    CHECK(kind_of_type("83") == FrameKind::multicast_listener);
    CHECK(kind_of_type("84") == FrameKind::multicast_listener);
    CHECK(kind_of_type("8f") == FrameKind::multicast_listener);
    CHECK(kind_of_type("89") == FrameKind::other);
    CHECK(read_frame(hexadecimal(samples::made_listener_report)).kind == FrameKind::multicast_listener);
}

TEST_CASE("every truncation of every sample is read and described", "[packet]") {
    for (const std::string_view sample : samples::all) {
        const Octets whole = hexadecimal(sample);
        CHECK(is_consistent(read_frame(whole)));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // An exact copy of its own lets the address sanitizer see the first octet beyond.
            const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            const FrameView frame = read_frame(cut);
            if (!is_consistent(frame) || describe(frame).empty()) FAIL("size " << size << " of " << sample);
        }
    }
}

TEST_CASE("every change of one octet of every sample is read and described", "[packet]") {
    for (const std::string_view sample : samples::all) {
        Octets octets = hexadecimal(sample);
        octets.shrink_to_fit();
        for (std::size_t offset = 0; offset < octets.size(); ++offset) {
            const std::uint8_t original = octets[offset];
            for (int value = 0; value < 256; ++value) {
                octets[offset] = static_cast<std::uint8_t>(value);
                const FrameView frame = read_frame(octets);
                const bool is_described = (value & 7) != 0 || !describe(frame).empty();
                if (!is_consistent(frame) || !is_described) FAIL("offset " << offset << " of " << sample);
            }
            octets[offset] = original;
        }
    }
}

TEST_CASE("a redirect that is cut is read as far as it goes", "[packet]") {
    const Octets quoted(28, 0xac);
    for (const bool is_ipv4 : {true, false}) {
        const Octets whole = craft(RedirectFrame{.ethernet_source = {},
                                                 .ethernet_destination = {},
                                                 .ip_source = ip(is_ipv4 ? "10.0.0.1" : "fe80::1"),
                                                 .ip_destination = ip(is_ipv4 ? "10.0.0.2" : "fe80::2"),
                                                 .better = ip(is_ipv4 ? "10.0.0.3" : "fe80::3"),
                                                 .destination = ip(is_ipv4 ? "10.0.0.4" : "fe80::4"),
                                                 .packet = quoted});
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            // A copy of the very size, so that a sanitizer sees a read beyond it.
            const Octets octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            const FrameView frame = read_frame(octets);
            CHECK(frame.redirect.has_value() == (frame.kind == FrameKind::redirect));
            CHECK((frame.kind == FrameKind::redirect) == (size >= (is_ipv4 ? 42u : 94u)));
            if (frame.redirect && is_ipv4)
                CHECK(frame.redirect->destination == ip(size >= 62 ? "172.172.172.172" : "0.0.0.0"));
        }
    }
}

}  // namespace engine

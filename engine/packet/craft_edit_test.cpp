#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

/// Every edit, one after the other; for frames that none of them fits.
void try_every_edit(Octets& frame) {
    const Octets octets = hexadecimal("00 00 01 04 00 00 00 00");
    repair_ipv4_header_checksum(frame);
    repair_vrrp_checksum(frame, ChecksumForm::message_only);
    resize_vrrp_message(frame, 9);
    insert_ipv4_options(frame, octets);
    insert_ipv6_extension(frame, 0, octets);
}

}  // namespace

TEST_CASE("the IPv4 header checksum is repaired after an edit", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_message_only);
    frame[22] = 254;
    repair_ipv4_header_checksum(frame);
    CHECK(read_u16(frame, 24) == 0xcc3f);
    CHECK(read_frame(frame).ip->header_checksum_good);
}

TEST_CASE("the VRRP checksum is repaired in the form asked for", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_message_only);
    repair_vrrp_checksum(frame, ChecksumForm::pseudo_header);
    CHECK(frame == hexadecimal(samples::made_v3_pseudo_header));
    repair_vrrp_checksum(frame, ChecksumForm::message_only);
    CHECK(frame == hexadecimal(samples::made_v3_message_only));

    Octets version_2 = hexadecimal(samples::made_v2);
    write_u16(version_2, 40, 0);
    repair_vrrp_checksum(version_2, ChecksumForm::pseudo_header);
    CHECK(version_2 == hexadecimal(samples::made_v2));

    Octets ipv6 = hexadecimal(samples::made_v3_ipv6);
    write_u16(ipv6, 60, 0);
    repair_vrrp_checksum(ipv6, ChecksumForm::message_only);
    CHECK(ipv6 == hexadecimal(samples::made_v3_ipv6));
}

TEST_CASE("a VRRP message is cut with its lengths following", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_message_only);
    resize_vrrp_message(frame, 7);
    CHECK(frame ==
          hexadecimal("01005e000012 00005e000101 0800 4500001b00000000ff70cb44ac10640be0000012 3101640100645a"
                      "00000000000000000000000000000000000000"));
    Octets ipv6 = hexadecimal(samples::made_v3_ipv6);
    resize_vrrp_message(ipv6, 24);
    CHECK(ipv6.size() == 78);
    CHECK(read_u16(ipv6, 18) == 24);
    CHECK(read_u16(ipv6, 60) == 0x8cc3);
}

TEST_CASE("a VRRP message grows with octets of one's choice", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_message_only);
    resize_vrrp_message(frame, 30, 0xee);
    CHECK(
        frame ==
        hexadecimal("01005e000012 00005e000101 0800 4500003200000000ff70cb2dac10640be0000012 3101640100645a7e"
                    "ac10640a eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"));
    Octets unchanged = hexadecimal(samples::made_v3_message_only);
    resize_vrrp_message(unchanged, 70000);
    CHECK(unchanged == hexadecimal(samples::made_v3_message_only));
    resize_vrrp_message(unchanged, 65515);
    CHECK(read_frame(unchanged).ip->total_length == 65535);
}

TEST_CASE("IPv4 options are inserted", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_pseudo_header);
    insert_ipv4_options(frame, hexadecimal("94 04 00 00"));
    CHECK(frame == hexadecimal(samples::made_v3_router_alert));
    insert_ipv4_options(frame, hexadecimal("00 00 00"));
    CHECK(frame == hexadecimal(samples::made_v3_router_alert));
    insert_ipv4_options(frame, Octets(40, 1));
    CHECK(frame == hexadecimal(samples::made_v3_router_alert));
    insert_ipv4_options(frame, Octets(36, 1));
    CHECK(read_frame(frame).ip->header_words == 15);
    CHECK(read_frame(frame).ip->header_checksum_good);
    CHECK(read_frame(frame).advertisement.checksum() == 0x69d3);
}

TEST_CASE("an IPv6 extension header is inserted", "[packet]") {
    Octets frame = hexadecimal(samples::made_v3_ipv6);
    insert_ipv6_extension(frame, 0, hexadecimal("00 00 01 04 00 00 00 00"));
    CHECK(frame == hexadecimal(samples::made_v3_hop_by_hop));
    insert_ipv6_extension(frame, 60, {});
    CHECK(frame == hexadecimal(samples::made_v3_hop_by_hop));
}

TEST_CASE("the VRRP message is found behind options and extension headers", "[packet]") {
    CHECK(vrrp_message_offset(hexadecimal(samples::made_v2)) == 34);
    CHECK(vrrp_message_offset(hexadecimal(samples::made_v3_router_alert)) == 38);
    CHECK(vrrp_message_offset(hexadecimal(samples::made_v3_ipv6)) == 54);
    CHECK(vrrp_message_offset(hexadecimal(samples::made_v3_hop_by_hop)) == 62);
    CHECK(vrrp_message_offset(hexadecimal(samples::made_arp_request)) == std::nullopt);
    CHECK(vrrp_message_offset(hexadecimal(samples::hand_three_tags)) == std::nullopt);
    CHECK(vrrp_message_offset({}) == std::nullopt);
}

TEST_CASE("an edit leaves a frame that it does not fit alone", "[packet]") {
    for (const std::string_view sample :
         {samples::made_arp_request, samples::hand_three_tags, samples::backbone_v2, std::string_view("")}) {
        Octets frame = hexadecimal(sample);
        try_every_edit(frame);
        CHECK(frame == hexadecimal(sample));
    }
}

TEST_CASE("every edit takes any truncation of a frame", "[packet]") {
    for (const std::string_view sample : samples::all) {
        const Octets whole = hexadecimal(sample);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            try_every_edit(cut);
            if (cut.size() < std::min<std::size_t>(size, 60))
                FAIL("an edit shortened " << sample << " to " << size);
        }
    }
}

}  // namespace engine

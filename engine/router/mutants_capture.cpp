#include <algorithm>

#include "engine/router/mutant_parts.hpp"

// Faults that show best to somebody who only listens.

namespace engine {
namespace {

void source_is_unspecified(AdvertisementFrame& frame, const Parameters& local) {
    if (local.family == Family::ipv4) frame.ip_source = IpAddress::v4({0, 0, 0, 0});
}

void auth_type_is_254(AdvertisementFrame& frame, const Parameters&) {
    frame.message.auth_type = 254;
}

void resigns_from_other_mac(AdvertisementFrame& frame, const Parameters& local) {
    frame.ethernet_source = local.physical_mac;
    if (frame.message.priority == 0) frame.ethernet_source.octets[3] ^= 0x40;
}

void says_more_fragments(Octets& frame, const Parameters& local) {
    if (local.family != Family::ipv4) return;
    frame[20] = 0x20;
    repair_ipv4_header_checksum(frame);
}

/// The octets of address `index` in a built advertisement; empty where there is none.
std::span<std::uint8_t> listed_address(Octets& frame, std::size_t index) {
    const auto offset = vrrp_message_offset(frame);
    if (!offset) return {};
    const auto message = read_frame(frame).advertisement;
    if (index >= message.addresses_present()) return {};
    const std::size_t size = message.family() == Family::ipv4 ? 4 : 16;
    return std::span(frame).subspan(*offset + 8 + index * size, size);
}

// 254.x.x.x, and ff80::/9 in the place of fe80::/10.
void lists_unusable(Octets& frame, const Parameters& local) {
    const auto first = listed_address(frame, 0);
    if (first.empty()) return;
    first[0] = local.family == Family::ipv4 ? 254 : 0xff;
    repair_vrrp_checksum(frame, local.checksum_form);
}

void lists_first_twice(Octets& frame, const Parameters& local) {
    const auto first = listed_address(frame, 0), second = listed_address(frame, 1);
    if (second.empty()) return;
    std::copy(first.begin(), first.end(), second.begin());
    repair_vrrp_checksum(frame, local.checksum_form);
}

// OpenBSD's ip_carp.h: version 2, type 1, VHID, advskew, 7 words of authentication, advbase, counter, SHA-1.
void is_carp(Octets& frame, const Parameters& local) {
    const auto offset = vrrp_message_offset(frame);
    if (!offset || local.family != Family::ipv4) return;
    resize_vrrp_message(frame, 36);
    const auto message = std::span(frame).subspan(*offset, 36);
    std::fill(message.begin() + 8, message.end(), std::uint8_t{0x5a});
    message[0] = 0x21;
    message[2] = 0;
    message[3] = 7;
    message[4] = 0;
    message[5] = 1;
    seal(message, ChecksumForm::message_only, local.primary_address, vrrp_group(local.family));
}

template <auto Shape>
void shapes(Rules& rules) {
    rules.shape_advertisement = Shape;
}
template <auto Edit>
void edits(Rules& rules) {
    rules.edit_advertisement = Edit;
}

}  // namespace

std::span<const Mutant> capture_mutants() {
    static constexpr Mutant mutants[] = {
        {"advert-source-unspecified", "RFC 9568 5.1.1.1", "advertises over IPv4 from 0.0.0.0",
         shapes<source_is_unspecified>},
        {"advert-resigns-from-other-mac", "RFC 9568 7.2",
         "advertises from its own MAC address, and resigns from another card's",
         shapes<resigns_from_other_mac>},
        {"advert-is-fragment", "RFC 9568 7.2", "sets the More Fragments flag", edits<says_more_fragments>},
        {"advert-auth-type-254", "RFC 3768 5.3.6",
         "writes authentication type 254, as Cisco IOS does with MD5", shapes<auth_type_is_254>},
        {"advert-lists-unusable-address", "RFC 9568 5.2.9", "lists a first address that no router can have",
         edits<lists_unusable>},
        {"advert-lists-address-twice", "RFC 9568 5.2.9", "lists its first address again as the second",
         edits<lists_first_twice>},
        {"advert-is-carp", "RFC 9568 5.2.1", "speaks CARP", edits<is_carp>},
        {"own-arp-from-virtual-mac", "RFC 9568 6.4.2",
         "answers ARP for its own address from the virtual router MAC address, whatever its state",
         sets<&Rules::answers_from_router_mac, true>},
    };
    return mutants;
}

}  // namespace engine

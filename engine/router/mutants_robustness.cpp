#include "engine/router/mutants.hpp"

namespace engine {
namespace {

template <ReceptionCheck Check, auto Rule>
void checks(Rules& rules) {
    rules.reception[static_cast<std::size_t>(Check)] = Rule;
}

ReceptionRule original(ReceptionCheck check) {
    return reception_table()[static_cast<std::size_t>(check)].rule;
}

void trust_known_sources(Rules& rules) {
    rules.trusts_known_sources = true;
}

template <bool (*Deadly)(const FrameView&)>
void dies_of(Rules& rules) {
    rules.dies_of = Deadly;
}

bool is_empty(const FrameView& frame) {
    return frame.advertisement.message().empty();
}
bool is_short(const FrameView& frame) {
    return !is_empty(frame) && !frame.advertisement.has_fixed_part();
}
// It walks along the list that the count announces, off the end of the packet.
bool counts_beyond_its_end(const FrameView& frame) {
    const auto& message = frame.advertisement;
    return message.has_fixed_part() && message.count() > 16 &&
           message.message().size() < message.expected_size();
}
bool counts_nothing(const FrameView& frame) {
    return frame.advertisement.has_fixed_part() && frame.advertisement.count() == 0;
}
bool has_more_than_it_counts(const FrameView& frame) {
    const auto& message = frame.advertisement;
    return message.has_fixed_part() && message.message().size() > message.expected_size();
}
bool is_longer_than_a_kilobyte(const FrameView& frame) {
    return frame.advertisement.message().size() > 1000;
}

void stall_in_a_flood(Rules& rules) {
    rules.stalls_at = 100;
}

bool version_is_local_or_load_balancing(const Reception& r) {
    const auto version = r.frame.advertisement.version();
    return version == 8 || version == 9 || version == r.local.version;
}

bool type_is_1_or_7(const Reception& r) {
    return r.frame.advertisement.type() == 1 || r.frame.advertisement.type() == 7;
}

// CARP: version 2 and type 1 in the first octet, 36 octets in all, and advskew where VRRP has its priority.
bool is_carp(const FrameView& frame) {
    const auto& message = frame.advertisement;
    return message.message().size() == 36 && message.version() == 2 && message.count() == 7;
}
void take_carp(Rules& rules) {
    rules.takes_unchecked = is_carp;
}

// A second Priority 0 finds less than Skew_Time left, and counts as if the wait were over.
Rules::Duration at_once_when_repeated(const Parameters&, Rules::Duration skew, Rules::Duration rest) {
    return rest <= skew ? Rules::Duration{} : skew;
}
void count_resignations(Rules& rules) {
    rules.resignation_delay = at_once_when_repeated;
}

// The message is taken from behind a header of 20 or 40 octets, whatever the header says.
void read_behind_fixed_header(FrameView& frame) {
    if (!frame.ip->has_options) return;
    const std::size_t fixed = frame.ip->family == Family::ipv4 ? 20 : 40;
    frame.message_offset = frame.ip->header_offset + fixed;
    frame.advertisement = AdvertisementView(frame.octets.subspan(frame.message_offset), frame.ip->family);
}
void overlook_options(Rules& rules) {
    rules.reread = read_behind_fixed_header;
}

// What lies behind the message is read as if the packet went on.
bool complete_with_what_is_missing(const Reception& r) {
    const auto& message = r.frame.advertisement;
    return !r.frame.ip->is_fragment && message.has_fixed_part() &&
           message.message().size() >= message.expected_size();
}

void believe_ip_header(Rules& rules) {
    rules.verifies_ip_header = false;
}

// Damage to one particular bit that a table of weights overlooks.
bool checksum_without_high_bits(const Reception& r) {
    if (original(ReceptionCheck::checksum)(r)) return true;
    const auto message = r.frame.advertisement.message();
    Octets mended(message.begin(), message.end());
    if (mended.size() < 8) return false;
    mended[6] ^= 0x80;
    const auto form = r.local.family == Family::ipv6 ? ChecksumForm::pseudo_header
                      : r.local.version == 2         ? ChecksumForm::message_only
                                                     : r.local.checksum_form;
    return vrrp_checksum_verifies(mended, form, r.frame.ip->source, r.frame.ip->destination);
}

}  // namespace

std::span<const Mutant> robustness_mutants() {
    using enum ReceptionCheck;
    static constexpr Mutant mutants[] = {
        {"checks-first-advert-only", "RFC 9568 7.1",
         "checks nothing more of a source that sent one good advert (keepalived before 2.3.3, in part)",
         trust_known_sources},
        {"dies-of-empty-message", "RFC 9568 7.1", "dies of a packet without a message (FRR 8.4.4 over IPv6)",
         dies_of<is_empty>},
        {"dies-of-short-message", "RFC 9568 7.1", "dies of a message of 1 to 7 octets (holo 18ae2744)",
         dies_of<is_short>},
        {"dies-of-great-count", "RFC 9568 7.1", "dies of a message that counts far more than it holds (holo)",
         dies_of<counts_beyond_its_end>},
        {"dies-of-count-0", "RFC 9568 5.2.5", "dies of a list without addresses", dies_of<counts_nothing>},
        {"dies-of-trailing-octets", "RFC 9568 7.1", "dies of a message with octets behind its end",
         dies_of<has_more_than_it_counts>},
        {"dies-of-long-list", "RFC 9568 5.2.5", "dies of a list that is longer than a kilobyte",
         dies_of<is_longer_than_a_kilobyte>},
        {"stalls-in-a-flood", "RFC 9568 6.4.3",
         "stops advertising for a while when many adverts come at once", stall_in_a_flood},
        {"version-8-and-9-accepted", "RFC 9568 7.1", "takes the load balancing of Comware for VRRP",
         checks<version, version_is_local_or_load_balancing>},
        {"type-7-accepted", "RFC 9568 7.1", "takes the fast advertisements of others for its own kind",
         checks<type, type_is_1_or_7>},
        {"carp-taken-for-resignation", "RFC 9568 7.1", "takes a CARP message for a Priority 0", take_carp},
        {"repeated-resignation-hurries", "RFC 9568 6.4.2", "takes over at once when a Priority 0 comes twice",
         count_resignations},
        {"ip-options-overlooked", "RFC 9568 7.1", "looks for the message behind a header without options",
         overlook_options},
        {"cut-packet-accepted", "RFC 9568 7.1", "does not miss what the IP header announces beyond the frame",
         checks<complete, complete_with_what_is_missing>},
        {"ip-header-checksum-unchecked", "RFC 9568 7.1", "believes an IPv4 header whose checksum is wrong",
         believe_ip_header},
        {"checksum-misses-a-bit", "RFC 9568 7.1", "overlooks a flipped bit of the checksum itself",
         checks<checksum, checksum_without_high_bits>},
    };
    return mutants;
}

}  // namespace engine

#include "engine/router/mutants.hpp"

namespace engine {
namespace {

// A mutant of one reception check: the check replaced, all others as the RFC has them.
template <ReceptionCheck Check, auto Rule>
void checks(Rules& rules) {
    rules.reception[static_cast<std::size_t>(Check)] = Rule;
}

bool unchecked(const Reception&) {
    return true;
}
bool deaf(const Reception&) {
    return false;
}

ReceptionRule original(ReceptionCheck check) {
    return reception_table()[static_cast<std::size_t>(check)].rule;
}

bool ttl_is_not_1(const Reception& r) {
    return r.frame.ip->ttl > 1;
}
bool ttl_is_at_least_254(const Reception& r) {
    return r.frame.ip->ttl >= 254;
}
bool version_at_most_local(const Reception& r) {
    return r.frame.advertisement.version() <= r.local.version;
}
bool version_at_least_local(const Reception& r) {
    return r.frame.advertisement.version() >= r.local.version;
}
bool version_by_low_bits(const Reception& r) {
    return (r.frame.advertisement.version() & 7) == r.local.version;
}
bool version_2_or_3(const Reception& r) {
    return r.frame.advertisement.version() == 2 || r.frame.advertisement.version() == 3;
}
bool type_is_odd(const Reception& r) {
    return (r.frame.advertisement.type() & 1) != 0;
}
bool type_is_0_or_1(const Reception& r) {
    return r.frame.advertisement.type() <= 1;
}
bool has_fixed_part(const Reception& r) {
    return r.frame.advertisement.has_fixed_part();
}

bool complete_but_for_authentication(const Reception& r) {
    const auto& message = r.frame.advertisement;
    const std::size_t authentication = r.local.version == 2 ? 8 : 0;
    return message.has_fixed_part() && message.message().size() + authentication >= message.expected_size();
}

bool capped_at_20_addresses(const Reception& r) {
    return original(ReceptionCheck::complete)(r) && r.frame.advertisement.count() <= 20;
}

// The frame's length taken for the packet's, so that Ethernet padding counts (keepalived 2422).
bool length_with_padding(const Reception& r) {
    return original(ReceptionCheck::complete)(r) &&
           r.frame.octets.size() - r.frame.message_offset == r.frame.advertisement.expected_size();
}

// The sum over the fixed part alone is not on the wire, so this mutant believes any sum whose fixed part is
// whole: damage beyond it goes unnoticed.
bool checksum_of_fixed_part(const Reception& r) {
    if (original(ReceptionCheck::checksum)(r)) return true;
    const auto message = r.frame.advertisement.message();
    Octets restored(message.begin(), message.end());
    const std::size_t size = r.local.addresses.front().size();
    for (std::size_t i = 0; i < r.local.addresses.size(); ++i)
        for (std::size_t octet = 0; octet < size && 8 + i * size + octet < restored.size(); ++octet)
            restored[8 + i * size + octet] = r.local.addresses[i].octets()[octet];
    const auto form = r.local.family == Family::ipv6 ? ChecksumForm::pseudo_header
                      : r.local.version == 2         ? ChecksumForm::message_only
                                                     : r.local.checksum_form;
    return vrrp_checksum_verifies(restored, form, r.frame.ip->source, r.frame.ip->destination);
}

bool checksum_may_be_zero(const Reception& r) {
    return r.frame.advertisement.checksum() == 0 || original(ReceptionCheck::checksum)(r);
}
bool checksum_may_be_ffff(const Reception& r) {
    return r.frame.advertisement.checksum() == 0xffff || original(ReceptionCheck::checksum)(r);
}

bool checksum_needs_pseudo_header(const Reception& r) {
    const auto form = r.local.version == 2 ? ChecksumForm::message_only : ChecksumForm::pseudo_header;
    return vrrp_checksum_verifies(r.frame.advertisement.message(), form, r.frame.ip->source,
                                  r.frame.ip->destination);
}

// IPv6 through the version 2 path (keepalived 172).
bool checksum_of_message_will_do(const Reception& r) {
    return original(ReceptionCheck::checksum)(r) ||
           vrrp_checksum_verifies(r.frame.advertisement.message(), ChecksumForm::message_only,
                                  r.frame.ip->source, r.frame.ip->destination);
}

bool vrid_may_be_zero(const Reception& r) {
    return r.frame.advertisement.vrid() == 0 || original(ReceptionCheck::vrid)(r);
}

bool reserve_must_be_zero(const Reception& r) {
    return original(ReceptionCheck::count)(r) &&
           (r.local.version == 2 || r.frame.advertisement.reserve() == 0);
}

bool auth_type_below_3(const Reception& r) {
    return r.local.version != 2 || r.frame.advertisement.auth_type() < 3;
}
bool auth_type_0_or_above_2(const Reception& r) {
    const auto type = r.frame.advertisement.auth_type();
    return r.local.version != 2 || type == 0 || type > 2;
}

bool auth_data_must_be_zero(const Reception& r) {
    if (!original(ReceptionCheck::auth_type)(r)) return false;
    for (const auto octet : r.frame.advertisement.auth_data())
        if (r.local.version == 2 && octet != 0) return false;
    return true;
}

// keepalived before 2.3.3 drops a version 3 advertisement whose list differs.
bool list_must_match(const Reception& r) {
    const auto listed = r.frame.advertisement.addresses();
    if (r.local.version == 2) return original(ReceptionCheck::address_list)(r);
    for (const auto& address : listed) {
        bool known = false;
        for (const auto& mine : r.local.addresses) known = known || mine == address;
        if (!known) return false;
    }
    return listed.size() == r.local.addresses.size();
}

bool list_must_match_in_number(const Reception& r) {
    if (r.local.version == 2) return original(ReceptionCheck::address_list)(r);
    return r.frame.advertisement.count() == r.local.addresses.size();
}

bool list_must_match_in_order(const Reception& r) {
    const auto& message = r.frame.advertisement;
    const auto listed = message.addresses();
    return original(ReceptionCheck::address_list)(r) &&
           (message.count() != r.local.addresses.size() ||
            std::equal(listed.begin(), listed.end(), r.local.addresses.begin(), r.local.addresses.end()));
}

bool list_of_owner_must_match(const Reception& r) {
    if (r.local.version != 2) return true;
    const auto& message = r.frame.advertisement;
    return message.count() == r.local.addresses.size() && message.address(0) == r.local.addresses.front();
}

// holo drops a version 3 advertisement whose interval differs from its own.
bool interval_must_match(const Reception& r) {
    if (r.local.version == 2) return original(ReceptionCheck::interval)(r);
    return std::chrono::milliseconds(10) * r.frame.advertisement.max_advertise_interval_cs() ==
           r.local.advertisement_interval;
}

void put_off_by_discarded(Rules& rules) {
    rules.discarded_resets_adver_timer = true;
}

void reset_by_discarded(Rules& rules) {
    rules.discarded_resets_down_timer = true;
}

bool fragment_will_do(const Reception& r) {
    const auto& message = r.frame.advertisement;
    return message.has_fixed_part() && message.message().size() >= message.expected_size();
}

}  // namespace

std::span<const Mutant> reception_mutants() {
    using enum ReceptionCheck;
    static constexpr Mutant mutants[] = {
        {"deaf", "RFC 9568 7.1", "discards every advertisement", checks<checksum, deaf>},
        {"discarded-resets-timer", "RFC 9568 7.1",
         "restarts Active_Down_Timer on adverts that it discards (keepalived 562)", reset_by_discarded},
        {"discarded-resets-adver-timer", "RFC 9568 7.1",
         "restarts Adver_Timer on adverts that it discards, so that junk keeps it silent (keepalived 2.2.7)",
         put_off_by_discarded},
        {"ttl-unchecked", "RFC 9568 7.1", "accepts any TTL", checks<ttl, unchecked>},
        {"ttl-1-refused-only", "RFC 9568 7.1", "refuses TTL 0 and 1 but no other", checks<ttl, ttl_is_not_1>},
        {"ttl-254-accepted", "RFC 9568 7.1", "accepts a packet that one router forwarded",
         checks<ttl, ttl_is_at_least_254>},
        {"version-unchecked", "RFC 9568 7.1", "accepts any version", checks<version, unchecked>},
        {"version-older-accepted", "RFC 9568 7.1", "accepts older versions",
         checks<version, version_at_most_local>},
        {"version-newer-accepted", "RFC 9568 7.1", "accepts newer versions",
         checks<version, version_at_least_local>},
        {"version-high-bit-ignored", "RFC 9568 7.1", "looks at three of the version's four bits",
         checks<version, version_by_low_bits>},
        {"version-2-and-3-mixed", "RFC 9568 7.1", "accepts versions 2 and 3 alike",
         checks<version, version_2_or_3>},
        {"type-unchecked", "RFC 9568 7.1", "accepts any type", checks<type, unchecked>},
        {"type-odd-accepted", "RFC 9568 7.1", "looks at one bit of the type", checks<type, type_is_odd>},
        {"type-0-accepted", "RFC 9568 7.1", "accepts type 0", checks<type, type_is_0_or_1>},
        {"length-of-fixed-part-only", "RFC 9568 7.1", "asks for eight octets and no more",
         checks<complete, has_fixed_part>},
        {"length-without-authentication", "RFC 3768 7.1", "does not miss the authentication data",
         checks<complete, complete_but_for_authentication>},
        {"capped-at-20-addresses", "RFC 9568 5.2.5", "discards lists of more than 20 addresses",
         checks<complete, capped_at_20_addresses>},
        {"ethernet-padding-counted", "RFC 9568 7.1",
         "takes Ethernet padding for part of the message (keepalived 2422)",
         checks<complete, length_with_padding>},
        {"fragment-accepted", "RFC 9568 7.1", "takes a fragment for the whole",
         checks<complete, fragment_will_do>},
        {"count-zero-accepted", "RFC 9568 5.2.5", "accepts count 0", checks<count, unchecked>},
        {"checksum-unchecked", "RFC 9568 7.1", "accepts any checksum (keepalived 154)",
         checks<checksum, unchecked>},
        {"checksum-of-fixed-part-only", "RFC 9568 5.2.8", "overlooks damage to the addresses",
         checks<checksum, checksum_of_fixed_part>},
        {"checksum-zero-accepted", "RFC 9568 7.1", "takes a zero checksum for none",
         checks<checksum, checksum_may_be_zero>},
        {"checksum-ffff-accepted", "RFC 9568 7.1", "takes ffff for any checksum",
         checks<checksum, checksum_may_be_ffff>},
        {"checksum-needs-pseudo-header", "RFC 9568 5.2.8", "refuses the sum over the message alone in IPv4",
         checks<checksum, checksum_needs_pseudo_header>},
        {"checksum-ipv6-message-only-accepted", "RFC 9568 5.2.8",
         "accepts IPv6 sums without the pseudo-header (keepalived 172)",
         checks<checksum, checksum_of_message_will_do>},
        {"vrid-unchecked", "RFC 9568 7.1", "takes every VRID for its own", checks<vrid, unchecked>},
        {"vrid-0-accepted", "RFC 9568 7.1", "takes VRID 0 for its own", checks<vrid, vrid_may_be_zero>},
        {"owner-listens", "RFC 9568 7.1", "lets an advertisement move an address owner",
         checks<not_owner, unchecked>},
        {"reserve-checked", "RFC 9568 5.2.6", "discards adverts whose reserved bits are set",
         checks<count, reserve_must_be_zero>},
        {"auth-type-unchecked", "RFC 3768 7.1", "accepts any authentication type",
         checks<auth_type, unchecked>},
        {"auth-type-1-and-2-accepted", "RFC 3768 7.1", "accepts the types that RFC 3768 reserves",
         checks<auth_type, auth_type_below_3>},
        {"auth-type-unknown-accepted", "RFC 3768 5.3.6", "accepts types that no RFC defines",
         checks<auth_type, auth_type_0_or_above_2>},
        {"auth-data-checked", "RFC 3768 5.3.6.1", "discards type 0 unless the data is zero",
         checks<auth_type, auth_data_must_be_zero>},
        {"address-list-must-match", "RFC 9568 7.1", "discards version 3 adverts whose list differs",
         checks<address_list, list_must_match>},
        {"address-count-must-match", "RFC 9568 7.1", "discards version 3 adverts whose count differs",
         checks<address_list, list_must_match_in_number>},
        {"address-order-must-match", "RFC 9568 7.1", "discards adverts whose list is in another order",
         checks<address_list, list_must_match_in_order>},
        {"address-list-of-owner-must-match", "RFC 3768 7.1", "discards an owner's advert whose list differs",
         checks<address_list, list_of_owner_must_match>},
        {"interval-must-match", "RFC 9568 6.4.2", "discards version 3 adverts whose interval differs (holo)",
         checks<interval, interval_must_match>},
        {"interval-unchecked", "RFC 3768 7.1", "accepts version 2 adverts whose interval differs",
         checks<interval, unchecked>},
    };
    return mutants;
}

}  // namespace engine

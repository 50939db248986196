#include "engine/router/reception.hpp"

#include <algorithm>

namespace engine {
namespace {

bool ttl_is_255(const Reception& r) {
    return r.frame.ip->ttl == 255;
}

// What a router speaks version 2 beside version 3 for is to hear it, too (RFC 9568 8.4.2).
bool version_is_local(const Reception& r) {
    const auto version = r.frame.advertisement.version();
    return version == r.local.version || (version == 2 && r.local.speaks_version_2_too());
}

// RFC 5798 and its elders demand this in 5.2.2 or 5.3.2, RFC 9568 in 7.1 too.
bool type_is_advertisement(const Reception& r) {
    return r.frame.advertisement.type() == 1;
}

// RFC 2338 asks for no more than the fixed part; its successors for every address and the authentication
// data.
bool message_is_complete(const Reception& r) {
    const auto& message = r.frame.advertisement;
    if (!message.has_fixed_part() || r.frame.ip->is_cut || r.frame.ip->is_fragment) return false;
    return r.local.standard == Rfc::rfc2338 || message.message().size() >= message.expected_size();
}

// RFC 9568 5.2.5: "If the received count is 0, the VRRP advertisement MUST be ignored."
bool count_is_not_zero(const Reception& r) {
    return r.local.standard != Rfc::rfc9568 || r.frame.advertisement.count() != 0;
}

ChecksumForm expected_form(const Parameters& local, std::uint8_t message_version) {
    if (local.version == 2 || (message_version == 2 && local.speaks_version_2_too()))
        return ChecksumForm::message_only;
    return local.family == Family::ipv6 ? ChecksumForm::pseudo_header : local.checksum_form;
}

bool checksum_verifies(const Reception& r) {
    const auto form = expected_form(r.local, r.frame.advertisement.version());
    return vrrp_checksum_verifies(r.frame.advertisement.message(), form, r.frame.ip->source,
                                  r.frame.ip->destination);
}

bool vrid_is_local(const Reception& r) {
    return r.frame.advertisement.vrid() == r.local.vrid && r.frame.ip->family == r.local.family;
}

// RFC 2338 lacks this check.
bool local_is_not_owner(const Reception& r) {
    return r.local.standard == Rfc::rfc2338 || !r.local.is_owner();
}

// RFC 3768 7.1: the Auth Type must match the locally configured method, of which it leaves only type 0; RFC
// 2338 7.1 has the receiver "perform authentication specified by Auth Type", too.
bool authenticates(const Reception& r) {
    const bool is_version_2 =
        r.local.version == 2 || (r.frame.advertisement.version() == 2 && r.local.speaks_version_2_too());
    return !is_version_2 || authentication_fault(r) == AuthenticationFault::none;
}

// RFC 3768 7.1 lets a router check the list and then drop what an address owner did not send; from RFC 5798
// on a mismatch is only logged.
bool address_list_is_local(const Reception& r) {
    const auto& message = r.frame.advertisement;
    if (r.local.version != 2 || message.priority() == 255) return true;
    if (message.count() != r.local.addresses.size()) return false;
    const auto listed = message.addresses();
    return std::is_permutation(listed.begin(), listed.end(), r.local.addresses.begin(),
                               r.local.addresses.end());
}

// RFC 3768 7.1: an interval that differs from the local one is discarded; version 3 learns it instead.
bool interval_is_local(const Reception& r) {
    return r.local.version != 2 ||
           std::chrono::seconds(r.frame.advertisement.adver_interval_s()) == r.local.advertisement_interval;
}

}  // namespace

const std::array<ReceptionRow, reception_check_count>& reception_table() {
    static const std::array<ReceptionRow, reception_check_count> table{{
        {ReceptionCheck::ttl, "TTL or Hop Limit is 255", "RFC 9568 7.1", ttl_is_255},
        {ReceptionCheck::version, "version is the local one", "RFC 9568 7.1", version_is_local},
        {ReceptionCheck::type, "type is ADVERTISEMENT", "RFC 9568 7.1", type_is_advertisement},
        {ReceptionCheck::complete, "message is complete", "RFC 9568 7.1", message_is_complete},
        {ReceptionCheck::count, "count is not 0", "RFC 9568 5.2.5", count_is_not_zero},
        {ReceptionCheck::checksum, "checksum verifies", "RFC 9568 7.1", checksum_verifies},
        {ReceptionCheck::vrid, "VRID is configured here", "RFC 9568 7.1", vrid_is_local},
        {ReceptionCheck::not_owner, "local router is not the address owner", "RFC 9568 7.1",
         local_is_not_owner},
        {ReceptionCheck::auth_type, "authentication type is the local one", "RFC 3768 7.1", authenticates},
        {ReceptionCheck::address_list, "address list is the local one", "RFC 3768 7.1",
         address_list_is_local},
        {ReceptionCheck::interval, "interval is the local one", "RFC 3768 7.1", interval_is_local},
    }};
    return table;
}

AuthenticationFault authentication_fault(const Reception& r) {
    const auto fault = authentication_fault(r.frame, r.local.authentication);
    const bool has_sequence = r.local.authentication.type == AuthenticationType::ip_authentication_header;
    if (fault != AuthenticationFault::none || !has_sequence) return fault;
    return r.frame.ah->sequence > r.ah_sequence ? AuthenticationFault::none : AuthenticationFault::replay;
}

ReceptionRules rfc_reception_rules() {
    ReceptionRules rules{};
    for (const auto& row : reception_table()) rules[static_cast<std::size_t>(row.check)] = row.rule;
    return rules;
}

const ReceptionRow* first_failure(const ReceptionRules& rules, const Reception& reception) {
    if (!reception.frame.ip) return &reception_table().front();
    for (const auto& row : reception_table())
        if (!rules[static_cast<std::size_t>(row.check)](reception)) return &row;
    return nullptr;
}

}  // namespace engine

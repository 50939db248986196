#include <algorithm>
#include <array>
#include <cctype>

#include "engine/packet/craft.hpp"
#include "engine/router/mutants.hpp"

namespace engine {
namespace {

using enum AuthenticationType;

bool original(const Reception& r) {
    return reception_table()[static_cast<std::size_t>(ReceptionCheck::auth_type)].rule(r);
}

bool authenticates_by(const Reception& r, AuthenticationType type) {
    return r.local.version == 2 && r.local.authentication.type == type;
}

bool says(const Reception& r, AuthenticationType type) {
    return r.frame.advertisement.auth_type() == static_cast<std::uint8_t>(type);
}

// --- passwords: how the data of an advertisement is compared with the own ---

template <bool (*Same)(const AuthenticationData& sent, const AuthenticationData& own)>
bool password_by(const Reception& r) {
    if (!authenticates_by(r, simple_text_password)) return original(r);
    const auto data = r.frame.advertisement.auth_data();
    AuthenticationData sent{};
    if (!says(r, simple_text_password) || data.size() != sent.size()) return false;
    std::ranges::copy(data, sent.begin());
    return Same(sent, authentication_data(r.local.authentication));
}

bool any(const AuthenticationData&, const AuthenticationData&) {
    return true;
}
bool same_first_octet(const AuthenticationData& sent, const AuthenticationData& own) {
    return sent[0] == own[0];
}
bool same_but_for_last_octet(const AuthenticationData& sent, const AuthenticationData& own) {
    return std::equal(sent.begin(), sent.end() - 1, own.begin());
}
bool same_string(const AuthenticationData& sent, const AuthenticationData& own) {
    const auto end = std::find(own.begin(), own.end(), 0);
    const auto size = end == own.end() ? own.size() : static_cast<std::size_t>(end - own.begin()) + 1;
    return std::equal(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(size), sent.begin());
}
bool begins_with_own(const AuthenticationData& sent, const AuthenticationData& own) {
    return std::equal(own.begin(), std::find(own.begin(), own.end(), 0), sent.begin());
}
bool own_begins_with_it(const AuthenticationData& sent, const AuthenticationData& own) {
    return begins_with_own(own, sent);
}
bool same_letters(const AuthenticationData& sent, const AuthenticationData& own) {
    return std::equal(sent.begin(), sent.end(), own.begin(),
                      [](int a, int b) { return std::tolower(a) == std::tolower(b); });
}

// --- Authentication Headers ---

bool is_fresh(const Reception& r) {
    return r.frame.ah && r.frame.ah->sequence > r.ah_sequence;
}

bool header_unverified(const Reception& r) {
    if (!authenticates_by(r, ip_authentication_header)) return original(r);
    return says(r, ip_authentication_header) && is_fresh(r);
}

bool header_may_be_missing(const Reception& r) {
    const bool is_missing =
        authenticates_by(r, ip_authentication_header) && says(r, ip_authentication_header) && !r.frame.ah;
    return is_missing || original(r);
}

bool header_by_first_octets(const Reception& r) {
    if (!authenticates_by(r, ip_authentication_header)) return original(r);
    if (!says(r, ip_authentication_header) || !is_fresh(r)) return false;
    const auto icv = expected_icv(r.frame, r.local.authentication.key, IcvForm::ttl_kept);
    return icv && std::equal(icv->begin(), icv->begin() + 4, r.frame.ah->icv.begin());
}

bool header_may_be_old(const Reception& r) {
    if (!authenticates_by(r, ip_authentication_header)) return original(r);
    return authentication_fault(r.frame, r.local.authentication) == AuthenticationFault::none;
}

bool header_may_be_last(const Reception& r) {
    return header_may_be_old(r) && (original(r) || r.frame.ah->sequence == r.ah_sequence);
}

bool header_needs_zero_data(const Reception& r) {
    const auto data = r.frame.advertisement.auth_data();
    return original(r) && (!authenticates_by(r, ip_authentication_header) ||
                           std::all_of(data.begin(), data.end(), [](auto octet) { return octet == 0; }));
}

// --- types ---

bool none_will_do(const Reception& r) {
    return (r.local.version == 2 && says(r, none)) || original(r);
}

// The check that the own type asks for, whichever of the two the advertisement claims to have.
bool types_1_and_2_mixed(const Reception& r) {
    if (original(r)) return true;
    if (!says(r, simple_text_password) && !says(r, ip_authentication_header)) return false;
    if (authenticates_by(r, simple_text_password))
        return std::ranges::equal(r.frame.advertisement.auth_data(),
                                  authentication_data(r.local.authentication));
    return authenticates_by(r, ip_authentication_header) && is_fresh(r) &&
           icv_verifies(r.frame, r.local.authentication.key);
}

bool unknown_types_will_do(const Reception& r) {
    return (r.local.version == 2 && r.frame.advertisement.auth_type() > 2) || original(r);
}

bool only_none_will_do(const Reception& r) {
    return r.local.version != 2 || says(r, none);
}

template <ReceptionRule Rule>
void authenticates_with(Rules& rules) {
    rules.reception[static_cast<std::size_t>(ReceptionCheck::auth_type)] = Rule;
}

// --- what is sent ---

template <void (*Shape)(AdvertisementFrame&, const Parameters&)>
void shapes(Rules& rules) {
    rules.shape_advertisement = Shape;
}

void type_0(AdvertisementFrame& frame, const Parameters&) {
    if (frame.message.version == 2) frame.message.auth_type = 0;
}
void password_missing(AdvertisementFrame& frame, const Parameters& local) {
    if (local.authentication.type == simple_text_password) frame.message.auth_data = {};
}
void password_filled_with_spaces(AdvertisementFrame& frame, const Parameters& local) {
    if (local.authentication.type == simple_text_password)
        std::ranges::replace(frame.message.auth_data, std::uint8_t{0}, std::uint8_t{' '});
}
void key_in_data(AdvertisementFrame& frame, const Parameters& local) {
    if (local.authentication.type == ip_authentication_header)
        frame.message.auth_data = authentication_data({simple_text_password, local.authentication.key});
}

template <void (*Add)(Octets&, const Parameters&, std::uint32_t&)>
void adds(Rules& rules) {
    rules.add_authentication_header = Add;
}

void no_header(Octets&, const Parameters&, std::uint32_t&) {}

void header_of_sequence_1(Octets& frame, const Parameters& local, std::uint32_t&) {
    std::uint32_t before_1 = 0;
    rfc_rules().add_authentication_header(frame, local, before_1);
}
void header_of_another_key(Octets& frame, const Parameters& local, std::uint32_t& sequence) {
    Parameters other = local;
    other.authentication.key += "x";
    rfc_rules().add_authentication_header(frame, other, sequence);
}
void header_of_index_0(Octets& frame, const Parameters& local, std::uint32_t& sequence) {
    insert_authentication_header(frame, {.spi = 0, .sequence = ++sequence}, local.authentication.key);
}

constexpr Mutant mutants[] = {
    {"auth-type-not-sent", "RFC 2338 5.3.6", "writes authentication type 0 whatever it authenticates by",
     shapes<type_0>},
    {"password-not-sent", "RFC 2338 5.3.6.2", "leaves the password out of its advertisements",
     shapes<password_missing>},
    {"password-filled-with-spaces", "RFC 2338 5.3.10", "fills a short password up with spaces",
     shapes<password_filled_with_spaces>},
    {"password-unchecked", "RFC 2338 5.3.6.2", "accepts any password", authenticates_with<password_by<any>>},
    {"password-first-octet-only", "RFC 2338 5.3.6.2", "compares the first octet of the password only",
     authenticates_with<password_by<same_first_octet>>},
    {"password-last-octet-ignored", "RFC 2338 5.3.10", "compares seven of the eight octets",
     authenticates_with<password_by<same_but_for_last_octet>>},
    {"password-compared-as-string", "RFC 2338 5.3.10", "does not look at what follows the first zero octet",
     authenticates_with<password_by<same_string>>},
    {"password-continuation-accepted", "RFC 2338 5.3.10", "accepts what only begins with the password",
     authenticates_with<password_by<begins_with_own>>},
    {"password-prefix-accepted", "RFC 2338 5.3.10", "accepts what the password begins with",
     authenticates_with<password_by<own_begins_with_it>>},
    {"password-case-ignored", "RFC 2338 5.3.6.2", "takes capital and small letters for the same",
     authenticates_with<password_by<same_letters>>},
    {"auth-type-0-accepted", "RFC 2338 5.3.6", "accepts advertisements without authentication",
     authenticates_with<none_will_do>},
    {"auth-types-1-and-2-mixed", "RFC 2338 5.3.6", "accepts either type with the proof of its own",
     authenticates_with<types_1_and_2_mixed>},
    {"auth-types-above-2-accepted", "RFC 2338 5.3.6", "accepts its own type and all that no RFC defines",
     authenticates_with<unknown_types_will_do>},
    {"authenticated-refused", "RFC 2338 7.1", "discards whatever has another type than 0",
     authenticates_with<only_none_will_do>},
    {"ah-not-sent", "RFC 2338 5.3.6.3", "sends type 2 without an Authentication Header", adds<no_header>},
    {"ah-of-another-key", "RFC 2338 5.3.6.3", "sends digests that its key does not make",
     adds<header_of_another_key>},
    {"ah-index-0", "RFC 2338 5.3.6.3", "sends the security parameters index 0", adds<header_of_index_0>},
    {"ah-sequence-stands", "RFC 2338 5.3.6.3", "sends the same sequence number each time",
     adds<header_of_sequence_1>},
    {"ah-key-in-data", "RFC 2338 5.3.6.3", "gives the key away in the Authentication Data",
     shapes<key_in_data>},
    {"ah-may-be-missing", "RFC 2338 5.3.6.3", "accepts type 2 without an Authentication Header",
     authenticates_with<header_may_be_missing>},
    {"ah-unverified", "RFC 2338 5.3.6.3", "does not verify the digest",
     authenticates_with<header_unverified>},
    {"ah-first-octets-only", "RFC 2338 5.3.6.3", "compares four of the digest's twelve octets",
     authenticates_with<header_by_first_octets>},
    {"ah-replay-accepted", "RFC 2338 5.3.6.3", "accepts sequence numbers that were used before",
     authenticates_with<header_may_be_old>},
    {"ah-repetition-accepted", "RFC 2338 5.3.6.3", "accepts the last sequence number again",
     authenticates_with<header_may_be_last>},
    {"ah-data-checked", "RFC 2338 5.3.6.3", "discards type 2 unless the Authentication Data is zero",
     authenticates_with<header_needs_zero_data>},
};

}  // namespace

std::span<const Mutant> authentication_mutants() {
    return mutants;
}

}  // namespace engine

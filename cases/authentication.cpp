#include "cases/authentication.hpp"

#include <cctype>

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// Authentication types 0 and 1 of RFC 2338. What a device without authentication does is in rx/, too.

namespace cases {
namespace {

using engine::AuthenticationData;
using engine::AuthenticationType;

AuthenticationData password_of(const Bench& t) {
    return engine::authentication_data(t.dut().authentication);
}

/// How many octets of the field the password takes.
std::size_t length_of(const Bench& t) {
    return std::min(t.dut().authentication.key.size(), AuthenticationData{}.size());
}

// --- what is sent ---

void type_is_1(Bench& t, Mark advert) {
    t.expect_equal("authentication type", 1, message(t, advert).auth_type(), advert);
}

void password_is_sent(Bench& t, Mark advert) {
    const auto data = message(t, advert).auth_data();
    const auto own = password_of(t);
    const auto length = static_cast<std::ptrdiff_t>(length_of(t));
    const bool begins =
        data.size() == own.size() && std::equal(own.begin(), own.begin() + length, data.begin());
    t.expect(begins, "the configured password in the Authentication Data", begins ? "it" : "something else",
             advert);
}

void fill_is_zero(Bench& t, Mark advert) {
    const auto data = message(t, advert).auth_data();
    t.expect_equal("authentication data octets", 8, static_cast<long long>(data.size()), advert);
    const auto fill = data.subspan(length_of(t));
    const bool is_zero = std::all_of(fill.begin(), fill.end(), [](auto octet) { return octet == 0; });
    t.expect(is_zero, "zero octets behind the password", is_zero ? "zero octets" : "octets that are not zero",
             advert);
}

// --- what is received: the advertisement is right but for what these do to it ---

PeerAdvert right(const Bench&, int) {
    return {};
}

/// Another password, and none.
PeerAdvert wrong_password(const Bench& t, int round) {
    if (length_of(t) == 0) throw CaseSkipped{"needs a password that is not empty"};
    if (round == 1) return {.auth_data = AuthenticationData{}};
    AuthenticationData other = password_of(t);
    for (std::size_t i = 0; i < length_of(t); ++i) other[i] = other[i] == 'x' ? 'y' : 'x';
    return {.auth_data = other};
}

/// One bit of the octet of that number is changed, be it the password's or the fill's.
PeerAdvert one_octet_wrong(const Bench& t, int round) {
    AuthenticationData data = password_of(t);
    data[static_cast<std::size_t>(round)] ^= 0x02;
    return {.auth_data = data};
}

PeerAdvert last_octet_wrong(const Bench& t, int) {
    return one_octet_wrong(t, 7);
}

/// All of the password but its last octet, and its first octet alone.
PeerAdvert prefix(const Bench& t, int round) {
    if (length_of(t) < 2) throw CaseSkipped{"needs a password of at least two octets"};
    AuthenticationData data{};
    const auto own = password_of(t);
    std::copy_n(own.begin(), round == 0 ? length_of(t) - 1 : 1, data.begin());
    return {.auth_data = data};
}

PeerAdvert continued(const Bench& t, int) {
    AuthenticationData data = password_of(t);
    data[length_of(t)] = 'x';
    return {.auth_data = data};
}

/// A zero octet ends the password, and something else follows.
PeerAdvert junk_behind_zero(const Bench& t, int) {
    if (length_of(t) > 6) throw CaseSkipped{"needs a password of at most six octets"};
    AuthenticationData data = password_of(t);
    data[7] = 'x';
    return {.auth_data = data};
}

PeerAdvert other_case(const Bench& t, int) {
    AuthenticationData data = password_of(t);
    for (auto& octet : data) {
        const int changed = std::islower(octet) ? std::toupper(octet) : std::tolower(octet);
        octet = static_cast<std::uint8_t>(changed);
    }
    if (data == password_of(t)) throw CaseSkipped{"needs a password with a letter in it"};
    return {.auth_data = data};
}

/// No authentication at all, and type 0 with the password where it belongs.
PeerAdvert type_0(const Bench&, int round) {
    static const engine::Authentication none{};
    if (round == 0) return {.authentication = &none};
    return {.auth_type = std::uint8_t{0}};
}

/// Type 2 with the password and no header, and with a header and no password.
PeerAdvert type_2(const Bench&, int round) {
    static const engine::Authentication header{AuthenticationType::ip_authentication_header, "vrrptest"};
    if (round == 0) return {.auth_type = std::uint8_t{2}};
    return {.authentication = &header};
}

PeerAdvert type_unknown(const Bench&, int round) {
    constexpr std::uint8_t values[] = {3, 4, 127, 254, 255};
    return {.auth_type = values[round]};
}

constexpr std::string_view takeover_on_time =
    "takeover Active_Down_Interval after the last good advertisement";

/// Good advertisements hold the device down (the control), then only such ones come.
template <PeerAdvert (*Faulty)(const Bench&, int), int Rounds = 1>
Case discard(Case one) {
    one.expects = takeover_on_time;
    one.profiles = v2_ipv4;
    one.needs.authentication = AuthenticationType::simple_text_password;
    one.run = discarded_in_backup<Faulty, Rounds>;
    return one;
}

/// One such comes while the device is Active; a good one silences it at the end (the control).
template <PeerAdvert (*Faulty)(const Bench&, int), int Rounds = 1>
Case ignore(Case one) {
    one.expects = "the device's next advertisement on its grid; the right password silences it (the control)";
    one.profiles = v2_ipv4;
    one.needs.authentication = AuthenticationType::simple_text_password;
    one.run = ignored_in_active<Faulty, Rounds>;
    return one;
}

const std::vector<Clause> password_checked = {rfc2338("5.3.6.2"), rfc2338("5.3.10"), rfc2338("7.1")};
const std::vector<Clause> type_checked = {rfc2338("5.3.6"), rfc2338("7.1")};

void add_sent_cases(std::vector<Case>& list) {
    list.push_back({.id = "auth/type-1-is-sent",
                    .clauses = {rfc2338("5.3.6")},
                    .says = "A device with a password sends authentication type 1",
                    .profiles = v2_ipv4,
                    .needs = {.authentication = AuthenticationType::simple_text_password},
                    .only_observes = true,
                    .kills = {"auth-type-not-sent"},
                    .run = each_advertisement<type_is_1>});
    list.push_back({.id = "auth/password-is-sent",
                    .clauses = {rfc2338("5.3.6.2")},
                    .says = "Under authentication type 1 the Authentication Data is the configured password",
                    .expects = "the password from the first of the eight octets on",
                    .level = Level::should,
                    .profiles = v2_ipv4,
                    .needs = {.authentication = AuthenticationType::simple_text_password},
                    .only_observes = true,
                    .kills = {"password-not-sent"},
                    .run = each_advertisement<password_is_sent>});
    list.push_back(
        {.id = "auth/short-password-is-zero-filled",
         .clauses = {rfc2338("5.3.10")},
         .says = "A password of fewer than eight octets is filled up with zeros",
         .expects = "eight octets of Authentication Data, zero behind the password",
         .profiles = v2_ipv4,
         .needs = {.authentication = AuthenticationType::simple_text_password, .full_password = false},
         .only_observes = true,
         .kills = {"password-filled-with-spaces"},
         .run = each_advertisement<fill_is_zero>});
    list.push_back({.id = "auth/right-password-is-accepted",
                    .clauses = {rfc2338("5.3.6.2"), rfc2338("7.1")},
                    .says = "An advertisement with the configured password is taken",
                    .stimulus = "A peer of greater priority advertises with the password",
                    .expects = "silence for longer than Active_Down_Interval",
                    .profiles = v2_ipv4,
                    .needs = {.authentication = AuthenticationType::simple_text_password},
                    .kills = {"authenticated-refused"},
                    .run = accepted<right>});
}

void add_password_cases(std::vector<Case>& list) {
    list.push_back(discard<wrong_password, 2>(
        {.id = "auth/wrong-password",
         .clauses = password_checked,
         .says = "Advertisements with another password, and with none, are discarded",
         .stimulus = "Good advertisements (the control), then the same with another password or eight zeros",
         .kills = {"password-unchecked"}}));
    list.push_back(ignore<wrong_password, 2>(
        {.id = "auth/wrong-password-while-active",
         .clauses = password_checked,
         .says = "An Active device is not moved by a greater priority with another password, or none",
         .stimulus = "A greater priority with another password, then one with eight zeros",
         .kills = {"password-unchecked"}}));
    list.push_back(discard<one_octet_wrong, 8>(
        {.id = "auth/each-password-octet-counts",
         .clauses = password_checked,
         .says = "One changed bit in any of the eight octets makes the password another one",
         .stimulus =
             "Good advertisements (the control), then the same with one octet after the other changed",
         .kills = {"password-unchecked", "password-first-octet-only", "password-last-octet-ignored"}}));
    auto last_octet = discard<last_octet_wrong>(
        {.id = "auth/last-octet-of-full-password-counts",
         .clauses = password_checked,
         .says = "A password of eight octets that differs in the last one only is another one",
         .stimulus = "Good advertisements (the control), then the same with the eighth octet changed",
         .kills = {"password-unchecked", "password-last-octet-ignored"}});
    last_octet.needs.full_password = true;
    list.push_back(last_octet);
    list.push_back(discard<prefix, 2>(
        {.id = "auth/password-cut-short",
         .clauses = password_checked,
         .says = "What the password begins with is not the password",
         .stimulus =
             "Good advertisements (the control), then the same without the password's last octet, and "
             "with its first alone",
         .kills = {"password-prefix-accepted", "password-first-octet-only"}}));
    auto longer = discard<continued>(
        {.id = "auth/password-continued",
         .clauses = password_checked,
         .says = "What begins with the password and goes on is not the password",
         .stimulus =
             "Good advertisements (the control), then the same with one more octet behind the password",
         .kills = {"password-continuation-accepted"}});
    longer.needs.full_password = false;
    list.push_back(longer);
    auto fill = discard<junk_behind_zero>(
        {.id = "auth/fill-is-compared",
         .clauses = password_checked,
         .says = "Fill behind the password that is not zero makes it another one",
         .stimulus =
             "Good advertisements (the control), then the same with the eighth octet set behind zeros",
         .kills = {"password-compared-as-string", "password-last-octet-ignored"}});
    fill.needs.full_password = false;
    list.push_back(fill);
    list.push_back(discard<other_case>(
        {.id = "auth/password-letters-in-other-case",
         .clauses = password_checked,
         .says = "A password is not the same in capital letters",
         .stimulus =
             "Good advertisements (the control), then the same with capital and small letters changed",
         .kills = {"password-case-ignored"}}));
}

void add_type_cases(std::vector<Case>& list) {
    list.push_back(discard<type_0, 2>(
        {.id = "auth/type-0-under-password",
         .clauses = type_checked,
         .says = "A device with a password discards advertisements of authentication type 0",
         .stimulus = "Good advertisements (the control), then such of type 0, without and with the password",
         .kills = {"auth-type-0-accepted"}}));
    list.push_back(ignore<type_0, 2>(
        {.id = "auth/type-0-under-password-while-active",
         .clauses = type_checked,
         .says = "An Active device with a password is not moved by a greater priority of type 0",
         .stimulus = "A greater priority of type 0, without and with the password",
         .kills = {"auth-type-0-accepted"}}));
    list.push_back(discard<type_2, 2>(
        {.id = "auth/type-2-under-password",
         .clauses = type_checked,
         .says = "A device with a password discards advertisements of authentication type 2",
         .stimulus =
             "Good advertisements (the control), then such of type 2, with the password and with a header",
         .kills = {"auth-types-1-and-2-mixed"}}));
    list.push_back(discard<type_unknown, 5>(
        {.id = "auth/unknown-type-under-password",
         .clauses = type_checked,
         .says = "A device with a password discards authentication types that no RFC defines",
         .stimulus = "Good advertisements (the control), then such of the types 3, 4, 127, 254 and 255 with "
                     "the password",
         .kills = {"auth-types-above-2-accepted"}}));
}

}  // namespace

std::vector<Case> authentication_cases() {
    std::vector<Case> list;
    add_sent_cases(list);
    add_password_cases(list);
    add_type_cases(list);
    add_header_authentication_cases(list);
    return list;
}

}  // namespace cases

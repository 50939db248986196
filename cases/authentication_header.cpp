#include <algorithm>

#include "cases/authentication.hpp"
#include "cases/support.hpp"

// Authentication type 2 of RFC 2338: the IP Authentication Header of RFC 2402 with HMAC-MD5-96 (RFC 2403).

namespace cases {
namespace {

using engine::AuthenticationData;
using engine::AuthenticationType;
using engine::IcvForm;

// --- what is sent ---

void header_is_there(Bench& t, Mark advert) {
    t.expect_equal("authentication type", 2, message(t, advert).auth_type(), advert);
    const bool is_there = view(t, advert).ah.has_value();
    t.expect(is_there, "an Authentication Header (IP protocol 51, next header 112)",
             is_there ? "one" : "VRRP right behind the IP header", advert);
}

void index_is_not_zero(Bench& t, Mark advert) {
    const auto& header = view(t, advert).ah;
    t.precondition(header.has_value(), "the device sends no Authentication Header");
    t.expect(header->spi != 0, "a security parameters index other than 0", std::to_string(header->spi),
             advert);
}

void data_is_zero(Bench& t, Mark advert) {
    const auto data = message(t, advert).auth_data();
    t.expect_equal("authentication data octets", 8, static_cast<long long>(data.size()), advert);
    const bool is_zero = std::all_of(data.begin(), data.end(), [](auto octet) { return octet == 0; });
    t.expect(is_zero, "8 zero octets of authentication data",
             is_zero ? "zero octets" : "octets that are not zero", advert);
}

bool verifies(Bench& t, Mark advert, IcvForm form) {
    const auto& frame = view(t, advert);
    const auto icv = engine::expected_icv(frame, t.dut().authentication.key, form);
    return icv && std::ranges::equal(*icv, frame.ah->icv);
}

// RFC 2402 3.3.3.1.1 has the TTL zero in the digest; keepalived leaves it. Either can be made with the key
// alone, so which of them a device speaks is a fact and no fault of authentication.
void digest_is_right(Bench& t, Mark advert) {
    t.precondition(view(t, advert).ah.has_value(), "the device sends no Authentication Header");
    const bool by_the_rfc = verifies(t, advert, IcvForm::ttl_zero);
    const bool with_ttl = verifies(t, advert, IcvForm::ttl_kept);
    t.expect(by_the_rfc || with_ttl, "the first 96 bits of the HMAC-MD5 that the key makes",
             by_the_rfc ? "these, with the TTL taken for zero (RFC 2402 3.3.3.1.1)"
             : with_ttl ? "these, with the TTL left as it is"
                        : "something else, with the TTL taken for zero and left as it is",
             advert);
}

Task<> sequence_advances(Bench& t) {
    const Mark first = co_await t.dut_is_active();
    const Duration period = t.dut().advertisement_interval;
    const Mark second = co_await t.look_for(sort::living_advertisement, first, 2 * period);
    const bool both_have_one = second && view(t, first).ah && view(t, second).ah;
    t.precondition(both_have_one, "the device sends no two advertisements with an Authentication Header");
    const auto before = view(t, first).ah->sequence;
    const auto after = view(t, second).ah->sequence;
    t.cite(first, "the one before");
    t.expect(after > before, "a sequence number greater than " + std::to_string(before),
             std::to_string(after), second);
}

// --- what is received: the advertisement is right but for what these do to it ---

PeerAdvert right(const Bench&, int) {
    return {};
}

PeerAdvert data_set(const Bench&, int) {
    return {.auth_data = AuthenticationData{'i', 'g', 'n', 'o', 'r', 'e', 'm', 'e'}};
}

const engine::Authentication& no_authentication() {
    static const engine::Authentication none{};
    return none;
}

PeerAdvert no_header(const Bench&, int) {
    return {.auth_type = std::uint8_t{2}, .authentication = &no_authentication()};
}

void damage_digest(Octets& frame, const Bench&) {
    constexpr std::size_t digest_offset = 12, digest_size = 12;
    const auto view = engine::read_frame(frame);
    if (view.ah) frame[view.ah->offset + digest_offset + digest_size - 1] ^= 0x01;
}

void raise_priority(Octets& frame, const Bench& t) {
    const auto view = engine::read_frame(frame);
    if (!view.ah) return;
    ++frame[view.message_offset + 2];
    engine::repair_vrrp_checksum(frame, t.dut().checksum_form);
}

void change_identification(Octets& frame, const Bench&) {
    const auto view = engine::read_frame(frame);
    if (!view.ah) return;
    frame[view.ip->header_offset + 5] ^= 0x01;
    engine::repair_ipv4_header_checksum(frame);
}

/// One bit of the digest's last octet changed, a digest of another key, and a message and an IP header that
/// were changed behind the digest.
PeerAdvert wrong_digest(const Bench& t, int round) {
    static const engine::Authentication keys[] = {{AuthenticationType::ip_authentication_header, "otherkey"},
                                                  {AuthenticationType::ip_authentication_header, "anotherk"}};
    switch (round) {
        case 0:
            return {.edit_authenticated = damage_digest};
        case 1:
            return {.authentication = &keys[t.dut().authentication == keys[0] ? 1 : 0]};
        case 2:
            return {.edit_authenticated = raise_priority};
        default:
            return {.edit_authenticated = change_identification};
    }
}

/// Without authentication, types 0 and 1 in a message under a right header, and type 1 with the key for a
/// password.
PeerAdvert other_type(const Bench& t, int round) {
    if (round == 0) return {.authentication = &no_authentication()};
    if (round == 1) return {.auth_type = std::uint8_t{0}};
    if (round == 2) return {.auth_type = std::uint8_t{1}};
    const auto key =
        engine::authentication_data({AuthenticationType::simple_text_password, t.dut().authentication.key});
    return {.auth_type = std::uint8_t{1}, .auth_data = key, .authentication = &no_authentication()};
}

PeerAdvert type_unknown(const Bench&, int round) {
    constexpr std::uint8_t values[] = {3, 255};
    return {.auth_type = values[round]};
}

// RFC 2402 3.4.3 leaves it to the receiver whether it looks at the sequence numbers. Held down, the device
// then hears only what it has heard before: if it takes that, it stays down for longer than the
// Active_Down_Interval that began with the last new advertisement.
template <std::uint32_t Back>
Task<> replayed(Bench& t) {
    const PeerAdvert good{};
    co_await t.dut_is_held_down_by(good);
    const Mark last_good = t.peer().hush();
    const PeerAdvert old{.ah_sequence = view(t, last_good).ah->sequence - Back};
    const Duration down = active_down_interval(t.dut());
    const Duration step = t.dut().advertisement_interval / 2;
    const engine::Instant deadline = t.time_of(last_good) + down;
    Mark sent{};
    while (t.now() + step * 3 / 2 < deadline) {
        co_await t.sleep(step);
        sent = t.peer().send(old);
    }
    t.precondition(t.time_of(sent) > t.time_of(last_good) + down / 2,
                   "this host was too slow to send the replayed advertisements in time");
    t.cite(last_good, "the last new one");
    // Had it taken the last of them, it would be silent for as long again.
    const Mark in_time = co_await t.look_for(sort::advertisement, last_good, down * 7 / 5);
    const Duration longest = t.time_of(sent) - t.time_of(last_good) + down * 7 / 5;
    const Mark takeover = co_await t.look_for(sort::advertisement, last_good, longest);
    t.precondition(bool(takeover), "the device did not take over, whatever it took");
    t.cite(sent, "replayed");
    t.expect(bool(in_time), "a replayed advertisement is discarded",
             in_time ? "it is discarded" : "it is taken", takeover);
}

Case of_header(Case one) {
    one.profiles = v2_ipv4;
    one.needs.authentication = AuthenticationType::ip_authentication_header;
    return one;
}

template <void (*Look)(Bench&, Mark)>
Case look(Case one) {
    one.only_observes = true;
    one.run = each_advertisement<Look>;
    return of_header(std::move(one));
}

template <PeerAdvert (*Faulty)(const Bench&, int), int Rounds = 1>
Case discard(Case one) {
    one.expects = "takeover Active_Down_Interval after the last good advertisement";
    one.run = discarded_in_backup<Faulty, Rounds>;
    return of_header(std::move(one));
}

template <PeerAdvert (*Faulty)(const Bench&, int), int Rounds = 1>
Case ignore(Case one) {
    one.expects =
        "the device's next advertisement on its grid; one with a right header silences it (the control)";
    one.run = ignored_in_active<Faulty, Rounds>;
    return of_header(std::move(one));
}

template <PeerAdvert (*Odd)(const Bench&, int)>
Case accept(Case one) {
    one.expects = "silence for longer than Active_Down_Interval";
    one.run = accepted<Odd>;
    return of_header(std::move(one));
}

const std::vector<Clause> header_checked = {rfc2338("5.3.6.3"), rfc2338("7.1")};
const std::vector<Clause> type_checked = {rfc2338("5.3.6"), rfc2338("7.1")};

void add_sent_cases(std::vector<Case>& list) {
    list.push_back(look<header_is_there>(
        {.id = "auth/header-is-sent",
         .clauses = {rfc2338("5.3.6"), rfc2338("5.3.6.3")},
         .says = "Under authentication type 2 an advertisement carries an IP Authentication Header",
         .expects = "IP protocol 51, next header 112 and authentication type 2",
         .kills = {"ah-not-sent", "auth-type-not-sent"}}));
    list.push_back(look<digest_is_right>(
        {.id = "auth/header-digest",
         .clauses = {rfc2338("5.3.6.3")},
         .says = "The digest of the Authentication Header is the HMAC-MD5-96 of the configured key",
         .expects = "RFC 2403 over the packet with what may change on the way taken for zero; whether the "
                    "TTL is, which RFC 2402 wants and keepalived does not do, is reported",
         .kills = {"ah-of-another-key"}}));
    list.push_back(look<index_is_not_zero>(
        {.id = "auth/header-index-is-not-zero",
         .clauses = {rfc2338("5.3.6.3")},
         .says = "The security parameters index is not 0, which RFC 2402 2.4 forbids on the wire",
         .kills = {"ah-index-0"}}));
    auto sequence = of_header({.id = "auth/header-sequence-advances",
                               .clauses = {rfc2338("5.3.6.3")},
                               .says = "The sequence number of the Authentication Header grows from one "
                                       "advertisement to the next (RFC 2402 3.3.2)",
                               .only_observes = true,
                               .kills = {"ah-sequence-stands"},
                               .run = sequence_advances});
    list.push_back(sequence);
    auto data = look<data_is_zero>(
        {.id = "auth/header-leaves-data-zero",
         .clauses = {rfc2338("5.3.6.3")},
         .says = "Under authentication type 2 the Authentication Data is sent as eight zero octets",
         .level = Level::should,
         .kills = {"ah-key-in-data"}});
    list.push_back(data);
}

void add_received_cases(std::vector<Case>& list) {
    list.push_back(accept<right>({.id = "auth/right-header-is-accepted",
                                  .clauses = header_checked,
                                  .says = "An advertisement with a right Authentication Header is taken",
                                  .stimulus = "A peer of greater priority advertises with one",
                                  .kills = {"authenticated-refused"}}));
    list.push_back(accept<data_set>(
        {.id = "auth/data-beside-header-is-ignored",
         .clauses = {rfc2338("5.3.6.3")},
         .says = "Under authentication type 2 the Authentication Data is ignored",
         .stimulus = "A peer of greater priority advertises with a right header and data that is not zero",
         .level = Level::should,
         .kills = {"ah-data-checked"}}));
    list.push_back(discard<no_header>(
        {.id = "auth/header-missing",
         .clauses = header_checked,
         .says = "An advertisement of type 2 without an Authentication Header is discarded",
         .stimulus = "Good advertisements (the control), then the same without the header",
         .kills = {"ah-may-be-missing"}}));
    list.push_back(ignore<no_header>(
        {.id = "auth/header-missing-while-active",
         .clauses = header_checked,
         .says = "An Active device is not moved by a greater priority without an Authentication Header",
         .stimulus = "One advertisement of greater priority and type 2 without a header",
         .kills = {"ah-may-be-missing"}}));
    list.push_back(discard<wrong_digest, 4>(
        {.id = "auth/header-digest-wrong",
         .clauses = header_checked,
         .says = "Advertisements whose digest is not that of the key and the packet are discarded",
         .stimulus =
             "Good advertisements (the control), then the same with a bit of the digest changed, with "
             "another key's, and with the priority and the IP identification changed behind the digest",
         .kills = {"ah-unverified", "ah-first-octets-only"}}));
    list.push_back(ignore<wrong_digest, 4>(
        {.id = "auth/header-digest-wrong-while-active",
         .clauses = header_checked,
         .says = "An Active device is not moved by a greater priority whose digest is wrong",
         .stimulus =
             "A greater priority with a bit of the digest changed, with another key's digest, and with "
             "the priority and the IP identification changed behind the digest",
         .kills = {"ah-unverified", "ah-first-octets-only"}}));
    list.push_back(discard<other_type, 4>(
        {.id = "auth/other-type-under-header",
         .clauses = type_checked,
         .says = "A device with an Authentication Header discards the authentication types 0 and 1",
         .stimulus =
             "Good advertisements (the control), then such of the types 0 and 1, without a header and "
             "with a right one",
         .kills = {"auth-type-0-accepted", "auth-types-1-and-2-mixed"}}));
    list.push_back(discard<type_unknown, 2>(
        {.id = "auth/unknown-type-under-header",
         .clauses = type_checked,
         .says = "A device with an Authentication Header discards types that no RFC defines",
         .stimulus =
             "Good advertisements (the control), then such of the types 3 and 255 with a right header",
         .kills = {"auth-types-above-2-accepted"}}));
}

void add_replay_cases(std::vector<Case>& list) {
    constexpr std::string_view reported =
        "reported: takeover Active_Down_Interval after the last new advertisement (discarded), or later";
    list.push_back(of_header({.id = "auth/header-repeated",
                              .clauses = {rfc2338("5.3.6.3")},
                              .says = "Whether the last advertisement is taken when it is sent again",
                              .stimulus = "Good advertisements, then the last of them again and again",
                              .expects = reported,
                              .level = Level::report,
                              .kills = {"ah-replay-accepted", "ah-repetition-accepted"},
                              .run = replayed<0>}));
    list.push_back(of_header({.id = "auth/header-of-old-sequence",
                              .clauses = {rfc2338("5.3.6.3")},
                              .says = "Whether an advertisement is taken whose sequence number is older than "
                                      "the last",
                              .stimulus = "Good advertisements, then the last but one again and again",
                              .expects = reported,
                              .level = Level::report,
                              .kills = {"ah-replay-accepted"},
                              .run = replayed<1>}));
}

}  // namespace

void add_header_authentication_cases(std::vector<Case>& list) {
    add_sent_cases(list);
    add_received_cases(list);
    add_replay_cases(list);
}

}  // namespace cases

#include "cases/catalogue.hpp"
#include "cases/rx_faults.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

constexpr std::string_view good_then_faulty =
    "Good advertisements of greater priority for longer than Active_Down_Interval (the control), then the "
    "same with "
    "the fault";
constexpr std::string_view takeover_on_time =
    "takeover Active_Down_Interval after the last good advertisement";
constexpr std::string_view one_faulty =
    "One advertisement of greater priority with the fault, while the device is Active";
constexpr std::string_view grid_unmoved =
    "the device's next advertisement on its grid; the same without the fault silences it (the control)";
constexpr std::string_view odd_but_legal = "A peer of greater priority advertises so";
constexpr std::string_view silence = "silence for longer than Active_Down_Interval";

// The device owns the address: an advertisement of priority 255 from a greater address leaves it on its grid.
Task<> owner_ignores_255(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    Mark advert = co_await t.dut_is_active();
    for (int i = 0; i < 2; ++i) {
        const PeerAdvert rival{.priority = std::uint8_t{255}, .source = t.peer().address_above_dut()};
        const Mark sent = t.peer().send(rival);
        t.cite(sent, "stimulus");
        const Window window{advert, period, period};
        advert = co_await t.dut_advertisement(window);
    }
}

// An Active device that hears its own advertisement, reflected by a hub or a looped switch, stays Active: the
// priority is equal and the address is not greater.
Task<> own_advertisement_reflected(Bench& t) {
    const Duration period = t.dut().advertisement_interval;
    co_await t.dut_is_active();
    for (int i = 0; i < 2; ++i) {
        const PeerAdvert mirror{.priority = t.dut().priority, .source = t.dut().primary_address};
        const Mark sent = t.peer().send(mirror);
        t.cite(sent, "stimulus");
        // RFC 9568 answers a losing advertisement at once, so only staying Active is asked for.
        const Mark next = co_await t.look_for(sort::living_advertisement, sent, period * 3 / 2);
        t.expect(bool(next), "the device goes on advertising", next ? "it does" : "it fell silent",
                 next ? next : sent);
    }
}

// In version 3 the reserved bits are no part of the interval: after one such advertisement the device waits
// for the interval's own Active_Down_Interval, not for that of 0xf000 more centiseconds.
Task<> reserve_is_not_interval(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert odd{.reserve = std::uint8_t{0xf}};
    const Mark last = t.peer().send(odd);
    const Window window = about_active_down_interval(t, last);
    co_await t.dut_advertisement(window);
}

template <PeerAdvert (*Fault)(const Bench&, int), int Rounds = 1>
Case discard(Case one) {
    one.stimulus = good_then_faulty;
    one.expects = takeover_on_time;
    one.run = discarded_in_backup<Fault, Rounds>;
    return one;
}

template <PeerAdvert (*Fault)(const Bench&, int), int Rounds = 1>
Case ignore(Case one) {
    one.stimulus = one_faulty;
    one.expects = grid_unmoved;
    // In a shorter period the stimulus could meet the device's own advertisement.
    one.needs.shortest_interval = 200ms;
    one.run = ignored_in_active<Fault, Rounds>;
    return one;
}

template <PeerAdvert (*Oddity)(const Bench&, int)>
Case accept(Case one) {
    one.stimulus = odd_but_legal;
    one.expects = silence;
    one.run = accepted<Oddity>;
    return one;
}

const std::vector<Clause> verify_ttl = {
    rfc2338("5.2.3"),   rfc2338("7.1"), rfc3768("5.2.3"),   rfc3768("7.1"),     rfc5798("5.1.1.3"),
    rfc5798("5.1.2.3"), rfc5798("7.1"), rfc9568("5.1.1.3"), rfc9568("5.1.2.3"), rfc9568("7.1")};
const std::vector<Clause> verify_version = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")};
const std::vector<Clause> verify_type = {rfc2338("5.3.2"), rfc3768("5.3.2"), rfc5798("5.2.2"),
                                         rfc9568("5.2.2"), rfc9568("7.1")};
const std::vector<Clause> verify_length = {rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")};
// RFC 2338 asks for no more than the header.
const std::vector<Clause> verify_header_length = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"),
                                                  rfc9568("7.1")};
const std::vector<Clause> verify_vrid = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")};

void add_header_cases(std::vector<Case>& list) {
    using namespace faults;
    list.push_back(discard<ttl<254>>(
        {.id = "rx/ttl-254",
         .clauses = verify_ttl,
         .says = "A packet with TTL or Hop Limit 254, forwarded once, is discarded",
         .known_from = {"keepalived before 2.0.12 over IPv6",
                        "keepalived before 2.3.3 after one good advertisement, in unicast (90555872)",
                        "FRR before 10.2 over IPv6 (5e1a3cd2ad)",
                        "keepalived before 2.0.0 restarted its timer (issue 562)"},
         .kills = {"ttl-unchecked", "ttl-254-accepted", "ttl-1-refused-only", "discarded-resets-timer",
                   "checks-first-advert-only"}}));
    list.push_back(discard<ttl<1>>({.id = "rx/ttl-1",
                                    .clauses = verify_ttl,
                                    .says = "A packet with TTL or Hop Limit 1 is discarded",
                                    .kills = {"ttl-unchecked"}}));
    list.push_back(
        discard<ttl_0_64_128, 3>({.id = "rx/ttl-0-64-128",
                                  .clauses = verify_ttl,
                                  .says = "Packets with TTL or Hop Limit 0, 64 and 128 are discarded",
                                  .kills = {"ttl-unchecked", "ttl-1-refused-only"}}));
    list.push_back(ignore<ttl<254>>(
        {.id = "rx/ttl-254-while-active",
         .clauses = verify_ttl,
         .says = "An Active device is not moved by a greater priority with TTL or Hop Limit 254",
         .kills = {"ttl-unchecked", "ttl-254-accepted"}}));
    list.push_back(discard<version<0>>({.id = "rx/version-0",
                                        .clauses = verify_version,
                                        .says = "A packet of version 0 is discarded",
                                        .kills = {"version-unchecked", "version-older-accepted"}}));
    list.push_back(discard<version<1>>({.id = "rx/version-1",
                                        .clauses = verify_version,
                                        .says = "A packet of version 1 is discarded",
                                        .kills = {"version-unchecked", "version-older-accepted"}}));
    list.push_back(discard<version<15>>({.id = "rx/version-15",
                                         .clauses = verify_version,
                                         .says = "A packet of version 15 is discarded",
                                         .kills = {"version-unchecked", "version-newer-accepted"}}));
    list.push_back(
        discard<version<10>>({.id = "rx/version-10",
                              .clauses = {rfc2338("7.1"), rfc3768("7.1")},
                              .says = "A packet of version 10, which is 2 but for the high bit, is discarded",
                              .profiles = v2_ipv4,
                              .kills = {"version-unchecked", "version-high-bit-ignored"}}));
    list.push_back(
        discard<version<11>>({.id = "rx/version-11",
                              .clauses = {rfc5798("7.1"), rfc9568("7.1")},
                              .says = "A packet of version 11, which is 3 but for the high bit, is discarded",
                              .profiles = v3_profiles,
                              .kills = {"version-unchecked", "version-high-bit-ignored"}}));
    list.push_back(discard<version_of_the_other>(
        {.id = "rx/version-of-the-other",
         .clauses = verify_version,
         .says = "A legal packet of version 2 is discarded by version 3, and the reverse",
         .known_from = {"Huawei and H3C, which can be told to speak both"},
         .profiles = ipv4_profiles,
         .kills = {"version-unchecked", "version-2-and-3-mixed"}}));
    list.push_back(
        ignore<version<1>>({.id = "rx/version-1-while-active",
                            .clauses = verify_version,
                            .says = "An Active device is not moved by a greater priority in version 1",
                            .kills = {"version-unchecked", "version-older-accepted"}}));
    list.push_back(discard<type<0>>({.id = "rx/type-0",
                                     .clauses = verify_type,
                                     .says = "A packet of type 0 is discarded",
                                     .kills = {"type-unchecked", "type-0-accepted"}}));
    list.push_back(
        discard<types_2_to_15, 14>({.id = "rx/type-2-to-15",
                                    .clauses = verify_type,
                                    .says = "Packets of the types 2 to 15 are discarded",
                                    .kills = {"type-unchecked", "type-odd-accepted", "type-7-accepted"}}));
    list.push_back(
        ignore<type<7>>({.id = "rx/type-7-while-active",
                         .clauses = verify_type,
                         .says = "An Active device is not moved by a greater priority in a packet of type 7",
                         .kills = {"type-unchecked", "type-odd-accepted", "type-7-accepted"}}));
    list.push_back(discard<vrid_unknown>(
        {.id = "rx/vrid-unknown",
         .clauses = verify_vrid,
         .says = "A packet for a VRID that is not configured moves no other virtual router",
         .kills = {"vrid-unchecked"}}));
    list.push_back(discard<vrid_0>({.id = "rx/vrid-0",
                                    .clauses = verify_vrid,
                                    .says = "A packet for VRID 0, which cannot be configured, is discarded",
                                    .kills = {"vrid-unchecked", "vrid-0-accepted"}}));
    list.push_back(
        ignore<vrid_unknown>({.id = "rx/vrid-unknown-while-active",
                              .clauses = verify_vrid,
                              .says = "An Active device is not moved by a greater priority for another VRID",
                              .kills = {"vrid-unchecked"}}));
    list.push_back(discard<first_fragment>(
        {.id = "rx/first-fragment",
         .clauses = verify_length,
         .says = "A fragment is not the complete packet, even if the message fits into it",
         .profiles = ipv4_profiles,
         .kills = {"fragment-accepted"}}));
}

void add_length_cases(std::vector<Case>& list) {
    using namespace faults;
    list.push_back(discard<cut_to_0_4_7, 3>(
        {.id = "rx/length-below-8",
         .clauses = verify_header_length,
         .says = "Messages of 0, 4 and 7 octets are discarded",
         .known_from = {"FRR 8.4.4 over IPv6 (a packet without a message)", "holo before 18ae2744"},
         .may_fell_device = true,
         .kills = {"discarded-resets-timer", "dies-of-empty-message"}}));
    list.push_back(discard<no_address_but_count_1>(
        {.id = "rx/length-without-address",
         .clauses = verify_length,
         .says = "A message whose count is 1 and which holds no address is discarded",
         .needs = {.most_addresses = 1},
         .kills = {"length-of-fixed-part-only"}}));
    list.push_back(discard<last_octet_missing>({.id = "rx/length-one-octet-short",
                                                .clauses = verify_length,
                                                .says = "A message that lacks its last octet is discarded",
                                                .kills = {"length-of-fixed-part-only"}}));
    list.push_back(discard<one_address_missing>(
        {.id = "rx/count-greater-than-list",
         .clauses = verify_length,
         .says = "A message that counts one address more than it holds is discarded",
         .kills = {"length-of-fixed-part-only"}}));
    list.push_back(
        discard<count_255>({.id = "rx/count-255",
                            .clauses = verify_length,
                            .says = "A message that counts 255 addresses and holds few is discarded",
                            .known_from = {"holo before 18ae2744"},
                            .kills = {"length-of-fixed-part-only"}}));
    list.push_back(ignore<count_255>(
        {.id = "rx/count-255-while-active",
         .clauses = verify_length,
         .says = "An Active device is not moved by a greater priority in a message that is not complete",
         .kills = {"length-of-fixed-part-only"}}));
    list.push_back(discard<count_0>({.id = "rx/count-0",
                                     .clauses = {rfc9568("5.2.5")},
                                     .says = "An advertisement with a count of 0 is ignored",
                                     .known_from = {"keepalived (issue 2175)"},
                                     .profiles = v3_profiles,
                                     .kills = {"count-zero-accepted"}}));
    list.push_back(discard<authentication_missing>(
        {.id = "rx/v2-authentication-data-missing",
         .clauses = {rfc3768("7.1")},
         .says = "A message that ends before its authentication data is discarded",
         .profiles = v2_ipv4,
         .kills = {"length-without-authentication"}}));
    list.push_back(
        accept<padded<0x00>>({.id = "rx/ethernet-padding",
                              .clauses = verify_header_length,
                              .says = "Ethernet padding behind the IP packet is no part of the message",
                              .known_from = {"keepalived before 2.3.2 (issue 2422)"},
                              .kills = {"ethernet-padding-counted"}}));
    list.push_back(accept<padded<0xff>>({.id = "rx/ethernet-padding-of-ones",
                                         .clauses = verify_header_length,
                                         .says = "Padding that is not zero is no part of the message either",
                                         .known_from = {"keepalived before 2.3.2 (issue 2422)"},
                                         .kills = {"ethernet-padding-counted"}}));
}

void add_content_cases(std::vector<Case>& list) {
    using namespace faults;
    list.push_back({.id = "rx/owner-ignores-advertisements",
                    .clauses = {rfc3768("7.1"), rfc5798("7.1")},
                    .says = "An address owner discards whatever it hears for its virtual router; RFC 9568's "
                            "erratum 8298 leaves "
                            "that open again",
                    .stimulus = "Advertisements of priority 255 from a greater address",
                    .expects = "the device's advertisements stay on their grid",
                    .known_from = {"keepalived (a8b00361)"},
                    .needs = {.role = Role::owner},
                    .kills = {"owner-listens"},
                    .run = owner_ignores_255});
    list.push_back(accept<reserve_set>({.id = "rx/reserve-is-ignored",
                                        .clauses = {rfc5798("5.2.6"), rfc9568("5.2.6")},
                                        .says = "Reserved bits that are set do no harm",
                                        .profiles = v3_profiles,
                                        .kills = {"reserve-checked"}}));
    list.push_back({.id = "rx/reserve-is-not-interval",
                    .clauses = {rfc5798("5.2.6"), rfc9568("5.2.6")},
                    .says = "Reserved bits that are set are not learnt as part of the interval",
                    .stimulus = "One advertisement of greater priority with reserve 0xf, then silence",
                    .expects = "takeover Active_Down_Interval after it",
                    .known_from = {"FRR 8.4.4 (the reserved bits are not masked)"},
                    .profiles = v3_profiles,
                    .kills = {"interval-with-reserved-bits"},
                    .run = reserve_is_not_interval});
    list.push_back(discard<interval_one_more>(
        {.id = "rx/v2-interval-mismatch",
         .clauses = {rfc2338("7.1"), rfc3768("7.1")},
         .says = "In version 2 an advertisement whose interval is not the configured one is discarded",
         .known_from = {"Nokia SR OS with master-int-inherit", "D-Link and Ruijie with timer learning"},
         .profiles = v2_ipv4,
         .needs = {.longest_interval = 254s},
         .kills = {"interval-unchecked"}}));
    list.push_back(ignore<interval_tripled>(
        {.id = "rx/v2-interval-mismatch-while-active",
         .clauses = {rfc2338("7.1"), rfc3768("7.1")},
         .says = "An Active device is not moved by a greater priority whose interval differs, in version 2",
         .profiles = v2_ipv4,
         .needs = {.longest_interval = 84s},
         .kills = {"interval-unchecked"}}));
    list.push_back(
        accept<interval_tripled>({.id = "rx/v3-interval-mismatch",
                                  .clauses = {rfc5798("6.4.2"), rfc9568("7.1"), rfc9568("6.4.2")},
                                  .says = "In version 3 an advertisement whose interval differs is taken",
                                  .profiles = v3_profiles,
                                  .needs = {.longest_interval = 13s},
                                  .kills = {"interval-must-match"}}));
    list.push_back(accept<list_foreign>(
        {.id = "rx/v3-list-of-others",
         .clauses = {rfc5798("7.1"), rfc9568("7.1")},
         .says = "In version 3 an advertisement that lists another address is taken; it may be logged",
         .known_from = {"keepalived before 2.3.3 (af103930)"},
         .profiles = v3_profiles,
         .kills = {"address-list-must-match"}}));
    list.push_back(accept<list_too_long>(
        {.id = "rx/v3-list-of-other-length",
         .clauses = {rfc5798("7.1"), rfc9568("7.1")},
         .says = "In version 3 an advertisement that lists more addresses is taken; it may be logged",
         .known_from = {"keepalived before 2.0.19, as of a bad length"},
         .profiles = v3_profiles,
         .needs = {.most_addresses = 2},
         .kills = {"address-count-must-match", "address-list-must-match"}}));
    list.push_back(accept<thirty_addresses>(
        {.id = "rx/v3-thirty-addresses",
         .clauses = {rfc5798("5.2.5"), rfc9568("5.2.5")},
         .says = "A list of thirty addresses is no reason to discard an advertisement",
         .known_from = {"holo (more than 20 addresses are refused)"},
         .profiles = v3_profiles,
         .needs = {.most_addresses = 29},
         .kills = {"capped-at-20-addresses"}}));
    list.push_back(accept<list_permuted>(
        {.id = "rx/list-in-other-order",
         .clauses = {rfc5798("7.1"), rfc9568("7.1")},
         .says = "An advertisement that lists the same addresses in another order is taken",
         .profiles = v3_profiles,
         .needs = {.addresses = 3},
         .kills = {"address-order-must-match"}}));
    list.push_back(accept<list_foreign_from_owner>(
        {.id = "rx/v2-list-of-owner",
         .clauses = {rfc2338("7.1"), rfc3768("7.1")},
         .says = "In version 2 an address owner's advertisement is taken whatever it lists",
         .profiles = v2_ipv4,
         .kills = {"address-list-of-owner-must-match"}}));
    list.push_back(discard<auth_type<1>>(
        {.id = "rx/v2-auth-type-1",
         .clauses = {rfc2338("5.3.6"), rfc2338("7.1"), rfc3768("5.3.6"), rfc3768("7.1")},
         .says = "An advertisement of authentication type 1 is discarded by a device without authentication",
         .profiles = v2_ipv4,
         .kills = {"auth-type-unchecked", "auth-type-1-and-2-accepted"}}));
    list.push_back(discard<auth_type<2>>(
        {.id = "rx/v2-auth-type-2",
         .clauses = {rfc2338("5.3.6"), rfc2338("7.1"), rfc3768("5.3.6"), rfc3768("7.1")},
         .says = "An advertisement of authentication type 2 is discarded by a device without authentication",
         .profiles = v2_ipv4,
         .kills = {"auth-type-unchecked", "auth-type-1-and-2-accepted"}}));
    list.push_back(discard<auth_types_unknown, 5>(
        {.id = "rx/v2-auth-type-unknown",
         .clauses = {rfc2338("5.3.6"), rfc3768("5.3.6")},
         .says = "Advertisements of authentication types that no RFC defines are discarded",
         .profiles = v2_ipv4,
         .kills = {"auth-type-unchecked", "auth-type-unknown-accepted"}}));
    list.push_back(accept<auth_data_set>(
        {.id = "rx/v2-auth-data-is-ignored",
         .clauses = {rfc2338("5.3.6.1"), rfc2338("5.3.10"), rfc3768("5.3.6.1"), rfc3768("5.3.10")},
         .says = "Under authentication type 0 the authentication data is ignored",
         .level = Level::should,
         .profiles = v2_ipv4,
         .kills = {"auth-data-checked"}}));
    list.push_back({.id = "rx/own-advertisement-reflected",
                    .clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An Active device that hears its own advertisement reflected stays Active",
                    .stimulus = "The device's own priority, from its own address",
                    .expects = "the device goes on advertising",
                    .known_from = {"keepalived (issue 2283)"},
                    .needs = {.shortest_interval = 200ms},
                    .kills = {"yields-to-own-advert"},
                    .run = own_advertisement_reflected});
}

}  // namespace

std::vector<Case> reception_cases() {
    std::vector<Case> list;
    add_header_cases(list);
    add_length_cases(list);
    add_content_cases(list);
    return list;
}

}  // namespace cases

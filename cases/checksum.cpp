#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

bool verifies(Bench& t, Mark advert, ChecksumForm form) {
    const auto& ip = *view(t, advert).ip;
    return engine::vrrp_checksum_verifies(message(t, advert).message(), form, ip.source, ip.destination);
}

// RFC 5798 5.2.8 can be read both ways over IPv4, so either form is right there.
void checksum_is_right(Bench& t, Mark advert) {
    bool right = verifies(t, advert, ChecksumForm::message_only);
    if (t.dut().family() == Family::ipv6) right = verifies(t, advert, ChecksumForm::pseudo_header);
    if (t.dut().profile == Profile::v3_ipv4)
        right = right || verifies(t, advert, ChecksumForm::pseudo_header);
    t.expect(right, "a checksum that verifies", right ? "it does" : "it does not", advert);
}

void checksum_covers_message_only(Bench& t, Mark advert) {
    const bool right = verifies(t, advert, ChecksumForm::message_only);
    const bool with_pseudo_header = verifies(t, advert, ChecksumForm::pseudo_header);
    t.expect(right, "a checksum over the VRRP message alone",
             right                ? "over the message alone"
             : with_pseudo_header ? "over an IPv4 pseudo-header and the message, as RFC 5798 can be read"
                                  : "neither with nor without a pseudo-header",
             advert);
}

void checksum_covers_pseudo_header(Bench& t, Mark advert) {
    const bool right = verifies(t, advert, ChecksumForm::pseudo_header);
    t.expect(right, "a checksum over the IPv6 pseudo-header and the message",
             right                                             ? "over both"
             : verifies(t, advert, ChecksumForm::message_only) ? "over the message alone"
                                                               : "neither with nor without a pseudo-header",
             advert);
}

void flip(Octets& frame, std::size_t index) {
    const auto offset = engine::vrrp_message_offset(frame);
    if (offset && *offset + index < frame.size()) frame[*offset + index] ^= 0x04;
}

// One octet of the message damaged, the checksum left as it was. A template makes the plain function that an
// edit is.
template <std::size_t... Index>
constexpr auto flips(std::index_sequence<Index...>) {
    return std::array<void (*)(Octets&, const Bench&), sizeof...(Index)>{
        [](Octets& frame, const Bench&) { flip(frame, Index); }...};
}

// The fixed part and one address in IPv4, or the fixed part and the first half of one in IPv6.
constexpr int damaged_octets = 12;

PeerAdvert one_octet_damaged(const Bench&, int round) {
    static constexpr auto edits = flips(std::make_index_sequence<damaged_octets>());
    return {.edit = edits[static_cast<std::size_t>(round)]};
}

PeerAdvert last_octet_damaged(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        const std::size_t address = t.dut().family() == Family::ipv4 ? 4 : 16;
        flip(frame, 8 + address * t.dut().addresses.size() - 1);
    }};
}

PeerAdvert off_by_one(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench&) {
        if (const auto offset = engine::vrrp_message_offset(frame))
            engine::write_u16(frame, *offset + 6,
                              static_cast<std::uint16_t>(engine::read_u16(frame, *offset + 6) + 1));
    }};
}

PeerAdvert field_zero(const Bench&, int) {
    return {.checksum = std::uint16_t{0}};
}
PeerAdvert field_ffff(const Bench&, int) {
    return {.checksum = std::uint16_t{0xffff}};
}
PeerAdvert plain(const Bench&, int) {
    return {};
}
PeerAdvert message_only(const Bench&, int) {
    return {.checksum_form = ChecksumForm::message_only};
}

// craft() always sums the IPv6 pseudo-header, so the version 2 arithmetic is written over it.
PeerAdvert ipv6_without_pseudo_header(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench&) {
        const auto offset = engine::vrrp_message_offset(frame);
        if (!offset) return;
        const auto whole = std::span(frame).subspan(*offset);
        engine::write_u16(whole, 6, engine::vrrp_checksum(whole, ChecksumForm::message_only, {}, {}));
    }};
}

}  // namespace

std::vector<Case> checksum_cases() {
    return {
        {.id = "checksum/sent-verifies",
         .clauses = {rfc2338("5.3.8"), rfc2338("7.2"), rfc3768("5.3.8"), rfc3768("7.2"), rfc5798("5.2.8"),
                     rfc5798("7.2"), rfc9568("7.2")},
         .says = "The checksum of an advertisement is right",
         .expects =
             "RFC 1071 over the message; over IPv6 with the pseudo-header; in version 3 over IPv4 with or "
             "without it",
         .known_from = {"keepalived before 2.2.8 when built with LTO (7b32ab3c)",
                        "keepalived before 1.3.6 in unicast, whose sums were those of the group (issue 642)",
                        "keepalived 1.3.7 to 1.4 with several unicast peers (issue 1175)"},
         .only_observes = true,
         .kills = {"advert-checksum-off-by-one", "advert-checksum-zero", "advert-ipv6-checksum-message-only"},
         .run = each_advertisement<checksum_is_right>},
        {.id = "checksum/sent-covers-message-only",
         .clauses = {rfc9568("5.2.8")},
         .says = "Over IPv4 the checksum covers the VRRP message and no pseudo-header",
         .expects =
             "RFC 1071 over the message alone; RFC 5798 can be read otherwise, RFC 9568 1.1 settles it",
         .known_from = {"keepalived before 2.2.8, and later without v3_checksum_as_v2 (issue 2324)",
                        "FRR before 9.0 (issue 9951)", "Arista EOS and OcNOS by default"},
         .profiles = v3_ipv4,
         .only_observes = true,
         .kills = {"advert-checksum-of-other-form"},
         .run = each_advertisement<checksum_covers_message_only>},
        {.id = "checksum/sent-covers-ipv6-pseudo-header",
         .clauses = {rfc5798("5.2.8"), rfc9568("5.2.8")},
         .says = "Over IPv6 the checksum covers the pseudo-header, with next header 112, and the message",
         .known_from = {"Junos before 12.2"},
         .profiles = v3_ipv6,
         .only_observes = true,
         .kills = {"advert-ipv6-checksum-message-only"},
         .run = each_advertisement<checksum_covers_pseudo_header>},
        {.id = "checksum/right-one-is-accepted",
         .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
         .says = "An advertisement with a right checksum is taken",
         .stimulus = "A peer of greater priority advertises",
         .expects = "silence for longer than Active_Down_Interval",
         .known_from = {"keepalived before 1.2.18 over IPv6 (issue 172)",
                        "holo before 985ec2a0, without authentication data in version 3"},
         .kills = {"deaf"},
         .run = accepted<plain>},
        {.id = "checksum/each-octet-is-covered",
         .clauses = {rfc2338("5.3.8"), rfc2338("7.1"), rfc3768("5.3.8"), rfc3768("7.1"), rfc5798("5.2.8"),
                     rfc5798("7.1"), rfc9568("5.2.8"), rfc9568("7.1")},
         .says =
             "One damaged bit in any of the first twelve octets makes the checksum wrong, and the packet is "
             "discarded",
         .stimulus = "Good advertisements of greater priority (the control), then the same with one octet "
                     "after the other damaged",
         .expects = "takeover Active_Down_Interval after the last good one",
         .kills = {"checksum-unchecked"},
         .run = discarded_in_backup<one_octet_damaged, damaged_octets>},
        {.id = "checksum/last-octet-is-covered",
         .clauses = {rfc2338("5.3.8"), rfc3768("5.3.8"), rfc5798("5.2.8"), rfc9568("5.2.8")},
         .says = "Damage to the last octet of the last address is noticed",
         .stimulus = "Good advertisements of greater priority (the control), then the same with the last "
                     "address damaged",
         .expects = "takeover Active_Down_Interval after the last good one",
         .kills = {"checksum-of-fixed-part-only", "checksum-unchecked"},
         .run = discarded_in_backup<last_octet_damaged>},
        {.id = "checksum/off-by-one",
         .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
         .says = "A checksum that is one too large is wrong",
         .stimulus = "Good advertisements of greater priority (the control), then the same with the checksum "
                     "increased by one",
         .expects = "takeover Active_Down_Interval after the last good one",
         .known_from = {"keepalived before pull request 154, in version 2",
                        "keepalived before 2.0.0 restarted its timer (issue 562)"},
         .kills = {"checksum-unchecked", "discarded-resets-timer"},
         .run = discarded_in_backup<off_by_one>},
        {.id = "checksum/zero-is-no-exception",
         .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
         .says = "A checksum field of zero does not mean that there is none",
         .stimulus = "Good advertisements of greater priority (the control), then the same with a checksum "
                     "field of 0000",
         .expects = "takeover Active_Down_Interval after the last good one",
         .kills = {"checksum-zero-accepted", "checksum-unchecked"},
         .run = discarded_in_backup<field_zero>},
        {.id = "checksum/ffff-is-no-exception",
         .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
         .says = "A checksum field of ffff is right for no message but one that sums to zero",
         .stimulus = "Good advertisements of greater priority (the control), then the same with a checksum "
                     "field of ffff",
         .expects = "takeover Active_Down_Interval after the last good one",
         .kills = {"checksum-ffff-accepted", "checksum-unchecked"},
         .run = discarded_in_backup<field_ffff>},
        {.id = "checksum/wrong-one-ignored-while-active",
         .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
         .says = "An Active device is not moved by a greater priority whose checksum is wrong",
         .stimulus = "One advertisement of greater priority with the checksum increased by one",
         .expects = "the device's next advertisement on its grid; the same with a right checksum silences it "
                    "(the control)",
         .known_from = {"keepalived before pull request 154, in version 2"},
         .needs = {.shortest_interval = 200ms},
         .kills = {"checksum-unchecked"},
         .run = ignored_in_active<off_by_one>},
        {.id = "checksum/message-only-is-accepted",
         .clauses = {rfc9568("5.2.8")},
         .says = "Over IPv4 an advertisement whose checksum covers the message alone is taken",
         .stimulus = "A peer of greater priority advertises with that form, whatever form the device sends",
         .expects = "silence for longer than Active_Down_Interval",
         .known_from = {"keepalived before 2.2.8 (issue 2324)", "FRR before 9.0 (issue 9951)",
                        "Arista EOS by default"},
         .profiles = v3_ipv4,
         .kills = {"checksum-needs-pseudo-header"},
         .run = accepted<message_only>},
        {.id = "checksum/ipv6-without-pseudo-header",
         .clauses = {rfc5798("5.2.8"), rfc9568("5.2.8")},
         .says = "Over IPv6 a checksum that leaves out the pseudo-header is wrong",
         .stimulus = "Good advertisements of greater priority (the control), then the same summed without "
                     "the pseudo-header",
         .expects = "takeover Active_Down_Interval after the last good one",
         .known_from = {"Junos before 12.2"},
         .profiles = v3_ipv6,
         .kills = {"checksum-ipv6-message-only-accepted", "checksum-unchecked"},
         .run = discarded_in_backup<ipv6_without_pseudo_header>},
    };
}

}  // namespace cases

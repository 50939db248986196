#include "cases/catalogue.hpp"
#include "cases/rx_faults.hpp"
#include "cases/sweep.hpp"

// What is odd about the packet around the message.

namespace cases {
namespace {

// --- faults ---

PeerAdvert versions_of_others(const Bench& t, int round) {
    constexpr PeerAdvert (*versions[])(const Bench&, int) = {faults::version<4>, faults::version<8>,
                                                             faults::version<9>};
    return versions[round](t, 0);
}

/// The whole message in the first of two fragments of an IPv6 packet (RFC 8200 4.5).
PeerAdvert ipv6_first_fragment(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        // Next Header, reserved, offset 0 with M, and an identification that no other case completes.
        const std::uint8_t header[8] = {0, 0, 0, 1, 0x56, 0x52, 0x52, t.dut().vrid};
        engine::insert_ipv6_extension(frame, 44, header);
    }};
}

/// The IP header announces 1500 octets, of which the frame holds few (keepalived aa7d5be6).
PeerAdvert ip_length_beyond_frame(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        if (t.dut().family() == Family::ipv6) {
            engine::write_u16(frame, 14 + 4, 1460);
            return;
        }
        engine::write_u16(frame, 14 + 2, 1500);
        engine::repair_ipv4_header_checksum(frame);
    }};
}

PeerAdvert ip_header_damaged(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench&) { frame[14 + 10] ^= 0x10; }};
}

// --- oddities that are legal ---

/// The Router Alert option, as IGMP has it, or Pad1 and PadN in a Destination Options header.
PeerAdvert with_ip_options(const Bench&, int) {
    return {.edit = [](Octets& frame, const Bench& t) {
        constexpr std::uint8_t router_alert[4] = {0x94, 4, 0, 0};
        constexpr std::uint8_t padding[8] = {0, 0, 1, 4, 0, 0, 0, 0};
        if (t.dut().family() == Family::ipv4)
            engine::insert_ipv4_options(frame, router_alert);
        else
            engine::insert_ipv6_extension(frame, 60, padding);
    }};
}

constexpr std::string_view with_fault =
    "Good advertisements of greater priority for longer than Active_Down_Interval (the control), then the "
    "same "
    "with the fault";
constexpr std::string_view on_time = "takeover Active_Down_Interval after the last good advertisement";

const std::vector<Clause> complete = {rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")};

void add_faults(std::vector<Case>& list) {
    list.push_back({.id = "rx/versions-of-others",
                    .clauses = complete,
                    .says = "Packets of versions 4, 8 and 9 are discarded",
                    .kills = {"version-8-and-9-accepted", "version-unchecked"},
                    .run = discarded_in_backup<versions_of_others, 3>});
    list.push_back({.id = "rx/ipv6-first-fragment",
                    .clauses = complete,
                    .says = "A fragment is not the complete packet, even if the message fits into it",
                    .profiles = v3_ipv6,
                    .kills = {"fragment-accepted"},
                    .run = discarded_in_backup<ipv6_first_fragment>});
    list.push_back({.id = "rx/ip-length-beyond-frame",
                    .clauses = complete,
                    .says = "A packet of which the frame holds only a part is not complete",
                    .known_from = {"keepalived before 2.4.0 read beyond the packet (aa7d5be6)"},
                    .kills = {"cut-packet-accepted"},
                    .run = discarded_in_backup<ip_length_beyond_frame>});
    list.push_back(
        {.id = "rx/ip-header-checksum-wrong",
         .clauses = complete,
         .says = "A packet whose IPv4 header is damaged never gets as far as VRRP (RFC 1122 3.2.1.2)",
         .profiles = ipv4_profiles,
         .kills = {"ip-header-checksum-unchecked"},
         .run = discarded_in_backup<ip_header_damaged>});
    for (auto& each : list) {
        each.stimulus = with_fault;
        each.expects = on_time;
    }
}

void add_legal(std::vector<Case>& list) {
    list.push_back({.id = "rx/ip-options",
                    .clauses = complete,
                    .says = "IPv4 options, or an IPv6 extension header, do not hide the message",
                    .stimulus = "A peer of greater priority advertises with the Router Alert option, or with "
                                "padding in a Destination Options header",
                    .expects = "silence for longer than Active_Down_Interval",
                    .level = Level::should,
                    .kills = {"ip-options-overlooked"},
                    .run = accepted<with_ip_options>});
}

}  // namespace

std::vector<Case> reception_oddity_cases() {
    std::vector<Case> list;
    add_faults(list);
    add_legal(list);
    for (auto& each : list) each.topics = Topic::robustness;
    return list;
}

}  // namespace cases

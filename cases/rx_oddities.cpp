#include "cases/catalogue.hpp"
#include "cases/rx_faults.hpp"
#include "cases/sweep.hpp"

// What is odd about the packet around the message, and what the RFCs leave a receiver to decide.

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

// --- what is recorded only ---

struct Oddity {
    const char* name;
    PeerAdvert (*advert)(const Bench& t);
    Profiles profiles = every_profile;
};

/// A device that takes the advertisement of greater priority falls silent; what each does is noted.
Task<> note_what_each_does(Bench& t, std::span<const Oddity> oddities) {
    const Duration period = t.dut().advertisement_interval;
    for (const Oddity& oddity : oddities) {
        if (!oddity.profiles.contains(t.dut().profile)) continue;
        co_await t.dut_is_active();
        const PeerAdvert advert = oddity.advert(t);
        const Mark sent = t.peer().send(advert);
        const Mark in_flight{0, t.time_of(sent) + std::min<Duration>(period / 4, 50ms)};
        const Mark next = co_await t.look_for(sort::advertisement, in_flight, 2 * period);
        t.note(oddity.name, next ? "the device goes on advertising" : "the device falls silent", sent);
        resign_as_good_peer(t);
    }
}

constexpr Oddity destinations[] = {
    {"sent to the device's own address",
     [](const Bench& t) { return PeerAdvert{.destination = t.dut().primary_address}; }},
    {"sent to the group, in a frame to the device alone",
     [](const Bench& t) { return PeerAdvert{.ethernet_destination = t.dut().physical_mac}; }},
    {"sent to all hosts",
     [](const Bench& t) {
         return PeerAdvert{.destination = t.dut().family() == Family::ipv4 ? *IpAddress::parse("224.0.0.1")
                                                                           : engine::all_nodes_group()};
     }},
    {"sent from a physical MAC address",
     [](const Bench& t) { return PeerAdvert{.ethernet_source = t.station().mac()}; }},
};

constexpr Oddity sources[] = {
    {"from an unspecified address",
     [](const Bench& t) {
         return PeerAdvert{.source = *IpAddress::parse(t.dut().family() == Family::ipv4 ? "0.0.0.0" : "::")};
     }},
    {"from the group's address",
     [](const Bench& t) { return PeerAdvert{.source = engine::vrrp_group(t.dut().family())}; }},
    {"from a virtual address",
     [](const Bench& t) { return PeerAdvert{.source = t.dut().addresses.front()}; }},
    {"from a global address",
     [](const Bench&) { return PeerAdvert{.source = *IpAddress::parse("2001:db8::5:5")}; }, v3_ipv6},
};

template <std::size_t More>
void lengthen(Octets& frame, const Bench& t) {
    const auto size = engine::read_frame(frame).advertisement.message().size();
    engine::resize_vrrp_message(frame, size + More, 0xa5);
    seal_for_device(t, frame);
}

PeerAdvert global_address_first(const Bench&) {
    static const std::vector<IpAddress> list{*IpAddress::parse("2001:db8::77"),
                                             *IpAddress::parse("fe80::77")};
    return {.addresses = std::span<const IpAddress>(list)};
}

// An interval of 0 is not among them: a device that believes it floods the LAN.
constexpr Oddity contents[] = {
    {"4 octets behind the message", [](const Bench&) { return PeerAdvert{.edit = lengthen<4>}; }},
    {"40 octets behind the message", [](const Bench&) { return PeerAdvert{.edit = lengthen<40>}; }},
    {"count 0", [](const Bench& t) { return faults::count_0(t, 0); }},
    {"a list that begins with a global address", global_address_first, v3_ipv6},
};

Task<> destinations_noted(Bench& t) {
    co_await note_what_each_does(t, destinations);
}
Task<> sources_noted(Bench& t) {
    co_await note_what_each_does(t, sources);
}
Task<> contents_noted(Bench& t) {
    co_await note_what_each_does(t, contents);
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

void add_records(std::vector<Case>& list) {
    list.push_back({.id = "rx/odd-destinations",
                    .clauses = {rfc3768("5.2.2"), rfc5798("5.1.1.2"), rfc5798("5.1.2.2"), rfc9568("5.1.1.2"),
                                rfc9568("5.1.2.2")},
                    .says =
                        "What a device does with advertisements for other addresses than the group's, and "
                        "from a physical MAC address",
                    .run = destinations_noted});
    list.push_back({.id = "rx/odd-sources",
                    .clauses = {rfc3768("5.2.1"), rfc5798("5.1.1.1"), rfc5798("5.1.2.1"), rfc9568("5.1.1.1"),
                                rfc9568("5.1.2.1")},
                    .says = "What a device does with advertisements from addresses that are no router's",
                    .run = sources_noted});
    list.push_back({.id = "rx/odd-contents",
                    .clauses = {rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
                    .says = "What a device does with trailing octets, a count of 0, and a list "
                            "that begins with a global IPv6 address",
                    .run = contents_noted});
    for (auto& each : list)
        if (each.run == destinations_noted || each.run == sources_noted || each.run == contents_noted) {
            each.level = Level::report;
            each.stimulus = "Single advertisements of greater priority, each odd in one way";
            each.expects = "nothing: whether the device falls silent is recorded";
            each.needs.shortest_interval = 200ms;
            each.needs.longest_interval = 5s;
        }
}

}  // namespace

std::vector<Case> reception_oddity_cases() {
    std::vector<Case> list;
    add_faults(list);
    add_legal(list);
    add_records(list);
    for (auto& each : list) each.topics = Topic::robustness;
    return list;
}

}  // namespace cases

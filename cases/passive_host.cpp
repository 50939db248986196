#include <algorithm>

#include "cases/passive_support.hpp"

namespace cases {
namespace {

using Kind = HostFrameSeen::Kind;

constexpr Duration announcement_time = 500ms;

bool is_arp(const HostFrameSeen& seen) {
    return seen.view.arp.has_value();
}
bool is_na(const HostFrameSeen& seen) {
    return seen.view.neighbour && seen.view.kind == engine::FrameKind::neighbour_advertisement;
}

/// A gratuitous ARP, or an NA to a group, with whatever MAC address it gives.
bool is_announcement(const HostFrameSeen& seen) {
    if (is_na(seen)) return seen.view.ip && seen.view.ip->destination.is_multicast();
    return is_arp(seen) && seen.view.arp->is_gratuitous() && seen.kind != Kind::from_router_mac;
}
/// The answer to a request for a virtual address.
bool is_reply(const HostFrameSeen& seen) {
    if (seen.kind == Kind::from_router_mac || is_announcement(seen)) return false;
    return is_arp(seen) ? seen.view.arp->operation == 2 : is_na(seen);
}

IpAddress address_told(const HostFrameSeen& seen) {
    return is_arp(seen) ? seen.view.arp->sender_ip : seen.view.neighbour->target;
}
std::string mac_told(const HostFrameSeen& seen) {
    if (is_arp(seen)) return to_string(seen.view.arp->sender_mac);
    return seen.view.neighbour->link_layer_address ? to_string(*seen.view.neighbour->link_layer_address)
                                                   : "no MAC address";
}

// 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6 (7.3).
MacAddress router_mac_of(const RouterSeen& router) {
    MacAddress mac{{0x00, 0x00, 0x5e, 0x00, 0x01, router.vrid}};
    if (router.family == Family::ipv6) mac.octets[4] = 0x02;
    return mac;
}

// Which addresses were announced: a bit each, by the last octets, in the check's memory of the router. Two
// that share a bit hide each other's absence, and nothing worse.
struct Place {
    std::size_t word = 0;
    std::uint64_t bit = 0;
};
Place place_of(const IpAddress& address) {
    const auto octets = address.octets();
    const std::size_t number =
        (octets[octets.size() - 1] + 7u * octets[octets.size() - 2] + 13u * octets[octets.size() - 3]) % 192;
    return {number / 64, 1ull << number % 64};
}

bool begins_to_serve(const ChangeSeen& change) {
    return change.to && change.kind != ChangeKind::first && change.kind != ChangeKind::gone &&
           !change.to->is_tester && (!change.from || change.from->source != change.to->source);
}

void expect_announcements(const ChangeSeen& change, Ruling& ruling) {
    if (!begins_to_serve(change)) return;
    const auto now = change.first_of_to.when;
    const Instant last{static_cast<std::int64_t>(ruling.memory(nullptr, 3))};
    // One that came shortly before the first advertisement is late for nobody.
    if (now - last > announcement_time)
        for (const std::size_t word : {0U, 1U, 2U}) ruling.memory(nullptr, word) = 0;
    ruling.look_again(now + announcement_time,
                      static_cast<std::uint32_t>(change.to - change.router.speakers.data()));
}

void note_announcement(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_announcement(seen)) return;
    const Place place = place_of(address_told(seen));
    ruling.memory(nullptr, place.word) |= place.bit;
    ruling.memory(nullptr, 3) = static_cast<std::uint64_t>(seen.frame.when.nanoseconds);
}

void every_address_was_announced(const DeadlineSeen& deadline, Ruling& ruling) {
    const auto& router = deadline.router;
    // A capture of protocol 112 alone holds none.
    if (deadline.capture_ended || !router.resolution_seen || deadline.cookie >= router.speakers.size())
        return;
    const auto& speaker = router.speakers[deadline.cookie];
    if (!speaker.is_active || router.active_speaker() != &speaker) return;
    std::string missing;
    std::size_t count = 0;
    for (const auto& address : speaker.addresses) {
        const Place place = place_of(address);
        if ((ruling.memory(nullptr, place.word) & place.bit) != 0) continue;
        if (++count <= 4) missing += (missing.empty() ? "" : ", ") + to_string(address);
    }
    if (count == 0) return ruling.holds();
    if (count > 4) missing += fmt::format(" and {} more", count - 4);
    const char* what = router.family == Family::ipv4 ? "gratuitous ARP" : "unsolicited NA";
    ruling.fails(&speaker,
                 fmt::format("a {} for each of {} addresses within {} of its first advertisement", what,
                             speaker.addresses.size(), in_seconds(announcement_time)),
                 fmt::format("none for {}", missing));
}

// For the report of how soon: the takeover's time, until it is reported; and the last announcement's.
void remember_takeover(const ChangeSeen& change, Ruling& ruling) {
    if (!begins_to_serve(change)) return;
    const auto now = change.first_of_to.when;
    const Instant last{static_cast<std::int64_t>(ruling.memory(nullptr, 1))};
    if (last.nanoseconds != 0 && now - last < announcement_time)
        return ruling.notes(change.to, "announced",
                            fmt::format("{} before its first advertisement", in_seconds(now - last)));
    ruling.memory(nullptr, 0) = static_cast<std::uint64_t>(now.nanoseconds);
}

void report_delay(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_announcement(seen)) return;
    // While another serves, it may be that one's.
    if (!seen.router.active_speaker())
        ruling.memory(nullptr, 1) = static_cast<std::uint64_t>(seen.frame.when.nanoseconds);
    const Instant since{static_cast<std::int64_t>(std::exchange(ruling.memory(nullptr, 0), 0))};
    if (since.nanoseconds != 0)
        ruling.notes(seen.router.active_speaker(), "announced",
                     fmt::format("{} after its first advertisement", in_seconds(seen.frame.when - since)));
}

/// Whose frame it is. The address of an owner is a virtual one, too: whoever is Active speaks from it, and an
/// owner that has stopped still has it.
const SpeakerSeen* sender(const HostFrameSeen& seen) {
    const auto* speaker = seen.speaker;
    return speaker && !speaker->is_active && seen.router.is_virtual_address(speaker->source) ? nullptr
                                                                                             : speaker;
}

/// Whose announcement it must be: of the router that has just become Active, where nothing else tells.
const SpeakerSeen* announcer(const HostFrameSeen& seen) {
    if (const auto* known = sender(seen)) return known;
    const auto* active = seen.router.active_speaker();
    return active && seen.frame.when - active->active_since <= announcement_time * 2 ? active : nullptr;
}

void blame_for_mac(const HostFrameSeen& seen, Ruling& ruling, const SpeakerSeen* whose) {
    const std::string observed = fmt::format("{} is at {}", to_string(address_told(seen)), mac_told(seen));
    if (!whose)
        return ruling.doubts(observed +
                             ", says a frame of nobody known: an address conflict, or a router "
                             "that gives its own MAC address");
    if (whose->is_tester) return;
    ruling.fails(whose,
                 fmt::format("the virtual router MAC address {}", to_string(router_mac_of(seen.router))),
                 observed);
}

void announces_virtual_mac(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_announcement(seen)) return;
    const bool lacks_mac = is_na(seen) && !seen.view.neighbour->link_layer_address;
    if (seen.kind != Kind::claims_other_mac && !lacks_mac) return ruling.holds();
    blame_for_mac(seen, ruling, announcer(seen));
}

void replies_with_virtual_mac(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_reply(seen)) return;
    const bool lacks_mac = is_na(seen) && !seen.view.neighbour->link_layer_address;
    if (seen.kind != Kind::claims_other_mac && !lacks_mac) return ruling.holds();
    const auto told = address_told(seen);
    const auto& speakers = seen.router.speakers;
    // An owner that is not Active has its address for itself.
    if (std::any_of(speakers.begin(), speakers.end(),
                    [&](const SpeakerSeen& each) { return each.source == told && !each.is_active; }))
        return;
    blame_for_mac(seen, ruling, lacks_mac && !sender(seen) ? seen.router.active_speaker() : sender(seen));
}

void gratuitous_arp_form(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_arp(seen) || !is_announcement(seen)) return;
    const auto& destination = seen.view.ethernet.destination;
    if (seen.view.ethernet.has_destination && destination != engine::broadcast_mac)
        return ruling.fails(announcer(seen), "a broadcast", "Ethernet destination " + to_string(destination));
    // RFC 9568 says "message" where its elders say "request".
    if (seen.circumstances.rfc != engine::Rfc::rfc9568 && seen.view.arp->operation != 1)
        return ruling.fails(announcer(seen), "an ARP request",
                            fmt::format("operation {}", seen.view.arp->operation));
    ruling.holds();
}

void gratuitous_arp_target(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_arp(seen) || seen.kind != Kind::gratuitous_arp || seen.circumstances.rfc != engine::Rfc::rfc9568)
        return;
    const auto wanted = router_mac_of(seen.router);
    if (seen.view.arp->target_mac == wanted) return ruling.holds();
    ruling.fails(announcer(seen), "target hardware address " + to_string(wanted),
                 "target hardware address " + to_string(seen.view.arp->target_mac));
}

std::string flags_text(const engine::NeighbourView& na) {
    return fmt::format("R={} S={} O={}", int(na.router), int(na.solicited), int(na.override_flag));
}

void unsolicited_na_form(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_na(seen) || !seen.view.ip) return;
    if (!is_announcement(seen)) return;
    const bool is_to_all = seen.view.ip->destination == engine::all_nodes_group();
    const auto& na = *seen.view.neighbour;
    const auto observed = fmt::format("{} to {} with Hop Limit {}", flags_text(na),
                                      to_string(seen.view.ip->destination), seen.view.ip->ttl);
    if (na.router && !na.solicited && na.override_flag && is_to_all && seen.view.ip->ttl == 255)
        return ruling.holds();
    ruling.fails(announcer(seen), "R=1 S=0 O=1 to ff02::1 with Hop Limit 255", observed);
}

void na_reply_form(const HostFrameSeen& seen, Ruling& ruling) {
    if (!is_na(seen) || !is_reply(seen) || !seen.view.ip || seen.view.ip->destination.is_multicast()) return;
    const auto& na = *seen.view.neighbour;
    // Only RFC 9568 asks for the Router flag here.
    const bool wants_router = seen.circumstances.rfc == engine::Rfc::rfc9568;
    if ((na.router || !wants_router) && na.solicited) return ruling.holds();
    ruling.fails(sender(seen) ? sender(seen) : seen.router.active_speaker(),
                 wants_router ? "R=1 S=1 in an answer" : "S=1 in an answer", flags_text(na));
}

/// It has resigned, or another that goes before it is Active, for so long that it must know.
bool is_surely_backup(const HostFrameSeen& seen) {
    const auto* speaker = sender(seen);
    if (!speaker || speaker->last.frame == 0) return false;
    const Duration grace = crossing(seen.circumstances) * 2;
    const auto now = seen.frame.when;
    const auto& router = seen.router;
    return std::any_of(router.speakers.begin(), router.speakers.end(), [&](const SpeakerSeen& other) {
        if (other.source == speaker->source || !other.is_active || !is_living(other.last)) return false;
        if (now - other.last_living.when > other.last_living.interval * 2) return false;
        if (now - other.active_since <= grace || speaker->last.when >= other.active_since) return false;
        return discord(other, *speaker).empty();
    });
}

void backup_answers_nothing(const HostFrameSeen& seen, Ruling& ruling) {
    if ((!is_reply(seen) && !is_announcement(seen)) || !sender(seen)) return;
    if (!is_surely_backup(seen)) return ruling.holds();
    ruling.fails(seen.speaker,
                 fmt::format("silence about virtual addresses while {} is Active",
                             seen.router.active_speaker() ? to_string(seen.router.active_speaker()->source)
                                                          : "another"),
                 fmt::format("{} is at {}, says {}", to_string(address_told(seen)), mac_told(seen),
                             to_string(seen.speaker->source)));
}

void backup_sends_nothing_from_virtual_mac(const HostFrameSeen& seen, Ruling& ruling) {
    if (!sender(seen) || !seen.view.ethernet.has_source ||
        seen.view.ethernet.source != router_mac_of(seen.router))
        return;
    if (!is_surely_backup(seen)) return ruling.holds();
    ruling.fails(seen.speaker, "no frame of a Backup from the virtual router MAC address",
                 fmt::format("a frame of {} from {}: {}", to_string(seen.speaker->source),
                             to_string(seen.view.ethernet.source), engine::describe(seen.view)));
}

}  // namespace

std::vector<PassiveCheck> passive_host_checks() {
    const std::vector<Clause> takeover = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                          rfc9568("6.4.2")};
    const std::vector<Clause> answers = {rfc2338("8.2"),   rfc3768("8.2"),   rfc5798("8.1.2"),
                                         rfc5798("8.2.2"), rfc9568("8.1.2"), rfc9568("8.2.2")};
    return {
        {.id = "passive/announces-every-address",
         .clauses = takeover,
         .says = "A new Active sends a gratuitous ARP, or an unsolicited NA, for each address",
         .expects = "one for each listed address within 500 ms of its first advertisement; not judged where "
                    "the capture shows no ARP, or no neighbour discovery, at all",
         .known_from = {"keepalived in sync groups (issues 285 and 286)"},
         .kills = {"takeover-without-announcement", "announces-first-address-only",
                   "announces-a-second-late"},
         .on_change = expect_announcements,
         .on_host_frame = note_announcement,
         .on_deadline = every_address_was_announced},
        {.id = "passive/announcement-delay",
         .clauses = takeover,
         .says = "How long after its first advertisement a new Active announces its addresses",
         .expects = "a record of the first announcement after, or shortly before, the advertisement that "
                    "6.4.2 has come first",
         .known_from = {"keepalived before 2.2.0, which announced first (ff6e13a1)"},
         .level = Level::report,
         .kills = {"announces-a-second-late", "announces-before-advertising"},
         .on_change = remember_takeover,
         .on_host_frame = report_delay},
        {.id = "passive/announces-the-virtual-mac",
         .clauses = takeover,
         .says =
             "A gratuitous ARP or unsolicited NA for a virtual address gives the virtual router MAC address",
         .expects =
             "00:00:5e:00:01:{VRID} as the sender hardware address, 00:00:5e:00:02:{VRID} as the target "
             "link-layer address",
         .known_from = {"keepalived without use_vmac"},
         .kills = {"garp-physical-mac", "na-physical-mac", "na-without-mac"},
         .on_host_frame = announces_virtual_mac},
        {.id = "passive/gratuitous-arp-form",
         .clauses = takeover,
         .says = "A gratuitous ARP is a broadcast, and before RFC 9568 a request",
         .expects = "Ethernet destination ff:ff:ff:ff:ff:ff; operation 1 under RFC 2338, 3768 and 5798, 1 or "
                    "2 under RFC 9568",
         .profiles = ipv4_profiles,
         .kills = {"garp-unicast", "garp-is-reply"},
         .on_host_frame = gratuitous_arp_form},
        {.id = "passive/gratuitous-arp-target-mac",
         .clauses = {rfc9568("6.4.2")},
         .says = "The gratuitous ARP's target link-layer address is the virtual router MAC address",
         .expects = "00:00:5e:00:01:{VRID}, under RFC 9568 alone",
         .profiles = v3_ipv4,
         .kills = {"garp-target-mac-zero"},
         .on_host_frame = gratuitous_arp_target},
        {.id = "passive/unsolicited-na-form",
         .clauses = {rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "An unsolicited NA goes to all nodes with R=1, S=0 and O=1",
         .expects = "these flags, destination ff02::1 and Hop Limit 255 (RFC 4861 7.1.2)",
         .known_from = {"keepalived (issue 1330)"},
         .profiles = v3_ipv6,
         .kills = {"na-without-router-flag", "na-without-override-flag", "na-with-solicited-flag",
                   "na-hop-limit-64"},
         .on_host_frame = unsolicited_na_form},
        {.id = "passive/replies-with-the-virtual-mac",
         .clauses = answers,
         .says = "An answer for a virtual address gives the virtual router MAC address",
         .expects = "the virtual router MAC address in the ARP reply's sender hardware address, and as the "
                    "NA's target link-layer address; an answer of nobody known is no verdict",
         .known_from = {"keepalived without use_vmac (issue 511)"},
         .kills = {"arp-reply-physical-mac", "na-reply-physical-mac", "na-reply-without-mac"},
         .on_host_frame = replies_with_virtual_mac},
        {.id = "passive/solicited-na-form",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says =
             "The answer to a neighbour solicitation has the Solicited flag, and under RFC 9568 the Router "
             "flag",
         .expects = "S=1 in an NA that goes to one host, and R=1 under RFC 9568",
         .profiles = v3_ipv6,
         .kills = {"na-reply-without-router-flag", "na-reply-unsolicited"},
         .on_host_frame = na_reply_form},
        {.id = "passive/backup-answers-nothing",
         .clauses = takeover,
         .says = "A Backup neither answers for a virtual address nor announces one",
         .expects = "no ARP reply, gratuitous ARP or NA for a virtual address by a router that another has "
                    "relieved 100 ms ago or longer, where the frame tells whose it is",
         .known_from = {"FRR (issues 16696 and 16995)"},
         .kills = {"resolution-answered-in-backup", "resolution-answered-after-stop"},
         .on_host_frame = backup_answers_nothing},
        {.id = "passive/backup-sends-nothing-from-the-virtual-mac",
         .clauses = takeover,
         .says = "A Backup sends no frame from the virtual router MAC address",
         .expects = "no frame of its own address from that source while another is Active, where the frame "
                    "tells whose it is",
         .known_from = {"keepalived (issue 882)", "FRR over IPv6 (issue 16002)"},
         .kills = {"own-arp-from-virtual-mac"},
         .on_host_frame = backup_sends_nothing_from_virtual_mac},
    };
}

}  // namespace cases

#include <algorithm>

#include "cases/address_places.hpp"
#include "cases/passive_support.hpp"

namespace cases {
namespace {

using engine::ChecksumForm;

std::string_view name_of_version(int version) {
    switch (version) {
        case 8:
            return ", HP and H3C Comware's load-balancing mode over IPv4";
        case 9:
            return ", HP and H3C Comware's load-balancing mode over IPv6";
        default:
            return "";
    }
}

void version_is_known(const PacketSeen& packet, Ruling& ruling) {
    if (!is_complete_vrrp(packet) || packet.message().message().empty()) return;
    const int version = packet.message().version();
    if (is_known_version(packet)) return ruling.holds();
    const bool is_v4 = packet.router.family == Family::ipv4;
    ruling.fails(packet.speaker, is_v4 ? "version 2 or 3" : "version 3 over IPv6",
                 fmt::format("version {}{}", version, name_of_version(version)));
}

void type_is_1(const PacketSeen& packet, Ruling& ruling) {
    if (!is_complete_vrrp(packet) || packet.message().message().empty() || !is_known_version(packet)) return;
    const int type = packet.message().type();
    if (type == 1) return ruling.holds();
    ruling.fails(packet.speaker, "type 1, ADVERTISEMENT",
                 fmt::format("type {}{}", type, type == 7 ? ", Extreme Networks' fast advertisement" : ""));
}

void vrid_is_not_0(const PacketSeen& packet, Ruling& ruling) {
    if (!is_complete_vrrp(packet) || packet.message().message().size() < 2 || !is_known_version(packet))
        return;
    if (packet.message().vrid() != 0) return ruling.holds();
    ruling.fails(packet.speaker, "a VRID from 1 to 255", "VRID 0");
}

void count_is_not_0(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet)) return;
    if (packet.message().count() != 0) return ruling.holds();
    ruling.fails(packet.speaker, "at least one address", "count 0");
}

/// What kind of wrong sum it is, where that can be told.
std::string name_of_sum(const PacketSeen& packet) {
    const auto& message = packet.message();
    if (message.checksum() == 0) return ", none at all";
    const bool is_unicast = !packet.view.ip->destination.is_multicast();
    if (is_unicast &&
        engine::vrrp_checksum_verifies(message.message(), ChecksumForm::pseudo_header, packet.view.ip->source,
                                       engine::vrrp_group(packet.router.family)))
        return ", with the group for a destination in the pseudo-header though the packet is unicast "
               "(keepalived up to 1.3.6)";
    if (packet.router.family == Family::ipv6 && packet.message_only_good)
        return ", that of the message without the IPv6 pseudo-header (Junos before 12.2)";
    if (packet.message_only_good || packet.pseudo_header_good)
        return ", that of the message with a pseudo-header, which version 2 has not";
    return "";
}

void checksum_is_right(const PacketSeen& packet, Ruling& ruling) {
    if (!has_whole_message(packet)) return;
    if (is_checksum_right(packet)) return ruling.holds();
    const char* expected = packet.message().version() == 2 ? "the sum of the message alone"
                           : packet.router.family == Family::ipv6
                               ? "the sum of IPv6 pseudo-header and message"
                               : "the sum of the message, with or without "
                                 "the pseudo-header";
    ruling.fails(packet.speaker, expected,
                 fmt::format("checksum 0x{:04x}{}", packet.message().checksum(), name_of_sum(packet)));
}

bool leaves_form_open(const PacketSeen& packet) {
    return has_readable_fields(packet) && packet.message().version() == 3 &&
           packet.router.family == Family::ipv4;
}

std::string_view form_seen(const PacketSeen& packet) {
    if (packet.message_only_good && packet.pseudo_header_good) return "either";
    return to_string(packet.message_only_good ? ChecksumForm::message_only : ChecksumForm::pseudo_header);
}

void checksum_form_is_the_rfcs(const PacketSeen& packet, Ruling& ruling) {
    if (!packet.circumstances.rfc_chosen || !leaves_form_open(packet)) return;
    const bool wants_pseudo = packet.circumstances.rfc == engine::Rfc::rfc5798;
    if (wants_pseudo ? packet.pseudo_header_good : packet.message_only_good) return ruling.holds();
    ruling.fails(packet.speaker,
                 wants_pseudo ? "the sum of IPv4 pseudo-header and message (RFC 5798)"
                              : "the sum of the message alone (RFC 9568)",
                 fmt::format("the other form, {}", form_seen(packet)));
}

void checksum_form(const PacketSeen& packet, Ruling& ruling) {
    if (!leaves_form_open(packet)) return;
    note_of_sender(packet, ruling, "checksum form", std::string(form_seen(packet)));
}

void reserve_is_0(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().version() != 3) return;
    if (packet.message().reserve() == 0) return ruling.holds();
    ruling.fails(packet.speaker, "reserved bits 0",
                 fmt::format("reserved bits 0x{:x}, before an interval of {} cs", packet.message().reserve(),
                             packet.message().max_advertise_interval_cs()));
}

void interval_is_not_0(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet)) return;
    if (engine::interval_cs(packet.message()) != 0) return ruling.holds();
    ruling.fails(packet.speaker, "an interval of at least 1",
                 fmt::format("interval 0{}", packet.message().version() == 2
                                                 ? ", as for a part of a second (Junos fast-interval)"
                                                 : ""));
}

void first_address_is_link_local(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.router.family != Family::ipv6) return;
    const auto first = packet.message().address(0);
    if (!first || packet.message().count() == 0) return;
    if (first->is_link_local()) return ruling.holds();
    ruling.fails(packet.speaker, "a link-local address (fe80::/10) first",
                 fmt::format("{} first", to_string(*first)));
}

bool is_usable(const IpAddress& address) {
    if (address.is_unspecified() || address.is_multicast()) return false;
    return address.family() == Family::ipv6 ||
           (address.octets()[0] != 0 && address.octets()[0] != 127 && address.octets()[0] < 224);
}

void addresses_are_usable(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet)) return;
    const std::size_t count = packet.message().count();
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = *packet.message().address(i);
        if (is_usable(address)) continue;
        return ruling.fails(packet.speaker,
                            fmt::format("unicast {} addresses", to_string(packet.router.family)),
                            fmt::format("{} in the list, which no router can serve", to_string(address)));
    }
    if (count != 0) ruling.holds();
}

void no_address_twice(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().count() == 0) return;
    const auto& message = packet.message();
    const std::size_t count = message.count();
    if (packet.speaker && packet.speaker->addresses.size() == count && packet.speaker->last.frame != 0) {
        // What has not changed since the last packet needs no second look.
        bool is_same = true;
        for (std::size_t i = 0; i < count && is_same; ++i)
            is_same = message.address(i) == packet.speaker->addresses[i];
        if (is_same && ruling.memory(packet.speaker, 0) != 0) return ruling.holds();
    }
    const auto listed = [&](std::size_t i) { return message.address(i).value_or(IpAddress()); };
    AddressPlaces places;
    for (std::size_t i = 0; i < count; ++i) {
        const auto former = places.add(i, listed);
        if (!former) continue;
        if (packet.speaker) ruling.memory(packet.speaker, 0) = 0;
        return ruling.fails(packet.speaker, "each address once",
                            fmt::format("{} as address {} and {}", to_string(listed(i)), *former + 1, i + 1));
    }
    if (packet.speaker) ruling.memory(packet.speaker, 0) = 1;
    ruling.holds();
}

bool lists_its_source(const PacketSeen& packet) {
    const auto& message = packet.message();
    for (std::size_t i = 0; i < message.count(); ++i)
        if (message.address(i) == packet.view.ip->source) return true;
    return false;
}

void owner_is_255(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().priority() == 0) return;
    if (!lists_its_source(packet)) {
        if (packet.message().priority() != 255) ruling.holds();
        return;
    }
    if (packet.message().priority() == 255) return ruling.holds();
    ruling.fails(packet.speaker, "priority 255 from the router whose own address is listed",
                 fmt::format("priority {} from {}, which is among the addresses", packet.message().priority(),
                             to_string(packet.view.ip->source)));
}

void only_owners_are_255(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().priority() != 255) return;
    note_of_sender(packet, ruling, "priority 255",
                   lists_its_source(packet)
                       ? "the source is among the addresses: it owns it"
                       : "the source is not among the addresses: an owner only if one of "
                         "them is another address of its interface");
}

void carp(const PacketSeen& packet, Ruling& ruling) {
    // Of CARP's header: type and version, VHID, advskew (RFC-less; OpenBSD's ip_carp.h).
    if (packet.is_carp)
        ruling.notes(
            packet.speaker, "CARP",
            fmt::format("VHID {}, advskew {}: CARP shares VRRP's protocol number and, in a VHID, its "
                        "virtual MAC address",
                        packet.message().vrid(), packet.message().priority()));
}

}  // namespace

std::vector<PassiveCheck> passive_message_checks() {
    const std::vector<Clause> lists = {rfc2338("5.3.9"), rfc3768("5.3.9"), rfc5798("5.2.9"),
                                       rfc9568("5.2.9")};
    const std::vector<Clause> priorities = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"),
                                            rfc9568("5.2.4")};
    const std::vector<Clause> sums = {rfc2338("5.3.8"), rfc3768("5.3.8"), rfc5798("5.2.8"), rfc9568("5.2.8")};
    return {
        {.id = "passive/version-is-known",
         .clauses = {rfc2338("5.3.1"), rfc3768("5.3.1"), rfc5798("5.2.1"), rfc9568("5.2.1")},
         .says = "The version is 2 or 3, and 3 over IPv6",
         .expects = "2 or 3 in the first four bits; what else is known to be sent is named",
         .known_from = {"HP and H3C Comware 5 in load-balancing mode (8 and 9)"},
         .kills = {"advert-version-of-other"},
         .on_packet = version_is_known},
        {.id = "passive/type-is-advertisement",
         .clauses = {rfc2338("5.3.2"), rfc3768("5.3.2"), rfc5798("5.2.2"), rfc9568("5.2.2")},
         .says = "The type field is 1, ADVERTISEMENT",
         .expects = "1 in the second four bits",
         .known_from = {"Extreme Networks' fast-advertisement (7)"},
         .kills = {"advert-type-2"},
         .on_packet = type_is_1},
        {.id = "passive/vrid-is-not-0",
         .clauses = {rfc2338("5.3.3"), rfc3768("5.3.3"), rfc5798("5.2.3"), rfc9568("5.2.3")},
         .says = "The VRID is from 1 to 255",
         .expects = "a second octet other than 0",
         .kills = {"advert-vrid-off-by-one"},
         .on_packet = vrid_is_not_0},
        {.id = "passive/count-is-not-0",
         .clauses = {rfc2338("5.3.5"), rfc3768("5.3.5"), rfc5798("5.2.5"), rfc9568("5.2.5")},
         .says = "An advertisement, of priority 0 too, lists at least one address",
         .expects = "a count of 1 or more",
         .known_from = {"keepalived (issue 2175)"},
         .kills = {"resignation-without-addresses"},
         .on_packet = count_is_not_0},
        {.id = "passive/checksum-is-right",
         .clauses = sums,
         .says = "The checksum is right in a form that version and family allow",
         .expects = "version 2: the message alone; version 3 over IPv6: with the pseudo-header of RFC 8200 "
                    "8.1; version 3 over IPv4: either, since RFC 5798 and 9568 differ",
         .known_from = {"keepalived built by GCC with link-time optimisation (before 2.2.8)",
                        "keepalived with unicast peers (issues 642 and 1175)", "Junos before 12.2 over IPv6"},
         .kills = {"advert-checksum-off-by-one", "advert-checksum-zero", "advert-ipv6-checksum-message-only"},
         .on_packet = checksum_is_right},
        {.id = "passive/checksum-form-of-the-rfc",
         .clauses = {rfc5798("5.2.8"), rfc9568("5.2.8")},
         .says = "The checksum of version 3 over IPv4 has the form of the RFC that was chosen",
         .expects = "rfc9568: over the message alone; rfc5798: over the IPv4 pseudo-header and the message; "
                    "not judged where no RFC was chosen",
         .known_from = {"keepalived before 2.2.8, and later without v3_checksum_as_v2",
                        "FRR before 9.0, and "
                        "later by default",
                        "Arista EOS", "OcNOS"},
         .profiles = v3_ipv4,
         .kills = {"advert-checksum-of-other-form"},
         .on_packet = checksum_form_is_the_rfcs},
        {.id = "passive/checksum-form",
         .clauses = {rfc5798("5.2.8"), rfc9568("5.2.8")},
         .says = "Which form the checksum of version 3 over IPv4 has",
         .expects = "a record of it: message-only or pseudo-header; a sum may happen to be right in either",
         .level = Level::report,
         .profiles = v3_ipv4,
         .kills = {"advert-checksum-of-other-form"},
         .on_packet = checksum_form},
        {.id = "passive/reserve-is-0",
         .clauses = {rfc5798("5.2.6"), rfc9568("5.2.6")},
         .says = "The reserved bits are sent as zero",
         .expects = "the four bits before the interval are 0",
         .known_from = {"FRR before 10.7 at intervals beyond 12 bits (f923267f08)"},
         .profiles = v3_profiles,
         .kills = {"advert-reserve-set"},
         .on_packet = reserve_is_0},
        {.id = "passive/interval-is-not-0",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"), rfc9568("5.2.7")},
         .says = "The advertised interval is not 0",
         .expects = "1 or more: after 0 every Backup's Active_Down_Interval would be 0, too",
         .known_from = {"Junos fast-interval",
                        "keepalived with intervals below half a second in version 2 "
                        "(issue 1615), and at 40.958 s (before 2.3.2)"},
         .kills = {"advert-interval-zero", "resignation-interval-zero"},
         .on_packet = interval_is_not_0},
        {.id = "passive/ipv6-first-address-is-link-local",
         .clauses = {rfc5798("5.2.9"), rfc9568("5.2.9")},
         .says = "Over IPv6 the first address is the virtual router's link-local address",
         .expects = "fe80::/10 first",
         .known_from = {"keepalived, whose strict check was inverted (issue 2129)",
                        "implementations that Arista EOS therefore ignores (netlab issue 1818)"},
         .profiles = v3_ipv6,
         .kills = {"advert-global-address-first"},
         .on_packet = first_address_is_link_local},
        {.id = "passive/addresses-are-usable",
         .clauses = lists,
         .says = "The listed addresses are such as a router can have",
         .expects = "none unspecified, multicast, loopback or broadcast",
         .kills = {"advert-lists-unusable-address"},
         .on_packet = addresses_are_usable},
        {.id = "passive/no-address-twice",
         .clauses = lists,
         .says = "No address is listed twice",
         .expects = "each address once in a message",
         .level = Level::should,
         .kills = {"advert-lists-address-twice"},
         .on_packet = no_address_twice},
        {.id = "passive/owner-has-priority-255",
         .clauses = priorities,
         .says = "A router that advertises its own address does so with priority 255",
         .expects = "where the source is among the addresses: 255, or 0 from one that stops",
         .known_from = {"keepalived over IPv6 (issue 1122), where a virtual address became the source"},
         .kills = {"advert-source-is-virtual-address", "owner-advertises-100"},
         .on_packet = owner_is_255},
        {.id = "passive/priority-255",
         .clauses = priorities,
         .says = "Who advertises as an address owner",
         .expects = "a record of each source of priority 255, and whether it lists that address",
         .level = Level::report,
         .kills = {"owner-advertises-100"},
         .on_packet = only_owners_are_255},
        {.id = "passive/carp",
         .clauses = {rfc2338("5.3.1"), rfc3768("5.3.1"), rfc5798("5.2.1"), rfc9568("5.2.1")},
         .says = "CARP is told apart from VRRP",
         .expects = "a record of what shares protocol 112 but is CARP: version 2, type 1, a count field of 7 "
                    "and 36 octets, where VRRP would have 44",
         .level = Level::report,
         .kills = {"advert-is-carp"},
         .on_packet = carp},
    };
}

}  // namespace cases

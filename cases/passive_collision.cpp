#include <algorithm>

#include "cases/address_places.hpp"
#include "cases/passive_support.hpp"

namespace cases {
namespace {

/// It advertises now, or would have to be waited for: its Active_Down_Interval is not over.
bool is_alive(const SpeakerSeen& speaker, Instant now) {
    return is_living(speaker.last) && now - speaker.last_living.when <= speaker.last_living.interval * 3;
}

/// How many addresses of the packet the other lists, too.
std::size_t shared_addresses(const PacketSeen& packet, const SpeakerSeen& other) {
    const auto listed = [&](std::size_t i) { return other.addresses[i]; };
    AddressPlaces places;
    for (std::size_t i = 0; i < other.addresses.size(); ++i) places.add(i, listed);
    std::size_t shared = 0;
    for (std::size_t i = 0; i < packet.message().count(); ++i) {
        const auto address = packet.message().address(i);
        if (address && places.find(*address, listed)) ++shared;
    }
    return shared;
}

std::string list_text(const std::vector<IpAddress>& addresses) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(addresses.size(), 4); ++i)
        text += (i ? ", " : "") + to_string(addresses[i]);
    if (addresses.size() > 4) text += fmt::format(" and {} more", addresses.size() - 4);
    return text.empty() ? "none" : text;
}

/// Another router that is alive on this VRID. What one router says in two versions (RFC 9568 8.4) is its own.
template <typename Found>
void for_each_other(const PacketSeen& packet, Found found) {
    const auto& source = packet.view.ip->source;
    for (const auto& other : packet.router.speakers)
        if (other.source != source && is_alive(other, packet.frame.when)) found(other);
}

void vrid_is_not_used_twice(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().count() == 0 || packet.message().priority() == 0) return;
    bool has_collided = false, has_other = false;
    for_each_other(packet, [&](const SpeakerSeen& other) {
        has_other = true;
        if (has_collided || other.addresses.empty() || shared_addresses(packet, other) > 0) return;
        has_collided = true;
        ruling.cite(other.last_living.frame, "of the other");
        ruling.fails(packet.speaker,
                     fmt::format("an address in common with {}, which is alive on the same VRID: {}",
                                 to_string(other.source), list_text(other.addresses)),
                     fmt::format("{} from {}", list_text(packet.message().addresses()),
                                 to_string(packet.view.ip->source)));
    });
    if (has_other && !has_collided) ruling.holds();
}

void lists_agree(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().priority() == 0) return;
    for (const auto& other : packet.router.speakers) {
        if (other.source == packet.view.ip->source || other.addresses.empty()) continue;
        const std::size_t count = packet.message().count();
        bool is_same = other.addresses.size() == count;
        for (std::size_t i = 0; i < count && is_same; ++i)
            is_same = packet.message().address(i) == other.addresses[i];
        if (is_same) continue;
        const auto shared = shared_addresses(packet, other);
        return ruling.notes(
            packet.speaker, "addresses other than of " + to_string(other.source),
            shared == count && shared == other.addresses.size()
                ? "the same in another order"
                : fmt::format("{} in common of {} here and {} there", shared, count, other.addresses.size()));
    }
    ruling.holds();
}

void list_is_constant(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    if (!speaker || speaker->last.frame == 0 || speaker->addresses.empty()) return;
    const std::size_t count = packet.message().count();
    bool is_same = speaker->addresses.size() == count;
    for (std::size_t i = 0; i < count && is_same; ++i)
        is_same = packet.message().address(i) == speaker->addresses[i];
    if (is_same) return ruling.holds();
    ruling.notes(speaker, packet.message().priority() == 0 ? "addresses of its resignation" : "addresses",
                 fmt::format("{}; before: {}", list_text(packet.message().addresses()),
                             list_text(speaker->addresses)));
}

// Two physical MAC addresses in turn behind one source address. A router may change from its own to the
// virtual one or back, and once to another card's.
void source_is_one_router(const PacketSeen& packet, Ruling& ruling) {
    const auto* speaker = packet.speaker;
    const auto& source = packet.view.ethernet.source;
    if (!packet.view.ethernet.has_source || !speaker || source.is_virtual()) return;
    std::uint64_t number = 0;
    for (const auto octet : source.octets) number = number << 8 | octet;
    auto& current = ruling.memory(speaker, 0);
    auto& former = ruling.memory(speaker, 1);
    if (current == 0 || current == number) {
        current = number;
        return ruling.holds();
    }
    const bool is_back = former == number;
    former = std::exchange(current, number);
    if (!is_back) return;
    MacAddress other;
    for (std::size_t i = 0; i < 6; ++i) other.octets[i] = static_cast<std::uint8_t>(former >> (40 - 8 * i));
    ruling.fails(speaker, fmt::format("one router behind {}", to_string(speaker->source)),
                 fmt::format("it advertises from {} and {} in turn: a duplicate address, or a loop",
                             to_string(source), to_string(other)));
}

void one_version(const PacketSeen& packet, Ruling& ruling) {
    bool is_mixed = false;
    for_each_other(packet, [&](const SpeakerSeen& other) {
        if (is_mixed || other.version == packet.message().version()) return;
        const bool speaks_both =
            std::any_of(packet.router.speakers.begin(), packet.router.speakers.end(), [&](const auto& same) {
                return (same.source == other.source && same.version == packet.message().version()) ||
                       (same.source == packet.view.ip->source && same.version == other.version);
            });
        if (speaks_both) return;
        is_mixed = true;
        ruling.cite(other.last_living.frame, "of the other");
        ruling.fails(packet.speaker,
                     fmt::format("version {}, as {} speaks, or both", other.version, to_string(other.source)),
                     fmt::format("version {} alone, which the other discards: both may be Active",
                                 packet.message().version()));
    });
    if (!is_mixed) ruling.holds();
}

/// What the same router has just said in the other version: it sends the two together.
const SpeakerSeen* in_other_version(const PacketSeen& packet) {
    for (const auto& other : packet.router.speakers)
        if (other.version != packet.message().version() && other.source == packet.view.ip->source &&
            is_living(other.last) && packet.frame.when - other.last.when <= crossing(packet.circumstances))
            return &other;
    return nullptr;
}

void both_versions_agree(const PacketSeen& packet, Ruling& ruling) {
    const auto* twin = in_other_version(packet);
    if (!twin || packet.message().priority() == 0) return;
    const Duration here = advertised_interval(packet), there = twin->last.interval;
    // Version 2 cannot say a part of a second.
    const Duration in_version_3 = packet.message().version() == 3 ? here : there;
    if (in_version_3 % Duration(1s) == 0s && here != there) {
        ruling.cite(twin->last.frame, "in the other version");
        return ruling.fails(
            packet.speaker,
            fmt::format("an interval of {}, as in version {}", in_seconds(there), twin->version),
            fmt::format("{} in version {}", in_seconds(here), packet.message().version()));
    }
    if (packet.message().priority() != twin->last.priority) {
        ruling.cite(twin->last.frame, "in the other version");
        return ruling.fails(packet.speaker,
                            fmt::format("priority {}, as in version {}", twin->last.priority, twin->version),
                            fmt::format("priority {} in version {}", packet.message().priority(),
                                        packet.message().version()));
    }
    ruling.holds();
}

void one_owner(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().priority() != 255) return;
    bool is_contested = false;
    for_each_other(packet, [&](const SpeakerSeen& other) {
        if (is_contested || other.last_living.priority != 255) return;
        is_contested = true;
        ruling.cite(other.last_living.frame, "of the other");
        ruling.fails(packet.speaker, fmt::format("one owner, {}", to_string(other.source)),
                     fmt::format("priority 255 from {}, too: owners never yield to each other",
                                 to_string(packet.view.ip->source)));
    });
    if (!is_contested) ruling.holds();
}

void intervals_agree(const PacketSeen& packet, Ruling& ruling) {
    if (packet.message().priority() == 0) return;
    for (const auto& other : packet.router.speakers) {
        if (other.source == packet.view.ip->source || other.last_living.frame == 0 ||
            other.version != packet.message().version() ||
            other.last_living.interval == advertised_interval(packet))
            continue;
        return ruling.notes(packet.speaker, "interval other than of " + to_string(other.source),
                            fmt::format("{}, not {}{}", in_seconds(advertised_interval(packet)),
                                        in_seconds(other.last_living.interval),
                                        other.version == 2 ? ": version 2 discards the other's" : ""));
    }
    ruling.holds();
}

}  // namespace

std::vector<PassiveCheck> passive_collision_checks() {
    const std::vector<Clause> lists = {rfc2338("5.3.9"), rfc3768("5.3.9"), rfc5798("5.2.9"),
                                       rfc9568("5.2.9")};
    const std::vector<Clause> intervals = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"),
                                           rfc9568("5.2.7")};
    return {
        {.id = "passive/vrid-is-not-used-twice",
         .clauses = lists,
         .says = "Routers that are alive on one VRID of one network serve the same addresses",
         .expects = "at least one address in common with each other router that has advertised less than 3 "
                    "intervals ago and not resigned; the families are virtual routers apart (6.4)",
         .known_from = {"OpenShift installer (issue 2966)", "keepalived (issue 2444)",
                        "oracle-cne/ocne (issue 492)"},
         .kills = {"advert-lists-interface-address"},
         .on_advertisement = vrid_is_not_used_twice},
        {.id = "passive/address-lists-agree",
         .clauses = lists,
         .says = "Whether the routers of one VRID list the same addresses in the same order",
         .expects = "a record of each other list",
         .known_from = {"configurations of keepalived (issue 1515)"},
         .level = Level::report,
         .kills = {"advert-lacks-last-address"},
         .on_advertisement = lists_agree},
        {.id = "passive/address-list-is-constant",
         .clauses = lists,
         .says = "Whether a router lists the same addresses in the same order throughout",
         .expects = "a record of each change, of Priority 0 too",
         .level = Level::report,
         .kills = {"address-order-changes"},
         .on_advertisement = list_is_constant},
        {.id = "passive/intervals-agree",
         .clauses = intervals,
         .says = "Whether the routers of one VRID advertise the same interval",
         .expects = "a record of each other interval; version 2 discards it, version 3 learns it",
         .level = Level::report,
         .kills = {"advert-interval-doubled"},
         .on_advertisement = intervals_agree},
        {.id = "passive/one-router-a-source",
         .clauses = {rfc2338("5.2.1"), rfc3768("5.2.1"), rfc5798("5.1.1.1"), rfc5798("5.1.2.1"),
                     rfc9568("5.1.1.1"), rfc9568("5.1.2.1")},
         .says = "One source address is one router's",
         .expects = "no two physical MAC addresses in turn behind one IP source",
         .known_from = {"keepalived over IPv6 (issue 1770)"},
         .level = Level::should,
         .kills = {"advert-resigns-from-other-mac"},
         .on_packet = source_is_one_router},
        {.id = "passive/one-version",
         .clauses = {rfc5798("8.4"), rfc9568("8.4")},
         .says = "The routers of one VRID speak the same version, or one of them both",
         .expects = "no router that is alive in the other version alone: each discards the other's "
                    "advertisements (7.1)",
         .known_from = {"HPE 12900E, of which the manual warns", "Junos"},
         .level = Level::should,
         .profiles = ipv4_profiles,
         .kills = {"advert-version-of-other"},
         .on_advertisement = one_version},
        {.id = "passive/both-versions-agree",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("8.4.2"), rfc9568("8.4.2")},
         .says = "A router that speaks both versions says the same in both",
         .expects = "the same priority, and the same interval where it is whole seconds",
         .known_from = {"HPE 5930 in its mixed mode"},
         .profiles = ipv4_profiles,
         .kills = {"interop-centiseconds-in-version-2"},
         .on_advertisement = both_versions_agree},
        {.id = "passive/one-owner",
         .clauses = {rfc9568("8.3.2")},
         .says = "One router alone owns the addresses of a VRID",
         .expects = "no other router of priority 255 that is alive",
         .known_from = {"configurations of keepalived (a8b00361)"},
         .level = Level::should,
         .kills = {"advert-priority-one-more"},
         .on_advertisement = one_owner},
    };
}

}  // namespace cases

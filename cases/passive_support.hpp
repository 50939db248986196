#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "cases/passive_checks.hpp"
#include "tester/bench/rfc_times.hpp"
#include "tester/passive/ruling.hpp"
#include "tester/passive/words.hpp"

// What the passive checks share.

namespace cases {

using engine::Duration;
using engine::Family;
using engine::Instant;
using engine::IpAddress;
using engine::MacAddress;
using engine::to_string;
using tester::AdvertisementSeen;
using tester::ChangeKind;
using tester::ChangeSeen;
using tester::Circumstances;
using tester::Clause;
using tester::DeadlineSeen;
using tester::every_profile;
using tester::GapSeen;
using tester::HostFrameSeen;
using tester::in_seconds;
using tester::ipv4_profiles;
using tester::Level;
using tester::PacketSeen;
using tester::PassiveCheck;
using tester::rfc2338;
using tester::rfc3768;
using tester::rfc5798;
using tester::rfc9568;
using tester::RouterSeen;
using tester::Ruling;
using tester::SpeakerSeen;
using tester::v2_ipv4;
using tester::v3_ipv4;
using tester::v3_ipv6;
using tester::v3_profiles;
using namespace std::chrono_literals;

/// A VRRP packet, CARP excepted, whose octets are all there: neither cut by the capture nor a fragment.
inline bool is_complete_vrrp(const PacketSeen& packet) {
    return !packet.is_carp && !packet.circumstances.is_cut && packet.view.ip &&
           !packet.view.ip->is_fragment && !packet.view.ip->is_cut;
}

inline bool is_known_version(const PacketSeen& packet) {
    const auto version = packet.message().version();
    return version == 3 || (version == 2 && packet.router.family == Family::ipv4);
}

/// The message is as long as its count says, or longer.
inline bool has_whole_message(const PacketSeen& packet) {
    return is_complete_vrrp(packet) && is_known_version(packet) && packet.message().has_fixed_part() &&
           packet.message().message().size() >= packet.message().expected_size();
}

/// In a form that version and family allow; valid if the message is whole.
inline bool is_checksum_right(const PacketSeen& packet) {
    if (packet.message().version() == 2) return packet.message_only_good;
    if (packet.router.family == Family::ipv6) return packet.pseudo_header_good;
    return packet.message_only_good || packet.pseudo_header_good;
}

/// A message whose fields can be believed: what is wrong with a damaged one is its checksum alone.
inline bool has_readable_fields(const PacketSeen& packet) {
    return has_whole_message(packet) && packet.message().type() == 1 && is_checksum_right(packet);
}

inline Duration advertised_interval(const PacketSeen& packet) {
    return std::chrono::milliseconds(10) * engine::interval_cs(packet.message());
}

/// Notes a fact of the packet's router, of one that has not been heard before, too.
inline void note_of_sender(const PacketSeen& packet, Ruling& ruling, std::string_view name,
                           std::string value) {
    if (packet.speaker || !packet.view.ip) return ruling.notes(packet.speaker, name, std::move(value));
    ruling.notes(nullptr, fmt::format("{} of {}", name, to_string(packet.view.ip->source)), std::move(value));
}

inline bool is_living(const AdvertisementSeen& seen) {
    return seen.frame != 0 && seen.priority != 0;
}

/// RFC 9568 6.4.3: the greater priority, or with the same one the greater primary address.
inline bool goes_before(std::uint8_t priority, const IpAddress& source, std::uint8_t other_priority,
                        const IpAddress& other_source) {
    return priority != other_priority ? priority > other_priority : source > other_source;
}

/// How long a Backup, `hearer`, waits after an advertisement of `interval`: RFC 3768 6.1 counts its own
/// interval and a Skew_Time of up to a second, RFC 9568 6.1 the Active's and a part of that. Skew_Time is
/// taken in whole centiseconds, as the RFCs leave rounding open.
inline Duration skew_of(std::uint8_t version, std::uint8_t priority, Duration interval) {
    const auto skew = tester::skew_time(version, priority, interval);
    return skew - skew % Duration(10ms);
}
inline Duration down_interval_of(std::uint8_t version, std::uint8_t priority, Duration own,
                                 Duration actives) {
    const Duration counted = version == 2 ? own : actives;
    return counted * 3 + skew_of(version, priority, counted);
}

/// Why `hearer` may rightly discard what `speaker` sends, as far as that shows; empty where nothing does.
std::string discord(const SpeakerSeen& speaker, const SpeakerSeen& hearer);

/// Packets that cross each other on the way, or were on their way already: what is so near to the other one
/// was not sent in spite of it.
inline Duration crossing(const Circumstances& circumstances) {
    return circumstances.tolerance.late_for(Duration{});
}

std::vector<PassiveCheck> passive_message_checks();         // what the VRRP message says
std::vector<PassiveCheck> passive_authentication_checks();  // version 2
std::vector<PassiveCheck> passive_takeover_checks();        // the timers of a Backup
std::vector<PassiveCheck> passive_collision_checks();       // who shares a VRID

}  // namespace cases

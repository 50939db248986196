#include <fmt/format.h>

#include "cases/catalogue.hpp"
#include "cases/sweep.hpp"

// Sweeps: every length, every count, every bit, and random octets.

namespace cases {
namespace {

std::size_t message_size(const Octets& frame) {
    return engine::read_frame(frame).advertisement.message().size();
}
std::size_t message_size(const Bench& t) {
    return message_size(t.peer().build({}));
}
int one_a_bit(const Bench& t) {
    return static_cast<int>(8 * message_size(t));
}
std::string bit_name(const Bench&, int index) {
    return fmt::format("bit {} of octet {} flipped", 7 - index % 8, index / 8);
}

// --- lengths ---

int lengths(const Bench& t) {
    return static_cast<int>(message_size(t)) - 1;
}
std::size_t length_at(const Bench& t, int index) {
    return message_size(t) - 1 - static_cast<std::size_t>(index);
}
// The longest first. An empty one ends FRR 8.4.4 over IPv6, so that it is left to rx/length-below-8.
Octets cut_short(const Bench& t, const Octets& good, int index) {
    Octets frame = good;
    engine::resize_vrrp_message(frame, message_size(good) - 1 - static_cast<std::size_t>(index));
    seal_for_device(t, frame);
    return frame;
}
std::string length_name(const Bench& t, int index) {
    return fmt::format("a message of {} octets", length_at(t, index));
}
constexpr Sweep truncations{lengths, cut_short, length_name};

// --- counts ---

Octets counting(const Bench& t, Octets frame, std::uint8_t count) {
    frame[engine::vrrp_message_offset(frame).value_or(0) + 3] = count;
    seal_for_device(t, frame);
    return frame;
}
int counts_beyond(const Bench& t) {
    return 255 - static_cast<int>(t.dut().addresses.size());
}
std::uint8_t count_beyond(const Bench& t, int index) {
    return static_cast<std::uint8_t>(static_cast<int>(t.dut().addresses.size()) + 1 + index);
}
Octets counting_too_many(const Bench& t, const Octets& good, int index) {
    return counting(t, good, count_beyond(t, index));
}
std::string count_name(const Bench& t, int index) {
    return fmt::format("count {}", count_beyond(t, index));
}
constexpr Sweep great_counts{counts_beyond, counting_too_many, count_name};

int counts_below(const Bench& t) {
    return static_cast<int>(t.dut().addresses.size());
}
Octets counting_too_few(const Bench& t, const Octets& good, int index) {
    return counting(t, good, static_cast<std::uint8_t>(index));
}
std::string small_count_name(const Bench&, int index) {
    return fmt::format("count {}", index);
}
constexpr Sweep small_counts{counts_below, counting_too_few, small_count_name};

// --- bits ---

/// A frame for another virtual router would disturb that one.
bool is_for_another(const Bench& t, const Octets& frame) {
    return engine::read_frame(frame).advertisement.vrid() != t.dut().vrid;
}
Octets flipped(const Bench& t, const Octets& good, int index) {
    Octets frame = good;
    const auto octet = engine::vrrp_message_offset(frame).value_or(0) + static_cast<std::size_t>(index / 8);
    frame[octet] = static_cast<std::uint8_t>(frame[octet] ^ (0x80 >> index % 8));
    return is_for_another(t, frame) ? Octets{} : frame;
}
bool is_in_checksum(int index) {
    return index / 8 == 6 || index / 8 == 7;
}
Octets flipped_and_mended(const Bench& t, const Octets& good, int index) {
    if (is_in_checksum(index)) return {};
    Octets frame = flipped(t, good, index);
    if (!frame.empty()) seal_for_device(t, frame);
    return frame;
}
Octets spoilt_by_a_bit(const Bench& t, const Octets& good, int index) {
    Octets frame = flipped(t, good, index);
    return !frame.empty() && must_be_discarded(t, frame) ? frame : Octets{};
}
Octets mended_yet_wrong(const Bench& t, const Octets& good, int index) {
    Octets frame = flipped_and_mended(t, good, index);
    return !frame.empty() && must_be_discarded(t, frame) ? frame : Octets{};
}
Octets mended_and_odd(const Bench& t, const Octets& good, int index) {
    Octets frame = flipped_and_mended(t, good, index);
    if (frame.empty() || must_be_discarded(t, frame)) return {};
    // A device that believes in an interval of 0 floods the LAN.
    return engine::interval_cs(engine::read_frame(frame).advertisement) == 0 ? Octets{} : frame;
}
constexpr Sweep bits_unmended{one_a_bit, spoilt_by_a_bit, bit_name};
constexpr Sweep bits_mended{one_a_bit, mended_yet_wrong, bit_name};
constexpr Sweep bits_of_odd_frames{one_a_bit, mended_and_odd, bit_name};

// --- random octets ---

int random_payloads(const Bench&) {
    return 128;
}
Octets random_of_run(const Bench& t, const Octets& good, int index) {
    return random_payload(t, good, t.seed(), index);
}
std::string random_name(const Bench& t, int index) {
    return fmt::format("random payload {} of seed {}", index, t.seed());
}
constexpr Sweep random_octets{random_payloads, random_of_run, random_name};

// --- trailing octets ---

int trailers(const Bench&) {
    return 64;
}
Octets with_trailer(const Bench& t, const Octets& good, int index) {
    Octets frame = good;
    engine::resize_vrrp_message(frame, message_size(good) + 1 + static_cast<std::size_t>(index), 0x5a);
    seal_for_device(t, frame);
    return frame;
}
std::string trailer_name(const Bench&, int index) {
    return fmt::format("{} octets behind the message", index + 1);
}
constexpr Sweep trailing_octets{trailers, with_trailer, trailer_name};

// --- long lists ---

/// As many addresses as count or, over IPv6, an Ethernet frame can hold: (1500 - 40 - 8) / 16 = 90.
Octets longest_list(const Bench& t, const Octets&, int) {
    static const std::vector<IpAddress> ipv4(255, *IpAddress::parse("192.0.2.80"));
    static const std::vector<IpAddress> ipv6(90, *IpAddress::parse("fe80::8080"));
    const std::span<const IpAddress> list(t.dut().family() == Family::ipv4 ? ipv4 : ipv6);
    return t.peer().build({.addresses = list});
}
int three_of_them(const Bench&) {
    return 3;
}
std::string list_name(const Bench& t, int index) {
    return fmt::format("advertisement {} of {} addresses", index + 1,
                       t.dut().family() == Family::ipv4 ? 255 : 90);
}
constexpr Sweep long_lists{three_of_them, longest_list, list_name};

const std::vector<Clause> discarding = {rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")};
const std::vector<Clause> advertising = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")};

constexpr std::string_view beats_on =
    "its advertisements keep coming, none ahead of its time, and it still answers for the virtual address";
constexpr std::string_view speaks_after =
    "an advertisement within Active_Down_Interval of the peer's resignation, and an answer as before";

/// Bursts need time between two beats.
void add(std::vector<Case>& list, Case one) {
    one.topics = Topic::robustness;
    one.needs.quick_interval = 500ms;
    one.needs.shortest_interval = 200ms;
    one.needs.longest_interval = 5s;
    list.push_back(std::move(one));
}

void add_discards(std::vector<Case>& list) {
    add(list,
        {.id = "robust/truncation-sweep",
         .clauses = discarding,
         .says = "An advertisement cut to any length but 0 moves nothing",
         .stimulus = "Advertisements of greater priority cut to every length, while the device is Active",
         .expects = beats_on,
         .known_from = {"holo before 18ae2744"},
         .burdens_device = true,
         .kills = {"length-of-fixed-part-only", "dies-of-short-message"},
         .run = discards<truncations>});
    add(list, {.id = "robust/count-sweep",
               .clauses = discarding,
               .says = "No count beyond what the message holds is believed, up to 255",
               .stimulus = "Advertisements of greater priority with every greater count, the checksum right",
               .expects = beats_on,
               .known_from = {"holo before 18ae2744"},
               .burdens_device = true,
               .kills = {"length-of-fixed-part-only", "dies-of-great-count"},
               .run = discards<great_counts>});
    add(list, {.id = "robust/bit-flips-spoil-the-checksum",
               .clauses = discarding,
               .says = "Any single flipped bit is noticed by the checksum",
               .stimulus = "Advertisements of greater priority with one bit after the other flipped",
               .expects = beats_on,
               .known_from = {"keepalived before 1.2.20 (pull request 154)"},
               .burdens_device = true,
               .kills = {"checksum-unchecked", "checksum-misses-a-bit", "checksum-of-fixed-part-only"},
               .run = discards<bits_unmended>});
    add(list, {.id = "robust/bit-flips-with-right-checksum",
               .clauses = discarding,
               .says = "A flipped bit of version, type, count, or in version 2 authentication type and "
                       "interval, is noticed by itself",
               .stimulus = "Advertisements of greater priority with one bit after the other flipped and the "
                           "checksum put right, as far as they must be discarded",
               .expects = beats_on,
               .burdens_device = true,
               .kills = {"version-high-bit-ignored", "type-odd-accepted", "length-of-fixed-part-only"},
               .run = discards<bits_mended>});
    add(list, {.id = "robust/random-payloads",
               .clauses = discarding,
               .says = "Random octets behind a good IP header move nothing",
               .stimulus = "128 payloads, random by --seed, that no receiver may take: of random octets, or "
                           "advertisements with some replaced, cut or grown",
               .expects = beats_on,
               .burdens_device = true,
               .kills = {"checksum-unchecked", "length-of-fixed-part-only", "dies-of-short-message"},
               .run = discards<random_octets>});
}

void add_survivals(std::vector<Case>& list) {
    add(list, {.id = "robust/bit-flips-that-may-pass",
               .clauses = advertising,
               .says = "A flipped bit that leaves a legal advertisement does no lasting harm",
               .stimulus = "Advertisements with one bit of priority, interval, reserve, count or an address "
                           "flipped and the checksum right; then a good one and Priority 0",
               .expects = speaks_after,
               .burdens_device = true,
               .kills = {"interval-learnt-upwards-only"},
               .run = survives<bits_of_odd_frames>});
    add(list, {.id = "robust/counts-too-small",
               .clauses = advertising,
               .says = "A count below what the message holds does no lasting harm",
               .stimulus = "Advertisements of greater priority with every smaller count; then Priority 0",
               .expects = speaks_after,
               .burdens_device = true,
               .kills = {"dies-of-count-0"},
               .run = survives<small_counts>});
    add(list, {.id = "robust/trailing-octets",
               .clauses = advertising,
               .says = "Octets behind the message, as an HMAC would be, do no lasting harm",
               .stimulus = "Advertisements of greater priority with 1 to 64 octets more; then Priority 0",
               .expects = speaks_after,
               .burdens_device = true,
               .kills = {"dies-of-trailing-octets"},
               .run = survives<trailing_octets>});
    add(list, {.id = "robust/longest-address-list",
               .clauses = advertising,
               .says = "The longest list of addresses, 255 or what a frame holds, does no lasting harm",
               .stimulus = "Three advertisements of 255 addresses, over IPv6 of 90; then Priority 0",
               .expects = speaks_after,
               .burdens_device = true,
               .kills = {"dies-of-long-list"},
               .run = survives<long_lists>});
}

}  // namespace

std::vector<Case> robustness_cases() {
    std::vector<Case> list;
    add_discards(list);
    add_survivals(list);
    for (auto* part : {robustness_traffic_cases, reception_oddity_cases})
        for (auto& each : part()) list.push_back(std::move(each));
    return list;
}

}  // namespace cases

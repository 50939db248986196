#include "engine/router/mutant_parts.hpp"

#include <algorithm>

namespace engine {
namespace {

using Duration = std::chrono::nanoseconds;
using namespace std::chrono_literals;

Duration no_skew(const Parameters&, Duration) {
    return 0ns;
}
// In whole seconds, Skew_Time is always 0 or 1 (holo, FreeVRRPd).
Duration skew_of_priority(const Parameters& local, Duration interval) {
    return (local.version == 2 ? Duration(1s) : interval) * local.priority / 256;
}
Duration skew_never_scaled(const Parameters& local, Duration) {
    return (256 - local.priority) * Duration(1s) / 256;
}
Duration skew_always_scaled(const Parameters& local, Duration interval) {
    return (256 - local.priority) * interval / 256;
}

Duration down_after_one(const Parameters&, Duration interval, Duration skew) {
    return interval + skew;
}
Duration down_after_two(const Parameters&, Duration interval, Duration skew) {
    return 2 * interval + skew;
}
Duration down_after_four(const Parameters&, Duration interval, Duration skew) {
    return 4 * interval + skew;
}
Duration period_a_fifth_longer(const Parameters& local, Duration) {
    return local.advertisement_interval * 6 / 5;
}
Duration period_a_fifth_shorter(const Parameters& local, Duration) {
    return local.advertisement_interval * 4 / 5;
}
Duration period_as_learnt(const Parameters&, Duration learnt) {
    return learnt;
}

bool starts_active_always(const Parameters&) {
    return true;
}
bool starts_active_in_preempt_mode(const Parameters& local) {
    return local.is_owner() && local.preempt_mode;
}
bool starts_active_never(const Parameters&) {
    return false;
}

Duration takeover_at_once(const Parameters&, Duration, Duration) {
    return 0ns;
}
Duration resignation_ignored(const Parameters&, Duration, Duration rest) {
    return rest;
}
Duration resignation_after_an_interval(const Parameters& local, Duration, Duration) {
    return local.advertisement_interval;
}
// The skew of the configured interval after another was learnt, as RFC 5798 6.4.2 can be read.
Duration resignation_skew_of_own_interval(const Parameters& local, Duration, Duration) {
    return (256 - local.priority) * (local.version == 2 ? Duration(1s) : local.advertisement_interval) / 256;
}

bool resets_never(const Parameters&, const Heard&) {
    return false;
}
bool resets_always(const Parameters&, const Heard&) {
    return true;
}
bool resets_if_greater(const Parameters& local, const Heard& heard) {
    return !local.preempt_mode || heard.priority > local.priority;
}
bool resets_by_address(const Parameters& local, const Heard& heard) {
    return !local.preempt_mode || heard.priority > local.priority ||
           (heard.priority == local.priority && heard.source > local.primary_address);
}
bool resets_whatever_the_mode(const Parameters& local, const Heard& heard) {
    return heard.priority >= local.priority;
}
bool resets_unless_255(const Parameters& local, const Heard& heard) {
    return heard.priority != 255 && (!local.preempt_mode || heard.priority >= local.priority);
}

Duration learns_nothing(const Parameters& local, Duration, const Heard&) {
    return local.advertisement_interval;
}
Duration learns_upwards(const Parameters& local, Duration current, const Heard& heard) {
    return local.version == 2 ? current : std::max(current, heard.interval);
}
Duration learns_downwards(const Parameters& local, Duration current, const Heard& heard) {
    return local.version == 2 ? current : std::min(current, heard.interval);
}

// Waits for ever for the lower priority that it may not preempt.
Duration waits_without_preempt(const Parameters& local, Duration current, const Heard& heard) {
    if (!local.preempt_mode && heard.priority < local.priority) return 24h;
    return local.version == 2 ? current : heard.interval;
}

Duration interval_of_8_bits(const AdvertisementView& message) {
    return 10ms * (message.version() == 2 ? interval_cs(message) : interval_cs(message) & 0xff);
}
// The reserved bits counted as the interval's own (FRR): 0xf064 is 61540 cs.
Duration interval_with_reserve(const AdvertisementView& message) {
    return 10ms * (interval_cs(message) + (message.version() == 2 ? 0u : message.reserve() * 0x1000u));
}

bool yields_never(const Parameters&, const Heard&) {
    return false;
}
bool yields_always(const Parameters&, const Heard&) {
    return true;
}
bool yields_to_much_greater(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority + 1;
}
bool yields_to_greater_only(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority;
}
bool yields_to_equal_always(const Parameters& local, const Heard& heard) {
    return heard.priority >= local.priority;
}
bool yields_to_smaller_address(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority ||
           (heard.priority == local.priority && heard.source < local.primary_address);
}
bool is_greater_in_host_order(const IpAddress& a, const IpAddress& b) {
    const auto left = a.octets(), right = b.octets();
    return std::lexicographical_compare(right.rbegin(), right.rend(), left.rbegin(), left.rend());
}
bool yields_in_host_order(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority || (heard.priority == local.priority &&
                                               is_greater_in_host_order(heard.source, local.primary_address));
}
// The first octet's high bit taken for a sign: 172.x is less than 10.x.
bool yields_in_signed_order(const Parameters& local, const Heard& heard) {
    const auto signed_octet = [](const IpAddress& address) {
        return static_cast<signed char>(address.octets()[0]);
    };
    if (heard.priority != local.priority) return heard.priority > local.priority;
    if (signed_octet(heard.source) != signed_octet(local.primary_address))
        return signed_octet(heard.source) > signed_octet(local.primary_address);
    return heard.source > local.primary_address;
}
bool yields_in_preempt_mode_only(const Parameters& local, const Heard& heard) {
    return local.preempt_mode && (heard.priority > local.priority ||
                                  (heard.priority == local.priority && heard.source > local.primary_address));
}
bool yields_but_not_to_255(const Parameters& local, const Heard& heard) {
    return heard.priority != 255 &&
           (heard.priority > local.priority ||
            (heard.priority == local.priority && heard.source > local.primary_address));
}
bool yields_to_itself(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority ||
           (heard.priority == local.priority && heard.source >= local.primary_address);
}

bool never(const Parameters&) {
    return false;
}
bool always(const Parameters&) {
    return true;
}

}  // namespace

std::span<const Mutant> machine_mutants() {
    static constexpr Mutant mutants[] = {
        // 6.1: timers
        {"skew-time-zero", "RFC 9568 6.1", "computes Skew_Time in whole seconds, that is 0 (holo, FreeVRRPd)",
         sets<&Rules::skew_time, no_skew>},
        {"skew-time-of-priority", "RFC 9568 6.1", "skews by Priority/256 instead of (256-Priority)/256",
         sets<&Rules::skew_time, skew_of_priority>},
        {"skew-time-not-scaled", "RFC 9568 6.1", "computes version 3's Skew_Time as version 2's",
         sets<&Rules::skew_time, skew_never_scaled>},
        {"skew-time-scaled-in-v2", "RFC 3768 6.1", "computes version 2's Skew_Time as version 3's",
         sets<&Rules::skew_time, skew_always_scaled>},
        {"down-after-one-interval", "RFC 9568 6.1", "waits for one advertisement only",
         sets<&Rules::active_down_interval, down_after_one>},
        {"down-after-two-intervals", "RFC 9568 6.1", "waits for two advertisements only",
         sets<&Rules::active_down_interval, down_after_two>},
        {"down-after-four-intervals", "RFC 9568 6.1", "waits for four advertisements",
         sets<&Rules::active_down_interval, down_after_four>},
        {"adver-timer-fifth-longer", "RFC 9568 6.4.3", "advertises 20 % too seldom",
         sets<&Rules::adver_period, period_a_fifth_longer>},
        {"adver-timer-fifth-shorter", "RFC 9568 6.4.3", "advertises 20 % too often",
         sets<&Rules::adver_period, period_a_fifth_shorter>},
        {"adver-timer-of-learnt-interval", "RFC 9568 6.4.2",
         "advertises at the interval that it learnt from another",
         sets<&Rules::adver_period, period_as_learnt>},
        // 6.4.1
        {"starts-active", "RFC 9568 6.4.1", "starts as Active whatever its priority (keepalived containers)",
         sets<&Rules::starts_active, starts_active_always>},
        {"owner-starts-in-backup", "RFC 9568 6.4.1", "lets an address owner wait in Backup",
         sets<&Rules::starts_active, starts_active_never>},
        {"owner-obeys-preempt-mode", "RFC 9568 6.1",
         "lets an address owner wait if its Preempt_Mode is off (keepalived 523)",
         sets<&Rules::starts_active, starts_active_in_preempt_mode>},
        {"owner-starts-without-advert", "RFC 9568 6.4.1", "does not advertise on starting as owner",
         omits<Step::startup_advertisement>},
        {"owner-starts-without-announcement", "RFC 9568 6.4.1",
         "does not announce its addresses on starting as owner", omits<Step::startup_announcement>},
        // 6.4.2
        {"takeover-without-advert", "RFC 9568 6.4.2",
         "becomes Active one interval before it says so (FRR 8.4 over IPv6)",
         omits<Step::takeover_advertisement>},
        {"takeover-without-announcement", "RFC 9568 6.4.2",
         "takes over without a gratuitous ARP or NA (keepalived 285)", omits<Step::takeover_announcement>},
        {"takeover-without-group-join", "RFC 9568 6.4.2", "joins no solicited-node group",
         omits<Step::takeover_group_join>},
        {"takeover-advertises-once", "RFC 9568 6.4.2", "advertises once and then never again",
         omits<Step::takeover_adver_timer>},
        {"announces-before-advertising", "RFC 9568 6.4.2",
         "sends the gratuitous ARP before the advertisement",
         sets<&Rules::announces_before_advertising, true>},
        {"priority-zero-takes-over-at-once", "RFC 9568 6.4.2", "takes over at once on Priority 0",
         sets<&Rules::resignation_delay, takeover_at_once>},
        {"priority-zero-ignored", "RFC 9568 6.4.2", "ignores Priority 0 in Backup",
         sets<&Rules::resignation_delay, resignation_ignored>},
        {"priority-zero-waits-an-interval", "RFC 9568 6.4.2", "takes over one interval after Priority 0",
         sets<&Rules::resignation_delay, resignation_after_an_interval>},
        {"priority-zero-skews-by-own-interval", "RFC 9568 6.4.2",
         "does not recompute Skew_Time when it learns an interval",
         sets<&Rules::resignation_delay, resignation_skew_of_own_interval>},
        {"down-timer-never-reset", "RFC 9568 6.4.2", "lets Active_Down_Timer run on whatever it hears",
         sets<&Rules::resets_down_timer, resets_never>},
        {"lower-priority-accepted", "RFC 9568 6.4.2", "lets a lower priority hold it down in Preempt_Mode",
         sets<&Rules::resets_down_timer, resets_always>},
        {"equal-priority-discarded", "RFC 9568 6.4.2", "lets only a greater priority hold it down",
         sets<&Rules::resets_down_timer, resets_if_greater>},
        {"backup-breaks-ties-by-address", "RFC 9568 6.4.2", "compares addresses in Backup, too",
         sets<&Rules::resets_down_timer, resets_by_address>},
        {"preempt-mode-off-ignored", "RFC 9568 6.4.2", "preempts though Preempt_Mode is off",
         sets<&Rules::resets_down_timer, resets_whatever_the_mode>},
        {"preempt-mode-off-never-takes-over", "RFC 9568 6.4.2", "never takes over while Preempt_Mode is off",
         sets<&Rules::learnt_interval, waits_without_preempt>},
        {"priority-255-ignored-in-backup", "RFC 9568 6.4.2", "ignores an address owner in Backup",
         sets<&Rules::resets_down_timer, resets_unless_255>},
        {"preempts-at-once", "RFC 9568 6.4.2",
         "preempts a lower priority without waiting (Dell PowerConnect)",
         sets<&Rules::preempts_at_once, true>},
        {"interval-not-learnt", "RFC 9568 6.4.2", "keeps its own interval in Backup",
         sets<&Rules::learnt_interval, learns_nothing>},
        {"interval-learnt-upwards-only", "RFC 9568 6.4.2", "learns longer intervals only",
         sets<&Rules::learnt_interval, learns_upwards>},
        {"interval-learnt-downwards-only", "RFC 9568 6.4.2", "learns shorter intervals only",
         sets<&Rules::learnt_interval, learns_downwards>},
        {"interval-of-8-bits", "RFC 9568 5.2.7", "reads eight of the interval's twelve bits",
         sets<&Rules::advertised_interval, interval_of_8_bits>},
        {"interval-with-reserved-bits", "RFC 9568 5.2.6",
         "reads the reserved bits as part of the interval (FRR)",
         sets<&Rules::advertised_interval, interval_with_reserve>},
        // 6.4.3
        {"never-yields", "RFC 9568 6.4.3", "stays Active whatever it hears (Vrrpd 11)",
         sets<&Rules::yields, yields_never>},
        {"always-yields", "RFC 9568 6.4.3", "steps down for any advertisement",
         sets<&Rules::yields, yields_always>},
        {"greater-by-one-ignored", "RFC 9568 6.4.3", "wants a lead of two to step down",
         sets<&Rules::yields, yields_to_much_greater>},
        {"equal-priority-never-yields", "RFC 9568 6.4.3", "breaks no ties",
         sets<&Rules::yields, yields_to_greater_only>},
        {"equal-priority-always-yields", "RFC 9568 6.4.3", "loses every tie",
         sets<&Rules::yields, yields_to_equal_always>},
        {"tie-break-reversed", "RFC 9568 6.4.3", "yields to the smaller address",
         sets<&Rules::yields, yields_to_smaller_address>},
        {"tie-break-in-host-order", "RFC 9568 6.4.3",
         "compares addresses in little-endian order (keepalived 1.2.8, FRR 0f1f98e)",
         sets<&Rules::yields, yields_in_host_order>},
        {"tie-break-signed", "RFC 9568 6.4.3", "compares addresses as signed numbers",
         sets<&Rules::yields, yields_in_signed_order>},
        {"yields-to-own-advert", "RFC 9568 6.4.3",
         "steps down for its own advertisement reflected (keepalived 2283)",
         sets<&Rules::yields, yields_to_itself>},
        {"yields-in-preempt-mode-only", "RFC 9568 6.4.3", "looks at Preempt_Mode while Active",
         sets<&Rules::yields, yields_in_preempt_mode_only>},
        {"priority-255-ignored-in-active", "RFC 9568 6.4.3", "does not yield to an address owner",
         sets<&Rules::yields, yields_but_not_to_255>},
        {"losing-advert-not-answered", "RFC 9568 6.4.3",
         "discards a losing advertisement in silence, as RFC 5798 asks", sets<&Rules::answers_losing, never>},
        {"losing-advert-answered", "RFC 5798 6.4.3",
         "answers a losing advertisement, as RFC 9568 asks (keepalived)",
         sets<&Rules::answers_losing, always>},
        {"losing-advert-sets-adver-timer", "RFC 9568 6.4.3",
         "takes its next advertisement's time from a losing one",
         sets<&Rules::losing_sets_adver_timer, true>},
        {"resignation-not-answered", "RFC 9568 6.4.3", "does not advertise at once when a peer resigns",
         omits<Step::answer_to_resignation>},
        {"resignation-does-not-reset-timer", "RFC 9568 6.4.3", "keeps its old grid after a peer resigned",
         omits<Step::reset_after_resignation>},
        {"stepping-down-keeps-own-interval", "RFC 9568 6.4.3", "does not learn the interval on stepping down",
         sets<&Rules::interval_on_stepping_down, learns_nothing>},
        {"stepping-down-arms-no-timer", "RFC 9568 6.4.3", "never comes back after it stepped down",
         omits<Step::stepping_down_arms_timer>},
        {"stepping-down-keeps-advertising", "RFC 9568 6.4.3", "goes on advertising after it stepped down",
         omits<Step::stepping_down_silences>},
        {"resigns-on-stepping-down", "RFC 9568 5.2.4", "sends Priority 0 when it yields",
         sets<&Rules::resigns_on_stepping_down, true>},
        // Shutdown
        {"no-resignation", "RFC 9568 6.4.3", "stops without Priority 0 (holo 321a438)",
         omits<Step::resignation_advertisement>},
        {"resigns-twice", "RFC 9568 6.4.3", "sends Priority 0 twice", sets<&Rules::resignations, 2>},
        {"advertises-after-resigning", "RFC 9568 6.4.3", "goes on advertising after Priority 0",
         omits<Step::resignation_silences>},
        {"backup-shutdown-keeps-timer", "RFC 9568 6.4.2", "takes over after it was stopped in Backup",
         omits<Step::backup_shutdown_silences>},
        {"resigns-from-backup", "RFC 9568 6.4.2", "sends Priority 0 though it was Backup",
         sets<&Rules::resigns_from_backup, true>},
    };
    return mutants;
}

}  // namespace engine

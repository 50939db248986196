#pragma once

#include <chrono>
#include <cstdint>

#include "engine/packet/advertisement.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/frame.hpp"
#include "engine/router/parameters.hpp"
#include "engine/router/reception.hpp"

namespace engine {

/// What a state machine sees of an advertisement that passed reception.
struct Heard {
    std::uint8_t priority = 0;
    std::chrono::nanoseconds interval{};  // as advertised
    IpAddress source;
};

enum class State : std::uint8_t { initialize, backup, active };

/// The steps of section 6.4 that produce something, each of which a mutant may leave out.
enum class Step : std::uint8_t {
    startup_advertisement,      // 6.4.1, owner
    startup_announcement,       // 6.4.1, owner: gratuitous ARP or unsolicited NA
    takeover_advertisement,     // 6.4.2, Active_Down_Timer fires
    takeover_announcement,      // 6.4.2
    takeover_group_join,        // 6.4.2, IPv6: the solicited-node groups
    takeover_adver_timer,       // 6.4.2: without it, one advertisement and then silence
    resignation_advertisement,  // 6.4.3, shutdown: priority 0
    resignation_silences,       // 6.4.3, shutdown: cancel Adver_Timer, leave Active
    backup_shutdown_silences,   // 6.4.2, shutdown: cancel Active_Down_Timer
    answer_to_resignation,      // 6.4.3, priority 0 received: advertise at once
    reset_after_resignation,    // 6.4.3, priority 0 received: restart Adver_Timer
    stepping_down_arms_timer,   // 6.4.3: Active_Down_Timer := Active_Down_Interval
    stepping_down_silences,     // 6.4.3: cancel Adver_Timer
};

/// Every decision of a router as a pure function, so that a mutant is the reference with exactly one
/// replaced. The defaults (rfc_rules) are the RFCs' text.
struct Rules {
    using Duration = std::chrono::nanoseconds;

    ReceptionRules reception = rfc_reception_rules();

    // 6.1
    Duration (*skew_time)(const Parameters& local, Duration active_adver_interval) = nullptr;
    Duration (*active_down_interval)(const Parameters& local, Duration active_adver_interval,
                                     Duration skew_time) = nullptr;
    /// The period of Adver_Timer while Active.
    Duration (*adver_period)(const Parameters& local, Duration active_adver_interval) = nullptr;

    // 6.4.1
    bool (*starts_active)(const Parameters& local) = nullptr;

    /// What the interval field of an advertisement means.
    Duration (*advertised_interval)(const AdvertisementView& advertisement) = nullptr;

    // 6.4.2
    /// How long Active_Down_Timer runs after a received Priority 0.
    Duration (*resignation_delay)(const Parameters& local, Duration active_adver_interval,
                                  Duration rest) = nullptr;
    bool (*resets_down_timer)(const Parameters& local, const Heard& heard) = nullptr;
    /// Active_Adver_Interval after an accepted advertisement.
    Duration (*learnt_interval)(const Parameters& local, Duration current, const Heard& heard) = nullptr;

    // 6.4.3
    bool (*yields)(const Parameters& local, const Heard& heard) = nullptr;
    bool (*answers_losing)(const Parameters& local) = nullptr;
    /// Active_Adver_Interval when stepping down.
    Duration (*interval_on_stepping_down)(const Parameters& local, Duration current,
                                          const Heard& heard) = nullptr;

    // Faults of order, number and state that no single decision expresses; false or 1 in the reference.
    bool discarded_resets_down_timer = false;   // 7.1: a discarded advertisement restarts Active_Down_Timer
    bool discarded_resets_adver_timer = false;  // 7.1: a discarded one restarts Adver_Timer
    bool preempts_at_once = false;              // 6.4.2: a lower priority makes it Active without waiting
    bool announces_before_advertising = false;  // 6.4.2
    bool resigns_on_stepping_down = false;      // 6.4.3
    bool resigns_from_backup = false;           // 6.4.2, shutdown
    bool losing_sets_adver_timer = false;       // 6.4.3: a losing advertisement restarts Adver_Timer
    int resignations = 1;                       // 6.4.3, shutdown
    bool hears_router_mac = true;               // 6.4.3: takes frames for the virtual router MAC address
    bool verifies_ip_header = true;  // drops an IPv4 packet whose header checksum is wrong (RFC 1122 3.2.1.2)
    /// 7.1: an advertisement for its VRID that it takes without a look at the rest; nullptr: none.
    bool (*takes_unchecked)(const FrameView& frame) = nullptr;
    bool trusts_known_sources = false;  // 7.1: whoever sent one good advertisement is checked no more
    /// 7.1: not zero: so many advertisements within a second put off its own by an Active_Down_Interval.
    int stalls_at = 0;
    /// True of an advertisement at which the virtual router dies; nullptr: of none.
    bool (*dies_of)(const FrameView& frame) = nullptr;
    /// How it takes a frame apart before it judges it; nullptr: as read_frame() does.
    void (*reread)(FrameView& frame) = nullptr;

    std::uint32_t omitted_steps = 0;
    bool performs(Step step) const { return (omitted_steps >> static_cast<unsigned>(step) & 1u) == 0; }
    void omit(Step step) { omitted_steps |= 1u << static_cast<unsigned>(step); }

    // Wire duties: what leaves, just before it is built, and just after.
    void (*shape_advertisement)(AdvertisementFrame& frame, const Parameters& local) = nullptr;
    void (*edit_advertisement)(Octets& frame, const Parameters& local) = nullptr;
    void (*shape_announcement_arp)(ArpFrame& frame, const Parameters& local) = nullptr;
    void (*shape_announcement_na)(NeighbourAdvertisementFrame& frame, const Parameters& local) = nullptr;
    void (*shape_arp_reply)(ArpFrame& frame, const Parameters& local) = nullptr;
    void (*shape_na_reply)(NeighbourAdvertisementFrame& frame, const Parameters& local) = nullptr;
    /// How long after the advertisement the gratuitous ARPs or NAs follow; negative: before it.
    Duration announcement_delay{};
    /// How many of the addresses are announced; the rest is forgotten.
    std::size_t announced_addresses = 255;
    /// True if stepping down to Backup announces the addresses once more.
    bool announces_on_stepping_down = false;
    /// Not zero: the announcement is repeated so often from the first takeover on, whatever the state is
    /// then.
    Duration announcement_refresh{};

    // Host duties.
    bool (*answers_resolution)(State state, const Parameters& local, const IpAddress& target) = nullptr;
    bool (*accepts_packet)(State state, const Parameters& local, const IpAddress& destination) = nullptr;
};

/// The RFCs' own rules.
Rules rfc_rules();

}  // namespace engine

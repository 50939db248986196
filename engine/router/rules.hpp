#pragma once

#include <chrono>
#include <cstdint>

#include "engine/packet/advertisement.hpp"
#include "engine/packet/craft.hpp"
#include "engine/packet/craft_host.hpp"
#include "engine/packet/frame.hpp"
#include "engine/router/parameters.hpp"
#include "engine/router/reception.hpp"

namespace engine {

/// What a state machine sees of an advertisement that passed reception.
struct Heard {
    std::uint8_t priority = 0;
    std::chrono::nanoseconds interval{};  // as advertised
    IpAddress source;
    std::uint8_t version = 3;  // of the message, which may be 2 on a version 3 router (RFC 9568 8.4)
};

enum class State : std::uint8_t { initialize, backup, active };

/// The versions in which an advertisement leaves.
struct VersionsSent {
    bool own = true;
    bool version_2 = false;
};

/// What the virtual routers of one device wrongly share: each is a fault that shows on a device with several
/// only (RFC 9568 6.4: an instance of the state machine for each).
enum class Entanglement : std::uint8_t {
    none,
    one_adver_timer,        // an advertisement for one restarts the Adver_Timer of all
    yield_together,         // one that yields takes all of its family with it
    families_are_one,       // one that yields takes that of its VRID in the other family with it
    one_virtual_mac,        // all advertise from the virtual MAC address of the first
    one_resolution_mac,     // all answer ARP and neighbour discovery with that of the first
    one_address_list,       // all advertise the addresses of the first
    at_most_20_run,         // what is configured beyond 20 virtual routers never starts
    at_most_128_run,        // the same beyond 128
    resignation_for_all,    // a priority 0 for one virtual router counts for all
    one_priority_for_ties,  // a tie on one is decided for all
};

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
    address_announcement,       // 8.1.2, 8.2.2: an address that an Active is given while it runs
};

/// What a virtual router's device does with packets that are for others.
struct ForwardingRules {
    /// 6.4.2: frames addressed to the virtual router MAC address are discarded; 6.4.3: their packets are
    /// forwarded.
    bool (*takes_router_mac)(State state, const Parameters& local) = nullptr;
    /// RFC 9568 8.2.4: an unsolicited NA moves a neighbour to another MAC address.
    bool (*believes_unsolicited_na)(State state) = nullptr;
    int hops = 1;  // what forwarding takes from the TTL

    // Faults; false in the reference.
    bool forwards_group = false;              // 5.1.1.2, 5.1.2.2
    bool forwards_virtual_addresses = false;  // 8.3.1, by a router that does not own them
    bool proxies_with_physical_mac = false;   // 8.1.3
    bool redirects_from_own_address = false;  // 8.1.1, 8.2.1
    bool solicits_with_physical_mac = false;  // 8.2.2
    bool hears_other_interface = false;       // 7.1: adverts that arrive where the VRID is not configured

    friend bool operator==(const ForwardingRules&, const ForwardingRules&) = default;
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
    /// A Backup's choice where it may hear version 2 (RFC 9568 8.4.2); `active_speaks_own` is true if the
    /// current Active was heard in the local version, too.
    bool (*ignores_version_2)(const Parameters& local, const Heard& heard, bool active_speaks_own) = nullptr;
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

    Entanglement entanglement = Entanglement::none;  // 6.4

    std::uint32_t omitted_steps = 0;
    bool performs(Step step) const { return (omitted_steps >> static_cast<unsigned>(step) & 1u) == 0; }
    void omit(Step step) { omitted_steps |= 1u << static_cast<unsigned>(step); }

    /// RFC 9568 8.4.2; `sent_before` counts the advertisements of this virtual router.
    VersionsSent (*versions_sent)(const Parameters& local, std::uint8_t priority,
                                  std::uint32_t sent_before) = nullptr;

    // Wire duties: what leaves, just before it is built, and just after.
    void (*shape_advertisement)(AdvertisementFrame& frame, const Parameters& local) = nullptr;
    void (*edit_advertisement)(Octets& frame, const Parameters& local) = nullptr;
    /// RFC 2338 5.3.6.3: puts the IP Authentication Header into a built advertisement. `sequence` is the
    /// greatest sequence number sent or accepted so far, and then the one that went into the header.
    void (*add_authentication_header)(Octets& frame, const Parameters& local,
                                      std::uint32_t& sequence) = nullptr;
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

    // What is configured, and what becomes of it while the router runs; nullptr and false in the reference.
    /// What the router makes of a parameter that was left unset: the defaults of 6.1 are already in `local`.
    void (*shape_defaults)(Parameters& local) = nullptr;
    /// Takes back what the router ignores of a change while it runs.
    void (*shape_change)(Parameters& wanted, const Parameters& current) = nullptr;
    bool resigns_on_change = false;              // an Active sends priority 0 whenever it is reconfigured
    bool restarts_on_change = false;             // reconfiguration is Shutdown without a word, then Startup
    bool keeps_state_without_link = false;       // goes on, once the link is back, as if nothing had been
    bool stays_down_after_link = false;          // no Startup when the link is back
    bool reverses_addresses_at_startup = false;  // advertises the addresses in another order at each start

    // Host duties.
    bool (*answers_resolution)(State state, const Parameters& local, const IpAddress& target) = nullptr;
    bool (*accepts_packet)(State state, const Parameters& local, const IpAddress& destination) = nullptr;
    bool refuses_unaccepted = false;  // 6.4.3: answers TCP and UDP to an address though it does not accept
    bool defends_in_backup = false;   // 6.4.2: answers duplicate address detection in Backup
    bool hears_router_mac_in_backup = false;  // 6.4.2: takes frames for the virtual router MAC address
    bool answers_from_router_mac = false;     // 6.4.2: ARP for its own address, whatever the state
    bool answers_listener_queries = true;     // 6.4.3: reports its groups to a querier
    Duration serves_for{};  // not zero: answers ARP and ND so long after taking over, and then no more

    // Router Advertisements (6.4.3), where they are configured.
    bool sends_router_advertisements = true;   // unsolicited ones
    bool answers_router_solicitations = true;  // RFC 4861 6.2.6
    bool advertises_router_in_backup = false;  // goes on with them after stepping down
    void (*shape_router_advertisement)(RouterAdvertisementFrame& frame, const Parameters& local) = nullptr;

    // Startup (6.4.1, 8.1.2, 8.2.2).
    /// What an owner sends before anything else; null: nothing.
    Octets (*precedes_startup)(const Parameters& local, const IpAddress& address) = nullptr;
    bool yields_to_duplicate = false;  // an owner probes its IPv6 addresses and never starts if one is taken
    ForwardingRules forwarding{};
};

/// The RFCs' own rules.
Rules rfc_rules();

}  // namespace engine

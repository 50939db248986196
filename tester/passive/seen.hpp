#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lan/capture_reader.hpp"
#include "engine/packet/checksum.hpp"
#include "engine/packet/frame.hpp"
#include "tester/bench/bench.hpp"
#include "tester/bench/profile.hpp"

// What a stream of frames has shown so far, as passive checks see it.

namespace tester {

/// A broadcast domain of a capture: an interface and the tags on it.
struct Segment {
    std::uint32_t interface = 0;
    std::array<std::uint16_t, 4> vlan_ids{};  // outermost first
    std::uint8_t vlan_count = 0;
    std::optional<std::uint32_t> service_instance{};
    bool operator==(const Segment&) const = default;
};

/// An advertisement, kept after its frame is gone.
struct AdvertisementSeen {
    engine::FrameNumber frame = 0;  // 0: none yet
    engine::Instant when;
    std::uint8_t version = 0;
    std::uint8_t priority = 0;
    engine::Duration interval{};  // as it advertises
    engine::ChecksumForm form = engine::ChecksumForm::message_only;
};

/// A router that advertises a virtual router, told apart by the IP source and version of its advertisements.
struct SpeakerSeen {
    engine::IpAddress source;
    engine::MacAddress mac;  // the last Ethernet source of its advertisements; zero where the link tells none
    engine::MacAddress own_mac;  // its interface's, as ARP, ND or its advertisements tell; zero: not known
    std::uint8_t version = 0;
    AdvertisementSeen last;  // that counts, resignations among them
    AdvertisementSeen before_last;
    AdvertisementSeen last_living;                   // with a priority other than 0
    engine::Instant active_since;                    // valid while it is Active
    engine::Instant yielded;                         // when it was last seen to stop being Active; 0: never
    std::vector<engine::IpAddress> addresses;        // of its last advertisement
    std::vector<std::uint8_t> authentication_types;  // version 2: that it has used
    bool is_active = false;
    bool is_tester = false;  // a run's file: this tester itself, whom nobody judges
    std::size_t advertisements = 0;
};

/// How somebody came to be the Active, or ceased.
enum class ChangeKind : std::uint8_t {
    first,  // the first that was heard, or the same one again after a silence of its own: how it came to
            // be is not in the capture
    after_release,  // the last Active had resigned with priority 0; `from` and `to` may be the same router,
                    // that came back
    after_silence,  // the last Active has not been heard for longer than its interval
    preemption,     // over one that was still speaking and has a lower priority, or an equal one and lower
                    // address
    contested,      // over one that was still speaking and goes before it: two are Active at once
    gone,           // the Active's Active_Down_Interval has passed without it, and nobody has taken over
};

struct RouterSeen {
    Segment segment;
    engine::Family family = engine::Family::ipv4;
    std::uint8_t vrid = 0;
    std::vector<SpeakerSeen> speakers;  // in order of appearance; bounded
    std::optional<std::size_t> active;  // index into speakers: who serves as far as is known
    std::size_t packets = 0;            // of protocol 112 with this VRID
    std::size_t takeovers = 0;          // changes of the Active after the first
    engine::Instant first_heard;
    std::uint8_t versions = 0;     // bit n: version n was heard
    bool resolution_seen = false;  // the capture holds ARP, or neighbour discovery, of the segment at all

    const SpeakerSeen* active_speaker() const { return active ? &speakers[*active] : nullptr; }
    bool is_virtual_address(const engine::IpAddress& address) const;  // of any speaker's last list
    engine::MacAddress router_mac() const { return engine::virtual_mac(family, vrid); }
};

/// What every check is told beside its own subject.
struct Circumstances {
    const TimingTolerance& tolerance;
    engine::Rfc rfc;                // that judges this version here
    engine::Instant capture_start;  // its first frame
    engine::Instant now;            // of the frame, or of the deadline
    bool is_cut = false;            // the capture holds only a part of this frame
    bool rfc_chosen = false;        // somebody has chosen the document; else it is the newest that fits
};

struct PacketSeen {
    const Circumstances& circumstances;
    const engine::CapturedFrame& frame;
    const engine::FrameView& view;
    const RouterSeen& router;    // before it learns from this packet
    const SpeakerSeen* speaker;  // nullptr: the first that this source is heard
    bool is_carp = false;        // CARP, which shares protocol 112: VRRP's checks leave it alone
    bool heeded = false;         // a conformant router takes it (RFC 9568 7.1, RFC 3768 7.1), as far as
                                 // can be told without its configuration
    /// Which checksum form is right; both bits may be set, none if the checksum is wrong. Valid if the
    /// message is whole.
    bool message_only_good = false, pseudo_header_good = false;

    const engine::AdvertisementView& message() const { return view.advertisement; }
};

/// The time between two advertisements of an Active that its Adver_Timer alone decided: not where something
/// else may have sent the second, such as a takeover, a resignation, an answer to another router (RFC 9568
/// 6.4.3 has an Active answer Priority 0 and losing advertisements at once) or another interval; nor where
/// the capture holds the same packet twice, as of a port that is mirrored in both directions.
struct GapSeen {
    const Circumstances& circumstances;
    const SpeakerSeen* speaker;           // before it learns from the second; never nullptr
    engine::Duration measured, interval;  // as both advertise it; positive
    engine::Duration early, late;         // what is tolerated
};

struct ChangeSeen {
    const Circumstances& circumstances;
    const RouterSeen& router;  // after the change
    ChangeKind kind;
    const SpeakerSeen* from;         // nullptr for `first`
    const SpeakerSeen* to;           // nullptr for `gone`
    AdvertisementSeen last_of_from;  // the last living one that counts
    AdvertisementSeen resignation;   // after_release
    AdvertisementSeen first_of_to;
    /// Where `to` had been seen on the wire between: it was up, so that a late takeover is its own doing.
    bool to_was_up = false;
};

struct HostFrameSeen {
    enum class Kind : std::uint8_t {
        gratuitous_arp,  // request or reply
        unsolicited_na,
        resolution_reply,  // an ARP reply or a solicited NA for a virtual address
        claims_other_mac,  // any of them, or an ARP request or NS from a virtual address, with another MAC
                           // than the virtual router's
        from_router_mac,   // any other frame, VRRP excepted, whose Ethernet source is the virtual router MAC
    };
    const Circumstances& circumstances;
    const engine::CapturedFrame& frame;
    const engine::FrameView& view;
    const RouterSeen& router;
    Kind kind;
    const SpeakerSeen* speaker;  // whose frame it is, as far as MAC and state tell; nullptr: not known
};

struct DeadlineSeen {
    const Circumstances& circumstances;
    const RouterSeen& router;
    std::uint32_t cookie = 0;       // as given to Ruling::look_again
    engine::FrameNumber since = 0;  // the frame that set it
    bool capture_ended = false;     // before the deadline came: nothing can be said
};

}  // namespace tester

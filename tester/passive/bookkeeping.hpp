#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tester/passive/agenda.hpp"
#include "tester/passive/frame_memory.hpp"
#include "tester/passive/judge.hpp"
#include "tester/passive/router_table.hpp"
#include "tester/passive/ruling.hpp"

namespace tester {

/// A function of a check, and what it is called with.
template <class Seen>
struct Hook {
    void (*function)(const Seen&, Ruling&) = nullptr;
    std::uint16_t check = 0;
    engine::Rfc rfc{};  // that judges
};

/// The checks that count for one profile, by what they look at.
struct Hooks {
    std::vector<Hook<PacketSeen>> on_packet, on_advertisement;
    std::vector<Hook<PacketSeen>> on_packet_alone;  // beside on_packet
    std::vector<Hook<PacketSeen>> on_carp;          // those of on_packet that record and never judge
    std::vector<Hook<GapSeen>> on_gap;
    std::vector<Hook<ChangeSeen>> on_change;
    std::vector<Hook<HostFrameSeen>> on_host_frame;
    std::vector<Hook<RouterSeen>> at_end;
    std::vector<std::uint16_t> checks;  // all of them
    bool are_steady = true;             // on_packet and on_advertisement: PassiveCheck::is_steady
};

/// Who hears of findings as they happen.
class FindingListener {
  public:
    virtual ~FindingListener() = default;
    virtual void found(const RouterTrack&, const PassiveCheck&, const Finding&, engine::FrameNumber) = 0;
};

/// Asks the checks, and keeps what they answer.
class Bookkeeping {
  public:
    /// Of all checks and virtual routers together: a hostile file finds fault everywhere.
    static constexpr std::size_t most_findings = 2000;
    static constexpr std::size_t most_notes = 3000;
    static constexpr std::size_t most_doubts = 1000;  // whose reasons are kept
    /// That are cited by all findings, by all notes, and by all doubts: each is a few hundred octets of text.
    static constexpr std::size_t most_frames = 1500;
    /// Of one virtual router: three checks set one a speaker or two, far fewer than this.
    static constexpr std::size_t most_deadlines = 128;

    /// What there was no room for.
    struct LeftOut {
        std::size_t findings = 0, notes = 0, doubts = 0;
        std::size_t citations = 0;  // findings, facts and doubts without their frames
        std::size_t deadlines = 0;
    };

    Bookkeeping(std::vector<PassiveCheck> checks, const PassiveOptions& options, Agenda& agenda,
                FindingListener& listener);

    const std::vector<PassiveCheck>& checks() const { return checks_; }
    const Hooks& hooks(Profile profile) const;
    Circumstances& circumstances() { return circumstances_; }
    const Circumstances& circumstances() const { return circumstances_; }
    FrameMemory& memory() { return memory_; }
    const LeftOut& left_out() const { return left_out_; }

    /// What is asked next is about this virtual router in that version, and about this frame; nullptr for
    /// none, or for a view that is to be made only if somebody wants it.
    void turn_to(RouterTrack& router, std::uint8_t slot, const engine::CapturedFrame* frame,
                 const engine::FrameView* view);
    /// Asks each of them.
    template <class Seen>
    void ask(const std::vector<Hook<Seen>>& hooks, const Seen& seen) {
        for (const Hook<Seen>& hook : hooks) {
            check_ = hook.check;
            circumstances_.rfc = hook.rfc;
            ruling_.held_ = &tallies_[hook.check].held;
            hook.function(seen, ruling_);
        }
    }
    /// Asks those that look at a packet alone, and keeps which of them held, if that is all there is to say.
    void ask_alone(const std::vector<Hook<PacketSeen>>& hooks, const PacketSeen& seen, const Hearing& hearing,
                   Repetition* repetition);
    /// Asks all others about a packet that says the same again, and keeps which of them held, if that is all
    /// there is to say: PassiveCheck::is_steady.
    void ask_steady(const Hooks& hooks, const PacketSeen& seen, Repetition& repetition);
    void ask_gap(const std::vector<Hook<GapSeen>>& hooks, const PacketSeen& seen);
    /// Asks about the gap before the frame at hand, an advertisement of `speaker` with this interval and a
    /// priority other than 0; if it is one.
    void ask_gap(const std::vector<Hook<GapSeen>>& hooks, const RouterSeen& router,
                 const SpeakerSeen& speaker, engine::Duration interval);
    /// Counts what held again for each packet that said the same again.
    static void count_repetitions(RouterTrack& router, std::size_t speaker);
    /// Asks about the deadlines of the virtual router that have passed, or about all if the capture has
    /// ended.
    void ask_deadlines(RouterTrack& router, engine::Instant now, bool capture_ended);
    /// When the earliest is.
    static engine::Instant next_deadline(const RouterTrack& router);

    // What Ruling passes on.
    void hold_in(const TimedHold& hold);
    void fail(const SpeakerSeen* whose, std::string expected, std::string observed);
    void doubt(std::string reason);
    void note(const SpeakerSeen* whose, std::string_view name, std::string value);
    void cite(engine::FrameNumber frame, std::string_view role);
    void look_again(engine::Instant when, std::uint32_t cookie);
    void forget(std::uint32_t cookie);
    std::uint64_t& memory_of(const SpeakerSeen* whose, std::size_t word);

  private:
    bool ask_and_keep(const std::vector<Hook<PacketSeen>>& hooks, const PacketSeen& seen,
                      std::vector<std::uint16_t>& kept);
    void sort_checks(const PassiveOptions& options, Profile profile);
    std::optional<engine::Rfc> judging_rfc(const PassiveCheck& check, const PassiveOptions& options,
                                           Profile profile) const;
    Tally& tally() { return tallies_[check_]; }
    std::optional<engine::IpAddress> address_of(const SpeakerSeen* whose) const;
    std::vector<CitedFrame> take_citations(std::size_t* kept);
    CitedFrame cite_gone(engine::FrameNumber frame, std::string_view role) const;

    std::vector<PassiveCheck> checks_;
    std::array<Hooks, 3> hooks_;
    std::vector<Hook<DeadlineSeen>> deadline_hooks_;  // by check
    Circumstances circumstances_;
    Agenda& agenda_;
    FindingListener& listener_;
    FrameMemory memory_;
    Ruling ruling_{*this};

    RouterTrack* router_ = nullptr;
    std::uint8_t slot_ = 0;
    Tally* tallies_ = nullptr;
    std::uint16_t check_ = 0;
    const engine::CapturedFrame* frame_ = nullptr;
    const engine::FrameView* view_ = nullptr;
    engine::FrameNumber since_ = 0;  // of a deadline
    std::vector<std::pair<engine::FrameNumber, std::string>> citations_;
    engine::Duration tolerated_interval_{}, tolerated_early_{}, tolerated_late_{};  // the last
    std::size_t findings_kept_ = 0, notes_kept_ = 0, doubts_kept_ = 0;
    std::size_t frames_of_findings_ = 0, frames_of_notes_ = 0, frames_of_doubts_ = 0;
    LeftOut left_out_;
    std::vector<std::uint16_t> memory_places_;  // by check, from 1 on; 0: it has remembered nothing yet
    std::uint16_t memory_places_taken_ = 0;
};

}  // namespace tester

#pragma once

#include <array>
#include <optional>

#include "tester/passive/active_model.hpp"
#include "tester/passive/address_index.hpp"
#include "tester/passive/bookkeeping.hpp"
#include "tester/passive/happenings.hpp"
#include "tester/passive/hearing.hpp"
#include "tester/passive/judge.hpp"
#include "tester/passive/life_signs.hpp"
#include "tester/passive/results.hpp"
#include "tester/passive/router_table.hpp"
#include "tester/passive/steady_index.hpp"

namespace tester {

/// What a judge knows, and how it learns from a frame.
struct PassiveJudge::State final : ModelListener, FindingListener {
    static constexpr std::size_t most_speakers = 2048;  // of all virtual routers together
    /// That speakers list; once there are so many, no new speaker is taken.
    static constexpr std::size_t most_listed = 65536;

    State(std::vector<PassiveCheck> checks, PassiveOptions chosen);

    void feed(const engine::CapturedFrame& frame);
    void pass_time(engine::Instant now);
    void finish();

    PassiveOptions options;
    Agenda agenda;
    Happenings happenings;
    Bookkeeping books;
    RouterTable table;
    AddressIndex addresses;  // that virtual routers have
    AddressIndex sources;    // that speakers have
    ActiveModel model;
    LifeSigns signs;
    SteadyIndex steady;

    std::size_t frames = 0, vrrp_packets = 0, carp_packets = 0;
    std::size_t speakers = 0, speakers_refused = 0;  // packets of those that found no room
    std::size_t listed = 0;                          // addresses of all speakers
    std::size_t leaps_back = 0;                      // of the capture's time, that made everything start anew
    engine::FrameNumber first_leap = 0;              // where
    engine::Instant now;
    bool is_finished = false;

  private:
    void start_anew(const engine::CapturedFrame& frame);
    void run_due(engine::Instant until);
    void reschedule(RouterTrack& router);
    void tidy_agenda();

    bool hear_again(const engine::CapturedFrame& frame);
    void hear_packet(const engine::CapturedFrame& frame, const engine::FrameView& view);
    void hear_carp(RouterTrack& router, const PacketSeen& packet);
    std::optional<std::size_t> speaker_for(RouterTrack& router, const PacketSeen& packet);
    void ask_about(RouterTrack& router, const Hooks& hooks, const PacketSeen& packet, const Hearing& hearing,
                   bool is_repetition);
    void learn(RouterTrack& router, const PacketSeen& packet, const Hearing& hearing);

    void learn_from_resolution(const Segment& segment, const engine::FrameView& view);
    void hear_host(const engine::CapturedFrame& frame, const engine::FrameView& view);
    void show_host_frame(RouterTrack& router, HostFrameSeen::Kind kind, const engine::CapturedFrame& frame,
                         const engine::FrameView& view);

    void changed(RouterTrack& router, const Change& change) override;
    void resigned(RouterTrack& router, std::size_t speaker) override;
    void yielded(RouterTrack& router, std::size_t speaker, engine::Duration after) override;
    void found(const RouterTrack& router, const PassiveCheck& check, const Finding& finding,
               engine::FrameNumber frame) override;
    Happenings::Place place_of(const RouterTrack& router) const;

    const engine::CapturedFrame* frame_ = nullptr;  // at hand
    const engine::FrameView* view_ = nullptr;
};

/// The table of virtual routers.
std::vector<RouterReport> router_reports(const RouterTable& table, const PassiveOptions& options,
                                         engine::Instant start, AddressAllowance& allowance);

}  // namespace tester

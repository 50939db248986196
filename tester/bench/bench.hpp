#pragma once

#include <coroutine>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/lan/task.hpp"
#include "tester/bench/case.hpp"
#include "tester/bench/control.hpp"
#include "tester/bench/expectation.hpp"
#include "tester/bench/host.hpp"
#include "tester/bench/peer.hpp"
#include "tester/bench/station.hpp"
#include "tester/bench/verdict.hpp"
#include "tester/bench/virtual_router_facts.hpp"

namespace tester {

/// What a case's verbs throw to end it.
struct CaseFailed {};
struct CaseInconclusive {
    std::string reason;
};
struct CaseSkipped {
    std::string reason;
};

/// How far a device may be from the RFC's time: see design, truth.
struct TimingTolerance {
    engine::Duration early = std::chrono::milliseconds(10);
    engine::Duration late = std::chrono::milliseconds(50);
    double late_percent = 5;
    double slow = 1;  // multiplies all three

    engine::Duration early_for(engine::Duration nominal) const;
    engine::Duration late_for(engine::Duration nominal) const;
};

/// All that a case may touch: the virtual router under test, a peer router beside it, a host, and the verbs
/// that wait for what the device does. A verb whose expectation does not hold ends the case.
class Bench {
  public:
    Bench(Station& station, VirtualRouterFacts dut, engine::Rfc rfc, TimingTolerance tolerance,
          Control& control, std::uint64_t seed = default_seed);
    ~Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    const VirtualRouterFacts& dut() const { return dut_; }
    engine::Rfc rfc() const { return rfc_; }
    Peer& peer() { return peer_; }
    const Peer& peer() const { return peer_; }
    Host& host() { return host_; }
    Station& station() const { return station_; }
    const TimingTolerance& tolerance() const { return tolerance_; }
    /// Of whatever a case sends that is random: the same seed, the same octets.
    std::uint64_t seed() const { return seed_; }

    // --- time and marks
    // -------------------------------------------------------------------------------------------
    engine::Instant now() const { return station_.scheduler().now(); }
    Mark mark() const;                         // this moment
    engine::Instant time_of(Mark mark) const;  // a frame's own time where the mark is a frame
    const engine::LoggedFrame& frame(Mark mark) const { return station_.log().frame(mark.frame); }
    engine::Task<> sleep(engine::Duration duration);

    // --- preconditions: where they do not come true, the clause was never reached: Inconclusive
    // --------------------
    /// Waits until the device, alone, advertises; the advertisement.
    engine::Task<Mark> dut_is_active();
    /// Silences the device with one advertisement of greater priority, then holds it down with one every
    /// `period`.
    engine::Task<> dut_is_backup(PeerAdvert advert = {}, std::optional<engine::Duration> period = {});
    /// Holds the device down with these advertisements for longer than its Active_Down_Interval: the control
    /// of a discard, since the same advertisement with a fault must then lose that effect.
    engine::Task<> dut_is_held_down_by(PeerAdvert advert);
    /// Ends the case as Inconclusive unless `holds`.
    void precondition(bool holds, std::string reason);

    // --- expectations: where they do not hold, the device failed
    // ----------------------------------------------------
    /// The device's first advertisement after the mark lies in the window.
    engine::Task<Mark> dut_advertisement(Window window);
    /// The device sends no advertisement from `window.earliest` to `window.latest` after the mark.
    engine::Task<> dut_silence(Window window);
    /// The first frame of this sort after the mark lies in the window.
    engine::Task<Mark> dut_frame(Sort sort, Window window);
    /// No frame of this sort in the window.
    engine::Task<> no_dut_frame(Sort sort, Window window);
    /// The first frame of this sort after the mark, waiting until `latest`; no mark (frame 0) if none. No
    /// verdict.
    engine::Task<Mark> look_for(Sort sort, Mark after, engine::Duration latest);
    /// Frames of a sort already heard in [after + from, after + until]. No waiting, no verdict.
    std::vector<Mark> heard(Sort sort, Mark after, engine::Duration from, engine::Duration until) const;

    /// Records the comparison and fails unless the two texts are equal. `subject` names the field.
    void expect_equal(std::string_view subject, const std::string& expected, const std::string& observed,
                      Mark cited);
    void expect_equal(std::string_view subject, long long expected, long long observed, Mark cited);
    /// Records a condition and fails unless it holds.
    void expect(bool holds, std::string expected, std::string observed, Mark cited);
    [[noreturn]] void fail(std::string expected, std::string observed, Mark cited = {});
    /// Cites a frame that the verdict rests on.
    void cite(Mark mark, std::string_view role);
    /// Records a fact of the device for cases of level `report`.
    void note(std::string expected, std::string observed, Mark cited = {});

    // --- control
    // ----------------------------------------------------------------------------------------------------
    /// Makes the device do it; the moment at which it was done.
    engine::Task<Mark> make_dut(Verb verb);

    // --- for the runner
    // ---------------------------------------------------------------------------------------------
    struct Evidence {
        std::vector<Check> checks;
        std::vector<std::pair<engine::FrameNumber, std::string>> cited;
    };
    const Evidence& evidence() const { return evidence_; }
    /// Ends what goes on by itself: the peer resigns if the device may still take it for the Active.
    void finish();
    /// Called by the station for each frame of this virtual router that others sent.
    void hear(const engine::LoggedFrame& frame);
    bool wants(const engine::LoggedFrame& frame) const;

    /// True if the frame is an advertisement of the device for this virtual router.
    bool is_dut_advertisement(const engine::LoggedFrame& frame) const;
    /// True if it is one for this virtual router from some other router than the device and the peer.
    bool is_foreign_advertisement(const engine::LoggedFrame& frame) const;
    /// The other router that was heard during this case, if any: what the device did may be its doing.
    const std::optional<engine::IpAddress>& foreign_speaker() const { return foreign_speaker_; }

  private:
    /// Suspends until a matching frame is heard or the time has come.
    struct Pause {
        Bench& bench;
        engine::Instant deadline;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting);
        void await_resume() const noexcept {}
    };
    void wake();
    engine::Task<Mark> next_match(Sort sort, Mark after, engine::Instant deadline);
    Mark first_match(Sort sort, Mark after) const;
    void record(Check check, Mark cited);
    void record_timed(const std::string& what, Window window, Mark found, bool held);

    Station& station_;
    VirtualRouterFacts dut_;
    engine::Rfc rfc_;
    TimingTolerance tolerance_;
    Control& control_;
    std::uint64_t seed_;
    Peer peer_;
    Host host_;
    Evidence evidence_;
    std::vector<engine::FrameNumber> heard_;
    bool has_heard_dut_ = false;
    std::optional<engine::IpAddress> foreign_speaker_;

    std::coroutine_handle<> waiting_;
    engine::TimerId waiting_timer_ = 0;
    std::optional<Sort> waiting_for_;
    engine::Instant waiting_since_;
    engine::FrameNumber waiting_since_frame_ = 0;
};

}  // namespace tester

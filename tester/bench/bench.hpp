#pragma once

#include <coroutine>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/scheduler.hpp"
#include "engine/lan/task.hpp"
#include "tester/bench/beyond.hpp"
#include "tester/bench/case.hpp"
#include "tester/bench/control.hpp"
#include "tester/bench/expectation.hpp"
#include "tester/bench/host.hpp"
#include "tester/bench/journal.hpp"
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
    const Host& host() const { return host_; }
    /// A host on the network behind the device; for cases that need a second interface.
    Beyond& beyond() { return beyond_; }
    Station& station() const { return station_; }
    /// The other virtual routers of the device that the case has: Needs::siblings of them, in no order that
    /// means anything. What is found out there is evidence of the case; none of them can be controlled.
    std::size_t siblings() const { return siblings_.size(); }
    Bench& sibling(std::size_t index) { return *siblings_.at(index); }
    /// That of the same VRID in the other family; only for a case that needs one.
    Bench& twin() { return *twin_; }
    const TimingTolerance& tolerance() const { return tolerance_; }
    /// Of whatever a case sends that is random: the same seed, the same octets.
    std::uint64_t seed() const { return seed_; }

    // --- time and marks
    // -------------------------------------------------------------------------------------------
    engine::Instant now() const { return journal() ? journal()->time() : station_.scheduler().now(); }
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
    /// Ends the case as Skipped unless `holds`: the clause binds a device only if it does something that it
    /// need not do.
    void applies(bool holds, std::string reason);

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
    /// Records what the device does under a short name, "gratuitous ARP", that reports print with the device:
    /// the same value for everything that does the same, so that several virtual routers can be compared.
    void note_fact(const std::string& name, std::string value, Mark cited = {});

    // --- test packets: what a host sends to another through the device
    /// Echo requests of this case, one after another: a device forwards them as any other packet.
    struct TestPacket {
        std::uint16_t identifier = 0, sequence = 0;
    };
    /// The last one that was sent.
    const TestPacket& test_packet() const { return test_packet_; }
    TestPacket next_test_packet();

    // --- control
    // ----------------------------------------------------------------------------------------------------
    /// Makes the device do it; the moment at which it was done.
    engine::Task<Mark> make_dut(Verb verb);
    /// Changes the virtual router while the device runs, and what dut() says of it. Returns when the device
    /// runs with it; the moment at which the device began to change, so that nothing it did on the way is
    /// missed. Whatever becomes of the case, it is undone at its end.
    engine::Task<Mark> change_dut(const Change& change);

    /// Sends a frame of the case; for the peer and the hosts.
    engine::FrameNumber transmit(engine::Octets frame, engine::Wire wire = engine::Wire::first);

    // --- for the runner
    // ---------------------------------------------------------------------------------------------
    struct Evidence {
        std::vector<Check> checks;
        std::vector<std::pair<engine::FrameNumber, std::string>> cited;
        std::map<std::string, std::string> facts;
        std::map<std::size_t, engine::Instant> anchors;  // of those checks, by index, that are timed
        bool is_reconfigured = false;                    // the case changed the device's configuration
    };
    const Evidence& evidence() const { return evidence_; }
    /// Undoes the changes of a case that has ended, so that the next one finds the virtual router as it
    /// should be.
    engine::Task<> put_back();
    /// Before the case begins; it must outlive the bench. None: the world is asked directly.
    void keep_journal(Journal* journal) { journal_ = journal; }
    /// Gives the case one more virtual router, before it begins.
    void add_company(VirtualRouterFacts facts);
    /// Ends what goes on by itself: the peer resigns if the device may still take it for the Active.
    void finish();
    /// Called by the station for each frame of this virtual router that others sent.
    void hear(const engine::LoggedFrame& frame);
    bool wants(const engine::LoggedFrame& frame) const;
    bool wants_of_second(const engine::LoggedFrame& frame) const;

    /// True if the frame is an advertisement of the device for this virtual router; not one of version 2 that
    /// it sends beside version 3.
    bool is_dut_advertisement(const engine::LoggedFrame& frame) const;
    /// True if it is one of those.
    bool is_dut_version_2_advertisement(const engine::LoggedFrame& frame) const;
    /// True if it is one for this virtual router from some other router than the device and the peer.
    bool is_foreign_advertisement(const engine::LoggedFrame& frame) const;
    /// Who sent a frame that the case cites: "tester" for its routers, "host" for its hosts, "device", the
    /// source address of another router; empty where that cannot be told.
    std::string sender_of(const engine::LoggedFrame& frame) const;
    /// The other router that was heard during this case, if any: what the device did may be its doing.
    const std::optional<engine::IpAddress>& foreign_speaker() const { return foreign_speaker_; }
    /// The bench that heard such a one, this or one of its company; nullptr if none did.
    const Bench* disturbed_by_foreigner() const;

  private:
    /// Suspends until a matching frame is heard or the time has come.
    struct Pause {
        Bench& bench;
        engine::Instant deadline;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting);
        void await_resume() const;
    };
    bool is_from_dut_for_this(const engine::LoggedFrame& frame) const;
    bool has_sent(const engine::LoggedFrame& frame) const;
    Evidence& book() { return main_ ? main_->evidence_ : evidence_; }
    Journal* journal() const { return main_ ? main_->journal_ : journal_; }
    void wake();
    void wake_for(const engine::LoggedFrame& frame);
    engine::Task<Mark> next_match(Sort sort, Mark after, engine::Instant deadline);
    Mark first_match(Sort sort, Mark after) const;
    bool matches(const Sort& sort, const engine::LoggedFrame& frame) const;
    void record(Check check, Mark cited);
    void keep_timed(Check check, Mark after);
    Check of_this(Check check) const;
    void record_timed(const std::string& what, Window window, Mark found, bool held);

    Station& station_;
    VirtualRouterFacts dut_;
    std::optional<VirtualRouterFacts> unchanged_;  // what dut_ was before the case changed it
    engine::Rfc rfc_;
    TimingTolerance tolerance_;
    Control& control_;
    std::uint64_t seed_;
    Peer peer_;
    Host host_;
    Beyond beyond_;
    TestPacket test_packet_;
    Evidence evidence_;
    Bench* main_ = nullptr;  // whose company this is
    Journal* journal_ = nullptr;
    Control nobody_;  // the hand on the company's switch
    std::vector<std::unique_ptr<Bench>> siblings_;
    std::unique_ptr<Bench> twin_;
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

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/check.hpp"
#include "tester/run/result.hpp"

namespace tester {

struct PassiveOptions {
    TimingTolerance tolerance{};
    /// The document that decides where the RFCs contradict each other, and whose checks count; nothing: the
    /// newest that a check names for the version that is seen.
    std::optional<engine::Rfc> rfc{};
    std::string suite = "passive";               // as results name it
    std::string subject{};                       // which of several captures
    std::vector<std::string> interface_names{};  // for the names of segments
    /// What an Active that is alone says again is not read again. False for tests, which show that it makes
    /// no difference.
    bool skips_repetitions = true;
};

/// Something that is told as it happens: a check that did not hold, or a change of who is Active.
struct Happening {
    engine::FrameNumber frame = 0;
    double seconds = 0;                   // since the capture's first packet
    std::string router;                   // "VRID 1 (IPv4)", with its segment where there are several
    std::string what;                     // "172.16.100.11 takes over: advertises priority 100"
    const PassiveCheck* check = nullptr;  // nullptr: a change, not a finding
    Outcome outcome = Outcome::pass;      // of a finding: fail or advisory
    std::string expected{}, observed{};
};

/// Judges a stream of frames by passive checks: in the order of the file, in constant memory, and without
/// allocating for a frame that shows nothing new.
class PassiveJudge {
  public:
    PassiveJudge(std::vector<PassiveCheck> checks, PassiveOptions options);
    ~PassiveJudge();
    PassiveJudge(const PassiveJudge&) = delete;
    PassiveJudge& operator=(const PassiveJudge&) = delete;

    void feed(const engine::CapturedFrame& frame);
    /// Time has come to here without a frame: for `watch`, whose deadlines pass while nothing is heard.
    void pass_time(engine::Instant now);

    /// Called as things happen.
    void on_happening(std::function<void(const Happening&)> receiver);

    /// Names of the capture's interfaces as they become known; instead of those of the options.
    void name_interfaces(std::vector<std::string> names);

    /// What has been found so far; valid at any time.
    std::vector<RouterReport> routers() const;
    std::size_t frames() const;
    std::size_t vrrp_packets() const;

    struct Verdict {
        /// A result a check and virtual router that it applied to, Skipped once for a check that applied to
        /// none; of very many virtual routers, those that came out alike together: passive/results.hpp.
        std::vector<CaseResult> cases;
        std::vector<RouterReport> routers;
        std::vector<TimelineEvent> timeline;
        std::vector<std::string> remarks;  // what was left out because there was too much of it
    };
    /// Ends the capture.
    Verdict conclude();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tester

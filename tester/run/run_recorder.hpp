#pragma once

#include <deque>
#include <memory>

#include "tester/run/case_run.hpp"
#include "tester/run/run_record.hpp"

namespace tester {

/// One attempt as it goes on: stands between the case and its world, passes everything on and keeps it.
class AttemptRecorder final : public Journal, public Control {
  public:
    AttemptRecorder(Station& station, Control& device, Attempt& attempt);

    engine::Instant time() override;
    engine::FrameNumber send(engine::Octets frame, engine::Wire wire) override;
    void resumed() override;

    bool can(Verb verb) const override { return device_.can(verb); }
    void perform(Verb verb, std::uint8_t vrid, std::function<void()> done) override;
    void change(Profile profile, std::uint8_t vrid, const Change& change,
                std::function<void(engine::Instant begun)> done) override;
    void join() override { device_.join(); }
    void leave() override { device_.leave(); }

    void ended(const CaseResult& result);

  private:
    std::size_t asked(Verb verb);
    void done(std::size_t event, engine::Instant begun);

    Station& station_;
    Control& device_;
    Attempt& attempt_;
    bool is_asking_ = false;
};

/// Keeps what the cases of a run were told, so that its capture can be judged again.
class RunRecorder {
  public:
    /// The cases from now on are in these surroundings.
    void enter(const Station& station);
    /// A case is about to begin; for its bench, as long as this recorder lives.
    AttemptRecorder& begin(Station& station, const SelectedCase& what, int number,
                           const VirtualRouterFacts& where, const std::vector<VirtualRouterFacts>& company,
                           Control& device);
    /// All of it, once the run is over. What the station does not know is left to the caller: when the run
    /// started, its tolerance and its VLAN.
    RunRecord record_of(const Station& station, const RunResult& result) const;

  private:
    std::vector<Surroundings> stages_;
    std::deque<Attempt> attempts_;
    std::deque<AttemptRecorder> recorders_;
};

}  // namespace tester

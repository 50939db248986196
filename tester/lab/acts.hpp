#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tester/lab/claim.hpp"
#include "tester/lab/scene.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// What an act leaves behind. Frame numbers are the act's own, from 1; the run renumbers them.
struct ActRecord {
    std::vector<CaseResult> cases;
    std::vector<LabTable> tables;
    std::vector<TimelineEvent> timeline;
    std::vector<std::pair<engine::Instant, engine::Octets>> frames;
    std::size_t frames_dropped = 0;
    engine::Duration worst_delay{};

    /// Adds what happened in a scene, under its title.
    void tell(const Scene& scene, const std::string& title);
    /// Takes over what a scene has captured; last, when nothing more will be cited.
    void take(const Scene& scene);
};

/// What an act needs of the run that it is part of.
struct Stage {
    engine::Instant start;  // of the run
    std::function<bool()> interrupted;
    TimingTolerance tolerance{};
};

/// One scene from its making to its end. Acts are independent of each other and run at once.
struct Act {
    std::vector<ClaimSubject> claims;  // what it judges; all that it leaves out becomes an error
    double estimated_seconds = 0;
    /// Fills the record as it goes on, so that what was judged before a trouble is not lost.
    std::function<void(const Stage&, ActRecord&)> play;
};

struct ActsOptions {
    std::size_t at_once = 4;
    std::string capture_path;
    std::vector<std::string> notes;  // for whoever watches: what is going to happen
    std::function<bool()> interrupted;
    TimingTolerance tolerance{};
    /// Has the last word on a result before anybody sees it: known deviations.
    std::function<void(CaseResult&)> amend = [](CaseResult&) {};
};

/// Plays all acts, each on a thread of its own, and adds what they leave to the result, act after act. An act
/// whose verdict the slowness of this host spoilt is played once more, alone. Tables, timelines and frames
/// come in the order in which the acts ended. The observer is called by this thread only.
void play(const std::vector<Act>& acts, const ActsOptions& options, RunResult& result, RunObserver& observer);

}  // namespace tester

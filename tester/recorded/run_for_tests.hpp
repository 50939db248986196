#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "cases/catalogue.hpp"
#include "engine/router/mutants.hpp"
#include "tester/dut/embedded.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/recorded/recording.hpp"
#include "tester/run/run_file.hpp"
#include "tester/run/run_recorder.hpp"
#include "tester/run/runner.hpp"
#include "tester/run/simulated_session.hpp"

/// A run against the embedded speaker in virtual time that is recorded: many virtual routers in one world.
namespace tester::test {

struct RecordedRun {
    RunRecord record;
    std::deque<engine::LoggedFrame> frames;

    void give_frames_to(Recording& recording) const {
        for (const auto& each : frames) recording.add(each.octets, each.when, each.on_second ? 1 : 0);
    }
    void write_to(const std::string& path) const {
        auto copy = frames;
        const engine::CaptureLog log(copy, copy.size());
        RunFile(path, {"lan", "beyond"}, encode).keep(log, {}, record);
    }
    const CaseResult& result_of(const CaseResult& of) const {
        const auto& cases = record.result.cases;
        return *std::find_if(cases.begin(), cases.end(), [&](const CaseResult& each) {
            return each.id == of.id && each.profile == of.profile && each.suite == of.suite;
        });
    }
};

/// Every case at once, as far as the VRIDs of a family go; the cases left over are left out.
inline RecordedRun record_run(const Selection& selection, const engine::Rules& rules) {
    const auto selected = select(cases::catalogue(), selection);
    EmbeddedWorld world;
    Plan plan;
    std::map<engine::Family, int> next{{engine::Family::ipv4, 1}, {engine::Family::ipv6, 1}};
    std::vector<SelectedCase> chosen;
    for (const auto& what : selected) {
        const Needs& needs = what.which->needs;
        const auto family = family_of(what.profile);
        if (needs.siblings > 8 || next[family] + needs.siblings > 250) continue;
        // One VRID for both families, so that a twin finds its own free.
        int first = std::max(next[engine::Family::ipv4], next[engine::Family::ipv6]);
        if (!needs.twin) first = next[family];
        if (first + needs.siblings > 250) continue;
        std::vector<std::uint8_t> vrids;
        for (int i = 0; i <= needs.siblings; ++i) vrids.push_back(static_cast<std::uint8_t>(first + i));
        next[family] = first + needs.siblings + 1;
        if (needs.twin) next[engine::Family::ipv4] = next[engine::Family::ipv6] = next[family];
        auto made = world.add_ensemble(what.profile, vrids, needs, what.rfc(), rules);
        plan.lanes.push_back({std::move(made.where), {}, {what}, 0, std::move(made.company)});
        chosen.push_back(what);
    }
    world.startup();
    const auto control_of = [&world](const VirtualRouterFacts& facts) -> Control& {
        return world.control(facts);
    };
    RunRecorder recorder;
    RunnerOptions how;
    how.recorder = &recorder;
    RunObserver nobody;
    const auto started = world.scheduler().now();
    RunResult result = begin_result("test", "", chosen, {}, false);
    Runner runner(world.station(), how, control_of, nullptr, nobody, started);
    runner.run(plan, result.cases);
    complete_in_order(result.cases, chosen, "", nobody);
    RecordedRun run{recorder.record_of(world.station(), result), {}};
    run.record.started = started;
    const auto& log = world.station().log();
    for (engine::FrameNumber n = 1; n <= log.last(); ++n) run.frames.push_back(log.frame(n));
    return run;
}

inline RecordedRun record_run(const std::vector<std::string>& suites, const engine::Rules& rules) {
    Selection selection;
    selection.suites = suites;
    return record_run(selection, rules);
}

}  // namespace tester::test

#include "tester/run/simulated_session.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "tester/dut/embedded.hpp"
#include "tester/run/device_facts.hpp"
#include "tester/run/known_deviations.hpp"
#include "tester/run/runner.hpp"

namespace tester {
namespace {

// In a world of n virtual routers each of n benches looks at the frames of all, so the work grows with n
// squared; a few worlds of this size are fastest, and still crowded enough to show a case that listens to its
// neighbours.
constexpr std::size_t routers_in_a_world = 24;

/// VRIDs 1 to 255 of each family, again and again, and in one world none of them twice.
class VridPool {
  public:
    void begin_world() { used_.clear(); }

    /// As many as the case needs in its own family; the first is free in both where it needs a twin.
    std::vector<std::uint8_t> take(Profile profile, const Needs& needs) {
        const auto family = family_of(profile);
        std::vector<std::uint8_t> vrids{next(family, needs.twin)};
        if (needs.twin) used_.insert({family_of(twin_of(profile)), vrids.front()});
        while (vrids.size() < 1u + needs.siblings) vrids.push_back(next(family, false));
        return vrids;
    }

  private:
    std::uint8_t next(engine::Family family, bool in_both) {
        auto& last = last_[family];
        for (int tried = 0; tried < 255; ++tried) {
            last = last == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(last + 1);
            const bool is_free = in_both ? !used_.contains({engine::Family::ipv4, last}) &&
                                               !used_.contains({engine::Family::ipv6, last})
                                         : !used_.contains({family, last});
            if (is_free) break;
        }
        used_.insert({family, last});
        return last;
    }

    std::map<engine::Family, std::uint8_t> last_;
    std::set<std::pair<engine::Family, std::uint8_t>> used_;
};

/// How many of the cases fit into one world: a case that needs a crowd has one of its own.
std::size_t cases_of_next_world(std::span<const SelectedCase> cases, std::size_t most) {
    const auto is_crowd = [](const SelectedCase& what) { return what.which->needs.siblings > 8; };
    if (is_crowd(cases.front())) return 1;
    const auto some = cases.first(std::min(most, cases.size()));
    return static_cast<std::size_t>(std::find_if(some.begin(), some.end(), is_crowd) - some.begin());
}

using ResultKey = std::tuple<std::string, std::string, std::string>;

ResultKey key_of(const CaseResult& result) {
    return {result.id, result.profile, result.suite};
}
ResultKey key_of(const SelectedCase& what) {
    return {std::string(what.which->id), std::string(to_string(what.profile)), std::string(what.suite->name)};
}

/// Runs some cases at once in one world; false if interrupted.
bool run_world(const EmbeddedOptions& options, std::span<const SelectedCase> cases, VridPool& vrids,
               RunObserver& observer, const std::function<bool()>& interrupted, RunResult& result) {
    EmbeddedWorld world;
    vrids.begin_world();
    Plan plan;
    for (const auto& what : cases) {
        const Needs& needs = what.which->needs;
        auto made = world.add_ensemble(what.profile, vrids.take(what.profile, needs), needs, what.rfc(),
                                       options.rules);
        plan.lanes.push_back({std::move(made.where), {}, {what}, 0, std::move(made.company)});
    }
    world.startup();
    const auto control_of = [&world](const VirtualRouterFacts& facts) -> Control& {
        return world.control(facts);
    };
    RunnerOptions how{options.tolerance, false, interrupted};
    how.amend = amend_by(options.known_deviations);
    Runner runner(world.station(), how, control_of, nullptr, observer, world.scheduler().now());
    const bool completed = runner.run(plan, result.cases);
    result.link.frames_seen += world.station().log().last() + world.station().log().other_traffic();
    return completed;
}

std::string local_time() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::localtime(std::time(nullptr)));
}

}  // namespace

RunResult begin_result(const std::string& tool_version, const std::string& command_line,
                       const std::vector<SelectedCase>& selected, const TimingTolerance& tolerance,
                       bool strict) {
    RunResult result;
    result.tool_version = tool_version;
    result.command_line = command_line;
    result.started = local_time();
    for (const auto& what : selected)
        if (std::find(result.suites.begin(), result.suites.end(), what.suite->name) == result.suites.end())
            result.suites.emplace_back(what.suite->name);
    result.tolerance.early_ms = engine::milliseconds(tolerance.early) * tolerance.slow;
    result.tolerance.late_ms = engine::milliseconds(tolerance.late) * tolerance.slow;
    result.tolerance.late_percent = tolerance.late_percent * tolerance.slow;
    result.strict = strict;
    return result;
}

void complete_in_order(std::vector<CaseResult>& results, const std::vector<SelectedCase>& selected,
                       const std::string& reason, RunObserver& observer) {
    std::map<ResultKey, CaseResult> by_key;
    for (auto& result : results) by_key.insert_or_assign(key_of(result), std::move(result));
    results.clear();
    for (const auto& what : selected) {
        const auto found = by_key.find(key_of(what));
        if (found != by_key.end()) {
            results.push_back(std::move(found->second));
            continue;
        }
        auto& missing = results.emplace_back(identity_of(what));
        missing.outcome = Outcome::error;
        missing.reason = reason;
        observer.case_finished(missing);
    }
}

RunResult run_embedded(const EmbeddedOptions& options, std::span<const Case> catalogue,
                       const Selection& selection, RunObserver& observer,
                       const std::function<bool()>& interrupted) {
    const auto started = std::chrono::steady_clock::now();
    const auto selected = select(catalogue, selection);
    RunResult result =
        begin_result(options.tool_version, options.command_line, selected, options.tolerance, options.strict);
    result.dut.address = "embedded";
    result.dut.mac = "02:00:00:00:00:11";
    result.link.interface = "simulated";
    result.link.tester_address = "172.16.100.5";
    result.link.tester_mac = "02:00:00:00:00:05";
    if (selected.empty()) result.nothing_because = why_nothing(catalogue, selection);
    observer.run_planned({selected.size(), 0, {}});

    VridPool vrids;
    const std::span<const SelectedCase> all(selected);
    const std::size_t step = options.serial ? 1 : routers_in_a_world;
    for (std::size_t first = 0; first < all.size() && !result.aborted;) {
        const auto some = all.subspan(first, cases_of_next_world(all.subspan(first), step));
        first += some.size();
        result.aborted = !run_world(options, some, vrids, observer, interrupted, result);
    }
    complete_in_order(result.cases, selected, "the run was interrupted before this case began", observer);
    gather_facts(result);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return result;
}

}  // namespace tester

#include "cases/kill_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "cases/catalogue.hpp"
#include "cases/passive_checks.hpp"
#include "cases/passive_stories.hpp"
#include "tester/dut/embedded.hpp"

namespace cases {

using tester::CaseResult;
using tester::Outcome;
using tester::SelectedCase;

std::vector<SelectedCase> whole_catalogue() {
    tester::Selection everything;
    everything.suites = {"all"};
    return tester::select(catalogue(), everything);
}

CaseResult run_against(const SelectedCase& what, const engine::Rules& rules, const tester::Needs& needs) {
    tester::EmbeddedWorld world;
    const auto made =
        world.add_ensemble(what.profile, tester::vrids_for(needs, 42), needs, what.rfc(), rules);
    world.startup();
    tester::CaseRun run(world.station(), what, made.where, {}, world.control(made.where),
                        world.scheduler().now(), made.company);
    run.start([] {});
    world.scheduler().run_until([&run] { return run.ended(); });
    return run.result();
}

namespace {

struct Job {
    const SelectedCase* what;
    const engine::Mutant* mutant;  // nullptr: the reference
};

engine::Rules rules_for(const engine::Mutant* mutant) {
    return mutant ? engine::mutated_rules(*mutant) : engine::rfc_rules();
}

/// A failure; of a case that only reports, which fails nobody, something else than it reports of the
/// reference, which it is run against once more.
bool is_caught(const Job& job, const CaseResult& result, const tester::Needs& needs) {
    if (result.level != tester::Level::report)
        return result.outcome == Outcome::fail || result.outcome == Outcome::advisory;
    if (!job.mutant || result.outcome != Outcome::pass) return false;
    const bool has_broken_check = std::any_of(result.checks.begin(), result.checks.end(),
                                              [](const auto& check) { return !check.held; });
    return has_broken_check || result.facts != run_against(*job.what, rules_for(nullptr), needs).facts;
}

bool declares(const SelectedCase& what, const engine::Mutant& mutant) {
    const auto& kills = what.which->kills;
    return std::find(kills.begin(), kills.end(), mutant.name) != kills.end();
}

/// What the job shows at the interval for a device that can be configured, if it must show it there, too:
/// that the reference passes, or that the mutant is caught as it was at the usual interval.
bool is_weak_when_quick(const Job& job, bool is_caught_as_usual) {
    tester::Needs needs = job.what->which->needs;
    if (version_of(job.what->profile) == 2 || needs.interval_to_configure() == needs.advertisement_interval)
        return false;
    if (job.mutant && !(declares(*job.what, *job.mutant) && is_caught_as_usual)) return false;
    needs.advertisement_interval = needs.interval_to_configure();
    const auto quick = run_against(*job.what, rules_for(job.mutant), needs);
    return job.mutant ? !is_caught(job, quick, needs) : quick.outcome != Outcome::pass;
}

void record(KillMatrix& matrix, const Job& job, CaseResult result, bool is_killed) {
    if (!job.mutant) {
        matrix.reference.push_back(std::move(result));
        return;
    }
    const std::string id(job.what->which->id), mutant(job.mutant->name);
    // A broken precondition kills nothing: only a verdict against the device does.
    if (is_killed)
        matrix.kills[id].insert(mutant);
    else if (result.outcome != Outcome::pass)
        matrix.misses[id + " " + mutant] =
            fmt::format("{} ({}): {}", to_string(result.outcome), result.profile, result.reason);
}

}  // namespace

KillMatrix kill_matrix() {
    const auto selected = whole_catalogue();
    std::vector<Job> jobs;
    for (const auto& what : selected) {
        jobs.push_back({&what, nullptr});
        for (const auto& mutant : engine::all_mutants()) jobs.push_back({&what, &mutant});
    }
    KillMatrix matrix;
    for (const auto& each : catalogue()) matrix.kills[std::string(each.id)];
    std::mutex recording;
    std::atomic<std::size_t> next{0};
    // Worlds share nothing, so they may run on as many threads as there are cores.
    const auto work = [&] {
        for (std::size_t i = next++; i < jobs.size(); i = next++) {
            const Job& job = jobs[i];
            auto result = run_against(*job.what, rules_for(job.mutant), job.what->which->needs);
            const bool is_killed = is_caught(job, result, job.what->which->needs);
            const bool is_weak = is_weak_when_quick(job, is_killed);
            const std::lock_guard lock(recording);
            if (is_weak)
                matrix.weak_when_quick.push_back(fmt::format("{} {} {}", job.what->which->id,
                                                             to_string(job.what->profile),
                                                             job.mutant ? job.mutant->name : "reference"));
            record(matrix, job, std::move(result), is_killed);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    add_passive_checks(matrix);
    return matrix;
}

namespace {

bool only_reports(std::string_view id) {
    if (const auto* which = find_case(id)) return which->level == tester::Level::report;
    const auto* check = find_passive_check(id);
    return check && check->level == tester::Level::report;
}

}  // namespace

std::string KillMatrix::text() const {
    std::string lines;
    for (const auto& [id, mutants] : kills) {
        lines += id + (only_reports(id) ? ", by its facts:" : ":");
        for (const auto& mutant : mutants) lines += " " + mutant;
        lines += "\n";
    }
    return lines;
}

}  // namespace cases

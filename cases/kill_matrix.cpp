#include "cases/kill_matrix.hpp"

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "cases/catalogue.hpp"
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

CaseResult run_against(const SelectedCase& what, const engine::Rules& rules) {
    tester::EmbeddedWorld world;
    const auto facts = world.add(what.profile, 42, what.which->needs, what.suite->rfc, rules);
    world.startup();
    tester::CaseRun run(world.station(), what, facts, {}, world.control(facts), world.scheduler().now());
    run.start([] {});
    world.scheduler().run_until([&run] { return run.ended(); });
    return run.result();
}

namespace {

struct Job {
    const SelectedCase* what;
    const engine::Mutant* mutant;  // nullptr: the reference
};

void record(KillMatrix& matrix, const Job& job, CaseResult result) {
    if (!job.mutant) {
        matrix.reference.push_back(std::move(result));
        return;
    }
    const std::string id(job.what->which->id), mutant(job.mutant->name);
    // A broken precondition kills nothing: only a verdict against the device does.
    if (result.outcome == Outcome::fail || result.outcome == Outcome::advisory)
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
            auto result =
                run_against(*job.what, job.mutant ? engine::mutated_rules(*job.mutant) : engine::rfc_rules());
            const std::lock_guard lock(recording);
            record(matrix, job, std::move(result));
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    return matrix;
}

std::string KillMatrix::text() const {
    std::string lines;
    for (const auto& [id, mutants] : kills) {
        lines += id + ":";
        for (const auto& mutant : mutants) lines += " " + mutant;
        lines += "\n";
    }
    return lines;
}

}  // namespace cases

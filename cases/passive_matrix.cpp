#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "cases/passive_checks.hpp"
#include "cases/passive_stories.hpp"

namespace cases {
namespace {

void note_of_reference(KillMatrix& matrix, const PassiveStory& story, const PassiveOutcome& outcome) {
    const auto add = [&](const auto& found, std::string_view what) {
        for (const auto& [id, text] : found)
            matrix.passive_findings.push_back(fmt::format("{} in '{}' ({}, RFC {}): {}: {}", id, story.name,
                                                          to_string(story.profile),
                                                          static_cast<int>(story.standard), what, text));
    };
    add(outcome.findings, "finds fault");
    add(outcome.doubts, "doubts");
}

/// A check that only reports kills a mutant of which it notes other facts than of the reference.
void note_kills(KillMatrix& matrix, const std::vector<tester::PassiveCheck>& checks,
                const PassiveOutcome& reference, const PassiveOutcome& outcome, std::string_view mutant) {
    for (const auto& check : checks) {
        const std::string id(check.id);
        const auto facts_of = [&](const PassiveOutcome& of) {
            const auto found = of.facts.find(id);
            return found == of.facts.end() ? std::map<std::string, std::string>{} : found->second;
        };
        const bool is_killed = check.level == tester::Level::report ? facts_of(outcome) != facts_of(reference)
                                                                    : outcome.findings.contains(id);
        if (is_killed) matrix.kills[id].emplace(mutant);
        if (const auto doubt = outcome.doubts.find(id); doubt != outcome.doubts.end())
            matrix.misses.emplace(id + " " + std::string(mutant), doubt->second);
    }
}

}  // namespace

void add_passive_checks(KillMatrix& matrix) {
    const auto checks = passive_checks();
    const auto stories = passive_stories();
    const auto mutants = engine::all_mutants();
    for (const auto& check : checks) matrix.kills[std::string(check.id)];
    std::vector<PassiveOutcome> references;
    for (const auto& story : stories) {
        references.push_back(tell(story, engine::rfc_rules()));
        note_of_reference(matrix, story, references.back());
    }
    std::mutex recording;
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < stories.size() * mutants.size(); i = next++) {
            const auto& story = stories[i % stories.size()];
            const auto& mutant = mutants[i / stories.size()];
            const auto outcome = tell(story, engine::mutated_rules(mutant));
            const std::lock_guard lock(recording);
            note_kills(matrix, checks, references[i % stories.size()], outcome, mutant.name);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
}

}  // namespace cases

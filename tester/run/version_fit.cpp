#include "tester/run/version_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tester/run/preflight.hpp"

namespace tester {
namespace {

std::string words_for(Profiles profiles) {
    std::vector<std::string_view> words;
    for (const Profile profile : all_profiles)
        if (profiles.contains(profile)) words.push_back(to_string(profile));
    return fmt::format("{}", fmt::join(words, " and "));
}

Profiles spoken_by(std::span<const VirtualRouterFacts> device) {
    Profiles spoken;
    for (const auto& router : device) spoken = spoken | router.profile;
    return spoken;
}

bool have_common(Profiles a, Profiles b) {
    return (a.bits & b.bits) != 0;
}

/// The RFC suites about what the device speaks.
std::string fitting_suites(Profiles spoken) {
    std::vector<std::string_view> names;
    for (const auto& suite : all_suites())
        if (suite.rfc && std::any_of(std::begin(all_profiles), std::end(all_profiles), [&](Profile profile) {
                return spoken.contains(profile) && covers(*suite.rfc, profile);
            }))
            names.push_back(suite.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::vector<std::string> require_common_version(std::span<const SelectedCase> selected,
                                                std::span<const VirtualRouterFacts> device) {
    const Profiles spoken = spoken_by(device);
    if (selected.empty() || device.empty()) return {};
    std::map<const Suite*, Profiles> wanted;
    for (const auto& what : selected) wanted[what.suite] = wanted[what.suite] | what.profile;
    std::vector<std::string> sentences;
    for (const auto& [suite, profiles] : wanted)
        if (!have_common(profiles, spoken))
            sentences.push_back(fmt::format(
                "{} is about {} here, and the device speaks {} only: choose from {}, or configure "
                "the device for it",
                suite->name, words_for(profiles), words_for(spoken), fitting_suites(spoken)));
    if (sentences.size() == wanted.size()) throw UsageError(sentences.front());
    return sentences;
}

void require_something_to_do(const Batches& batches, std::span<const SelectedCase> selected) {
    if (!batches.batches.empty() || batches.skipped.empty()) return;
    throw UsageError(fmt::format("nothing of {} can be run: {}", selected.front().suite->name,
                                 batches.skipped.front().reason));
}

}  // namespace tester

#include "tester/run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace tester {

bool matches_glob(std::string_view glob, std::string_view text) {
    std::size_t g = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
            ++g, ++t;
        } else if (g < glob.size() && glob[g] == '*') {
            star = g++;
            resume = t;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return glob.find_first_not_of('*', g) == std::string_view::npos;
}

namespace {

std::vector<const Suite*> chosen_suites(const Selection& selection) {
    std::vector<const Suite*> chosen;
    for (const auto& name : selection.suites) {
        if (name == "all") {
            for (const auto& suite : all_suites())
                if (std::find(chosen.begin(), chosen.end(), &suite) == chosen.end()) chosen.push_back(&suite);
            continue;
        }
        const Suite* suite = find_suite(name);
        if (!suite) {
            std::string known;
            for (const auto& each : all_suites()) known += fmt::format("{}, ", each.name);
            throw std::invalid_argument(
                fmt::format("there is no suite '{}'; choose from {}all", name, known));
        }
        if (std::find(chosen.begin(), chosen.end(), suite) == chosen.end()) chosen.push_back(suite);
    }
    return chosen;
}

Profiles chosen_profiles(const Selection& selection) {
    if (selection.profiles.empty()) return every_profile;
    Profiles chosen;
    for (const auto& name : selection.profiles) {
        const auto* found = std::find_if(std::begin(all_profiles), std::end(all_profiles),
                                         [&](Profile profile) { return to_string(profile) == name; });
        if (found == std::end(all_profiles))
            throw std::invalid_argument(
                fmt::format("there is no profile '{}'; choose from v2-ipv4, v3-ipv4, v3-ipv6", name));
        chosen = chosen | *found;
    }
    return chosen;
}

bool matches_any(const std::vector<std::string>& globs, std::string_view id) {
    return std::any_of(globs.begin(), globs.end(), [&](const auto& glob) { return matches_glob(glob, id); });
}

void reject_globs_that_match_nothing(std::span<const Case> catalogue, const std::vector<std::string>& globs) {
    for (const auto& glob : globs)
        if (std::none_of(catalogue.begin(), catalogue.end(),
                         [&](const Case& c) { return matches_glob(glob, c.id); }))
            throw std::invalid_argument(
                fmt::format("no case is called '{}'; 'vrrptest list cases' shows their names", glob));
}

}  // namespace

std::vector<SelectedCase> select(std::span<const Case> catalogue, const Selection& selection) {
    reject_globs_that_match_nothing(catalogue, selection.cases);
    reject_globs_that_match_nothing(catalogue, selection.excludes);
    const Profiles profiles = chosen_profiles(selection);
    std::vector<SelectedCase> selected;
    std::set<std::pair<const Case*, Profile>> taken;
    for (const Suite* suite : chosen_suites(selection))
        for (const Case& candidate : catalogue)
            for (const Profile profile : all_profiles) {
                if (!suite->holds(candidate, profile) || !profiles.contains(profile)) continue;
                if (!selection.cases.empty() && !matches_any(selection.cases, candidate.id)) continue;
                if (matches_any(selection.excludes, candidate.id)) continue;
                if (!taken.insert({&candidate, profile}).second && !candidate.differs_by_rfc) continue;
                selected.push_back({&candidate, profile, suite});
            }
    if (selection.shards <= 1) return selected;
    std::vector<SelectedCase> shard;
    for (std::size_t i = 0; i < selected.size(); ++i)
        if (static_cast<int>(i % static_cast<std::size_t>(selection.shards)) == selection.shard - 1)
            shard.push_back(selected[i]);
    return shard;
}

}  // namespace tester

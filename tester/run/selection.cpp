#include "tester/run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>

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

namespace {

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

std::string names_of(const std::vector<const Suite*>& suites) {
    std::vector<std::string_view> names;
    for (const Suite* suite : suites) names.push_back(suite->name);
    return fmt::format("{}", fmt::join(names, ", "));
}

/// The suites that hold the case in any profile.
std::string homes_of(const Case& which) {
    std::vector<const Suite*> homes;
    for (const auto& suite : all_suites())
        if (std::any_of(std::begin(all_profiles), std::end(all_profiles),
                        [&](Profile profile) { return suite.holds(which, profile); }))
            homes.push_back(&suite);
    return names_of(homes);
}

}  // namespace

bool is_chosen(const Selection& selection, std::string_view id) {
    return (selection.cases.empty() || matches_any(selection.cases, id)) &&
           !matches_any(selection.excludes, id);
}

std::string why_nothing(std::span<const Case> catalogue, const Selection& selection) {
    const auto suites = chosen_suites(selection);
    const Profiles profiles = chosen_profiles(selection);
    const auto is_held = [&](const Case& each, Profiles among) {
        return std::any_of(std::begin(all_profiles), std::end(all_profiles), [&](Profile profile) {
            return among.contains(profile) &&
                   std::any_of(suites.begin(), suites.end(),
                               [&](const Suite* suite) { return suite->holds(each, profile); });
        });
    };
    const Case* named = nullptr;   // by --case, or every one
    const Case* held = nullptr;    // and part of a suite
    const Case* spoken = nullptr;  // and in a chosen profile
    for (const Case& each : catalogue) {
        if (!selection.cases.empty() && !matches_any(selection.cases, each.id)) continue;
        named = &each;
        if (is_held(each, every_profile)) held = &each;
        if (is_held(each, profiles)) spoken = &each;
    }
    if (!named || suites.empty()) return "no case was selected; 'vrrptest list' names them all";
    if (!held)
        return fmt::format("{} is no part of {}; it is part of {}", named->id, names_of(suites),
                           homes_of(*named));
    if (!spoken)
        return fmt::format("{} {} nothing to do with --profile {}: leave the profile out, or choose another",
                           selection.cases.empty() ? names_of(suites) : std::string(held->id),
                           selection.cases.empty() && suites.size() > 1 ? "have" : "has",
                           fmt::join(selection.profiles, ","));
    if (!selection.excludes.empty() && matches_any(selection.excludes, spoken->id))
        return fmt::format("--exclude {} takes away every case that was chosen",
                           fmt::join(selection.excludes, ","));
    return fmt::format("shard {}/{} holds no case of this selection, which has fewer cases than shards",
                       selection.shard, selection.shards);
}

std::vector<SelectedCase> select(std::span<const Case> catalogue, const Selection& selection) {
    reject_globs_that_match_nothing(catalogue, selection.cases);
    reject_globs_that_match_nothing(catalogue, selection.excludes);
    const Profiles profiles = chosen_profiles(selection);
    std::vector<SelectedCase> selected;
    std::set<std::tuple<const Case*, Profile, std::optional<engine::Rfc>>> taken;
    for (const Suite* suite : chosen_suites(selection))
        for (const Case& candidate : catalogue)
            for (const Profile profile : all_profiles) {
                if (!suite->holds(candidate, profile) || !profiles.contains(profile)) continue;
                if (!is_chosen(selection, candidate.id)) continue;
                // Where the RFCs contradict each other each has its say, once.
                const auto rfc = candidate.differs_by_rfc
                                     ? std::optional(suite->judges_by(candidate, profile))
                                     : std::nullopt;
                if (!taken.insert({&candidate, profile, rfc}).second) continue;
                selected.push_back({&candidate, profile, suite, selection.seed});
            }
    if (selection.shards <= 1) return selected;
    std::vector<SelectedCase> shard;
    for (std::size_t i = 0; i < selected.size(); ++i)
        if (static_cast<int>(i % static_cast<std::size_t>(selection.shards)) == selection.shard - 1)
            shard.push_back(selected[i]);
    return shard;
}

}  // namespace tester

#include "tester/passive/passive_suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tester {
namespace {

Profiles in_both(Profiles a, Profiles b) {
    return Profiles(static_cast<std::uint8_t>(a.bits & b.bits));
}

Profiles covered_by(engine::Rfc rfc) {
    Profiles covered;
    for (const auto profile : all_profiles)
        if (covers(rfc, profile)) covered = covered | profile;
    return covered;
}

}  // namespace

std::vector<PassiveSuite> select_passive(std::span<const PassiveCheck> checks, const Selection& selection) {
    const auto profiles = chosen_profiles(selection);
    std::vector<PassiveSuite> suites;
    for (const Suite* suite : chosen_suites(selection)) {
        if (!suite->rfc && suite->topic != Topic::passive) continue;
        PassiveSuite chosen{std::string(suite->name), suite->rfc, {}};
        for (auto check : checks) {
            if (!is_chosen(selection, check.id)) continue;
            if (suite->rfc && !check.serves(*suite->rfc)) continue;
            check.profiles = in_both(check.profiles, profiles);
            if (suite->rfc) check.profiles = in_both(check.profiles, covered_by(*suite->rfc));
            if (check.profiles.bits != 0) chosen.checks.push_back(std::move(check));
        }
        if (!chosen.checks.empty()) suites.push_back(std::move(chosen));
    }
    return suites;
}

void reject_patterns_without_match(const Selection& selection, const std::vector<std::string_view>& ids) {
    for (const auto* patterns : {&selection.cases, &selection.excludes})
        for (const auto& pattern : *patterns)
            if (std::none_of(ids.begin(), ids.end(),
                             [&](std::string_view id) { return matches_glob(pattern, id); }))
                throw std::invalid_argument(fmt::format(
                    "no check is called '{}', and no case of a run; 'vrrptest list checks' shows their names",
                    pattern));
}

}  // namespace tester

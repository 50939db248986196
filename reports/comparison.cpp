#include "reports/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reports/observation.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

/// What an outcome says of the device, whatever the run made of it.
enum class Stand { conforms, advised, fails, excused, unjudged };

Stand stand_of(const CaseResult& one, bool strict) {
    switch (one.outcome) {
        case Outcome::pass:
        case Outcome::xpass:
            return Stand::conforms;
        case Outcome::advisory:
            return strict ? Stand::fails : Stand::advised;
        case Outcome::fail:
            return Stand::fails;
        case Outcome::xfail:
            return Stand::excused;
        case Outcome::skipped:
        case Outcome::inconclusive:
        case Outcome::error:
            return Stand::unjudged;
    }
    return Stand::unjudged;
}

bool observes_otherwise(const CaseResult& before, const CaseResult& after) {
    return observation_pattern(before.observed) != observation_pattern(after.observed);
}

Change change_to_failure(const CaseResult& before, Stand stood, const CaseResult& after) {
    if (stood == Stand::conforms || stood == Stand::advised) return Change::regression;
    if (stood == Stand::unjudged) return Change::fails_unjudged;
    if (observes_otherwise(before, after)) return Change::fails_otherwise;
    return stood == Stand::excused ? Change::no_longer_excused : Change::still_fails;
}

/// To a failure that does not count as one: of a SHOULD, or known.
Change change_to_mild_failure(const CaseResult& before, Stand stood, const CaseResult& after,
                              Change from_good) {
    if (stood == Stand::conforms) return from_good;
    if (stood == Stand::unjudged) return from_good;
    return observes_otherwise(before, after) ? Change::fails_otherwise : Change::still_fails;
}

Change change_between(const CaseResult& before, Stand stood, const CaseResult& after, Stand stands) {
    switch (stands) {
        case Stand::fails:
            return change_to_failure(before, stood, after);
        case Stand::advised:
            return change_to_mild_failure(before, stood, after, Change::now_advised);
        case Stand::excused:
            return change_to_mild_failure(before, stood, after, Change::now_excused);
        case Stand::conforms:
            if (stood == Stand::conforms) return Change::none;
            return stood == Stand::unjudged ? Change::judged_now : Change::fix;
        case Stand::unjudged:
            return stood == Stand::unjudged ? Change::none : Change::no_longer_judged;
    }
    return Change::none;
}

using Facts = std::map<std::string, std::string>;

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

void add_captured(const RunResult& result, Facts& facts) {
    for (const auto& router : result.routers) {
        auto name = fmt::format("VRID {} ({})", router.vrid, router.family);
        for (const auto* more : {&router.segment, &router.subject})
            if (!more->empty()) name += ", " + *more;
        std::vector<std::string> sources;
        for (const auto& speaker : router.speakers) sources.push_back(speaker.source);
        facts[name] =
            fmt::format("{}; advertised by {}; {}", joined(router.addresses), joined(sources),
                        count_text(static_cast<std::size_t>(std::max(router.takeovers, 0)), "takeover"));
    }
}

Facts facts_of(const RunResult& result) {
    auto facts = result.dut.facts;
    if (!result.dut.mac.empty()) facts["MAC address"] = result.dut.mac;
    if (!result.dut.address.empty()) facts["device"] = result.dut.address;
    for (const auto& router : result.dut.virtual_routers)
        facts[fmt::format("virtual router {} ({}, VRRPv{})", router.vrid, router.family, router.version)] =
            fmt::format("priority {}, every {} s, {}", router.priority, router.interval_seconds,
                        joined(router.addresses));
    add_captured(result, facts);
    return facts;
}

std::vector<FactChange> fact_changes(const RunResult& before, const RunResult& after) {
    const auto old_facts = facts_of(before);
    const auto new_facts = facts_of(after);
    std::set<std::string> names;
    for (const auto* facts : {&old_facts, &new_facts})
        for (const auto& [name, value] : *facts) names.insert(name);
    const auto value_in = [](const Facts& facts, const std::string& name) {
        const auto found = facts.find(name);
        return found == facts.end() ? std::string() : found->second;
    };
    std::vector<FactChange> changes;
    for (const auto& name : names) {
        auto old_value = value_in(old_facts, name), new_value = value_in(new_facts, name);
        if (old_value != new_value) changes.push_back({name, std::move(old_value), std::move(new_value)});
    }
    return changes;
}

std::vector<std::string> remarks_about(const RunResult& before, const RunResult& after) {
    std::vector<std::string> remarks;
    const auto about = [&](const char* which, const RunResult& result) {
        if (!result.environment_error.empty())
            remarks.push_back(fmt::format("the {} run could not judge: {}", which, result.environment_error));
        if (result.aborted) remarks.push_back(fmt::format("the {} run was aborted", which));
    };
    about("older", before);
    about("newer", after);
    if (before.strict != after.strict)
        remarks.push_back(fmt::format("the {} run alone was strict", before.strict ? "older" : "newer"));
    if (tolerance_text(before.tolerance) != tolerance_text(after.tolerance))
        remarks.push_back(fmt::format("the tolerance was {}, and is {}", tolerance_text(before.tolerance),
                                      tolerance_text(after.tolerance)));
    if (before.tool_version != after.tool_version)
        remarks.push_back(fmt::format("vrrptest was {}, and is {}", before.tool_version, after.tool_version));
    if (!before.started.empty() && !after.started.empty() && after.started < before.started)
        remarks.push_back(
            fmt::format("the newer result is of {}, which was before the older one's {}; are they in order?",
                        after.started, before.started));
    return remarks;
}

}  // namespace

std::string case_name(const CaseResult& one) {
    auto name = one.id;
    for (const auto& word : whereabouts(one)) name += "  " + word;
    return name;
}

std::vector<std::string> case_keys(const RunResult& result) {
    std::vector<std::string> keys;
    std::map<std::string, int> met;
    for (const auto& one : result.cases) {
        auto key = fmt::format("{}\n{}\n{}\n{}", one.id, one.profile, one.suite, one.subject);
        // Of a device that is configured anew, a case's VRID is the plan's, not the device's.
        if (one.area == "passive" && one.virtual_router)
            key += fmt::format("\n{}\n{}", one.virtual_router->vrid, one.virtual_router->family);
        if (const int again = met[key]++; again > 0) key += fmt::format("\n#{}", again);
        keys.push_back(std::move(key));
    }
    return keys;
}

std::string word_of(Change change) {
    static constexpr const char* words[] = {"regression",
                                            "fails-unjudged",
                                            "new-failure",
                                            "no-longer-judged",
                                            "fails-otherwise",
                                            "now-advised",
                                            "now-excused",
                                            "no-longer-excused",
                                            "fix",
                                            "judged-now",
                                            "still-fails",
                                            "new",
                                            "gone",
                                            "none"};
    return words[static_cast<std::size_t>(change)];
}

std::string counted_text(Change change, std::size_t count) {
    const auto s = count == 1 ? "" : "s";
    switch (change) {
        case Change::regression:
            return fmt::format("{} regression{}", count, s);
        case Change::fails_unjudged:
            return fmt::format("{} newly judged as failed", count);
        case Change::new_failure:
            return fmt::format("{} new case{} that fail{}", count, s, count == 1 ? "s" : "");
        case Change::no_longer_judged:
            return fmt::format("{} no longer judged", count);
        case Change::fails_otherwise:
            return fmt::format("{} failing otherwise", count);
        case Change::now_advised:
            return fmt::format("{} new advisor{}", count, count == 1 ? "y" : "ies");
        case Change::now_excused:
            return fmt::format("{} newly failed as known", count);
        case Change::no_longer_excused:
            return fmt::format("{} no longer known deviation{}", count, s);
        case Change::fix:
            return fmt::format("{} fix{}", count, count == 1 ? "" : "es");
        case Change::judged_now:
            return fmt::format("{} newly passed", count);
        case Change::still_fails:
            return fmt::format("{} still failing", count);
        case Change::added:
            return fmt::format("{} new case{}", count, s);
        case Change::gone:
            return fmt::format("{} gone", count);
        case Change::none:
            break;
    }
    return fmt::format("{} unchanged", count);
}

std::string meaning_of(Change change) {
    switch (change) {
        case Change::regression:
            return "passed before, or only left a SHOULD; fail now";
        case Change::fails_unjudged:
            return "fail now; were not judged before";
        case Change::new_failure:
            return "were not run before";
        case Change::no_longer_judged:
            return "were judged before; are inconclusive, errors or skipped now";
        case Change::fails_otherwise:
            return "failed before, too, but something else was observed";
        case Change::now_advised:
            return "followed a SHOULD before; do not now";
        case Change::now_excused:
            return "did not fail before; fail now, as a known deviation says";
        case Change::no_longer_excused:
            return "fail as before, but no known deviation says so now";
        case Change::fix:
            return "failed before; conform now";
        case Change::judged_now:
            return "pass now; were not judged before";
        case Change::still_fails:
            return "fail as before, known deviations and advisories among them";
        case Change::added:
            return "were not run before, and do not fail";
        case Change::gone:
            return "were run before; were not run now";
        case Change::none:
            break;
    }
    return "";
}

std::vector<CaseChange> Comparison::of(Change change) const {
    std::vector<CaseChange> found;
    for (const auto& one : cases)
        if (one.change == change) found.push_back(one);
    return found;
}

Comparison compare(const RunResult& before, const RunResult& after) {
    Comparison comparison;
    const auto old_keys = case_keys(before);
    std::map<std::string, const CaseResult*> old_cases;
    for (std::size_t i = 0; i < old_keys.size(); ++i) old_cases[old_keys[i]] = &before.cases[i];
    const auto new_keys = case_keys(after);
    for (std::size_t i = 0; i < new_keys.size(); ++i) {
        const auto& now = after.cases[i];
        const auto stands = stand_of(now, after.strict);
        const auto found = old_cases.find(new_keys[i]);
        if (found == old_cases.end()) {
            comparison.cases.push_back(
                {stands == Stand::fails ? Change::new_failure : Change::added, nullptr, &now});
            continue;
        }
        const auto& then = *found->second;
        const auto change = change_between(then, stand_of(then, before.strict), now, stands);
        if (change == Change::none)
            ++comparison.unchanged;
        else
            comparison.cases.push_back({change, &then, &now});
        old_cases.erase(found);
    }
    for (std::size_t i = 0; i < old_keys.size(); ++i)
        if (old_cases.contains(old_keys[i]))
            comparison.cases.push_back({Change::gone, &before.cases[i], nullptr});
    comparison.facts = fact_changes(before, after);
    comparison.remarks = remarks_about(before, after);
    return comparison;
}

int exit_code(const Comparison& comparison, const RunResult& after) {
    if (!comparison.of(Change::regression).empty()) return 1;
    const bool has_judged = std::any_of(after.cases.begin(), after.cases.end(), [](const CaseResult& one) {
        return stand_of(one, false) != Stand::unjudged;
    });
    return has_judged ? 0 : 3;
}

}  // namespace reports

#include "tester/run/device_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tester/run/likely_implementation.hpp"

namespace tester {
namespace {

constexpr const char* likely_name = "likely implementation";

std::string values_text(const std::set<std::string>& values) {
    return values.size() == 1 ? *values.begin() : fmt::format("mixed ({})", fmt::join(values, ", "));
}

}  // namespace

DeviceFacts facts_of(const std::vector<CaseResult>& cases, const std::map<std::string, std::string>& known) {
    DeviceFacts facts;
    for (const auto& one : cases)
        if (one.outcome == Outcome::pass)
            for (const auto& [name, value] : one.facts) facts[name][one.profile].insert(value);
    for (const auto& [name, value] : known)
        if (name != likely_name)
            facts.try_emplace(name, std::map<std::string, std::set<std::string>>{{"", {value}}});
    return facts;
}

std::string fact_text(const std::map<std::string, std::set<std::string>>& by_profile) {
    // Profiles of one value stand together.
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    for (const auto& [profile, values] : by_profile) {
        const auto text = values_text(values);
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [&](const auto& group) { return group.first == text; });
        if (same == groups.end())
            groups.push_back({text, {profile}});
        else
            same->second.push_back(profile);
    }
    if (groups.size() == 1) return groups.front().first;
    std::string text;
    for (const auto& [value, profiles] : groups)
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", value, fmt::join(profiles, " and "));
    return text;
}

void gather_facts(RunResult& result) {
    const auto facts = facts_of(result.cases, result.dut.facts);
    for (const auto& [name, by_profile] : facts) result.dut.facts[name] = fact_text(by_profile);
    if (const auto likely = likely_implementation(facts)) result.dut.facts[likely_name] = *likely;
}

}  // namespace tester

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "cases/catalogue.hpp"
#include "cases/passive_checks.hpp"
#include "cases/requirements.hpp"
#include "engine/router/mutants.hpp"
#include "tester/cli/command.hpp"
#include "tester/dut/vendor.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/suite.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;
using tester::Case;

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::vector<std::string> suites_of(const Case& which) {
    std::vector<std::string> names;
    for (const auto& suite : tester::all_suites())
        if (std::any_of(std::begin(tester::all_profiles), std::end(tester::all_profiles),
                        [&](tester::Profile profile) { return suite.holds(which, profile); }))
            names.emplace_back(suite.name);
    return names;
}

std::vector<std::string> profiles_of(const Case& which) {
    std::vector<std::string> names;
    for (const auto profile : tester::all_profiles)
        if (which.profiles.contains(profile)) names.emplace_back(to_string(profile));
    return names;
}

Json json_of(const Case& which) {
    Json clauses = Json::array();
    for (const auto& clause : which.clauses)
        clauses.push_back({{"rfc", static_cast<int>(clause.rfc)}, {"section", clause.section}});
    return {{"id", which.id},
            {"suites", suites_of(which)},
            {"profiles", profiles_of(which)},
            {"level", to_string(which.level)},
            {"clauses", clauses},
            {"says", which.says},
            {"kills", which.kills}};
}

/// An array, an entry a line's worth of indentation: what `jq` reads and a human can, too.
template <typename Range, typename ToJson>
void print_json(const Range& all, ToJson to_json) {
    Json array = Json::array();
    for (const auto& each : all) array.push_back(to_json(each));
    print(array.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void list_cases(std::span<const Case> all, bool as_json) {
    if (as_json) return print_json(all, json_of);
    for (const auto& each : all)
        print(fmt::format("{:<44} {:<6}  {}\n", each.id, to_string(each.level), each.says));
}

void list_suites(bool as_json) {
    const auto all = tester::all_suites();
    if (as_json)
        return print_json(all, [](const tester::Suite& suite) {
            return Json{{"name", suite.name}, {"says", suite.says}};
        });
    for (const auto& suite : all) print(fmt::format("{:<10} {}\n", suite.name, suite.says));
}

void list_mutants(bool as_json) {
    const auto all = engine::all_mutants();
    if (as_json)
        return print_json(all, [](const engine::Mutant& mutant) {
            return Json{{"name", mutant.name}, {"clause", mutant.clause}, {"says", mutant.says}};
        });
    for (const auto& mutant : all)
        print(fmt::format("{:<44} {:<16}  {}\n", mutant.name, mutant.clause, mutant.says));
}

void list_vendors(bool as_json) {
    const auto all = tester::all_vendors();
    if (as_json)
        return print_json(all, [](const tester::Vendor& vendor) {
            return Json{{"name", vendor.name}, {"says", vendor.says}};
        });
    for (const auto& vendor : all) print(fmt::format("{:<13} {}\n", vendor.name, vendor.says));
}

void list_requirements(bool as_json) {
    const auto all = cases::requirements();
    if (as_json)
        return print_json(all, [](const cases::Requirement& row) {
            return Json{{"id", row.id},           {"rfc", row.rfc},
                        {"section", row.section}, {"statement", row.statement},
                        {"level", row.level},     {"cases", row.cases},
                        {"reason", row.reason}};
        });
    for (const auto& row : all)
        print(fmt::format(
            "{:<18} {:<28}  {}\n", row.id, row.level,
            row.cases.empty() ? std::string(row.reason) : fmt::format("{}", fmt::join(row.cases, " "))));
}

struct ListOptions {
    std::string what = "cases";
    bool json = false;
};

int list(const ListOptions& options) {
    if (options.what == "cases" || options.what == "checks") {
        const auto all = cases::catalogue();
        std::vector<Case> described;
        if (options.what == "cases") described.assign(all.begin(), all.end());
        for (const auto& check : cases::passive_checks())
            described.push_back(tester::described_as_case(check));
        list_cases(described, options.json);
    } else if (options.what == "suites") {
        list_suites(options.json);
    } else if (options.what == "mutants") {
        list_mutants(options.json);
    } else if (options.what == "vendors") {
        list_vendors(options.json);
    } else if (options.what == "requirements") {
        list_requirements(options.json);
    } else {
        throw tester::UsageError("there is no list of '" + options.what +
                                 "'; choose cases, checks, suites, mutants, vendors or requirements");
    }
    return 0;
}

}  // namespace

Action add_list(CLI::App& app) {
    const auto options = std::make_shared<ListOptions>();
    app.add_option(
           "what", options->what,
           "cases, checks (those of replay and watch alone), suites, mutants, vendors or requirements")
        ->capture_default_str()
        ->type_name("WHAT");
    app.add_flag("--json", options->json, "as a JSON array");
    return [options] { return list(*options); };
}

}  // namespace cli

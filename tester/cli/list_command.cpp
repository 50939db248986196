#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "cases/requirements.hpp"
#include "engine/router/mutants.hpp"
#include "reports/text.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/man_page.hpp"
#include "tester/cli/reference_text.hpp"
#include "tester/cli/result_files.hpp"
#include "tester/dut/vendor.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/suite.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* known_lists =
    "cases, checks, scenarios, labs, suites, mutants, vendors, requirements, reference or man";

bool is_terminal() {
    return isatty(fileno(stdout)) == 1;
}

/// An array, an entry a line's worth of indentation: what `jq` reads and a human can, too.
template <typename Range, typename ToJson>
void print_json(const Range& all, ToJson to_json) {
    Json array = Json::array();
    for (const auto& each : all) array.push_back(to_json(each));
    print_text(array.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

/// A line each for those who search; for those who read on a terminal, broken where it is too narrow.
void list_described(const std::vector<Described>& all, bool as_json) {
    if (as_json) return print_text(list_json(all));
    const auto columns = is_terminal() ? ResultLook().look().columns : 0;
    for (const auto& each : all) {
        auto lead = fmt::format("{:<44} {:<6}  ", each.id, to_string(each.level));
        if (columns == 0) {
            print_text(lead + each.says + "\n");
            continue;
        }
        if (columns < lead.size() + 24) {
            print_text(lead + "\n");
            lead = "    ";
        }
        for (const auto& line : reports::wrap(each.says, columns - lead.size())) {
            print_text(lead + line + "\n");
            lead = std::string(lead.size(), ' ');
        }
    }
}

void list_suites(bool as_json) {
    const auto all = tester::all_suites();
    if (as_json)
        return print_json(all, [](const tester::Suite& suite) {
            return Json{{"name", suite.name}, {"says", suite.says}};
        });
    for (const auto& suite : all) print_text(fmt::format("{:<10} {}\n", suite.name, suite.says));
}

void list_mutants(bool as_json) {
    const auto all = engine::all_mutants();
    if (as_json)
        return print_json(all, [](const engine::Mutant& mutant) {
            return Json{{"name", mutant.name}, {"clause", mutant.clause}, {"says", mutant.says}};
        });
    for (const auto& mutant : all)
        print_text(fmt::format("{:<44} {:<16}  {}\n", mutant.name, mutant.clause, mutant.says));
}

void list_vendors(bool as_json) {
    const auto all = tester::all_vendors();
    if (as_json)
        return print_json(all, [](const tester::Vendor& vendor) {
            return Json{{"name", vendor.name}, {"says", vendor.says}};
        });
    for (const auto& vendor : all) print_text(fmt::format("{:<13} {}\n", vendor.name, vendor.says));
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
        print_text(fmt::format(
            "{:<18} {:<28}  {}\n", row.id, row.level,
            row.cases.empty() ? std::string(row.reason) : fmt::format("{}", fmt::join(row.cases, " "))));
}

struct ListOptions {
    std::string what = "cases";
    bool json = false;
    bool html = false;
};

void list_reference(const ListOptions& options) {
    const auto all = everything_described();
    print_text(options.json   ? reference_json(all)
               : options.html ? reference_html(all)
                              : reference_markdown(all));
}

std::vector<Described> described_cases_and_checks() {
    auto all = described_cases();
    for (auto& each : described_checks()) all.push_back(std::move(each));
    return all;
}

const CLI::App& whole_program(const CLI::App& app) {
    return app.get_parent() ? *app.get_parent() : app;
}

int list(const ListOptions& options, const CLI::App& app) {
    const std::map<std::string, std::function<void()>> lists{
        {"cases", [&] { list_described(described_cases_and_checks(), options.json); }},
        {"checks", [&] { list_described(described_checks(), options.json); }},
        {"scenarios", [&] { list_described(described_scenarios(), options.json); }},
        {"labs", [&] { list_described(described_labs(), options.json); }},
        {"suites", [&] { list_suites(options.json); }},
        {"mutants", [&] { list_mutants(options.json); }},
        {"vendors", [&] { list_vendors(options.json); }},
        {"requirements", [&] { list_requirements(options.json); }},
        {"reference", [&] { list_reference(options); }},
        {"man", [&] { print_text(man_page(whole_program(app))); }},
    };
    const auto found = lists.find(options.what);
    if (found == lists.end())
        throw tester::UsageError("there is no list of '" + options.what + "'; choose " + known_lists);
    if (options.html && options.what != "reference")
        throw tester::UsageError("--html is for 'vrrptest list reference'; leave it out");
    if (options.json && options.what == "man")
        throw tester::UsageError("the manual page is no JSON; leave out --json");
    found->second();
    return 0;
}

}  // namespace

Action add_list(CLI::App& app) {
    const auto options = std::make_shared<ListOptions>();
    app.add_option("what", options->what,
                   std::string(known_lists) +
                       "; checks are the cases of replay and watch, reference is all "
                       "that is judged as one document, man this program's manual page")
        ->capture_default_str()
        ->type_name("WHAT");
    app.add_flag("--json", options->json, "as a JSON array");
    app.add_flag("--html", options->html, "the reference as a page; otherwise it is Markdown");
    return [options, &app] { return list(*options, app); };
}

}  // namespace cli

// The self-test of the catalogue: every case passes on the reference speaker, every case kills the mutants
// that it declares, every mutant dies, and the whole matrix is the approved one.
//   vrrptest_selftest APPROVED_FILE             compares; exit 1 and the differences where they differ
//   vrrptest_selftest --approve APPROVED_FILE   writes the matrix as it is now, for somebody to look at

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cases/catalogue.hpp"
#include "cases/kill_matrix.hpp"
#include "cases/passive_checks.hpp"

namespace {

using tester::Outcome;

int report_reference(const cases::KillMatrix& matrix) {
    int wrong = 0;
    for (const auto& result : matrix.reference) {
        if (result.outcome == Outcome::pass) continue;
        ++wrong;
        fmt::print("reference: {} {} {} is {}: {}{}; expected {}; observed {}\n", result.id, result.profile,
                   result.suite, to_string(result.outcome), result.reason.empty() ? "" : result.reason, "",
                   result.expected, result.observed);
    }
    return wrong;
}

/// What every case and passive check declares.
std::vector<std::pair<std::string, std::vector<std::string_view>>> declared_kills() {
    std::vector<std::pair<std::string, std::vector<std::string_view>>> declared;
    for (const auto& each : cases::catalogue()) declared.emplace_back(each.id, each.kills);
    for (const auto& each : cases::passive_checks()) declared.emplace_back(each.id, each.kills);
    return declared;
}

int report_declared_kills(const cases::KillMatrix& matrix) {
    int wrong = 0;
    for (const auto& [id, kills] : declared_kills()) {
        // What records a fact and never fails can kill nothing.
        if (kills.empty()) {
            ++wrong;
            fmt::print("{} declares no mutant that it kills\n", id);
        }
        for (const auto name : kills) {
            if (!engine::find_mutant(name)) {
                ++wrong;
                fmt::print("{} declares a mutant that does not exist: {}\n", id, name);
            } else if (!matrix.kills.at(id).contains(std::string(name))) {
                ++wrong;
                const auto miss = matrix.misses.find(id + " " + std::string(name));
                fmt::print("{} does not kill {}{}\n", id, name,
                           miss == matrix.misses.end() ? "" : ": " + miss->second);
            }
        }
    }
    return wrong;
}

int report_weak_when_quick(const cases::KillMatrix& matrix) {
    for (const auto& each : matrix.weak_when_quick)
        fmt::print("at quick_interval: {}: raise the case's quick_interval\n", each);
    return static_cast<int>(matrix.weak_when_quick.size());
}

int report_passive_findings(const cases::KillMatrix& matrix) {
    for (const auto& each : matrix.passive_findings) fmt::print("reference: {}\n", each);
    return static_cast<int>(matrix.passive_findings.size());
}

int report_survivors(const cases::KillMatrix& matrix) {
    int wrong = 0;
    const auto all = declared_kills();
    for (const auto& mutant : engine::all_mutants()) {
        const bool declared = std::any_of(all.begin(), all.end(), [&](const auto& each) {
            return std::find(each.second.begin(), each.second.end(), mutant.name) != each.second.end();
        });
        const bool killed = std::any_of(matrix.kills.begin(), matrix.kills.end(), [&](const auto& row) {
            return row.second.contains(std::string(mutant.name));
        });
        if (declared && killed) continue;
        ++wrong;
        fmt::print("mutant {} {}\n", mutant.name, killed ? "is killed, but no case declares it" : "survives");
    }
    return wrong;
}

int report_differences(const std::string& approved, const std::string& found) {
    int wrong = 0;
    std::istringstream before(approved), after(found);
    std::vector<std::string> old_lines, new_lines;
    for (std::string line; std::getline(before, line);) old_lines.push_back(line);
    for (std::string line; std::getline(after, line);) new_lines.push_back(line);
    for (const auto& line : old_lines)
        if (std::find(new_lines.begin(), new_lines.end(), line) == new_lines.end())
            ++wrong, fmt::print("- {}\n", line);
    for (const auto& line : new_lines)
        if (std::find(old_lines.begin(), old_lines.end(), line) == old_lines.end())
            ++wrong, fmt::print("+ {}\n", line);
    if (wrong)
        fmt::print(
            "The kill matrix is not the approved one. A missing kill is a weak case, a new one often an "
            "over-broad case; look at each, then approve with --approve.\n");
    return wrong;
}

}  // namespace

int main(int argc, char** argv) {
    const bool approve = argc == 3 && std::string_view(argv[1]) == "--approve";
    if (argc != 2 && !approve) {
        fmt::print(stderr, "usage: vrrptest_selftest [--approve] cases/kill_matrix.txt\n");
        return 2;
    }
    const std::string path = argv[argc - 1];
    const auto started = std::chrono::steady_clock::now();
    const auto matrix = cases::kill_matrix();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;

    int wrong = report_reference(matrix) + report_declared_kills(matrix) + report_survivors(matrix) +
                report_weak_when_quick(matrix) + report_passive_findings(matrix);
    if (approve) {
        std::ofstream(path) << matrix.text();
    } else {
        std::ifstream file(path);
        const std::string approved{std::istreambuf_iterator<char>(file), {}};
        wrong += report_differences(approved, matrix.text());
    }
    fmt::print(
        "{} cases, {} with profiles and suites, and {} passive checks, against the reference and {} mutants: "
        "{} runs in {:.2f} s, "
        "{}\n",
        cases::catalogue().size(), matrix.reference.size(), cases::passive_checks().size(),
        engine::all_mutants().size(), matrix.reference.size() * (engine::all_mutants().size() + 1),
        took.count(), wrong ? fmt::format("{} things wrong", wrong) : "all as approved");
    return wrong ? 1 : 0;
}

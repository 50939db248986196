#include "tester/cli/rejudging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cases/catalogue.hpp"
#include "tester/recorded/rejudge.hpp"

namespace cli {
namespace {

/// Patterns for passive checks alone are none of the run's business.
void keep_patterns_that_match(std::vector<std::string>& patterns, std::span<const tester::Case> catalogue) {
    std::erase_if(patterns, [&](const std::string& pattern) {
        return std::none_of(catalogue.begin(), catalogue.end(),
                            [&](const tester::Case& one) { return tester::matches_glob(pattern, one.id); });
    });
}

std::string sentence_about(const std::vector<tester::Difference>& differences, std::size_t cases) {
    const auto changed = static_cast<std::size_t>(std::count_if(
        differences.begin(), differences.end(), [](const auto& it) { return it.changes_verdict; }));
    auto text = fmt::format("{} case{} of the run judged again", cases, cases == 1 ? "" : "s");
    text += changed == 0 ? ": every verdict is the run's" : fmt::format(": {} came out otherwise", changed);
    if (const auto others = differences.size() - changed; others > 0)
        text += fmt::format("; {} saw something else, to the same verdict", others);
    return text;
}

}  // namespace

Rejudging::Rejudging(const tester::Selection& selection, engine::CaptureReader& reader)
    : selection_(selection), catalogue_(cases::catalogue()), run_(reader) {}

void Rejudging::conclude(tester::Judged& judged, tester::RunResult& whole) {
    if (!is_run()) return;
    if (const auto objection = run_.open(); !objection.empty()) {
        judged.trouble = judged.capture.name + ": " + objection;
        return;
    }
    auto wanted = selection_;
    // Of a run, too, `passive` means the checks of what others than the tester have sent.
    std::erase(wanted.suites, "passive");
    if (wanted.suites.empty() && !selection_.suites.empty()) return;
    keep_patterns_that_match(wanted.cases, catalogue_);
    keep_patterns_that_match(wanted.excludes, catalogue_);
    if (wanted.cases.empty() && !selection_.cases.empty()) return;
    auto again = tester::rejudge(run_.recording(), catalogue_, wanted);
    if (again.result.cases.empty()) {
        whole.nothing_because = again.result.nothing_because;
        return;
    }
    judged.capture.remarks.push_back(sentence_about(again.differences, again.result.cases.size()));
    tester::LabTable table{"Judged again otherwise", {"case", "profile", "was", "is"}, {}};
    for (const auto& one : again.differences)
        if (one.changes_verdict) table.rows.push_back({one.id, one.profile, one.was, one.is});
    if (!table.rows.empty()) whole.tables.push_back(std::move(table));
    for (auto& one : again.result.cases) {
        one.subject = judged.subject;
        judged.cases.push_back(std::move(one));
    }
    // Of several runs each has its own.
    if (!judged.subject.empty()) return;
    whole.dut = std::move(again.result.dut);
    whole.link = std::move(again.result.link);
    whole.tolerance = again.result.tolerance;
}

}  // namespace cli

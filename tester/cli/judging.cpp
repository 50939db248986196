#include "tester/cli/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cases/passive_checks.hpp"
#include "tester/run/known_deviations.hpp"
#include "tester/run/simulated_session.hpp"

namespace cli {
namespace {

template <class Value>
void append(std::vector<Value>& all, std::vector<Value>& more) {
    if (all.empty()) return all.swap(more);
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

void CaptureJudging::add_to(CLI::App& app) {
    which.add_names_to(app,
                       "passive (the default: every check, by the newest RFC of the version seen), or "
                       "rfc2338, rfc3768, rfc5798, rfc9568: by that one, and only what it covers");
    how.add_judgement_to(app);
    told.add_to(app);
}

tester::Selection CaptureJudging::selection() const {
    auto named = which;
    if (named.suites.empty()) named.suites = {"passive"};
    return named.selection();
}

std::vector<tester::PassiveSuite> CaptureJudging::suites(std::span<const tester::Case> active) const {
    const auto checks = cases::passive_checks();
    const auto wanted = selection();
    std::vector<std::string_view> ids;
    for (const auto& check : checks) ids.push_back(check.id);
    for (const auto& one : active) ids.push_back(one.id);
    tester::reject_patterns_without_match(wanted, ids);
    return tester::select_passive(checks, wanted);
}

tester::RunResult CaptureJudging::begin_result(const Invocation& invocation) const {
    auto result = tester::begin_result(version, invocation.line, {}, how.tolerance(), how.strict);
    return result;
}

std::string why_no_check(const tester::Selection& selection) {
    const auto chosen = tester::chosen_suites(selection);
    const bool has_home = std::any_of(chosen.begin(), chosen.end(), [](const tester::Suite* suite) {
        return suite->rfc || suite->topic == tester::Topic::passive;
    });
    if (!has_home)
        return fmt::format(
            "{} needs a device to send to; a capture is judged by passive or by the "
            "suite "
            "of an RFC",
            fmt::join(selection.suites, ", "));
    return fmt::format("no check of {} is left by --case, --exclude and --profile",
                       fmt::join(selection.suites, ", "));
}

void add(tester::Judged judged, tester::RunResult& result) {
    result.captures.push_back(std::move(judged.capture));
    append(result.cases, judged.cases);
    append(result.routers, judged.routers);
    append(result.timeline, judged.timeline);
    if (judged.trouble.empty()) return;
    if (!result.environment_error.empty()) result.environment_error += "; ";
    result.environment_error += judged.trouble;
}

void settle(tester::RunResult& result, const CaptureJudging& options, Reporting& reporting) {
    using tester::Outcome;
    for (const auto& one : result.cases)
        if (std::find(result.suites.begin(), result.suites.end(), one.suite) == result.suites.end())
            result.suites.push_back(one.suite);
    const auto amend = tester::amend_by(options.how.known_deviations());
    for (auto& one : result.cases) amend(one);
    for (const auto& one : result.cases) {
        const bool went_well = one.outcome == Outcome::pass || one.outcome == Outcome::skipped;
        if (one.outcome == Outcome::xfail || (went_well && options.told.verbosity() > 0))
            reporting.observer().case_finished(one);
    }
}

std::string told_at_once(const tester::Happening& what, std::string time,
                         const reports::TerminalOptions& look) {
    if (look.verbosity < 0) return {};
    reports::LiveEvent event;
    event.time = std::move(time);
    event.frame = what.frame;
    event.router = what.router;
    event.what = what.check ? std::string(what.check->id) : what.what;
    event.is_finding = what.check != nullptr;
    event.outcome = what.outcome;
    event.expected = what.expected;
    event.observed = what.observed;
    const bool is_terminal = look.progress == reports::Progress::bar;
    return reports::live_text(event, look.utf8 ? reports::Charset::utf8 : reports::Charset::ascii,
                              is_terminal ? static_cast<std::size_t>(look.columns) : 0,
                              reports::Paint(look.colour));
}

}  // namespace cli

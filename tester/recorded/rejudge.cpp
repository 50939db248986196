#include "tester/recorded/rejudge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "tester/recorded/recorded_world.hpp"
#include "tester/run/case_run.hpp"
#include "tester/run/device_facts.hpp"

namespace tester {
namespace {

using Key = std::pair<std::string, std::string>;  // id and profile

/// What the run holds of one case in one profile.
struct Held {
    const CaseResult* result = nullptr;
    const Attempt* attempt = nullptr;  // the last one, if it has ended
};

class Index {
  public:
    explicit Index(const RunRecord& record) {
        for (const auto& one : record.result.cases) held_[{one.id, one.profile}][one.suite].result = &one;
        for (const auto& attempt : record.attempts) {
            auto& held = held_[{attempt.id, std::string(to_string(attempt.profile))}][attempt.suite];
            if (!held.attempt || attempt.number >= held.attempt->number) held.attempt = &attempt;
        }
    }

    /// Where the RFCs agree, a case is the same in whatever suite it ran.
    Held find(const SelectedCase& what) const {
        const auto of_profile =
            held_.find({std::string(what.which->id), std::string(to_string(what.profile))});
        if (of_profile == held_.end()) return {};
        const auto of_suite = of_profile->second.find(std::string(what.suite->name));
        if (of_suite != of_profile->second.end()) return of_suite->second;
        return what.which->differs_by_rfc ? Held{} : of_profile->second.begin()->second;
    }

  private:
    std::map<Key, std::map<std::string, Held>> held_;
};

/// The company that the case counts on must be there.
bool suits(const Attempt& attempt, const Needs& needs) {
    const auto is_twin = [&](const VirtualRouterFacts& each) {
        return each.family() != attempt.where.family();
    };
    const auto twins = std::count_if(attempt.company.begin(), attempt.company.end(), is_twin);
    const auto siblings = attempt.company.size() - static_cast<std::size_t>(twins);
    return twins == (needs.twin ? 1 : 0) && siblings >= needs.siblings;
}

CaseResult tell_again(Recording& recording, const SelectedCase& selected, const Attempt& attempt) {
    SelectedCase what = selected;
    what.seed = attempt.seed;
    if (!suits(attempt, what.which->needs)) {
        auto result = identity_of(what);
        result.outcome = Outcome::error;
        result.reason = "the recording lacks virtual routers that the case needs: the case has changed since";
        return result;
    }
    const auto& record = recording.record();
    RecordedWorld world(recording, attempt);
    CaseRun run(world.station(), what, attempt.where, record.tolerance, world, record.started,
                attempt.company, &world);
    try {
        run.start([] {});
        world.run_until([&] { return run.ended(); });
        if (!run.ended()) run.abort("the recording ends before the case does: the case has changed since");
    } catch (const std::exception& error) {
        run.abort(error.what());
    }
    return run.result();
}

std::string verdict_text(Outcome outcome, const std::string& reason, const std::string& observed) {
    const auto& why = reason.empty() ? observed : reason;
    return why.empty() ? std::string(to_string(outcome)) : fmt::format("{}: {}", to_string(outcome), why);
}

class Rejudging {
  public:
    Rejudging(Recording& recording, Rejudged& rejudged) : recording_(recording), rejudged_(rejudged) {}

    CaseResult judge(const SelectedCase& what, const Held& held) {
        if (!held.attempt || !held.attempt->has_ended) return taken_over(what, held.result);
        auto now = tell_again(recording_, what, *held.attempt);
        compare(now, *held.attempt);
        if (held.result) repeat(now, *held.attempt, *held.result);
        return now;
    }

  private:
    static CaseResult taken_over(const SelectedCase& what, const CaseResult* then) {
        auto result = identity_of(what);
        result.outcome = Outcome::error;
        result.reason = "the run ended before this case had";
        if (!then) return result;
        result.outcome = then->outcome;
        result.expected = then->expected;
        result.observed = then->observed;
        result.reason = then->reason;
        result.attempts = then->attempts;
        result.seconds = then->seconds;
        return result;
    }

    void compare(const CaseResult& now, const Attempt& then) {
        const bool differs = now.outcome != then.outcome;
        if (!differs && now.observed == then.observed && now.reason == then.reason) return;
        rejudged_.differences.push_back({now.id, now.profile, now.suite,
                                         verdict_text(then.outcome, then.reason, then.observed),
                                         verdict_text(now.outcome, now.reason, now.observed), differs});
    }

    /// What the run made of the case's own verdict stands as long as that verdict does.
    void repeat(CaseResult& now, const Attempt& then, const CaseResult& printed) {
        now.attempts = printed.attempts;
        if (now.outcome == then.outcome) {
            now.outcome = printed.outcome;
            now.reason = printed.reason;
            return;
        }
        const auto& difference = rejudged_.differences.back();
        now.reason =
            fmt::format("judged again: {}; the run's own verdict was {}", difference.is, difference.was);
        if (now.outcome != Outcome::fail && now.outcome != Outcome::error)
            now.outcome = Outcome::inconclusive;
    }

    Recording& recording_;
    Rejudged& rejudged_;
};

}  // namespace

Rejudged rejudge(Recording& recording, std::span<const Case> catalogue, const Selection& selection) {
    const auto& record = recording.record();
    auto wanted = selection;
    if (wanted.suites.empty()) wanted.suites = record.result.suites;
    const auto selected = select(catalogue, wanted);
    Rejudged rejudged;
    rejudged.result = record.result;
    auto& result = rejudged.result;
    result.cases.clear();
    result.suites.clear();
    const Index index(record);
    Rejudging judge(recording, rejudged);
    for (const auto& what : selected) {
        const auto held = index.find(what);
        if (!held.result && !held.attempt) continue;
        result.cases.push_back(judge.judge(what, held));
        if (std::find(result.suites.begin(), result.suites.end(), what.suite->name) == result.suites.end())
            result.suites.emplace_back(what.suite->name);
    }
    if (result.cases.empty())
        result.nothing_because =
            selected.empty()
                ? why_nothing(catalogue, wanted)
                : fmt::format("the recorded run holds none of the selected cases; its suites are {}",
                              fmt::join(record.result.suites, ", "));
    gather_facts(result);
    return rejudged;
}

}  // namespace tester

#include "tester/run/case_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace tester {
namespace {

std::string hex_of(const engine::Octets& octets) {
    std::string text;
    for (const auto octet : octets) text += fmt::format("{:02x}", octet);
    return text;
}

}  // namespace

VirtualRouterReference reference_to(const VirtualRouterFacts& facts) {
    VirtualRouterReference reference;
    reference.vrid = facts.vrid;
    reference.family = to_string(facts.family());
    reference.version = facts.version();
    reference.priority = facts.priority;
    reference.interval_seconds = engine::seconds(facts.advertisement_interval);
    for (const auto& address : facts.addresses) reference.addresses.push_back(to_string(address));
    return reference;
}

CaseResult identity_of(const SelectedCase& what) {
    CaseResult result;
    result.id = what.which->id;
    result.area = what.which->area();
    result.profile = to_string(what.profile);
    result.suite = what.suite->name;
    result.says = what.which->says;
    result.level = what.which->level;
    for (const auto& clause : what.which->clauses)
        result.clauses.push_back({static_cast<int>(clause.rfc), std::string(clause.section)});
    // The suite's own RFC comes first: it is the one whose reader asked.
    std::stable_partition(result.clauses.begin(), result.clauses.end(),
                          [&](const auto& clause) { return clause.rfc == static_cast<int>(what.rfc()); });
    return result;
}

CaseRun::CaseRun(Station& station, const SelectedCase& what, const VirtualRouterFacts& where,
                 const TimingTolerance& tolerance, Control& control, engine::Instant run_started,
                 const std::vector<VirtualRouterFacts>& company, Journal* journal)
    : station_(station),
      what_(what),
      run_started_(run_started),
      bench_(std::make_unique<Bench>(station, where, what.rfc(), tolerance, control, what.seed)),
      result_(identity_of(what)) {
    bench_->keep_journal(journal);
    result_.virtual_router = reference_to(where);
    for (const auto& each : company) bench_->add_company(each);
}

CaseRun::~CaseRun() {
    station_.scheduler().cancel(ending_);
}

void CaseRun::start(std::function<void()> on_end) {
    on_end_ = std::move(on_end);
    started_ = station_.scheduler().now();
    result_.started_seconds = engine::seconds(started_ - run_started_);
    story_ = story();
    story_.start();
}

engine::Task<> CaseRun::story() {
    try {
        auto body = what_.which->run(*bench_);
        co_await body;
        result_.outcome = Outcome::pass;
    } catch (const CaseFailed&) {
        result_.outcome = Outcome::fail;
    } catch (const CaseInconclusive& inconclusive) {
        result_.outcome = Outcome::inconclusive;
        result_.reason = inconclusive.reason;
    } catch (const CaseSkipped& skipped) {
        result_.outcome = Outcome::skipped;
        result_.reason = skipped.reason;
    } catch (const std::exception& error) {
        result_.outcome = Outcome::error;
        result_.reason = error.what();
    } catch (...) {
        result_.outcome = Outcome::error;
        result_.reason = "the case threw something that is no exception of the library's";
    }
    co_await put_back();
    conclude();
    // The story is still on the stack here; whoever waits for its end goes on when it no longer is.
    ending_ = station_.scheduler().call_at(station_.scheduler().now(), on_end_);
}

/// A device that does not take its change back would spoil the cases after this one.
engine::Task<> CaseRun::put_back() {
    try {
        co_await bench_->put_back();
    } catch (const std::exception& error) {
        result_.outcome = Outcome::error;
        result_.reason = error.what();
    }
}

void CaseRun::abort(const std::string& reason) {
    if (ended_) return;
    result_.outcome = Outcome::error;
    result_.reason = reason;
    conclude();
}

void CaseRun::conclude() {
    ended_ = true;
    try {
        bench_->finish();
    } catch (const std::exception& error) {
        result_.outcome = Outcome::error;
        result_.reason = error.what();
    }
    result_.seconds = engine::seconds(station_.scheduler().now() - started_);
    const auto& evidence = bench_->evidence();
    result_.checks = evidence.checks;
    for (const auto& [index, anchor] : evidence.anchors)
        result_.checks[index].anchor_seconds = engine::seconds(anchor - run_started_);
    result_.facts = evidence.facts;
    result_.is_reconfigured = evidence.is_reconfigured;
    if (!result_.checks.empty()) {
        result_.expected = result_.checks.back().expected;
        result_.observed = result_.checks.back().observed;
    }
    judge_circumstances();
    for (const auto& [number, role] : evidence.cited) {
        const auto& frame = station_.log().frame(number);
        const std::string place = frame.on_second ? "on the second interface: " : "";
        result_.frames.push_back({number, engine::seconds(frame.when - run_started_), role,
                                  place + engine::describe(frame.view), hex_of(frame.octets),
                                  bench_->sender_of(frame)});
    }
}

void CaseRun::judge_circumstances() {
    const Bench* disturbed = bench_->disturbed_by_foreigner();
    if (disturbed && (result_.outcome == Outcome::fail || result_.outcome == Outcome::inconclusive)) {
        result_.outcome = Outcome::inconclusive;
        result_.reason = fmt::format(
            "{} advertised VRID {} meanwhile: take that router off the LAN, or give the device a "
            "VRID of its own",
            to_string(*disturbed->foreign_speaker()), disturbed->dut().vrid);
        return;
    }
    const auto& needs = what_.which->needs;
    if (result_.outcome == Outcome::fail) {
        // Whether the device was told to preempt decides the verdict, and only its operator knows.
        if (needs.preempt.has_value() && !bench_->dut().preempt.has_value()) {
            result_.outcome = Outcome::inconclusive;
            result_.reason =
                "the device did not preempt: declare in a DUT file whether its Preempt_Mode is on";
        } else if (result_.level == Level::should || result_.level == Level::may) {
            result_.outcome = Outcome::advisory;
        } else if (result_.level == Level::report) {
            result_.outcome = Outcome::pass;
        }
    }
}

}  // namespace tester

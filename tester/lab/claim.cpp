#include "tester/lab/claim.hpp"

#include <fmt/format.h>

#include <utility>

namespace tester {
namespace {

using namespace std::chrono_literals;
using engine::Duration;

// The shortest interval between advertisements that a scene uses.
constexpr Duration longest_bearable = 200ms;

CaseResult identity_of(const ClaimSubject& subject) {
    CaseResult result;
    result.id = subject.id;
    result.area = subject.id.substr(0, subject.id.find('/'));
    result.profile = to_string(subject.profile);
    result.suite = subject.suite;
    result.subject = subject.subject;
    result.says = subject.says;
    result.level = subject.level;
    result.attempts = 1;
    for (const auto& section : subject.sections) {
        if (subject.profile == Profile::v2_ipv4) {
            result.clauses.push_back({3768, section});
            continue;
        }
        result.clauses.push_back({5798, section});
        result.clauses.push_back({9568, section});
    }
    return result;
}

}  // namespace

std::string time_text(Duration d) {
    return d < 1s ? fmt::format("{:.0f} ms", engine::milliseconds(d))
                  : fmt::format("{:.3f} s", engine::seconds(d));
}

Claim::Claim(const Scene& scene, ClaimSubject subject, TimingTolerance tolerance)
    : scene_(scene), tolerance_(tolerance), result_(identity_of(subject)), began_(scene.now()) {
    result_.started_seconds = scene.seconds_of(began_);
}

bool Claim::check(bool held, const std::string& expected, const std::string& observed) {
    result_.checks.push_back({expected, observed, held, {}, {}, {}, false});
    if (!held) failed_otherwise_ = true;
    if (!held && std::exchange(holds_, false)) {
        result_.expected = expected;
        result_.observed = observed;
    }
    return held;
}

bool Claim::check_time(const std::string& what, Duration measured, Duration nominal) {
    return check_time(what, measured, nominal, nominal);
}

bool Claim::check_time(const std::string& what, Duration measured, Duration earliest, Duration latest) {
    const Duration from = earliest - tolerance_.early_for(earliest);
    const Duration until = latest + tolerance_.late_for(latest);
    Check made;
    made.expected = earliest == latest
                        ? fmt::format("{} after {}", what, time_text(earliest))
                        : fmt::format("{} after {} to {}", what, time_text(earliest), time_text(latest));
    made.observed = fmt::format("after {}", time_text(measured));
    made.measured_ms = engine::milliseconds(measured);
    made.allowed_earliest_ms = engine::milliseconds(from);
    made.allowed_latest_ms = engine::milliseconds(until);
    made.held = measured >= from && measured <= until;
    result_.checks.push_back(made);
    if (!made.held && std::exchange(holds_, false)) {
        result_.expected = made.expected;
        result_.observed = made.observed;
    }
    return made.held;
}

void Claim::cite(engine::FrameNumber number, const std::string& role) {
    if (number != 0) result_.frames.push_back(scene_.cite(number, role));
}

void Claim::observe(const std::string& observed) {
    result_.observed = result_.observed.empty() ? observed : result_.observed + "; " + observed;
}

CaseResult Claim::result() const {
    auto made = result_;
    made.seconds = engine::seconds(scene_.now() - began_);
    if (holds_ && made.expected.empty() && !made.checks.empty() && made.level != Level::report) {
        made.expected = made.checks.back().expected;
        made.observed = made.checks.back().observed;
    }
    made.outcome = holds_ || made.level == Level::report ? Outcome::pass
                   : made.level == Level::should         ? Outcome::advisory
                                                         : Outcome::fail;
    const auto late = scene_.delay().worst(began_, scene_.now());
    // A host that slept for so long may have let the routers sleep, too.
    const Duration bearable = failed_otherwise_ ? longest_bearable : tolerance_.late_for(Duration{}) / 2;
    if (!holds_ && made.level != Level::report && late > bearable) {
        made.outcome = Outcome::inconclusive;
        made.reason = fmt::format("this host was {} late itself while this was judged", time_text(late));
    }
    return made;
}

CaseResult unjudged(const ClaimSubject& subject, Outcome outcome, const std::string& reason) {
    auto result = identity_of(subject);
    result.outcome = outcome;
    result.reason = reason;
    return result;
}

}  // namespace tester

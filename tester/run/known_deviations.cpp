#include "tester/run/known_deviations.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "tester/run/selection.hpp"

namespace tester {
namespace {

/// A suite about a matter judges by an RFC, and then the entries for that RFC's suite hold.
bool is_for_suite(const std::string& suite, const CaseResult& result) {
    const bool is_of_matter = result.suite.rfind("rfc", 0) != 0;
    return suite == result.suite || (is_of_matter && !result.clauses.empty() &&
                                     suite == fmt::format("rfc{}", result.clauses.front().rfc));
}

bool is_about(const KnownDeviation& entry, const CaseResult& result) {
    return matches_glob(entry.case_glob, result.id) && (!entry.profile || *entry.profile == result.profile) &&
           (!entry.suite || is_for_suite(*entry.suite, result)) &&
           (!entry.subject || *entry.subject == result.subject) &&
           (!entry.vrid || (result.virtual_router && *entry.vrid == result.virtual_router->vrid));
}

bool has_expired(const KnownDeviation& entry, const std::string& today) {
    return entry.expires && *entry.expires < today;
}

std::string reason_for(const KnownDeviation& entry) {
    return fmt::format("{} (known deviation at {})", entry.reason, entry.where);
}

/// Why the entry does not excuse the failure; empty if it does.
std::string objection(const KnownDeviation& entry, const CaseResult& result, const std::string& today) {
    if (has_expired(entry, today))
        return fmt::format("the known deviation at {} expired on {}", entry.where, *entry.expires);
    if (entry.observed && !matches_glob(*entry.observed, result.observed))
        return fmt::format("the known deviation at {} says that '{}' is observed", entry.where,
                           *entry.observed);
    return {};
}

}  // namespace

void apply_known_deviations(CaseResult& result, std::span<const KnownDeviation> known,
                            const std::string& today) {
    const bool failed = result.outcome == Outcome::fail || result.outcome == Outcome::advisory;
    if (!failed && result.outcome != Outcome::pass) return;
    for (const auto& entry : known) {
        if (!is_about(entry, result)) continue;
        if (!failed) {
            if (has_expired(entry, today)) continue;
            result.outcome = Outcome::xpass;
            result.reason = reason_for(entry);
            return;
        }
        result.reason = objection(entry, result, today);
        if (!result.reason.empty()) continue;
        result.outcome = Outcome::xfail;
        result.reason = reason_for(entry);
        return;
    }
}

std::function<void(CaseResult&)> amend_by(std::vector<KnownDeviation> known) {
    return [known = std::move(known), day = today()](CaseResult& result) {
        apply_known_deviations(result, known, day);
    };
}

std::string today() {
    return fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
}

}  // namespace tester

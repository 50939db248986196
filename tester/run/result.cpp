#include "tester/run/result.hpp"

namespace tester {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return "pass";
        case Outcome::fail:
            return "fail";
        case Outcome::advisory:
            return "advisory";
        case Outcome::inconclusive:
            return "inconclusive";
        case Outcome::skipped:
            return "skipped";
        case Outcome::error:
            return "error";
        case Outcome::xfail:
            return "xfail";
        case Outcome::xpass:
            return "xpass";
    }
    return "error";
}

std::string_view to_string(Level level) {
    switch (level) {
        case Level::must:
            return "MUST";
        case Level::should:
            return "SHOULD";
        case Level::may:
            return "MAY";
        case Level::report:
            return "report";
    }
    return "report";
}

int Summary::count(Outcome outcome) const {
    const auto found = counts.find(outcome);
    return found == counts.end() ? 0 : found->second;
}

Summary summarise(const RunResult& result) {
    Summary summary;
    for (const auto& one : result.cases) {
        ++summary.counts[one.outcome];
        ++summary.total;
    }
    return summary;
}

int exit_code(const RunResult& result) {
    const auto summary = summarise(result);
    const bool unexpected = summary.count(Outcome::fail) > 0 || summary.count(Outcome::xpass) > 0 ||
                            (result.strict && summary.count(Outcome::advisory) > 0);
    if (unexpected) return 1;
    const bool unjudged = summary.count(Outcome::error) > 0 || summary.count(Outcome::inconclusive) > 0 ||
                          !result.environment_error.empty();
    if (unjudged) return 3;
    if (summary.total == 0) return 4;
    // A run that skipped everything has judged nothing: a pipeline must not take it for conformance.
    return summary.count(Outcome::skipped) == summary.total ? 3 : 0;
}

}  // namespace tester

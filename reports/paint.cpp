#include "reports/paint.hpp"

#include <fmt/format.h>

namespace reports {
namespace {

std::string_view parameters(Tone tone) {
    switch (tone) {
        case Tone::plain:
            return "";
        case Tone::good:
            return "32";
        case Tone::bad:
            return "1;31";
        case Tone::warning:
            return "33";
        case Tone::doubt:
            return "35";
        case Tone::quiet:
            return "2";
        case Tone::strong:
            return "1";
    }
    return "";
}

}  // namespace

std::string Paint::operator()(Tone tone, std::string_view text) const {
    if (!on_ || tone == Tone::plain || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", parameters(tone), text);
}

Status status_of(tester::Outcome outcome) {
    using tester::Outcome;
    switch (outcome) {
        case Outcome::pass:
            return {"PASS", Tone::good};
        case Outcome::fail:
            return {"FAIL", Tone::bad};
        case Outcome::advisory:
            return {"ADVISE", Tone::warning};
        case Outcome::inconclusive:
            return {"INCONC", Tone::doubt};
        case Outcome::skipped:
            return {"SKIP", Tone::quiet};
        case Outcome::error:
            return {"ERROR", Tone::doubt};
        case Outcome::xfail:
            return {"XFAIL", Tone::warning};
        case Outcome::xpass:
            return {"XPASS", Tone::bad};
    }
    return {"ERROR", Tone::doubt};
}

std::string counted_text(tester::Outcome outcome, int count) {
    using tester::Outcome;
    switch (outcome) {
        case Outcome::pass:
            return fmt::format("{} passed", count);
        case Outcome::fail:
            return fmt::format("{} failed", count);
        case Outcome::error:
            return fmt::format("{} error{}", count, count == 1 ? "" : "s");
        default:
            return fmt::format("{} {}", count, to_string(outcome));
    }
}

}  // namespace reports

#include "reports/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "reports/observation.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

struct Entry {
    std::string id, profile, subject, observed;
    std::optional<std::string> suite{};
    std::optional<int> vrid{};
    std::vector<const CaseResult*> failures{};

    bool is_same(const Entry& other) const {
        return id == other.id && profile == other.profile && subject == other.subject &&
               observed == other.observed && suite == other.suite && vrid == other.vrid;
    }
};

bool is_failure(const CaseResult& one, bool strict) {
    return one.outcome == Outcome::fail || (strict && one.outcome == Outcome::advisory);
}

bool is_pass(const CaseResult& one) {
    return one.outcome == Outcome::pass || one.outcome == Outcome::xpass;
}

bool is_of_same_case(const CaseResult& one, const CaseResult& other) {
    return one.id == other.id && one.profile == other.profile && one.subject == other.subject;
}

/// An entry that also names one that passes would make that an unexpected pass.
Entry entry_for(const CaseResult& failure, const RunResult& result) {
    Entry entry{failure.id, failure.profile, failure.subject, observation_pattern(failure.observed)};
    for (const auto& other : result.cases) {
        if (!is_pass(other) || !is_of_same_case(other, failure)) continue;
        if (other.suite != failure.suite) entry.suite = failure.suite;
        const bool has_both = other.virtual_router && failure.virtual_router;
        if (other.suite == failure.suite && has_both &&
            other.virtual_router->vrid != failure.virtual_router->vrid)
            entry.vrid = failure.virtual_router->vrid;
    }
    return entry;
}

std::string comment(const std::string& text) {
    return "# " + clip(clean(text), 500) + "\n";
}

std::string toml_of(const Entry& entry) {
    const auto& one = *entry.failures.front();
    auto text = comment(clause_text(one) + (one.says.empty() ? "" : ": " + one.says));
    if (!one.expected.empty()) text += comment("expected: " + one.expected);
    if (!one.observed.empty()) text += comment("observed: " + one.observed);
    text += "[[known_deviation]]\n";
    const auto add = [&text](const char* key, const std::string& value) {
        if (!value.empty()) text += fmt::format("{} = {}\n", key, toml_text(value));
    };
    add("case", entry.id);
    add("profile", entry.profile);
    if (entry.suite) add("suite", *entry.suite);
    add("subject", entry.subject);
    if (entry.vrid) text += fmt::format("vrid = {}\n", *entry.vrid);
    add("reason", "TODO: say why");
    add("observed", entry.observed);
    return text + "\n";
}

}  // namespace

std::string toml_text(std::string_view text) {
    std::string result = "\"";
    static constexpr std::string_view unknown = "\xef\xbf\xbd";
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        const auto whole = text.substr(0, length);
        // One octet at a time of what is no UTF-8, as everywhere.
        const bool is_broken = whole != unknown && clean(whole).find(unknown) != std::string::npos;
        text.remove_prefix(is_broken ? 1 : whole.size());
        if (is_broken) {
            result += "\\uFFFD";
        } else if (first == '"' || first == '\\') {
            result += fmt::format("\\{}", static_cast<char>(first));
        } else if (first >= 0x20 && first < 0x7f) {
            result += static_cast<char>(first);
        } else if (first < 0x80) {
            result += fmt::format("\\u{:04X}", first);
        } else {
            std::uint32_t code = first & (0x7fU >> length);
            for (const char c : whole.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3fU);
            result += fmt::format("\\U{:08X}", code);
        }
    }
    return result + "\"";
}

Baseline baseline(const RunResult& result, const std::string& source) {
    std::vector<Entry> entries;
    std::size_t known = 0;
    Baseline made;
    for (const auto& one : result.cases) {
        known += one.outcome == Outcome::xfail ? 1 : 0;
        made.doubtful += one.outcome == Outcome::inconclusive || one.outcome == Outcome::error ||
                                 one.outcome == Outcome::xpass
                             ? 1
                             : 0;
        if (!is_failure(one, result.strict)) continue;
        auto entry = entry_for(one, result);
        const auto found =
            std::find_if(entries.begin(), entries.end(), [&](const Entry& it) { return it.is_same(entry); });
        auto& kept = found == entries.end() ? entries.emplace_back(std::move(entry)) : *found;
        kept.failures.push_back(&one);
    }
    made.entries = entries.size();
    made.toml =
        comment(fmt::format("Known deviations of {}, as {} observed them.",
                            result.dut.address.empty() ? "what was judged" : result.dut.address, source));
    made.toml += comment(result.command_line + ", " + result.started);
    made.toml +=
        "# Look at each, say why it is so or mend it; 'observed' is a pattern in which * stands for "
        "anything.\n";
    if (known > 0)
        made.toml += fmt::format("# {} failed as a baseline knew it already and is not repeated here.\n",
                                 count_text(known, "further case"));
    if (entries.empty()) made.toml += "# Nothing failed unexpectedly.\n";
    made.toml += "\n";
    for (const auto& entry : entries) made.toml += toml_of(entry);
    return made;
}

}  // namespace reports

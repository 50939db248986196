#include "reports/github.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "reports/markdown.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

constexpr std::size_t most_of_a_kind = 10;
constexpr std::size_t most_of_a_message = 4000;

/// As the runner undoes it; in a property the separators, too. Commas are no separators of messages.
std::string escaped(std::string_view text, bool in_property) {
    std::string result;
    for (const char c : text) {
        const bool is_separator = in_property && (c == ':' || c == ',');
        if (c == '%' || c == '\r' || c == '\n' || is_separator)
            result += fmt::format("%{:02X}", static_cast<unsigned>(c));
        else
            result += c;
    }
    return result;
}

struct Annotation {
    std::string title;
    std::vector<std::string> lines;
    std::string file{}, line{};
};

std::string command(std::string_view kind, const Annotation& annotation) {
    auto properties = "title=" + escaped(clip(clean(annotation.title), 200), true);
    if (!annotation.file.empty()) properties += ",file=" + escaped(clean(annotation.file), true);
    if (!annotation.line.empty()) properties += ",line=" + annotation.line;
    std::string message;
    for (const auto& line : annotation.lines) message += (message.empty() ? "" : "\n") + clean(line);
    return fmt::format("::{} {}::{}\n", kind, properties, escaped(clip(message, most_of_a_message), false));
}

/// "dut.toml" and "12" of a reason that ends in "(known deviation at dut.toml:12)".
std::optional<std::pair<std::string, std::string>> place_in(const std::string& reason) {
    static constexpr std::string_view before = "(known deviation at ";
    const auto begin = reason.rfind(before);
    const auto colon = reason.rfind(':');
    if (begin == std::string::npos || colon == std::string::npos || colon < begin + before.size()) return {};
    auto line = reason.substr(colon + 1);
    line.resize(std::min(line.find_first_not_of("0123456789"), line.size()));
    if (line.empty()) return {};
    return std::pair{reason.substr(begin + before.size(), colon - begin - before.size()), line};
}

std::string title_of(const CaseResult& one) {
    auto title = one.id;
    for (const auto* more : {&one.profile, &one.subject})
        if (!more->empty()) title += " " + *more;
    return title;
}

Annotation about(const CaseResult& one, const std::string& file) {
    Annotation annotation{title_of(one), {}, file};
    const auto add = [&](const char* label, const std::string& text) {
        if (!text.empty()) annotation.lines.push_back(fmt::format("{}{}", label, text));
    };
    add("", clause_text(one) + (one.says.empty() ? "" : ": " + one.says));
    const bool is_finding = one.outcome == Outcome::fail || one.outcome == Outcome::advisory;
    if (is_finding) add("expected: ", one.expected);
    if (is_finding) add("observed: ", one.observed);
    if (one.outcome == Outcome::xpass) add("", "passed, although a known deviation says that it fails");
    if (one.outcome == Outcome::inconclusive) add("", "inconclusive");
    if (one.outcome == Outcome::error) add("", "an error of the tester or its environment");
    add("", one.reason);
    if (const auto place = place_in(one.reason)) {
        annotation.file = place->first;
        annotation.line = place->second;
    }
    return annotation;
}

/// At most ten, the last of which names those that are left out.
std::string commands(std::string_view kind, const std::vector<Annotation>& all) {
    std::string text;
    const bool is_too_many = all.size() > most_of_a_kind;
    const auto shown = is_too_many ? most_of_a_kind - 1 : all.size();
    for (std::size_t i = 0; i < shown; ++i) text += command(kind, all[i]);
    if (!is_too_many) return text;
    Annotation others{fmt::format("and {} more", all.size() - shown), {}, {}, {}};
    for (auto i = shown; i < all.size(); ++i) others.lines.push_back(all[i].title);
    return text + command(kind, others);
}

Annotation about_device(const RunResult& result) {
    Annotation annotation{"vrrptest: " + result.dut.address, {}, {}, {}};
    if (result.dut.address.empty()) annotation.title = "vrrptest";
    annotation.lines.push_back(verdict_sentence(result));
    for (const auto& [name, value] : result.dut.facts)
        annotation.lines.push_back(fmt::format("{}: {}", name, value));
    return annotation;
}

}  // namespace

std::string github_annotations(const RunResult& result, const std::string& file) {
    std::vector<Annotation> errors, warnings;
    if (!result.environment_error.empty())
        errors.push_back({"vrrptest could not judge", {result.environment_error}, file, {}});
    // What the device did wrong comes before what the tester could not do.
    for (const auto outcome :
         {Outcome::fail, Outcome::xpass, Outcome::advisory, Outcome::error, Outcome::inconclusive})
        for (const auto& one : result.cases) {
            if (one.outcome != outcome) continue;
            const bool is_mild =
                outcome == Outcome::inconclusive || (outcome == Outcome::advisory && !result.strict);
            (is_mild ? warnings : errors).push_back(about(one, file));
        }
    return commands("error", errors) + commands("warning", warnings) +
           commands("notice", {about_device(result)});
}

}  // namespace reports

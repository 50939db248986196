#include "reports/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/detail.hpp"
#include "reports/markdown.hpp"
#include "reports/paint.hpp"

namespace reports {
namespace {

using tester::CaseResult;

// More of what needs no action would push what does off the screen.
constexpr std::size_t most_lines = 10;

Tone tone_of(Change change) {
    switch (change) {
        case Change::regression:
        case Change::new_failure:
        case Change::fails_unjudged:
            return Tone::bad;
        case Change::no_longer_judged:
            return Tone::doubt;
        case Change::fails_otherwise:
        case Change::no_longer_excused:
        case Change::now_advised:
        case Change::now_excused:
            return Tone::warning;
        case Change::fix:
        case Change::judged_now:
            return Tone::good;
        case Change::still_fails:
        case Change::added:
        case Change::gone:
        case Change::none:
            break;
    }
    return Tone::plain;
}

/// What somebody has to look at, so that each is told with its evidence.
bool needs_a_look(Change change) {
    return change == Change::regression || change == Change::new_failure ||
           change == Change::fails_unjudged || change == Change::no_longer_judged ||
           change == Change::fails_otherwise || change == Change::no_longer_excused ||
           change == Change::now_advised || change == Change::now_excused;
}

const CaseResult& either(const CaseChange& change) {
    return change.after ? *change.after : *change.before;
}

/// What a case observed when it passed is no news.
bool has_failed_otherwise(const CaseChange& change) {
    using tester::Outcome;
    if (!change.before || !change.after || change.before->observed == change.after->observed) return false;
    const auto was = change.before->outcome;
    return was == Outcome::fail || was == Outcome::advisory || was == Outcome::xfail;
}

std::string_view outcome_word(const CaseResult* one) {
    return one ? status_of(one->outcome).word : std::string_view("-");
}

std::string summary_line(const Comparison& comparison) {
    std::string text;
    for (const auto change : all_changes) {
        const auto count = comparison.of(change).size();
        const bool always = change == Change::regression || change == Change::fix;
        if (count == 0 && !always) continue;
        text += counted_text(change, count) + ", ";
    }
    return text + counted_text(Change::none, comparison.unchanged);
}

class DiffText {
  public:
    DiffText(const Comparison& comparison, const TableLook& look, bool is_whole)
        : comparison_(comparison), look_(look), is_whole_(is_whole) {}

    std::string text(const DiffNames& names) {
        add_rows({{"older", "", safe(names.before)}, {"newer", "", safe(names.after)}});
        for (const auto& remark : comparison_.remarks) add_rows({{"note", "", safe(remark), Tone::warning}});
        for (const auto change : all_changes) tell(change);
        tell_facts();
        rule();
        add_rows({{"Summary", "", summary_line(comparison_)}});
        return std::move(text_);
    }

  private:
    std::string safe(std::string_view text) const { return clip(clean(text, look_.charset), 4000); }
    void add_rows(const std::vector<Row>& rows, std::size_t indent = 0) {
        text_ += lay_out(rows, {indent, look_.columns, look_.paint});
    }
    void rule() {
        for (std::size_t i = 0; i < look_.columns; ++i) text_ += look_.charset == Charset::utf8 ? "─" : "-";
        text_ += "\n";
    }

    void tell(Change change) {
        const auto changes = comparison_.of(change);
        if (changes.empty()) return;
        rule();
        const auto title = counted_text(change, changes.size());
        const auto meaning = fmt::format(" ({})", meaning_of(change));
        text_ += look_.paint(tone_of(change), title) + look_.paint(Tone::quiet, meaning) + "\n";
        const bool is_long = !needs_a_look(change) && !is_whole_;
        const auto told = is_long ? std::min(changes.size(), most_lines) : changes.size();
        for (std::size_t i = 0; i < told; ++i) tell(changes[i]);
        if (told < changes.size())
            text_ += fmt::format("        and {} more; -v names them\n", changes.size() - told);
    }

    void tell(const CaseChange& change) {
        const auto& one = either(change);
        const auto status = status_of(one.outcome);
        const auto was = fmt::format(" [was {:<6}] ", outcome_word(change.before));
        const std::string indent(7 - status.word.size(), ' ');
        const auto hang = 7 + was.size();
        auto lead = change.after ? indent + look_.paint(status.tone, status.word) + was
                                 : std::string(6, ' ') + "-" + was;
        for (const auto& line : wrap(safe(case_name(one)), look_.columns - hang)) {
            text_ += lead + line + "\n";
            lead = std::string(hang, ' ');
        }
        if (needs_a_look(change.change)) add_rows(evidence(change), 8);
    }

    std::vector<Row> evidence(const CaseChange& change) const {
        std::vector<Row> rows;
        const auto add = [&](const char* label, const std::string& text, Tone tone = Tone::plain) {
            if (!text.empty()) rows.push_back({label, "", safe(text), tone});
        };
        const auto* now = change.after;
        if (!now) return rows;
        add("clause", clause_text(*now));
        add("expected", now->expected);
        add("observed", now->observed, tone_of(change.change));
        add("reason", now->reason, Tone::strong);
        if (has_failed_otherwise(change)) add("before", change.before->observed);
        return rows;
    }

    void tell_facts() {
        if (comparison_.facts.empty()) return;
        rule();
        text_ += look_.paint(Tone::strong, count_text(comparison_.facts.size(), "changed fact")) + "\n";
        for (const auto& fact : comparison_.facts) {
            const auto or_none = [this](const std::string& value) {
                return value.empty() ? std::string("(not known)") : safe(value);
            };
            text_ += "    " + look_.paint(Tone::strong, safe(fact.name)) + "\n";
            add_rows({{"before", "", or_none(fact.before)}, {"now", "", or_none(fact.after)}}, 8);
        }
    }

    const Comparison& comparison_;
    const TableLook& look_;
    bool is_whole_;
    std::string text_;
};

using Json = nlohmann::ordered_json;

Json side_of(const CaseResult* one) {
    if (!one) return nullptr;
    return {{"outcome", to_string(one->outcome)},
            {"expected", one->expected},
            {"observed", one->observed},
            {"reason", one->reason}};
}

std::string change_markdown(const CaseChange& change) {
    const auto& one = either(change);
    auto text = fmt::format("- **{}** (was {}) {}", outcome_word(change.after), outcome_word(change.before),
                            markdown_code(case_name(one)));
    if (!needs_a_look(change.change) || !change.after) return text + "\n";
    text += "\n";
    const auto add = [&](const char* label, const std::string& value) {
        if (!value.empty())
            text += fmt::format("  - {}: {}\n", label, markdown_escaped(clip(clean(value), 1000)));
    };
    add("clause", clause_text(one));
    add("expected", one.expected);
    add("observed", one.observed);
    add("reason", one.reason);
    if (has_failed_otherwise(change)) add("before", change.before->observed);
    return text;
}

}  // namespace

std::string diff_text(const Comparison& comparison, const DiffNames& names, const TableLook& look,
                      bool is_whole) {
    return DiffText(comparison, look, is_whole).text(names);
}

std::string diff_json(const Comparison& comparison, const DiffNames& names) {
    Json report{{"schema", 1}, {"tool", "vrrptest"}, {"before", names.before}, {"after", names.after}};
    for (const auto change : all_changes) report["summary"][word_of(change)] = comparison.of(change).size();
    report["summary"]["unchanged"] = comparison.unchanged;
    report["cases"] = Json::array();
    for (const auto change : all_changes)
        for (const auto& each : comparison.of(change)) {
            const auto& one = either(each);
            report["cases"].push_back({{"change", word_of(change)},
                                       {"id", one.id},
                                       {"profile", one.profile},
                                       {"suite", one.suite},
                                       {"subject", one.subject},
                                       {"before", side_of(each.before)},
                                       {"after", side_of(each.after)}});
        }
    report["facts"] = Json::array();
    for (const auto& fact : comparison.facts)
        report["facts"].push_back({{"name", fact.name}, {"before", fact.before}, {"after", fact.after}});
    report["remarks"] = comparison.remarks;
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string diff_markdown(const Comparison& comparison, const DiffNames& names) {
    const auto regressions = comparison.of(Change::regression).size();
    MarkdownText text(most_of_markdown);
    text.add(fmt::format("## vrrptest diff: {}\n\n", regressions == 0
                                                         ? std::string("no regressions")
                                                         : counted_text(Change::regression, regressions)));
    text.add(fmt::format("{} compared with {}: {}.\n\n", markdown_code(names.after),
                         markdown_code(names.before), summary_line(comparison)));
    for (const auto& remark : comparison.remarks) text.add(fmt::format("> {}\n\n", markdown_escaped(remark)));
    for (const auto change : all_changes) {
        const auto changes = comparison.of(change);
        if (changes.empty()) continue;
        text.add(fmt::format("<details{}><summary>{} ({})</summary>\n\n",
                             change == Change::regression ? " open" : "",
                             counted_text(change, changes.size()), meaning_of(change)));
        for (const auto& each : changes)
            if (!text.add_if_room(change_markdown(each))) break;
        text.add("\n</details>\n\n");
    }
    if (comparison.facts.empty()) return std::move(text).finish();
    text.add("### Changed facts\n\n| fact | before | now |\n|---|---|---|\n");
    for (const auto& fact : comparison.facts)
        if (!text.add_if_room(fmt::format("| {} | {} | {} |\n", markdown_escaped(clip(clean(fact.name), 200)),
                                          markdown_escaped(clip(clean(fact.before), 500)),
                                          markdown_escaped(clip(clean(fact.after), 500)))))
            break;
    return std::move(text).finish();
}

}  // namespace reports

#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/detail.hpp"
#include "reports/markup.hpp"
#include "reports/matrix.hpp"
#include "reports/paint.hpp"
#include "reports/routers.hpp"
#include "reports/tables.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

// Kept free for what has to be there after the parts that may be left out.
constexpr std::size_t reserve = 20'000;
// Each with its evidence; of further ones a line.
constexpr std::size_t most_in_detail = 100;

bool is_markup(char c) {
    return std::string_view("\\`*_[]#!|~<>&@$").find(c) != std::string_view::npos;
}

/// "http://" and "www." become links where nobody stops them.
bool begins_a_link(std::string_view before, char c, std::string_view after) {
    return (c == ':' && after.starts_with("//")) ||
           (c == '.' && (before.ends_with("www") || before.ends_with("WWW")));
}

std::vector<const CaseResult*> cases_of(const RunResult& result, Outcome outcome) {
    std::vector<const CaseResult*> found;
    for (const auto& one : result.cases)
        if (one.outcome == outcome) found.push_back(&one);
    return found;
}

std::string where_text(const CaseResult& one) {
    return fmt::format("{}", fmt::join(whereabouts(one), ", "));
}

std::string_view title_of(Outcome outcome, bool strict) {
    switch (outcome) {
        case Outcome::fail:
            return "Failed";
        case Outcome::xpass:
            return "Passed, although a known deviation says that they fail";
        case Outcome::advisory:
            return strict ? "A SHOULD not followed, in a strict run" : "A SHOULD not followed";
        case Outcome::error:
            return "Errors of the tester or its environment";
        case Outcome::inconclusive:
            return "Inconclusive";
        case Outcome::xfail:
            return "Failed as known";
        case Outcome::skipped:
            return "Skipped";
        case Outcome::pass:
            return "Passed";
    }
    return "";
}

class Summary {
  public:
    explicit Summary(const RunResult& result) : result_(result), text_(most_of_markdown) {}

    std::string text() && {
        text_.add(
            fmt::format("## vrrptest: {}\n\n", markdown_escaped(clip(verdict_sentence(result_), 1000))));
        if (result_.aborted)
            text_.add("> **The run was aborted.** What had not ended counts as an error.\n\n");
        add_counts();
        for (const auto outcome : {Outcome::fail, Outcome::xpass, Outcome::advisory}) add_detailed(outcome);
        for (const auto outcome : {Outcome::error, Outcome::inconclusive, Outcome::xfail})
            add_reasons(outcome);
        add_skipped();
        add_lab();
        add_device();
        text_.add(fmt::format("<sub>{}, {}, {}</sub>\n", markdown_escaped(line(result_.command_line, 500)),
                              markdown_escaped(line(result_.started, 40)),
                              markdown_escaped("vrrptest " + line(result_.tool_version, 40))));
        return std::move(text_).finish();
    }

  private:
    static std::string line(std::string_view text, std::size_t octets) { return clip(clean(text), octets); }

    void add_counts() {
        std::string head = "|", rule = "|", row = "|";
        const auto summary = summarise(result_);
        const auto add = [&](std::string_view name, const std::string& value) {
            head += fmt::format(" {} |", name);
            rule += "---:|";
            row += fmt::format(" {} |", value);
        };
        add("cases", fmt::format("{}", summary.total));
        for (const auto outcome : tester::all_outcomes) {
            const auto count = summary.count(outcome);
            const bool always = outcome == Outcome::pass || outcome == Outcome::fail;
            if (count > 0 || always) add(to_string(outcome), fmt::format("{}", count));
        }
        add("seconds", fmt::format("{:.3f}", result_.seconds));
        text_.add(head + "\n" + rule + "\n" + row + "\n\n");
    }

    static std::string detail_of(const CaseResult& one) {
        auto text = fmt::format("<details><summary><b>{}</b> <code>{}</code> {}</summary>\n\n",
                                status_of(one.outcome).word, markup_escaped(line(one.id, 200)),
                                markup_escaped(line(where_text(one), 200)));
        const auto add = [&](const char* label, std::string_view value) {
            if (!value.empty())
                text += fmt::format("- **{}**: {}\n", label, markdown_escaped(line(value, 1500)));
        };
        add("clause", clause_text(one));
        add("demands", one.says);
        add("expected", one.expected);
        add("observed", one.observed);
        for (const auto& check : one.checks)
            if (!check.held) add("timing", timing_text(check));
        add("reason", one.reason);
        if (one.virtual_router) add("virtual router", router_text(*one.virtual_router));
        std::string frames;
        constexpr std::size_t most_frames = 20;
        for (std::size_t i = 0; i < std::min(one.frames.size(), most_frames); ++i) {
            const auto& frame = one.frames[i];
            frames += fmt::format("frame {:<6} {:>10.3f}s  {:<9} {}\n", frame.number, frame.time_seconds,
                                  line(frame.role, 20), line(frame.summary, 400));
        }
        if (one.frames.size() > most_frames)
            frames += "and " + count_text(one.frames.size() - most_frames, "further frame") + "\n";
        if (!frames.empty()) text += "\n" + markdown_lines(frames);
        return text + "\n</details>\n\n";
    }

    static std::string line_of(const CaseResult& one) {
        const auto why = one.reason.empty() ? one.observed : one.reason;
        return fmt::format("- {} {}: {}\n", markdown_code(line(one.id, 200)),
                           markdown_escaped(line(where_text(one), 200)), markdown_escaped(line(why, 500)));
    }

    void add_detailed(Outcome outcome) {
        const auto cases = cases_of(result_, outcome);
        if (cases.empty()) return;
        text_.add(fmt::format("### {} ({})\n\n", title_of(outcome, result_.strict), cases.size()));
        for (std::size_t i = 0; i < cases.size(); ++i)
            if (!text_.add_if_room(i < most_in_detail ? detail_of(*cases[i]) : line_of(*cases[i]))) break;
        text_.add("\n");
    }

    void add_reasons(Outcome outcome) {
        const auto cases = cases_of(result_, outcome);
        if (cases.empty()) return;
        text_.add(fmt::format("<details><summary>{} ({})</summary>\n\n", title_of(outcome, result_.strict),
                              cases.size()));
        for (const auto* one : cases)
            if (!text_.add_if_room(line_of(*one))) break;
        text_.add("\n</details>\n\n");
    }

    /// Forty cases that wait for the same cable are one fact.
    void add_skipped() {
        std::vector<std::pair<std::string, std::size_t>> reasons;
        for (const auto* one : cases_of(result_, Outcome::skipped)) {
            auto found = std::find_if(reasons.begin(), reasons.end(),
                                      [&](const auto& each) { return each.first == one->reason; });
            if (found == reasons.end()) found = reasons.insert(found, {one->reason, 0});
            ++found->second;
        }
        if (reasons.empty()) return;
        std::stable_sort(reasons.begin(), reasons.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        text_.add("<details><summary>Why cases were skipped</summary>\n\n| cases | reason |\n|---:|---|\n");
        for (const auto& [reason, count] : reasons)
            if (!text_.add_if_room(fmt::format("| {} | {} |\n", count, markdown_escaped(line(reason, 500)))))
                break;
        text_.add("\n</details>\n\n");
    }

    void add_unfolding(std::string_view title, const std::string& lines) {
        if (lines.empty()) return;
        text_.add_if_room(fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", title,
                                      markdown_lines(lines)));
    }

    void add_lab() {
        const TableLook look{Charset::utf8, 120, Paint()};
        add_unfolding("Matrix", matrix_text(result_, look));
        std::string tables;
        for (const auto& table : result_.tables) tables += table_text(table, look) + "\n";
        add_unfolding("Tables", tables);
        if (!result_.captures.empty()) add_unfolding("Virtual routers", routers_text(result_.routers, look));
        if (!result_.timeline.empty())
            add_unfolding("What happened", result_.captures.empty()
                                               ? timeline_text(result_.timeline, look)
                                               : changes_text(result_.timeline, look, 200));
    }

    void add_device() {
        const auto& dut = result_.dut;
        std::string rows;
        const auto add = [&](std::string_view name, const std::string& value) {
            if (!value.empty())
                rows += fmt::format("| {} | {} |\n", markdown_escaped(line(name, 200)),
                                    markdown_escaped(line(value, 1000)));
        };
        add("device", dut.address);
        add("MAC address", dut.mac);
        for (const auto& [name, value] : dut.facts) add(name, value);
        constexpr std::size_t most = 16;
        for (std::size_t i = 0; i < std::min(dut.virtual_routers.size(), most); ++i)
            add("virtual router", router_text(dut.virtual_routers[i]));
        if (dut.virtual_routers.size() > most)
            add("", count_text(dut.virtual_routers.size() - most, "further virtual router"));
        for (const auto& capture : result_.captures) {
            add("capture", capture_text(capture));
            for (const auto& remark : capture.remarks) add("", remark);
        }
        add("interface", result_.link.interface);
        add("tolerance", tolerance_text(result_.tolerance));
        text_.add_if_room("<details><summary>Device and link</summary>\n\n| | |\n|---|---|\n" + rows +
                          "\n</details>\n\n");
    }

    const RunResult& result_;
    MarkdownText text_;
};

}  // namespace

std::string markdown(const RunResult& result) {
    return Summary(result).text();
}

std::string markdown_escaped(std::string_view text) {
    const auto safe = clean(text);
    std::string result;
    for (std::size_t i = 0; i < safe.size(); ++i) {
        const char c = safe[i];
        const auto rest = std::string_view(safe).substr(i + 1);
        if (!is_markup(c) && !begins_a_link(result, c, rest)) {
            result += c;
            continue;
        }
        result += fmt::format("&#{};", static_cast<int>(c));
        // What reads the page once it is made would still see a name or a number of somebody's.
        if (c == '@' || c == '#') result += "&#8203;";
    }
    return result;
}

std::string markdown_code(std::string_view text) {
    std::string result = "<code>";
    for (const char c : clean(text)) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == ' ' || c == '/' || c == '-' ||
                              (static_cast<unsigned char>(c) & 0x80U) != 0;
        result += is_plain ? std::string(1, c) : fmt::format("&#{};", static_cast<int>(c));
    }
    return result + "</code>";
}

std::string markdown_lines(std::string_view lines) {
    return "<pre>\n" + markup_escaped(lines) + (lines.ends_with('\n') ? "" : "\n") + "</pre>\n";
}

std::string verdict_sentence(const RunResult& result) {
    const auto summary = summarise(result);
    if (result.cases.empty())
        return result.environment_error.empty()
                   ? "nothing was selected" +
                         (result.nothing_because.empty() ? "" : ": " + result.nothing_because)
                   : "could not judge: " + result.environment_error;
    const auto code = exit_code(result);
    const auto of = fmt::format("of {}", count_text(static_cast<std::size_t>(summary.total), "case"));
    const auto sentence = [&](std::string_view word, Outcome first) {
        auto text = fmt::format("{}: {} {}", word, counted_text(first, summary.count(first)), of);
        for (const auto outcome : tester::all_outcomes) {
            const auto count = summary.count(outcome);
            if (outcome != first && count > 0) text += ", " + counted_text(outcome, count);
        }
        return text;
    };
    if (code == 1) return sentence("FAIL", Outcome::fail);
    if (code == 3) {
        const auto text = sentence("could not judge all", Outcome::pass);
        return result.environment_error.empty() ? text : text + ": " + result.environment_error;
    }
    return sentence("PASS", Outcome::pass);
}

void MarkdownText::add(std::string_view text) {
    if (text_.size() + text.size() <= most_) text_ += text;
}

bool MarkdownText::add_if_room(std::string_view text) {
    if (left_out_ > 0 || text_.size() + text.size() + reserve > most_) {
        ++left_out_;
        return false;
    }
    text_ += text;
    return true;
}

std::string MarkdownText::finish() && {
    if (left_out_ > 0 && text_.size() + 100 <= most_)
        text_ += "\n> More does not fit here; the JSON report holds all of it.\n";
    return std::move(text_);
}

}  // namespace reports

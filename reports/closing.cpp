#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/matrix.hpp"
#include "reports/routers.hpp"
#include "reports/tables.hpp"
#include "reports/terminal.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;

// More would push the findings off the screen.
constexpr std::size_t most_changes = 24;

/// Writes the part of the terminal's report that comes after the last case.
class Closing {
  public:
    Closing(const RunResult& result, const TerminalOptions& options)
        : result_(result),
          options_(options),
          charset_(options.utf8 ? Charset::utf8 : Charset::ascii),
          paint_(options.colour),
          columns_(static_cast<std::size_t>(std::max(options.columns, 40))) {}

    /// What matters most comes last: that is what stands on the screen when the run is over.
    std::string text() {
        if (options_.verbosity < 0) {
            wrong_ones();
        } else if (is_of_captures()) {
            captures_text();
        } else {
            lab();
            facts();
            by_reason(Outcome::skipped, options_.verbosity > 0 ? "" : "-v names the cases");
            by_reason(Outcome::error, "the tester or its environment, not the device");
            by_reason(Outcome::inconclusive, "the clause was not reached, or this host was too slow");
            findings();
            rule();
        }
        troubles();
        summary();
        return std::move(text_);
    }

  private:
    bool is_of_captures() const { return !result_.captures.empty(); }

    /// A quiet report is the summary alone, which still names what went wrong.
    void wrong_ones() {
        for (const auto& one : result_.cases)
            if (went_wrong(one.outcome)) text_ += case_line(one, paint_, charset_) + "\n";
    }

    void captures_text() {
        const TableLook look{charset_, columns_, paint_};
        by_reason(Outcome::skipped, options_.verbosity > 0 ? "" : "-v names the cases");
        rule();
        text_ += routers_text(result_.routers, look);
        for (const auto& table : result_.tables) {
            rule();
            text_ += table_text(table, look);
        }
        if (!result_.timeline.empty()) {
            rule();
            text_ += changes_text(result_.timeline, look, options_.verbosity > 0 ? 0 : most_changes);
        }
        by_reason(Outcome::error, "the tester or its environment, not the routers");
        by_reason(Outcome::inconclusive, "what the capture holds does not tell");
        findings();
        rule();
        text_ += lay_out(capture_rows(), {0, columns_, paint_});
    }

    std::vector<Row> capture_rows() const {
        // That of a run that was judged again.
        auto rows = result_.dut.address.empty() ? std::vector<Row>() : device_rows();
        std::size_t frames = 0;
        for (const auto& capture : result_.captures) {
            rows.push_back({"capture", "", safe(capture_text(capture))});
            for (const auto& remark : capture.remarks) rows.push_back({"", "", safe(remark)});
            frames += capture.frames;
        }
        rows.push_back({"timing", "", "tolerance " + tolerance_text(result_.tolerance)});
        // Live frames come at their own pace, and of a few nobody asks how fast they were read.
        constexpr std::size_t many = 10'000;
        if (result_.link.interface.empty() && result_.seconds > 0 && frames >= many)
            rows.push_back(
                {"speed", "",
                 fmt::format("{:.0f} frames a second", static_cast<double>(frames) / result_.seconds)});
        return rows;
    }

    void findings() {
        in_detail(Outcome::advisory, result_.strict ? "a SHOULD not followed, and the run is strict"
                                                    : "a SHOULD not followed; --strict makes it a failure");
        in_detail(Outcome::xpass, "passed, although a known deviation says that it fails");
        in_detail(Outcome::fail, is_of_the_catalogue() ? "'vrrptest explain CASE' tells more" : "");
    }

    void rule() {
        for (std::size_t i = 0; i < columns_; ++i) text_ += options_.utf8 ? "─" : "-";
        text_ += "\n";
    }

    std::string safe(std::string_view text) const { return clip(clean(text, charset_), 4000); }

    std::vector<const CaseResult*> cases_of(Outcome outcome) const {
        std::vector<const CaseResult*> found;
        for (const auto& one : result_.cases) {
            if (one.outcome == outcome) found.push_back(&one);
        }
        return found;
    }

    void heading(Outcome outcome, int count, std::string_view meaning) {
        const auto status = status_of(outcome);
        const auto title = counted_text(outcome, count);
        rule();
        text_ += paint_(status.tone, title);
        if (!meaning.empty()) text_ += paint_(Tone::quiet, fmt::format(" ({})", meaning));
        text_ += "\n";
    }

    void in_detail(Outcome outcome, std::string_view meaning) {
        const auto cases = cases_of(outcome);
        if (cases.empty()) return;
        heading(outcome, static_cast<int>(cases.size()), meaning);
        for (const auto* one : cases) {
            text_ += case_line(*one, paint_, charset_) + "\n";
            text_ += lay_out(case_rows(*one, {charset_, options_.verbosity > 0}), {8, columns_, paint_});
        }
    }

    /// Forty cases that wait for the same cable are one fact, not forty.
    void by_reason(Outcome outcome, std::string_view meaning) {
        const auto cases = cases_of(outcome);
        if (cases.empty()) return;
        std::vector<std::pair<std::string, std::vector<const CaseResult*>>> groups;
        for (const auto* one : cases) {
            const auto reason = one->reason.empty() ? std::string("no reason given") : safe(one->reason);
            auto group =
                std::find_if(groups.begin(), groups.end(), [&](auto& it) { return it.first == reason; });
            if (group == groups.end()) group = groups.insert(group, {reason, {}});
            group->second.push_back(one);
        }
        std::stable_sort(groups.begin(), groups.end(),
                         [](auto& a, auto& b) { return a.second.size() > b.second.size(); });
        heading(outcome, static_cast<int>(cases.size()), meaning);
        for (const auto& [reason, members] : groups) {
            auto lead = fmt::format("{:>7}  ", members.size());
            for (const auto& line : wrap(reason, columns_ - 9)) {
                text_ += std::exchange(lead, std::string(9, ' ')) + line + "\n";
            }
            if (outcome == Outcome::skipped) continue;
            for (const auto* one : members) text_ += case_line(*one, paint_, charset_) + "\n";
        }
    }

    /// Labs and meetings of routers judge claims of their own.
    bool is_of_the_catalogue() const {
        return std::none_of(result_.cases.begin(), result_.cases.end(), [](const CaseResult& one) {
            return one.suite == "lab" || one.suite == "interop";
        });
    }

    /// What a lab has to show beside its verdicts.
    void lab() {
        const TableLook look{charset_, columns_, paint_};
        for (const auto& table : result_.tables) {
            rule();
            text_ += table_text(table, look);
        }
        // Of dozens of meetings the matrix says enough.
        const bool are_meetings = std::any_of(result_.cases.begin(), result_.cases.end(),
                                              [](const CaseResult& one) { return one.suite == "interop"; });
        if (!result_.timeline.empty() && (!are_meetings || options_.verbosity > 0)) {
            rule();
            text_ += timeline_text(result_.timeline, look);
        }
        if (const auto matrix = matrix_text(result_, look); !matrix.empty()) {
            rule();
            text_ += matrix;
        }
    }

    /// What the device looks like comes first: the others are what that rests on.
    void add_facts(std::vector<Row>& rows) const {
        static constexpr std::string_view conclusion = "likely implementation";
        for (const bool is_first : {true, false})
            for (const auto& [name, value] : result_.dut.facts)
                if ((name == conclusion) == is_first)
                    rows.push_back({"", "", safe(fmt::format("{}: {}", name, value))});
    }

    std::vector<Row> device_rows() const {
        const auto& dut = result_.dut;
        std::vector<Row> rows;
        auto device = dut.address;
        if (!dut.mac.empty()) device += " at " + dut.mac;
        // A few facts stand beside the device; many would be a paragraph that nobody reads.
        static constexpr std::size_t few = 3;
        const bool has_many = dut.facts.size() > few;
        if (!has_many)
            for (const auto& [name, value] : dut.facts) device += fmt::format("; {} {}", name, value);
        rows.push_back({"device", "", safe(device)});
        if (has_many) add_facts(rows);
        static constexpr std::size_t most = 8;
        const auto shown = std::min(dut.virtual_routers.size(), most);
        for (std::size_t i = 0; i < shown; ++i) {
            rows.push_back({"", "", safe(router_text(dut.virtual_routers[i]))});
        }
        if (const auto more = dut.virtual_routers.size() - shown; more > 0) {
            rows.push_back({"", "", fmt::format("and {}", count_text(more, "further virtual router"))});
        }
        return rows;
    }

    void facts() {
        rule();
        // A lab has several devices, and each case names its own.
        auto rows = result_.dut.address.empty() ? std::vector<Row>() : device_rows();
        for (const auto& [name, value] : result_.dut.facts)
            if (result_.dut.address.empty()) rows.push_back({safe(name), "", safe(value)});
        const auto& link = result_.link;
        auto interface = link.interface;
        if (!link.tester_address.empty()) interface += ", tester " + link.tester_address;
        if (!link.tester_mac.empty()) interface += " at " + link.tester_mac;
        interface +=
            fmt::format("; {}, {} dropped", count_text(link.frames_seen, "frame"), link.frames_dropped);
        rows.push_back({"link", "", safe(interface), link.frames_dropped > 0 ? Tone::warning : Tone::plain});
        rows.push_back({"timing", "",
                        fmt::format("tolerance {}; this host was at most {:.1f} ms late",
                                    tolerance_text(result_.tolerance), link.worst_scheduling_delay_ms)});
        text_ += lay_out(rows, {0, columns_, paint_});
    }

    /// What makes the numbers below worth less than they look.
    void troubles() {
        std::vector<Row> rows;
        if (!result_.environment_error.empty()) {
            rows.push_back({"ERROR", "", safe(result_.environment_error), Tone::bad});
        }
        if (result_.aborted) {
            rows.push_back({"ABORTED", "",
                            is_of_captures() ? "what comes after was not judged"
                                             : "the cases that had not ended count as errors",
                            Tone::bad});
        }
        if (result_.cases.empty() && result_.environment_error.empty()) {
            const auto why = result_.nothing_because.empty()
                                 ? "no case was selected; 'vrrptest list' names them all"
                                 : safe(result_.nothing_because);
            rows.push_back({"NOTHING", "", why, Tone::warning});
        }
        text_ += lay_out(rows, {0, columns_, paint_});
    }

    void summary() {
        const auto summary = summarise(result_);
        const auto head = fmt::format("Summary [{:>8.3f}s] ", result_.seconds);
        auto line = fmt::format("{}:", count_text(static_cast<std::size_t>(summary.total), "case"));
        std::size_t used = head.size() + line.size();
        bool first = true;
        for (const auto outcome : tester::all_outcomes) {
            const auto count = summary.count(outcome);
            const bool always = outcome == Outcome::pass || outcome == Outcome::fail;
            if (count == 0 && !always) continue;
            const auto status = status_of(outcome);
            const auto words = counted_text(outcome, count);
            if (!first) line += ",";
            if (used + words.size() + 3 > columns_) {
                line += "\n" + std::string(head.size() - 1, ' ');
                used = head.size() - 1;
            }
            line += " " + paint_(count == 0 ? Tone::plain : status.tone, words);
            used += words.size() + 2;
            first = false;
        }
        text_ += paint_(Tone::strong, head.substr(0, 7)) + head.substr(7) + line + "\n";
    }

    const RunResult& result_;
    const TerminalOptions& options_;
    Charset charset_;
    Paint paint_;
    std::size_t columns_;
    std::string text_;
};

}  // namespace

std::string closing_text(const RunResult& result, const TerminalOptions& options) {
    return Closing(result, options).text();
}

}  // namespace reports

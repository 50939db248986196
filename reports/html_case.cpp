#include "reports/html_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/detail.hpp"
#include "reports/html_frames.hpp"
#include "reports/picture.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Check;
using tester::Outcome;

// What decides is among the first of them: cases cite what they rest on, not all that was sent.
constexpr std::size_t most_frames = 12;
constexpr std::size_t most_lines = 40;
constexpr std::size_t most_lines_of_a_brief_case = 6;
constexpr std::size_t most_checks = 40;

/// Every RFC has its own number for the clause; the first is the one by which the case is judged.
std::string clauses_html(const CaseResult& one) {
    std::string html;
    for (const auto& clause : one.clauses) {
        const bool judges = clause.rfc == one.clauses.front().rfc;
        const auto text = html_text(fmt::format("RFC {} {}", clause.rfc, clause.section), 80);
        html += fmt::format("{}<span{}>{}</span>", html.empty() ? "" : " \xc2\xb7 ",
                            judges ? "" : " class=\"quiet\"", text);
    }
    return fmt::format("{} ({})", html, to_string(one.level));
}

std::string check_html(const Check& check) {
    auto html =
        fmt::format("<li class=\"{}\"><span class=\"sign\">{}</span> {}: {}", check.held ? "held" : "broken",
                    check.held ? "held" : "broken", html_text(check.expected), html_text(check.observed));
    const auto timing = timing_text(check);
    const auto gauge = html_gauge(check);
    if (!gauge.empty())
        html += fmt::format("<br/>{} <span class=\"quiet\">{}</span>", gauge, html_text(timing));
    return html + "</li>\n";
}

/// Those that broke first.
std::string checks_html(const CaseResult& one) {
    const bool says_no_more = one.checks.size() == 1 && one.checks[0].expected == one.expected &&
                              one.checks[0].observed == one.observed && html_gauge(one.checks[0]).empty();
    if (one.checks.empty() || says_no_more) return "";
    std::string html;
    std::size_t shown = 0;
    for (const bool held : {false, true})
        for (const auto& check : one.checks)
            if (check.held == held && shown < most_checks) {
                html += check_html(check);
                ++shown;
            }
    if (one.checks.size() > shown)
        html += fmt::format("<li class=\"quiet\">and {}</li>",
                            count_text(one.checks.size() - shown, "further check"));
    return fmt::format("<h5>Checks</h5><ul class=\"checks\">{}</ul>\n", html);
}

std::string frames_html(const CaseResult& one, Evidence evidence) {
    if (one.frames.empty() || evidence < Evidence::frames) return "";
    if (evidence == Evidence::frames)
        return "<h5>Frames</h5>" + html_frame_lines(one, most_lines_of_a_brief_case);
    std::string html;
    if (const auto picture = case_picture(one); !picture.empty())
        html += "<h5>On the wire</h5>" + html_picture("Picture of " + one.id, picture);
    html += "<h5>Frames</h5>";
    // What violates is worth a table even where it comes late.
    std::vector<const tester::CitedFrame*> chosen;
    for (const bool violates : {true, false})
        for (const auto& frame : one.frames)
            if ((frame.role == "violates") == violates && chosen.size() < most_frames)
                chosen.push_back(&frame);
    std::stable_sort(chosen.begin(), chosen.end(), [](auto* a, auto* b) { return a->number < b->number; });
    for (const auto* frame : chosen) html += html_frame(*frame);
    if (one.frames.size() > chosen.size())
        html += fmt::format("<details><summary>All {} frames, a line each</summary>{}</details>",
                            one.frames.size(), html_frame_lines(one, most_lines));
    return html;
}

std::string facts_html(const CaseResult& one, Evidence evidence) {
    auto html = html_fact_of_html("Clause", clauses_html(one));
    html += html_fact("Demands", one.says);
    html += html_fact("Expected", one.expected);
    html += html_fact("Observed", one.observed);
    html += html_fact("Reason", one.reason);
    if (evidence >= Evidence::frames && one.virtual_router)
        html += html_fact("Virtual router", router_text(*one.virtual_router));
    if (one.attempts > 1) html += html_fact("Attempts", fmt::format("{}", one.attempts));
    return html;
}

}  // namespace

std::string html_gauge(const Check& check) {
    const auto& earliest = check.allowed_earliest_ms;
    const auto& latest = check.allowed_latest_ms;
    if (!check.measured_ms || (!earliest && !latest)) return "";
    const double measured = *check.measured_ms;
    const double from = earliest.value_or(0);
    const double to = latest.value_or(std::max(measured, from) * 1.2);
    // The window and the measured time, with a quarter of their span on either side.
    const double low = std::min(from, measured);
    const double high = std::max(to, measured);
    const double margin = std::max((high - low) * 0.25, 1e-3);
    const auto x = [&](double ms) { return 160 * (ms - low + margin) / (high - low + 2 * margin); };
    const double end = latest ? x(to) : 160;
    return fmt::format(
        "<svg class=\"gauge{}\" viewBox=\"0 0 160 14\" width=\"160\" height=\"14\" aria-hidden=\"true\">"
        "<path class=\"axis\" d=\"M0 7h160\"/><rect class=\"window\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" "
        "height=\"10\"/><path class=\"measured\" d=\"M{:.1f} 0v14\"/></svg>",
        check.held ? "" : " missed", x(from), std::max(end - x(from), 1.0), x(measured));
}

std::string finding_id(const CaseResult& one) {
    return "finding-" + html_id(one.id);
}

bool is_finding(const CaseResult& one) {
    return one.outcome == Outcome::fail || one.outcome == Outcome::advisory || one.outcome == Outcome::xpass;
}

std::string html_case(const CaseResult& one, const HtmlAnchors& anchors, Evidence evidence) {
    const auto& id = anchors.of(one);
    auto html = fmt::format(
        "<details class=\"case {}\" id=\"{}\" data-o=\"{}\" data-p=\"{}\" data-s=\"{}\"><summary>{}<span "
        "class=\"name\"><code>{}</code> <span class=\"says\">{}</span></span><span class=\"where\">{} "
        "<span class=\"time\">{:.3f} s</span></span></summary>\n<div class=\"evidence\">",
        outcome_class(one.outcome), id, to_string(one.outcome), html_text(one.profile, 80),
        html_text(one.suite, 80), html_status(one.outcome), html_text(one.id, 200), html_text(one.says, 400),
        html_text(where_text(one), 200), one.seconds);
    html += fmt::format("<dl class=\"facts\">{}</dl>\n", facts_html(one, evidence));
    if (evidence >= Evidence::brief) html += checks_html(one);
    html += frames_html(one, evidence);
    html += "<p class=\"links\">";
    if (is_finding(one))
        html += fmt::format("<a href=\"#{}\">What to tell the vendor</a> \xc2\xb7 ", finding_id(one));
    return html + fmt::format("<a href=\"#{}\">Link to this case</a></p></div></details>\n", id);
}

}  // namespace reports

#include "reports/html_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "reports/html_budget.hpp"
#include "reports/html_case.hpp"
#include "reports/paint.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;
using Cases = std::vector<const CaseResult*>;

std::string title_of(const std::string& area) {
    static const std::map<std::string, std::string> titles{
        {"tx", "Advertisements that it sends"},
        {"rx", "Advertisements that it receives"},
        {"checksum", "Checksums"},
        {"backup", "In state Backup"},
        {"active", "In state Active"},
        {"preempt", "Pre-emption"},
        {"release", "Release and shutdown"},
        {"announce", "Gratuitous ARP and neighbour advertisements"},
        {"resolve", "Answers to ARP and neighbour solicitations"},
        {"auth", "Authentication"},
        {"forward", "Forwarding and redirects"},
        {"accept", "Accept_Mode"},
        {"silence", "What it must not answer"},
        {"startup", "Start"},
        {"several", "Several virtual routers"},
        {"change", "Changes while it runs"},
        {"default", "Defaults"},
        {"habit", "Habits that the RFCs leave open"},
        {"robust", "Robustness"},
        {"precision", "Precision of timers"},
        {"ra", "Router Advertisements"},
        {"interoperation", "Two versions at once"},
        {"passive", "What the frames show"},
        {"interop", "Routers that meet"},
        {"lab", "What hosts see"},
    };
    const auto title = titles.find(area);
    return title == titles.end() ? area : title->second;
}

/// 6.4.10 comes after 6.4.2.
std::pair<int, std::vector<long>> order_of(const CaseResult& one) {
    if (one.clauses.empty()) return {99999, {}};
    const auto& clause = one.clauses.front();
    std::vector<long> numbers(1, 0);
    for (const char c : clause.section) {
        if (c == '.') {
            numbers.push_back(0);
        } else if (c >= '0' && c <= '9' && numbers.back() < 100'000) {
            numbers.back() = numbers.back() * 10 + (c - '0');
        }
    }
    return {clause.rfc, numbers};
}

std::string clause_heading(const CaseResult& one) {
    if (one.clauses.empty()) return "Without a clause";
    return fmt::format("RFC {} {}", one.clauses.front().rfc, one.clauses.front().section);
}

/// "3 failed, 112 passed".
std::string tally_text(const Cases& cases) {
    std::map<Outcome, int> counts;
    for (const auto* one : cases) ++counts[one->outcome];
    std::string text;
    for (const auto outcome : {Outcome::fail, Outcome::xpass, Outcome::error, Outcome::inconclusive,
                               Outcome::advisory, Outcome::xfail, Outcome::pass, Outcome::skipped})
        if (counts[outcome] > 0) text += (text.empty() ? "" : ", ") + counted_text(outcome, counts[outcome]);
    return text;
}

std::string area_html(const CaseArea& area, const TrimmedCases& trimmed) {
    const bool is_calm = std::all_of(area.cases.begin(), area.cases.end(), [](const CaseResult* one) {
        return one->outcome == Outcome::pass || one->outcome == Outcome::skipped;
    });
    auto html = fmt::format(
        "<details class=\"area{}\" id=\"area-{}\"{}><summary><h3>{}</h3> <span class=\"tally\">{}</span>"
        "</summary>\n",
        is_calm ? " calm" : "", html_id(area.name), is_calm ? "" : " open=\"\"", html_text(area.title, 200),
        tally_text(area.cases));
    std::string heading;
    for (const auto* one : area.cases) {
        const auto next = clause_heading(*one);
        if (next != heading) {
            html += fmt::format("{}<div class=\"clause\"><h4>{}</h4>\n", heading.empty() ? "" : "</div>",
                                html_text(next, 80));
            heading = next;
        }
        html += trimmed.of(*one);
    }
    return html + "</div></details>\n";
}

std::string outcome_buttons(const RunResult& result) {
    const auto summary = summarise(result);
    std::string html;
    for (const auto outcome : tester::all_outcomes) {
        const int count = summary.count(outcome);
        if (count == 0) continue;
        html += fmt::format("<button type=\"button\" aria-pressed=\"false\" data-filter=\"{}\">{}</button>",
                            to_string(outcome), counted_text(outcome, count));
    }
    return html;
}

std::string choice(std::string_view name, std::string_view label, const std::set<std::string>& values) {
    if (values.size() < 2) return "";
    auto html = fmt::format("<label>{} <select id=\"by-{}\"><option value=\"\">all</option>", label, name);
    for (const auto& value : values) html += fmt::format("<option>{}</option>", html_text(value, 80));
    return html + "</select></label>";
}

/// Hidden until the script that serves it has run.
std::string filters_html(const RunResult& result) {
    std::set<std::string> profiles, suites;
    for (const auto& one : result.cases) {
        if (!one.profile.empty()) profiles.insert(one.profile);
        suites.insert(one.suite);
    }
    return fmt::format(
        "<div class=\"filters\" id=\"filters\" role=\"search\" aria-label=\"Cases\" hidden=\"\">"
        "<div class=\"row\"><label class=\"search\"><span class=\"hidden-name\">Search cases</span>"
        "<input type=\"search\" id=\"search\" placeholder=\"Search id, clause or text\" autocomplete=\"off\" "
        "spellcheck=\"false\" aria-keyshortcuts=\"/\"/></label>{}{}</div>"
        "<div class=\"row\"><div class=\"outcomes\" role=\"group\" aria-label=\"Outcomes\">{}</div></div>"
        "<div class=\"row\"><p class=\"shown\" id=\"shown\" role=\"status\"></p><div class=\"folding\">"
        "<button type=\"button\" id=\"expand\">Expand all</button>"
        "<button type=\"button\" id=\"collapse\">Collapse all</button></div></div></div>\n",
        choice("profile", "Profile", profiles), choice("suite", "Suite", suites), outcome_buttons(result));
}

}  // namespace

std::vector<CaseArea> areas_of(const RunResult& result) {
    std::vector<CaseArea> areas;
    for (const auto& one : result.cases) {
        auto area = std::find_if(areas.begin(), areas.end(), [&](auto& it) { return it.name == one.area; });
        if (area == areas.end()) area = areas.insert(area, {one.area, title_of(one.area), {}});
        area->cases.push_back(&one);
        if (one.outcome == Outcome::fail || one.outcome == Outcome::xpass) ++area->findings;
    }
    for (auto& area : areas)
        std::stable_sort(area.cases.begin(), area.cases.end(),
                         [](auto* a, auto* b) { return order_of(*a) < order_of(*b); });
    return areas;
}

std::string html_cases(const RunResult& result, const HtmlAnchors& anchors, std::size_t octets) {
    if (result.cases.empty()) return "";
    const TrimmedCases trimmed(result, anchors, octets);
    auto html = "<section id=\"cases\"><h2>All cases</h2>\n" + filters_html(result);
    if (const auto note = trimmed.note(); !note.empty())
        html += fmt::format("<p class=\"note\" id=\"trimmed\">{}</p>\n", html_text(note));
    for (const auto& area : areas_of(result)) html += area_html(area, trimmed);
    return html + "</section>\n";
}

}  // namespace reports

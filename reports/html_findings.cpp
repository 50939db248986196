#include "reports/html_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/detail.hpp"
#include "reports/html_case.hpp"
#include "reports/paint.hpp"
#include "reports/text.hpp"
#include "reports/vendor_words.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;
using Cases = std::vector<const CaseResult*>;

// Nobody reads a hundredth letter; the cases themselves are all on the page.
constexpr std::size_t most_letters = 60;
constexpr std::size_t most_links = 24;

struct Group {
    std::string name;
    Cases cases;
};

/// In the order of their first members.
std::vector<Group> grouped(const RunResult& result, Outcome outcome, const auto& name_of) {
    std::vector<Group> groups;
    for (const auto& one : result.cases) {
        if (one.outcome != outcome) continue;
        const std::string name = name_of(one);
        auto group = std::find_if(groups.begin(), groups.end(), [&](auto& it) { return it.name == name; });
        if (group == groups.end()) group = groups.insert(group, {name, {}});
        group->cases.push_back(&one);
    }
    return groups;
}

std::string links_html(const Cases& cases, const HtmlAnchors& anchors, bool with_ids) {
    std::string html;
    for (std::size_t i = 0; i < std::min(cases.size(), most_links); ++i) {
        html += html.empty() ? "" : ", ";
        if (with_ids) html += fmt::format("<code>{}</code> ", html_text(cases[i]->id, 200));
        html += anchors.link(*cases[i]);
    }
    if (cases.size() > most_links) html += fmt::format(" and {} more", cases.size() - most_links);
    return html;
}

std::string timing_of(const CaseResult& one) {
    for (const auto& check : one.checks)
        if (!check.held)
            if (const auto text = timing_text(check); !text.empty()) return text;
    return "";
}

class Findings {
  public:
    Findings(const RunResult& result, const HtmlAnchors& anchors) : result_(result), anchors_(anchors) {}

    std::string html() {
        add_cards(Outcome::fail);
        add_cards(Outcome::xpass);
        add_cards(Outcome::advisory);
        std::string html;
        if (!cards_.empty()) {
            html = "<section id=\"findings\"><h2>What was found</h2>\n" + cards_;
            if (left_out_ > 0)
                html += fmt::format(
                    "<p class=\"note\">{} no text for the vendor here; their cases below say "
                    "the same.</p>\n",
                    left_out_ == 1 ? "One further finding has"
                                   : fmt::format("{} further findings have", left_out_));
            html += "</section>\n";
        }
        const auto known = by_reason(Outcome::xfail);
        if (!known.empty())
            html +=
                "<section id=\"known\"><h2>Known deviations</h2><div class=\"card\"><p>They fail as "
                "expected, and count as nothing new.</p>" +
                known + "</div></section>\n";
        const auto errors = by_reason(Outcome::error);
        const auto doubts = by_reason(Outcome::inconclusive);
        if (errors.empty() && doubts.empty()) return html;
        html += "<section id=\"doubts\"><h2>What could not be judged</h2>";
        if (!errors.empty())
            html += "<div class=\"card\"><p>The tester or its environment failed, not the device:</p>" +
                    errors + "</div>";
        if (!doubts.empty())
            html += fmt::format("<div class=\"card\"><p>{}</p>{}</div>",
                                result_.captures.empty()
                                    ? "The clause was not reached, or this host was too slow to judge it:"
                                    : "What the capture holds does not tell:",
                                doubts);
        return html + "</section>\n";
    }

    /// Forty cases that wait for the same cable are one fact, not forty.
    std::string by_reason(Outcome outcome) const {
        auto groups = grouped(result_, outcome, [](const CaseResult& one) {
            return one.reason.empty() ? std::string("no reason given") : one.reason;
        });
        if (groups.empty()) return "";
        std::stable_sort(groups.begin(), groups.end(),
                         [](auto& a, auto& b) { return a.cases.size() > b.cases.size(); });
        std::string html = "<ul class=\"reasons\">";
        for (const auto& group : groups)
            html +=
                fmt::format("<li>{} <b>{}</b><details><summary>{}</summary>{}</details></li>\n",
                            html_status(outcome), html_text(group.name),
                            count_text(group.cases.size(), "case"), links_html(group.cases, anchors_, true));
        return html + "</ul>";
    }

  private:
    void add_cards(Outcome outcome) {
        for (const auto& group : grouped(result_, outcome, [](const CaseResult& one) { return one.id; }))
            add_card(group);
    }

    void add_card(const Group& group) {
        const auto& one = *group.cases.front();
        const auto says = one.says.empty() ? one.id : one.says;
        // A case may fail in one profile and be advisory in another; a page's ids are unique all the same.
        const auto id = finding_id(one);
        const bool is_first = std::find(ids_.begin(), ids_.end(), id) == ids_.end();
        ids_.push_back(id);
        cards_ += fmt::format(
            "<article class=\"finding card {}\"{}><h3>{} {}</h3><p class=\"quiet\"><code>{}"
            "</code> \xc2\xb7 {}</p><dl class=\"facts\">",
            outcome_class(one.outcome), is_first ? fmt::format(" id=\"{}\"", id) : "",
            html_status(one.outcome), html_text(says, 400), html_text(one.id, 200),
            html_text(clause_text(one), 200));
        cards_ += html_fact("Expected", one.expected) + html_fact("Observed", one.observed) +
                  html_fact("Timing", timing_of(one)) + html_fact("Known deviation", one.reason) +
                  html_fact_of_html("Evidence", links_html(group.cases, anchors_, false)) + "</dl>";
        if (one.outcome != Outcome::xpass) add_letter(group);
        cards_ += "</article>\n";
    }

    void add_letter(const Group& group) {
        if (++letters_ > most_letters) {
            ++left_out_;
            return;
        }
        std::string text;
        // Line by line: escaping makes one line of what it is given.
        const auto words = vendor_words(result_, group.cases);
        for (std::size_t at = 0; at < words.size();) {
            const auto end = std::min(words.find('\n', at), words.size());
            text += html_text(std::string_view(words).substr(at, end - at)) + "\n";
            at = end + 1;
        }
        cards_ += "<details class=\"letter\"><summary>What to tell the vendor</summary><pre>" + text +
                  "</pre></details>";
    }

    const RunResult& result_;
    const HtmlAnchors& anchors_;
    std::string cards_;
    std::vector<std::string> ids_;
    std::size_t letters_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace

std::string html_findings(const RunResult& result, const HtmlAnchors& anchors) {
    return Findings(result, anchors).html();
}

std::string html_skipped(const RunResult& result, const HtmlAnchors& anchors) {
    const auto reasons = Findings(result, anchors).by_reason(Outcome::skipped);
    if (reasons.empty()) return "";
    return "<section id=\"skipped\"><h2>What was skipped, and why</h2><div class=\"card\">" + reasons +
           "</div></section>\n";
}

}  // namespace reports

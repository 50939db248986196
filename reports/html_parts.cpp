#include "reports/html_parts.hpp"

#include <fmt/format.h>

#include <set>

#include "reports/html_page.hpp"
#include "reports/markup.hpp"
#include "reports/paint.hpp"
#include "reports/text.hpp"

namespace reports {

using tester::CaseResult;

std::string html_text(std::string_view text, std::size_t octets) {
    if (text.size() <= octets) return html_escaped(text);
    return html_escaped(clip(std::string(text), octets));
}

std::string outcome_class(tester::Outcome outcome) {
    return "o-" + std::string(to_string(outcome));
}

std::string html_status(tester::Outcome outcome) {
    return fmt::format("<span class=\"status {}\">{}</span>", outcome_class(outcome),
                       status_of(outcome).word);
}

std::string html_fact_of_html(std::string_view name, const std::string& value_html) {
    if (value_html.empty()) return "";
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name, 200), value_html);
}

std::string html_fact(std::string_view name, std::string_view value) {
    return html_fact_of_html(name, html_text(value));
}

namespace {

std::string box_html(std::string_view classes, std::string_view name, const std::string& content) {
    return fmt::format("<div class=\"{}\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n",
                       classes, html_text(name, 300), content);
}

}  // namespace

std::string html_scroll(std::string_view name, const std::string& table_html) {
    return box_html("scroll", name, table_html);
}

std::string html_picture(std::string_view name, const std::string& svg) {
    return svg.empty() ? "" : box_html("scroll picture", name, svg);
}

std::string html_table(const tester::LabTable& table) {
    const auto title = html_text(table.title, 400);
    auto html = fmt::format("<table><caption>{}</caption><thead><tr>", title);
    for (const auto& column : table.columns)
        html += fmt::format("<th scope=\"col\">{}</th>", html_text(column, 400));
    html += "</tr></thead><tbody>";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto tag = i == 0 ? "th scope=\"row\"" : "td";
            html += fmt::format("<{}>{}</{}>", tag, html_text(row[i], 400), i == 0 ? "th" : "td");
        }
        html += "</tr>";
    }
    if (table.rows.empty())
        html += fmt::format("<tr><td colspan=\"{}\">(empty)</td></tr>",
                            std::max<std::size_t>(table.columns.size(), 1));
    return html_scroll(table.title, html + "</tbody></table>");
}

std::string html_id(std::string_view text) {
    std::string id;
    for (const char c : text.substr(0, 200)) {
        const bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (kept) {
            id += c;
        } else if (!id.empty() && id.back() != '-') {
            id += '-';
        }
    }
    while (!id.empty() && id.back() == '-') id.pop_back();
    return id.empty() ? "x" : id;
}

HtmlAnchors::HtmlAnchors(const tester::RunResult& result) : result_(result) {
    std::set<std::string> taken;
    ids_.reserve(result.cases.size());
    for (const auto& one : result.cases) {
        auto text = one.id + "-" + one.profile;
        if (!one.subject.empty()) text += "-" + one.subject;
        const auto base = "case-" + html_id(text);
        auto id = base;
        if (!taken.insert(id).second) {
            auto longer = base + "-" + html_id(one.suite);
            if (one.virtual_router) longer += fmt::format("-vrid-{}", one.virtual_router->vrid);
            id = longer;
            for (int i = 2; !taken.insert(id).second; ++i) id = fmt::format("{}-{}", longer, i);
        }
        ids_.push_back(std::move(id));
    }
}

const std::string& HtmlAnchors::of(const CaseResult& one) const {
    return ids_.at(static_cast<std::size_t>(&one - result_.cases.data()));
}

std::string HtmlAnchors::link(const CaseResult& one) const {
    return fmt::format("<a href=\"#{}\">{}</a>", of(one), html_text(where_text(one), 300));
}

std::string where_text(const CaseResult& one) {
    const auto words = whereabouts(one);
    return words.empty() ? one.id : fmt::format("{}", fmt::join(words, " \xc2\xb7 "));
}

}  // namespace reports

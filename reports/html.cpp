#include "reports/html.hpp"

#include <fmt/format.h>

#include "reports/html_capture.hpp"
#include "reports/html_cases.hpp"
#include "reports/html_findings.hpp"
#include "reports/html_lab.hpp"
#include "reports/html_page.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_script.hpp"
#include "reports/html_summary.hpp"
#include "reports/text.hpp"
#include "reports/verdict.hpp"

namespace reports {
namespace {

using tester::RunResult;

/// The parts that this page has, and the areas of its cases.
std::string contents_html(const std::string& body, const RunResult& result) {
    static constexpr std::pair<std::string_view, std::string_view> parts[] = {
        {"device", "Device and run"},   {"captures", "What was read"}, {"routers", "Virtual routers"},
        {"findings", "What was found"}, {"known", "Known deviations"}, {"doubts", "Not judged"},
        {"matrix", "Who met whom"},     {"scenes", "What happened"},   {"happenings", "What happened"},
        {"skipped", "Skipped"},         {"cases", "All cases"}};
    std::string html = "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n";
    for (const auto& [id, title] : parts)
        if (body.find(fmt::format("<section id=\"{}\"", id)) != std::string::npos)
            html += fmt::format("<li class=\"major\"><a href=\"#{}\">{}</a></li>", id, title);
    for (const auto& area : areas_of(result))
        html += fmt::format("<li><a href=\"#area-{}\"><span>{}</span>{}</a></li>\n", html_id(area.name),
                            html_text(area.name, 40),
                            area.findings == 0 ? fmt::format("<span>{}</span>", area.cases.size())
                                               : fmt::format("<span class=\"bad\">{} of {}</span>",
                                                             area.findings, area.cases.size()));
    return html + "</ul></nav>\n";
}

std::string footer_html(const RunResult& result) {
    return fmt::format(
        "<footer><p>Written by vrrptest {}. 'vrrptest explain CASE' tells more of any case; "
        "the numbers of frames are those of the run's capture.</p></footer>\n",
        html_text(result.tool_version, 80));
}

}  // namespace

std::string html(const RunResult& result, std::size_t most_octets) {
    const HtmlAnchors anchors(result);
    const auto header = html_header(result);
    auto body = html_device(result) + html_capture(result) + html_findings(result, anchors) +
                html_matrices(result, anchors) + html_scenes(result) + html_happenings(result) +
                html_skipped(result, anchors);
    // Headings, the table of contents, style and script take the rest.
    constexpr std::size_t frame_octets = 100'000;
    const auto used = header.size() + body.size() + frame_octets;
    body += html_cases(result, anchors, most_octets > used ? most_octets - used : 0);
    HtmlPage page;
    page.title = "vrrptest: " + clip(verdict_of(result).sentence, 200);
    page.script = html_script();
    page.body = header + "<div class=\"columns\">\n" + contents_html(body, result) + "<main>\n" + body +
                "</main>\n</div>\n" + footer_html(result);
    return html_document(page);
}

}  // namespace reports

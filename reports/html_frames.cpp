#include "reports/html_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/html_parts.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CitedFrame;
using tester::FrameField;

constexpr std::size_t most_octets = 512;
constexpr std::size_t most_fields = 80;
constexpr std::size_t a_row = 16;

/// Two digits an octet, without whatever stands between them.
std::vector<std::string> octets_of(const std::string& hex) {
    std::string digits;
    for (const char c : hex)
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) digits += c;
    std::vector<std::string> octets;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) octets.push_back(digits.substr(at, 2));
    return octets;
}

std::string field_octets(const FrameField& field, const std::vector<std::string>& octets) {
    constexpr std::size_t few = 8;
    if (field.octets == 0 || field.octet >= octets.size()) return "";
    const auto end = std::min(field.octet + field.octets, octets.size());
    const auto shown = std::min(end, field.octet + few);
    std::string text;
    for (auto at = field.octet; at < shown; ++at) text += (text.empty() ? "" : " ") + octets[at];
    if (shown < end) text += " \xe2\x80\xa6";
    return fmt::format("<span class=\"at\">{}</span> <code>{}</code>", field.octet, text);
}

std::string wanted_text(const FrameField& field) {
    if (field.wanted.empty()) return "<span class=\"quiet\">anything</span>";
    auto html = html_text(field.wanted, 300);
    if (!field.clause.empty())
        html += fmt::format(" <span class=\"why\">{}</span>", html_text(field.clause, 80));
    return html;
}

std::string field_row(const FrameField& field, const std::vector<std::string>& octets) {
    // The sign stands for the colour where there is none, and the words for both.
    static constexpr std::string_view differs =
        "<span class=\"differs-sign\" aria-hidden=\"true\">\xe2\x89\xa0</span><span "
        "class=\"hidden-name\">differs: </span> ";
    return fmt::format("<tr{}><th scope=\"row\">{}</th><td>{}</td><td>{}{}</td><td>{}</td></tr>",
                       field.differs ? " class=\"differs\"" : "", html_text(field.name, 120),
                       wanted_text(field), field.differs ? differs : "", html_text(field.value, 400),
                       field_octets(field, octets));
}

std::string field_table(const CitedFrame& frame) {
    const auto octets = octets_of(frame.hex);
    auto html = fmt::format(
        "<table class=\"fields\"><caption class=\"hidden-name\">Frame {} field by field</caption>"
        "<thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Expected</th><th scope=\"col\">Actual</th>"
        "<th scope=\"col\">Octets</th></tr></thead>",
        frame.number);
    std::string layer;
    bool begun = false;
    const auto shown = std::min(frame.fields.size(), most_fields);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& field = frame.fields[i];
        if (!begun || field.layer != layer) {
            html +=
                fmt::format("{}<tbody><tr class=\"layer\"><th colspan=\"4\" scope=\"rowgroup\">{}</th></tr>",
                            begun ? "</tbody>" : "", html_text(field.layer, 80));
            layer = field.layer;
            begun = true;
        }
        html += field_row(field, octets);
    }
    html += "</tbody></table>";
    if (frame.fields.size() > shown)
        html += fmt::format("<p class=\"note\">and {}</p>",
                            count_text(frame.fields.size() - shown, "further field"));
    return html_scroll(fmt::format("Frame {} field by field", frame.number), html);
}

/// For each octet whether a field that differs holds it.
std::vector<bool> marks_of(const CitedFrame& frame, std::size_t octets) {
    std::vector<bool> marked(octets, false);
    for (const auto& field : frame.fields) {
        if (!field.differs) continue;
        for (auto at = field.octet; at < std::min(field.octet + field.octets, octets); ++at)
            marked[at] = true;
    }
    return marked;
}

/// "45 [c0] 00": brackets stand where the blanks were, so that the columns stay.
std::string octet_row(const std::vector<std::string>& octets, const std::vector<bool>& marked,
                      std::size_t begin, std::size_t end) {
    auto html = fmt::format("<span class=\"at\">{:04x}</span> ", begin);
    bool open = false;
    for (auto at = begin; at < end; ++at) {
        if (marked[at] && !open) html += "<mark>[";
        if (!marked[at] && open) html += "]</mark>";
        if (!marked[at] && !open) html += ' ';
        if (marked[at] && open) html += ' ';
        open = marked[at];
        html += octets[at];
    }
    return html + (open ? "]</mark>\n" : "\n");
}

}  // namespace

std::string html_octets(const CitedFrame& frame) {
    const auto octets = octets_of(frame.hex);
    if (octets.empty()) return "";
    const auto marked = marks_of(frame, octets.size());
    const auto shown = std::min(octets.size(), most_octets);
    std::string rows;
    for (std::size_t at = 0; at < shown; at += a_row)
        rows += octet_row(octets, marked, at, std::min(at + a_row, shown));
    auto html = html_scroll(fmt::format("Octets of frame {}", frame.number),
                            fmt::format("<pre class=\"octets\">{}</pre>", rows));
    if (octets.size() > shown)
        html +=
            fmt::format("<p class=\"note\">and {}</p>", count_text(octets.size() - shown, "further octet"));
    return html;
}

std::string html_frame(const CitedFrame& frame) {
    const bool violates = frame.role == "violates";
    auto html = fmt::format(
        "<div class=\"frame{}\"><p class=\"frame-head\"><b>Frame {}</b> <span class=\"role\">{}{}</span> "
        "<span class=\"quiet\">{:.6f} s{}</span><br/>{}</p>",
        violates ? " violates" : "", frame.number, violates ? "\xe2\x9c\x95 " : "", html_text(frame.role, 40),
        frame.time_seconds, frame.sender.empty() ? "" : ", sent by " + html_text(frame.sender, 80),
        html_text(frame.summary));
    if (!frame.fields.empty()) html += field_table(frame);
    return html + html_octets(frame) + "</div>\n";
}

std::string html_frame_lines(const tester::CaseResult& one, std::size_t most) {
    if (one.frames.empty()) return "";
    std::vector<const CitedFrame*> frames;
    for (const auto& frame : one.frames) frames.push_back(&frame);
    std::stable_sort(frames.begin(), frames.end(), [](auto* a, auto* b) { return a->number < b->number; });
    std::string html = "<ul class=\"lines\">";
    for (std::size_t i = 0; i < std::min(frames.size(), most); ++i) {
        const auto& frame = *frames[i];
        html += fmt::format("<li><span class=\"at\">{} {:.3f}s</span> {} {}</li>\n", frame.number,
                            frame.time_seconds, html_text(frame.role, 40), html_text(frame.summary, 400));
    }
    if (frames.size() > most)
        html +=
            fmt::format("<li class=\"quiet\">and {}</li>", count_text(frames.size() - most, "further frame"));
    return html + "</ul>\n";
}

}  // namespace reports

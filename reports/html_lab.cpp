#include "reports/html_lab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/paint.hpp"
#include "reports/picture.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::RunResult;

constexpr std::size_t most_events = 400;
// More than a few scenes open when somebody wants to see them, and after so many a page would grow too large.
constexpr std::size_t few_scenes = 4, most_scenes = 64;

void add_once(std::vector<std::string>& list, const std::string& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

std::string row_name(const CaseResult& one) {
    return one.id.substr(one.id.find('/') + 1);
}

std::string cell_html(const std::vector<const CaseResult*>& cases, const std::string& row,
                      const std::string& profile, const HtmlAnchors& anchors) {
    for (const auto* one : cases) {
        if (row_name(*one) != row || one->profile != profile) continue;
        auto html = fmt::format("<td><a class=\"cell\" href=\"#{}\">{}</a>", anchors.of(*one),
                                html_status(one->outcome));
        if (!one->brief.empty())
            html += fmt::format("<br/><span class=\"quiet\">{}</span>", html_text(one->brief, 200));
        return html + "</td>";
    }
    return "<td><span class=\"quiet\">\xe2\x80\x93</span></td>";
}

std::string matrix_html(const RunResult& result, const std::string& subject, const HtmlAnchors& anchors) {
    std::vector<const CaseResult*> cases;
    std::vector<std::string> rows, profiles;
    for (const auto& one : result.cases)
        if (one.subject == subject) cases.push_back(&one);
    for (const auto* one : cases) {
        add_once(rows, row_name(*one));
        add_once(profiles, one->profile);
    }
    std::sort(profiles.begin(), profiles.end());
    auto html = fmt::format(
        "<table class=\"matrix\"><caption>{}</caption><thead><tr><th scope=\"col\">"
        "Scenario</th>",
        html_text(subject, 200));
    for (const auto& profile : profiles)
        html += fmt::format("<th scope=\"col\">{}</th>", html_text(profile, 80));
    html += "</tr></thead><tbody>";
    for (const auto& row : rows) {
        html += fmt::format("<tr><th scope=\"row\">{}</th>", html_text(row, 200));
        for (const auto& profile : profiles) html += cell_html(cases, row, profile, anchors);
        html += "</tr>";
    }
    return html_scroll(subject, html + "</tbody></table>");
}

/// Of a capture the findings stand among what happened, with their outcome in the place of a name.
std::string who_html(const tester::TimelineEvent& event) {
    for (const auto outcome : tester::all_outcomes)
        if (event.who == to_string(outcome)) return html_status(outcome);
    return html_text(event.who, 200);
}

}  // namespace

std::string html_matrices(const RunResult& result, const HtmlAnchors& anchors) {
    // The checks of several captures have subjects, too, but nobody met.
    if (!result.captures.empty()) return "";
    std::vector<std::string> subjects;
    for (const auto& one : result.cases)
        if (!one.subject.empty()) add_once(subjects, one.subject);
    if (subjects.empty()) return "";
    std::string html = "<section id=\"matrix\"><h2>Who met whom</h2>\n";
    for (const auto& subject : subjects)
        html += "<div class=\"card\">" + matrix_html(result, subject, anchors) + "</div>\n";
    return html + "</section>\n";
}

std::string html_events(const std::vector<tester::TimelineEvent>& events) {
    std::string html =
        "<table class=\"events\"><thead><tr><th scope=\"col\" class=\"number\">Time</th>"
        "<th scope=\"col\">Who</th><th scope=\"col\">What</th><th scope=\"col\" class=\"number\">Frame</th>"
        "</tr></thead><tbody>";
    const auto shown = std::min(events.size(), most_events);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& event = events[i];
        html += fmt::format(
            "<tr><td class=\"number\">{:.3f} s</td><td>{}</td><td>{}</td><td "
            "class=\"number\">{}</td></tr>\n",
            event.seconds, who_html(event), html_text(event.what, 600),
            event.frame == 0 ? "" : fmt::format("{}", event.frame));
    }
    html = html_scroll("Events", html + "</tbody></table>");
    if (events.size() > shown)
        html += fmt::format("<p class=\"note\">and {}, which the JSON report lists</p>",
                            count_text(events.size() - shown, "further event"));
    return html;
}

namespace {

std::string scene_html(const RunResult& result, const std::string& scene, bool is_open) {
    std::vector<tester::TimelineEvent> events;
    for (const auto& event : result.timeline)
        if (event.scene == scene) events.push_back(event);
    const auto inner = html_picture("Picture of " + scene, scene_picture(events)) +
                       fmt::format("<details><summary>{}</summary>{}</details>",
                                   count_text(events.size(), "event"), html_events(events));
    if (!is_open)
        return fmt::format("<details class=\"card\"><summary><b>{}</b></summary>{}</details>\n",
                           html_text(scene, 300), inner);
    const auto title = scene.empty() ? "" : fmt::format("<h3>{}</h3>", html_text(scene, 300));
    return "<div class=\"card\">" + title + inner + "</div>\n";
}

}  // namespace

std::string html_scenes(const RunResult& result) {
    if (!result.captures.empty() || (result.tables.empty() && result.timeline.empty())) return "";
    std::vector<std::string> scenes;
    for (const auto& event : result.timeline) add_once(scenes, event.scene);
    std::string html = "<section id=\"scenes\"><h2>What happened</h2>\n";
    const bool are_few = scenes.size() <= few_scenes;
    for (std::size_t i = 0; i < std::min(scenes.size(), most_scenes); ++i)
        html += scene_html(result, scenes[i], are_few);
    if (scenes.size() > most_scenes)
        html += fmt::format("<p class=\"note\">and {}, which the JSON report has</p>",
                            count_text(scenes.size() - most_scenes, "further scene"));
    // Before and after stand side by side where there is room.
    if (!result.tables.empty()) html += "<div class=\"tables\">";
    for (const auto& table : result.tables) html += "<div class=\"card\">" + html_table(table) + "</div>\n";
    return html + (result.tables.empty() ? "</section>\n" : "</div></section>\n");
}

}  // namespace reports

#include "reports/html_capture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/html_lab.hpp"
#include "reports/html_parts.hpp"
#include "reports/paint.hpp"
#include "reports/picture.hpp"
#include "reports/routers.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::RouterReport;
using tester::RunResult;
using tester::SpeakerReport;

constexpr std::size_t most_routers = 256;
constexpr std::size_t most_pictures = 64;
constexpr std::size_t most_speakers = 32;

std::string heading_of(const RouterReport& router) {
    auto text = fmt::format("VRID {}", router.vrid);
    if (!router.segment.empty()) text += ", " + router.segment;
    text += ", " + router.family;
    for (const int version : router.versions) text += fmt::format(", VRRPv{}", version);
    return text;
}

/// What somebody should look at: nobody, or more than one, is Active.
std::string state_html(const RouterReport& router) {
    const auto active = std::count_if(router.speakers.begin(), router.speakers.end(),
                                      [](const SpeakerReport& it) { return it.is_active; });
    auto text = router.takeovers == 0 ? std::string("no takeover")
                                      : count_text(static_cast<std::size_t>(router.takeovers), "takeover");
    if (active == 1) return html_text(text);
    return fmt::format(
        "{}; <b class=\"bad\">{}</b>", text,
        active == 0 ? "nobody is Active at the end" : fmt::format("{} are Active at the end", active));
}

std::string mac_html(const SpeakerReport& speaker) {
    if (speaker.mac.empty()) return "";
    static constexpr std::pair<std::string_view, std::string_view> habits[] = {
        {"virtual", "the virtual one"}, {"own", "its own"}, {"both", "its own and the virtual one"}};
    auto html = "<code>" + html_text(speaker.mac, 80) + "</code>";
    for (const auto& [habit, words] : habits)
        if (speaker.mac_habit == habit) html += fmt::format("<br/><span class=\"quiet\">{}</span>", words);
    return html;
}

std::string priorities_text(const std::vector<int>& priorities) {
    constexpr std::size_t most = 8;
    if (priorities.size() <= most) return fmt::format("{}", fmt::join(priorities, ", "));
    return fmt::format("{}, \xe2\x80\xa6, {} ({} values)", priorities.front(), priorities.back(),
                       priorities.size());
}

std::string speaker_html(const SpeakerReport& speaker) {
    const auto& measured = speaker.measured_interval_seconds;
    return fmt::format(
        "<tr><th scope=\"row\">{}{}</th><td>{}</td><td>{}</td><td class=\"number\">{}</td><td "
        "class=\"number\">{:g} s</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td>"
        "<td class=\"number\">{:.3f} s</td></tr>\n",
        html_text(speaker.source, 80), speaker.is_tester ? " <span class=\"quiet\">(this tester)</span>" : "",
        speaker.is_active ? "<b>Active</b>" : "<span class=\"quiet\">silent</span>", mac_html(speaker),
        html_text(priorities_text(speaker.priorities)), speaker.advertised_interval_seconds,
        measured ? fmt::format("{:.3f} s", *measured) : "\xe2\x80\x93", speaker.advertisements,
        html_text(speaker.checksum_form, 80), speaker.last_seconds);
}

std::string speakers_html(const RouterReport& router) {
    std::string html =
        "<table class=\"speakers\"><thead><tr><th scope=\"col\">Router</th><th scope=\"col\">At the "
        "end</th><th scope=\"col\">MAC</th><th scope=\"col\" class=\"number\">Priorities</th><th "
        "scope=\"col\" class=\"number\">Interval</th><th scope=\"col\" class=\"number\">Measured</th><th "
        "scope=\"col\" class=\"number\">Adverts</th><th scope=\"col\">Checksum</th><th scope=\"col\" "
        "class=\"number\">Last at</th></tr></thead><tbody>";
    const auto shown = std::min(router.speakers.size(), most_speakers);
    for (std::size_t i = 0; i < shown; ++i) html += speaker_html(router.speakers[i]);
    html = html_scroll("Routers of " + heading_of(router), html + "</tbody></table>");
    if (router.speakers.size() > shown)
        html += fmt::format("<p class=\"note\">and {}</p>",
                            count_text(router.speakers.size() - shown, "further router"));
    return html;
}

double length_of(const RunResult& result, const RouterReport& router) {
    for (const auto& capture : result.captures)
        if (router.subject.empty() || capture.name == router.subject) return capture.seconds;
    return 0;
}

std::string router_html(const RunResult& result, const RouterReport& router, bool with_picture) {
    auto html = fmt::format("<article class=\"card\"><h3>{}</h3>", html_text(heading_of(router), 300));
    if (!router.subject.empty()) html += "<p class=\"quiet\">" + html_text(router.subject, 300) + "</p>";
    html += "<dl class=\"facts\">";
    html +=
        html_fact("Addresses",
                  router.addresses.empty() ? "none" : fmt::format("{}", fmt::join(router.addresses, ", ")));
    if (!router.authentication.empty())
        html += html_fact("Authentication", fmt::format("{}", fmt::join(router.authentication, ", ")));
    html += html_fact_of_html("Changes", state_html(router)) + "</dl>\n" + speakers_html(router);
    if (with_picture)
        html += html_picture("Who was Active of " + heading_of(router),
                             reigns_picture(router, length_of(result, router)));
    return html + "</article>\n";
}

std::string files_html(const RunResult& result) {
    std::string html =
        "<section id=\"captures\"><h2>What was read</h2><div class=\"card\"><dl class=\"facts\">";
    for (const auto& capture : result.captures) {
        auto value = html_text(capture.name, 400) + "<br/>" +
                     html_text(fmt::format("{}, {} of VRRP, in {:.3f} s", count_text(capture.frames, "frame"),
                                           capture.vrrp, capture.seconds));
        for (const auto& remark : capture.remarks)
            value += "<br/><b class=\"bad\">" + html_text(remark) + "</b>";
        html += html_fact_of_html("Capture", value);
    }
    html += html_fact("Timing", "tolerance " + tolerance_text(result.tolerance));
    html += html_fact("Command", result.command_line);
    return html + "</dl></div></section>\n";
}

/// Each virtual router's events, as one table that opens.
std::string happenings_html(const RunResult& result) {
    if (result.timeline.empty() && result.tables.empty()) return "";
    std::vector<std::pair<std::string, std::vector<tester::TimelineEvent>>> stories;
    for (const auto& event : result.timeline) {
        auto story = std::find_if(stories.begin(), stories.end(),
                                  [&](const auto& it) { return it.first == event.scene; });
        if (story == stories.end()) story = stories.insert(story, {event.scene, {}});
        story->second.push_back(event);
    }
    std::string html = "<section id=\"happenings\"><h2>What happened</h2>\n";
    const bool is_one = stories.size() == 1;
    for (const auto& [scene, events] : stories)
        html += fmt::format(
            "<details class=\"card\"{}><summary><b>{}</b> <span "
            "class=\"quiet\">{}</span></summary>{}</details>\n",
            is_one ? " open=\"\"" : "", scene.empty() ? "Everything" : html_text(scene, 300),
            count_text(events.size(), "event"), html_events(events));
    for (const auto& table : result.tables) html += "<div class=\"card\">" + html_table(table) + "</div>\n";
    return html + "</section>\n";
}

}  // namespace

std::string html_capture(const RunResult& result) {
    if (result.captures.empty()) return "";
    auto html = files_html(result);
    if (result.routers.empty()) return html;
    html += "<section id=\"routers\"><h2>Virtual routers</h2>\n";
    const auto shown = std::min(result.routers.size(), most_routers);
    for (std::size_t i = 0; i < shown; ++i) html += router_html(result, result.routers[i], i < most_pictures);
    if (result.routers.size() > most_pictures)
        html += fmt::format("<p class=\"note\">The first {} have pictures; the JSON report has all {}.</p>",
                            most_pictures, result.routers.size());
    return html + "</section>\n";
}

std::string html_happenings(const RunResult& result) {
    return result.captures.empty() ? "" : happenings_html(result);
}

}  // namespace reports

#include <fmt/format.h>

#include <algorithm>

#include "reports/html_page.hpp"
#include "reports/markdown.hpp"
#include "reports/markup.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/reference_text.hpp"

// The reference of all that is judged as documents: made of the same data as `explain`, so that neither says
// what the other does not.

namespace cli {
namespace {

using reports::html_escaped;
using reports::markdown_code;
using reports::markdown_escaped;

struct Area {
    std::string name;
    std::vector<const Described*> members;
};

std::vector<Area> areas_of(const std::vector<Described>& all) {
    std::vector<Area> areas;
    for (const auto& each : all) {
        const auto name = each.id.substr(0, each.id.find('/'));
        auto found =
            std::find_if(areas.begin(), areas.end(), [&](const Area& it) { return it.name == name; });
        if (found == areas.end()) found = areas.insert(found, {name, {}});
        found->members.push_back(&each);
    }
    return areas;
}

/// Label and text of all that is told of one, in the order of `explain`.
std::vector<std::pair<std::string, std::string>> facts_of(const Described& what) {
    std::vector<std::pair<std::string, std::string>> facts;
    const auto add = [&](const char* label, const std::string& text) {
        if (!text.empty()) facts.emplace_back(label, text);
    };
    const auto add_all = [&](const char* label, const std::vector<std::string>& texts, const char* between) {
        add(label, fmt::format("{}", fmt::join(texts, between)));
    };
    add("Level", std::string(to_string(what.level)));
    add_all("Clauses", clause_lines(what), "; ");
    add_all("Suites", what.suites, ", ");
    add_all("Profiles", what.profiles, ", ");
    add_all("Set-up", what.set_up, "; ");
    add("Stimulus", what.only_observes && what.stimulus.empty() ? "none, it only listens" : what.stimulus);
    add("Expects", what.expects);
    add("Control", what.control);
    add("Run it", what.how);
    std::vector<std::string> kills;
    for (const auto& mutant : what.kills)
        kills.push_back(mutant.says.empty() ? mutant.name : fmt::format("{} ({})", mutant.name, mutant.says));
    add_all("Kills", kills, "; ");
    add_all("Also kills", what.also_kills, ", ");
    add_all("Known from", what.known_from, "; ");
    std::vector<std::string> found;
    for (const auto& each : what.deviations)
        found.push_back(fmt::format("{} {}: {}", each.implementation, each.profile, each.reason));
    add_all("Found in", found, " ");
    std::vector<std::string> words;
    for (const auto& word : older_words(what))
        words.push_back(fmt::format("{} ({} in {})", word.word, word.older, word.where));
    add_all("Words", words, "; ");
    return facts;
}

std::string anchor_of(std::string id) {
    std::replace(id.begin(), id.end(), '/', '-');
    return id;
}

std::string introduction(const std::vector<Described>& all) {
    return fmt::format(
        "All {} that vrrptest {} judges: cases that a run makes with a device, passive checks of replay and "
        "watch, scenarios of interop, and claims of labs. Made by 'vrrptest list reference'.",
        all.size(), version);
}

}  // namespace

std::string reference_markdown(const std::vector<Described>& all) {
    auto text = "# vrrptest: reference of cases\n\n" + markdown_escaped(introduction(all)) + "\n\n";
    const auto areas = areas_of(all);
    for (const auto& area : areas)
        text += fmt::format("- [{0}](#area-{0}) ({1})\n", area.name, area.members.size());
    for (const auto& area : areas) {
        text += fmt::format("\n## <a id=\"area-{0}\"></a>{0}\n", area.name);
        for (const auto* each : area.members) {
            text += fmt::format("\n### <a id=\"{}\"></a>{}\n\n{}\n\n", anchor_of(each->id), each->id,
                                markdown_escaped(each->says));
            for (const auto& [label, value] : facts_of(*each))
                text += fmt::format("- **{}**: {}\n", label, markdown_escaped(value));
        }
    }
    return text;
}

std::string reference_html(const std::vector<Described>& all) {
    std::string body = fmt::format(
        "<header class=\"top\"><div><p class=\"brand\"><strong>vrrptest</strong> {}</p>\n<h1>Reference of "
        "cases<span class=\"which\">{}</span></h1></div></header>\n<div class=\"columns\">"
        "<nav class=\"contents\" aria-label=\"Areas\"><ul>\n",
        version, html_escaped(introduction(all)));
    const auto areas = areas_of(all);
    for (const auto& area : areas)
        body += fmt::format("<li><a href=\"#area-{0}\"><span>{0}</span><span>{1}</span></a></li>\n",
                            html_escaped(area.name), area.members.size());
    body += "</ul></nav>\n<main>\n";
    for (const auto& area : areas) {
        body += fmt::format("<section id=\"area-{0}\"><h2>{0}</h2>\n", html_escaped(area.name));
        for (const auto* each : area.members) {
            body += fmt::format(
                "<article class=\"card\" id=\"{}\"><h3><code>{}</code></h3><p>{}</p>\n<dl class=\"facts\">",
                html_escaped(anchor_of(each->id)), html_escaped(each->id), html_escaped(each->says));
            for (const auto& [label, value] : facts_of(*each))
                body += fmt::format("<dt>{}</dt><dd>{}</dd>", html_escaped(label), html_escaped(value));
            body += "</dl></article>\n";
        }
        body += "</section>\n";
    }
    body += "</main></div>\n";
    return reports::html_document({"vrrptest: reference of cases", body});
}

}  // namespace cli

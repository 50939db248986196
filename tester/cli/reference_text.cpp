#include "tester/cli/reference_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/detail.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string stimulus_of(const Described& what) {
    if (!what.stimulus.empty()) return what.stimulus;
    if (what.only_observes) return "none, it only listens";
    return what.how.empty() ? "see the case's source" : "";
}

Json clauses_of(const Described& what) {
    auto clauses = Json::array();
    for (const auto& [rfc, section] : what.clauses) clauses.push_back({{"rfc", rfc}, {"section", section}});
    return clauses;
}

Json short_of(const Described& what) {
    auto kills = Json::array();
    for (const auto& mutant : what.kills) kills.push_back(mutant.name);
    return {{"id", what.id},
            {"suites", what.suites},
            {"profiles", what.profiles},
            {"level", to_string(what.level)},
            {"clauses", clauses_of(what)},
            {"says", what.says},
            {"kills", kills}};
}

Json whole_of(const Described& what) {
    Json json{{"id", what.id},
              {"kind", what.kind},
              {"says", what.says},
              {"level", to_string(what.level)},
              {"clauses", clauses_of(what)},
              {"suites", what.suites},
              {"profiles", what.profiles},
              {"stimulus", what.stimulus},
              {"expects", what.expects},
              {"control", what.control},
              {"how", what.how},
              {"only_observes", what.only_observes},
              {"differs_by_rfc", what.differs_by_rfc},
              {"needs", what.set_up},
              {"kills", Json::array()},
              {"also_kills", what.also_kills},
              {"known_from", what.known_from},
              {"deviations", Json::array()},
              {"older_words", Json::array()}};
    for (const auto& mutant : what.kills)
        json["kills"].push_back({{"name", mutant.name}, {"says", mutant.says}});
    for (const auto& found : what.deviations)
        json["deviations"].push_back({{"implementation", found.implementation},
                                      {"profile", found.profile},
                                      {"observed", found.observed},
                                      {"reason", found.reason}});
    for (const auto& word : older_words(what))
        json["older_words"].push_back({{"word", word.word}, {"older", word.older}, {"where", word.where}});
    return json;
}

std::string dumped(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The profiles in which an implementation does the same are one line.
std::vector<std::string> deviation_lines(const Described& what) {
    std::vector<std::string> lines;
    std::vector<FoundDeviation> told;
    for (const auto& found : what.deviations) {
        bool is_first = true;
        for (auto& other : told) {
            if (other.implementation != found.implementation || other.reason != found.reason) continue;
            other.profile += ", " + found.profile;
            is_first = false;
        }
        if (is_first) told.push_back(found);
    }
    for (const auto& found : told)
        lines.push_back(fmt::format("{}{}: {}", found.implementation,
                                    found.profile.empty() ? "" : " (" + found.profile + ")", found.reason));
    return lines;
}

}  // namespace

std::string explain_text(const Described& what, const reports::TableLook& look) {
    std::vector<reports::Row> rows;
    const auto add = [&](const char* label, const std::string& text) {
        if (!text.empty()) rows.push_back({label, "", reports::clean(text, look.charset)});
    };
    const auto add_all = [&](const char* label, const std::vector<std::string>& texts) {
        for (std::size_t i = 0; i < texts.size(); ++i) add(i == 0 ? label : "", texts[i]);
    };
    add("says", what.says);
    add("level", std::string(to_string(what.level)));
    add_all("clauses", clause_lines(what));
    add("suites", joined(what.suites));
    add("profiles", joined(what.profiles));
    add_all("set-up", what.set_up);
    add("stimulus", stimulus_of(what));
    add("expects", what.expects);
    add("control", what.control);
    if (what.differs_by_rfc) add("note", "the RFCs contradict each other here: the suite's own RFC decides");
    add("run it", what.how);
    std::vector<std::string> kills;
    for (const auto& mutant : what.kills)
        kills.push_back(mutant.says.empty() ? mutant.name : mutant.name + ": " + mutant.says);
    add_all("kills", kills);
    if (!what.also_kills.empty()) add("also kills", joined(what.also_kills));
    add_all("known from", what.known_from);
    add_all("found in", deviation_lines(what));
    std::vector<std::string> words;
    for (const auto& word : older_words(what))
        words.push_back(fmt::format("{} ({} in {})", word.word, word.older, word.where));
    add_all("words", words);
    return look.paint(reports::Tone::strong, what.id) + "\n" +
           reports::lay_out(rows, {2, look.columns, look.paint});
}

std::string explain_json(const Described& what) {
    return dumped(whole_of(what));
}

std::string list_json(const std::vector<Described>& all) {
    auto array = Json::array();
    for (const auto& each : all) array.push_back(short_of(each));
    return dumped(array);
}

std::string reference_json(const std::vector<Described>& all) {
    auto array = Json::array();
    for (const auto& each : all) array.push_back(whole_of(each));
    return dumped(array);
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cases/catalogue.hpp"
#include "cases/passive_checks.hpp"
#include "engine/router/mutants.hpp"
#include "reports/text.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/suite.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;
using tester::Case;
using tester::Needs;

/// What the case cannot do without, a phrase each; a need that every device meets is left out.
std::vector<std::string> needs_of(const Case& which) {
    const Needs& needs = which.needs;
    const Needs none{};
    std::vector<std::string> phrases;
    const auto add = [&phrases](std::string phrase) { phrases.push_back(std::move(phrase)); };
    if (needs.role == tester::Role::owner) {
        add("the device owns the address (priority 255)");
    } else if (needs.lowest_priority == needs.highest_priority) {
        add(fmt::format("priority {}", needs.lowest_priority));
    } else if (needs.lowest_priority != none.lowest_priority ||
               needs.highest_priority != none.highest_priority) {
        add(fmt::format("priority {} to {}, at best {}", needs.lowest_priority, needs.highest_priority,
                        needs.priority));
    }
    if (needs.shortest_interval != none.shortest_interval)
        add(fmt::format("an advertisement interval of at least {} s",
                        engine::seconds(needs.shortest_interval)));
    if (needs.longest_interval != none.longest_interval)
        add(fmt::format("an advertisement interval of at most {} s",
                        engine::seconds(needs.longest_interval)));
    if (needs.preempt) add(*needs.preempt ? "Preempt_Mode on" : "Preempt_Mode off, declared in a DUT file");
    if (needs.addresses > 1) add(fmt::format("at least {} virtual addresses", needs.addresses));
    if (needs.most_addresses != none.most_addresses)
        add(fmt::format("at most {} virtual addresses", needs.most_addresses));
    if (needs.accept) add(*needs.accept ? "Accept_Mode on, declared" : "Accept_Mode off, declared");
    if (needs.authentication != none.authentication)
        add(fmt::format("authentication: {}", to_string(needs.authentication)));
    if (needs.full_password)
        add(*needs.full_password ? "a password of 8 octets" : "a password of fewer than 8 octets");
    if (needs.defaults) add("configured with its VRID and addresses alone");
    if (needs.v2_interoperation) add("version 2 spoken beside version 3 (RFC 9568 8.4)");
    if (needs.router_advertisements) add("Router Advertisements sent while Active");
    if (needs.second_interface)
        add("a second interface of the tester, on a network to which the device forwards");
    if (needs.siblings > 0)
        add(fmt::format("{} more virtual router{} of the profile", needs.siblings,
                        needs.siblings == 1 ? "" : "s"));
    if (needs.twin) add("a virtual router of the same VRID in the other family");
    if (needs.control) add(fmt::format("a driver that can {} the device", to_string(*needs.control)));
    return phrases;
}

/// "5.2.3, 7.1" for each RFC.
std::map<int, std::string> sections_by_rfc(const Case& which) {
    std::map<int, std::string> sections;
    for (const auto& clause : which.clauses) {
        auto& text = sections[static_cast<int>(clause.rfc)];
        text += (text.empty() ? "" : ", ") + std::string(clause.section);
    }
    return sections;
}

std::string profiles_text(const Case& which) {
    std::string text;
    for (const auto profile : tester::all_profiles)
        if (which.profiles.contains(profile))
            text += (text.empty() ? "" : ", ") + std::string(to_string(profile));
    return text;
}

/// The RFCs before 9568 have other words for the same things.
std::string older_words(const Case& which) {
    const std::string all = fmt::format("{} {} {}", which.says, which.stimulus, which.expects);
    if (all.find("Active") == std::string::npos) return {};
    return "RFC 9568's words; RFC 3768 and 5798 say Master for Active, and so Master_Down_Interval, "
           "Master_Down_Timer";
}

class Page {
  public:
    void row(std::string_view label, std::string_view text) {
        constexpr std::size_t columns = 100, indent = 13;
        bool first = true;
        for (const auto& line : reports::wrap(text, columns - indent)) {
            text_ += fmt::format("  {:<{}}{}\n", first ? label : "", indent - 2, line);
            first = false;
        }
    }
    void rows(std::string_view label, const std::vector<std::string>& texts) {
        for (std::size_t i = 0; i < texts.size(); ++i) row(i == 0 ? label : "", texts[i]);
    }
    void line(std::string_view text) { text_ += fmt::format("{}\n", text); }
    void print() const { std::fwrite(text_.data(), 1, text_.size(), stdout); }

  private:
    std::string text_;
};

std::vector<std::string> kills_text(const Case& which) {
    std::vector<std::string> lines;
    for (const auto name : which.kills) {
        const auto* mutant = engine::find_mutant(name);
        lines.push_back(mutant ? fmt::format("{}: {}", name, mutant->says) : std::string(name));
    }
    return lines;
}

void explain_as_text(const Case& which) {
    Page page;
    page.line(which.id);
    page.row("says", which.says);
    page.row("level", to_string(which.level));
    std::vector<std::string> clauses;
    for (const auto& [rfc, sections] : sections_by_rfc(which))
        clauses.push_back(fmt::format("RFC {}  {}", rfc, sections));
    page.rows("clauses", clauses);
    page.row("profiles", profiles_text(which));
    page.row("stimulus", which.only_observes      ? "none, it only listens"
                         : which.stimulus.empty() ? "see the case's source"
                                                  : which.stimulus);
    if (!which.expects.empty()) page.row("expects", which.expects);
    if (which.differs_by_rfc)
        page.row("note", "the RFCs contradict each other here: the suite's own RFC decides");
    page.rows("needs", needs_of(which));
    page.rows("kills", kills_text(which));
    page.rows("known from", {which.known_from.begin(), which.known_from.end()});
    if (const auto words = older_words(which); !words.empty()) page.row("words", words);
    page.print();
}

void explain_as_json(const Case& which) {
    Json json{{"id", which.id}, {"says", which.says}, {"level", to_string(which.level)}};
    json["clauses"] = Json::array();
    for (const auto& clause : which.clauses)
        json["clauses"].push_back({{"rfc", static_cast<int>(clause.rfc)}, {"section", clause.section}});
    json["profiles"] = Json::array();
    for (const auto profile : tester::all_profiles)
        if (which.profiles.contains(profile)) json["profiles"].push_back(to_string(profile));
    json["stimulus"] = which.stimulus;
    json["expects"] = which.expects;
    json["only_observes"] = which.only_observes;
    json["differs_by_rfc"] = which.differs_by_rfc;
    json["needs"] = needs_of(which);
    json["kills"] = Json::array();
    for (const auto name : which.kills) {
        const auto* mutant = engine::find_mutant(name);
        json["kills"].push_back({{"name", name}, {"says", mutant ? mutant->says : ""}});
    }
    json["known_from"] = which.known_from;
    const auto text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    std::fwrite(text.data(), 1, text.size(), stdout);
}

struct ExplainOptions {
    std::string id;
    bool json = false;
};

int explain(const ExplainOptions& options) {
    if (options.id.empty())
        throw tester::UsageError("no case was named; add the id of one that 'vrrptest list cases' shows");
    const Case* found = cases::find_case(options.id);
    std::optional<Case> which;
    if (found) which = *found;
    std::vector<std::string> ids;
    for (const auto& each : cases::catalogue()) ids.emplace_back(each.id);
    for (const auto& check : cases::passive_checks()) {
        ids.emplace_back(check.id);
        if (check.id == options.id) which = tester::described_as_case(check);
    }
    if (!which) {
        const auto advice = did_you_mean(options.id, ids);
        throw tester::UsageError(
            "there is no case '" + options.id + "'; " +
            (advice.empty() ? "'vrrptest list cases' and 'vrrptest list checks' show which there are"
                            : advice));
    }
    options.json ? explain_as_json(*which) : explain_as_text(*which);
    return 0;
}

}  // namespace

Action add_explain(CLI::App& app) {
    const auto options = std::make_shared<ExplainOptions>();
    app.add_option("case", options->id, "its id, such as tx/ttl-is-255, or a passive check's")
        ->type_name("CASE-ID");
    app.add_flag("--json", options->json, "as a JSON object");
    return [options] { return explain(*options); };
}

}  // namespace cli

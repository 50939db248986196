#include "tester/cli/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "cases/catalogue.hpp"
#include "cases/passive_checks.hpp"
#include "engine/router/mutants.hpp"
#include "tester/cli/needs_text.hpp"
#include "tester/dut/baseline_file.hpp"
#include "tester/lab/interop_scenarios.hpp"
#include "tester/lab/keepalived_pair.hpp"
#include "tester/lab/switch_pair.hpp"
#include "tester/run/selection.hpp"
#include "tester/run/suite.hpp"

namespace cli {
namespace {

using tester::Case;

/// What the approved matrix says of each case; a check that kills by its facts has two lines.
const std::map<std::string, std::set<std::string>>& matrix() {
    static const auto all = [] {
        std::map<std::string, std::set<std::string>> kills;
        for (auto rest = kill_matrix_text(); !rest.empty();) {
            const auto line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            const auto colon = line.find(':');
            if (colon == std::string_view::npos) continue;
            auto& of_case = kills[std::string(line.substr(0, line.find_first_of(",:")))];
            for (auto words = line.substr(colon + 1); !words.empty();) {
                const auto word = words.substr(0, words.find(' '));
                words.remove_prefix(std::min(word.size() + 1, words.size()));
                if (!word.empty()) of_case.insert(std::string(word));
            }
        }
        return kills;
    }();
    return all;
}

struct NamedBaseline {
    std::string implementation;
    std::vector<tester::KnownDeviation> entries;
};

const std::vector<NamedBaseline>& baselines() {
    static const auto all = [] {
        std::vector<NamedBaseline> read;
        for (const auto& [name, text] : baseline_texts())
            read.push_back({name, tester::parse_baseline(std::string(text), name)});
        return read;
    }();
    return all;
}

void add_deviations(Described& what) {
    for (const auto& [implementation, entries] : baselines())
        for (const auto& entry : entries)
            if (tester::matches_glob(entry.case_glob, what.id))
                what.deviations.push_back(
                    {implementation, entry.profile.value_or(""), entry.observed.value_or(""), entry.reason});
}

/// A discard proof says in its own words which part of it is the control.
std::string control_in(std::string_view text) {
    for (const std::string_view mark : {" (the control)", ", as the control"}) {
        const auto end = text.find(mark);
        if (end == std::string_view::npos) continue;
        const auto before = text.substr(0, end);
        const auto from = before.find_last_of(";");
        auto part = from == std::string_view::npos ? before : before.substr(from + 1);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        return std::string(part);
    }
    return {};
}

Described described(const Case& which, const std::string& kind) {
    Described what{std::string(which.id), kind, std::string(which.says), which.level};
    for (const auto& clause : which.clauses)
        what.clauses.emplace_back(static_cast<int>(clause.rfc), clause.section);
    for (const auto& suite : tester::all_suites())
        if (std::any_of(std::begin(tester::all_profiles), std::end(tester::all_profiles),
                        [&](tester::Profile profile) { return suite.holds(which, profile); }))
            what.suites.emplace_back(suite.name);
    for (const auto profile : tester::all_profiles)
        if (which.profiles.contains(profile)) what.profiles.emplace_back(to_string(profile));
    what.set_up = needs_text(which.needs);
    what.stimulus = which.stimulus;
    what.expects = which.expects;
    what.control = control_in(which.stimulus);
    if (what.control.empty()) what.control = control_in(which.expects);
    what.only_observes = which.only_observes;
    what.differs_by_rfc = which.differs_by_rfc;
    for (const auto name : which.kills) {
        const auto* mutant = engine::find_mutant(name);
        what.kills.push_back({std::string(name), mutant ? std::string(mutant->says) : ""});
    }
    if (const auto found = matrix().find(what.id); found != matrix().end())
        for (const auto& name : found->second)
            if (std::find(which.kills.begin(), which.kills.end(), name) == which.kills.end())
                what.also_kills.push_back(name);
    what.known_from.assign(which.known_from.begin(), which.known_from.end());
    add_deviations(what);
    return what;
}

/// Sections that the RFCs of a profile number alike.
void add_sections(Described& what, const std::vector<std::string>& sections, tester::Profiles profiles) {
    for (const int rfc : {3768, 5798, 9568}) {
        const bool applies = rfc == 3768 ? profiles.contains(tester::Profile::v2_ipv4)
                                         : profiles.contains(tester::Profile::v3_ipv4) ||
                                               profiles.contains(tester::Profile::v3_ipv6);
        if (!applies) continue;
        for (const auto& section : sections) what.clauses.emplace_back(rfc, section);
    }
}

void add_claims(std::vector<Described>& all, const std::vector<tester::Act>& acts, const std::string& how) {
    for (const auto& act : acts)
        for (const auto& claim : act.claims) {
            Described what{claim.id, "lab", claim.says, claim.level};
            what.suites = {claim.suite};
            what.profiles = {std::string(to_string(claim.profile))};
            what.how = how;
            for (const auto& section : claim.sections) what.clauses.emplace_back(3768, section);
            add_deviations(what);
            all.push_back(std::move(what));
        }
}

/// Longer words come first, so that "Active_Down_Timer" is not told as "Active", too.
const std::vector<OlderWord>& vocabulary() {
    static const std::string both = "RFC 5798 and 3768";
    static const std::vector<OlderWord> words{
        {"Active_Down_Interval", "Master_Down_Interval", both},
        {"Active_Down_Timer", "Master_Down_Timer", both},
        {"Active_Adver_Interval", "Master_Adver_Interval", "RFC 5798"},
        {"Max Advertise Interval", "Max Adver Int, and in version 2 Adver Int", both},
        {"IPvX Addr Count", "Count IPvX Addr, and in version 2 Count IP Addrs", both},
        {"Active Router", "Master Router", both},
        {"Active", "Master", both},
    };
    return words;
}

}  // namespace

std::vector<Described> described_cases() {
    std::vector<Described> all;
    for (const auto& each : cases::catalogue()) all.push_back(described(each, "case"));
    return all;
}

std::vector<Described> described_checks() {
    std::vector<Described> all;
    for (const auto& check : cases::passive_checks())
        all.push_back(described(tester::described_as_case(check), "check"));
    return all;
}

std::vector<Described> described_scenarios() {
    std::vector<Described> all;
    for (const auto& scenario : tester::interop_scenarios()) {
        Described what{"interop/" + std::string(scenario.name), "scenario", std::string(scenario.says),
                       scenario.level};
        what.suites = {"interop"};
        for (const auto profile : tester::all_profiles)
            if (scenario.profiles.contains(profile)) what.profiles.emplace_back(to_string(profile));
        add_sections(what, {scenario.sections.begin(), scenario.sections.end()}, scenario.profiles);
        what.set_up = {scenario.routers == 3
                           ? "three routers on a LAN: A of priority 150, B of 100, C of 50, and a host"
                           : "two routers on a LAN: A of priority 150, B of 100, and a host"};
        what.how = fmt::format("vrrptest interop A B{} --scenario {}", scenario.routers == 3 ? " C" : "",
                               scenario.name);
        add_deviations(what);
        all.push_back(std::move(what));
    }
    return all;
}

std::vector<Described> described_labs() {
    std::vector<Described> all;
    add_claims(all, tester::switch_pair_acts({"frr", "frr"}), "vrrptest lab switch-pair");
    add_claims(all, tester::keepalived_pair_acts({true}), "vrrptest lab keepalived-pair");
    return all;
}

std::vector<Described> everything_described() {
    auto all = described_cases();
    for (auto* more : {described_checks, described_scenarios, described_labs}) {
        auto found = more();
        all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return all;
}

std::vector<std::string> clause_lines(const Described& what) {
    std::map<int, std::string, std::greater<>> sections;
    for (const auto& [rfc, section] : what.clauses) {
        auto& text = sections[rfc];
        text += (text.empty() ? "" : ", ") + section;
    }
    std::vector<std::string> lines;
    for (const auto& [rfc, text] : sections) lines.push_back(fmt::format("RFC {}: {}", rfc, text));
    return lines;
}

std::vector<OlderWord> older_words(const Described& what) {
    auto text =
        fmt::format("{} {} {} {}", what.says, what.stimulus, what.expects, fmt::join(what.set_up, " "));
    std::vector<OlderWord> used;
    for (const auto& word : vocabulary()) {
        bool is_used = false;
        for (auto at = text.find(word.word); at != std::string::npos; at = text.find(word.word, at)) {
            text.replace(at, word.word.size(), "-");
            is_used = true;
        }
        if (is_used) used.push_back(word);
    }
    return used;
}

}  // namespace cli

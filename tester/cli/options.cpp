#include "tester/cli/options.hpp"

#include <CLI/CLI.hpp>

#include "cases/catalogue.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/dut/baseline_file.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

void SelectionOptions::add_names_to(CLI::App& app, const char* about_suites) {
    const auto add = [&app](const char* name, std::vector<std::string>& value, const char* meaning,
                            const char* value_name) {
        return app.add_option(name, value, meaning)
            ->type_name(value_name)
            ->group("Which cases")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    add("--suite", suites, about_suites, "NAME[,NAME...]");
    add("--case", cases, "only cases whose id matches, such as 'backup/*'; may be given several times",
        "GLOB");
    add("--exclude", excludes, "no cases whose id matches; may be given several times", "GLOB");
    add("--profile", profiles, "only v2-ipv4, v3-ipv4 or v3-ipv6", "NAME[,NAME...]");
}

void SelectionOptions::add_to(CLI::App& app) {
    add_names_to(app, "suites to run: 'vrrptest list suites' shows them; or all");
    app.add_flag("--passive", passive, "only cases that send nothing")->group("Which cases");
    app.add_flag("--long", long_ones, "also the cases that take a minute and more on a real device")
        ->group("Which cases");
    app.add_option("--seed", seed, "of random stimuli: the same seed, the same octets")
        ->type_name("N")
        ->capture_default_str()
        ->group("Which cases");
    app.add_option("--shard", shard, "only the Kth of N parts of the selection")
        ->type_name("K/N")
        ->group("Which cases");
}

tester::Selection SelectionOptions::selection() const {
    tester::Selection selection;
    selection.suites = split_list(suites);
    if (selection.suites.empty())
        throw tester::UsageError(
            "no suite was named; add --suite with one of those that 'vrrptest list suites' shows");
    selection.cases = split_list(cases);
    selection.excludes = split_list(excludes);
    selection.profiles = split_list(profiles);
    const auto [part, parts] = shard.empty() ? Shard{} : parse_shard(shard);
    selection.shard = part;
    selection.shards = parts;
    selection.seed = seed;
    selection.long_ones = long_ones;
    return selection;
}

std::vector<tester::Case> SelectionOptions::catalogue() const {
    std::vector<tester::Case> chosen;
    for (const auto& each : cases::catalogue())
        if (!passive || each.only_observes) chosen.push_back(each);
    return chosen;
}

void VlanOptions::add_to(CLI::App& app, const std::string& group) {
    app.add_option("--vlan", vlan,
                   "the LAN is this VLAN (802.1Q) behind the interface; the tester tags by itself")
        ->check(CLI::Range(1, 4094).description(""))
        ->type_name("N")
        ->group(group);
    app.add_option("--vlan-priority", priority, "with --vlan: the priority in the tags")
        ->check(CLI::Range(0, 7).description(""))
        ->type_name("N")
        ->group(group);
    app.add_option(
           "--own-address", own_addresses,
           "with --vlan: this host's own addresses there, for which it answers (default: the interface's)")
        ->type_name("ADDRESS/LENGTH[,...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
}

std::optional<tester::Vlan> VlanOptions::wanted() const {
    if (vlan == 0) {
        if (!own_addresses.empty() || priority != 0)
            throw tester::UsageError("--own-address and --vlan-priority are for a VLAN; add --vlan N");
        return {};
    }
    tester::Vlan result;
    result.tag = {static_cast<std::uint16_t>(vlan), static_cast<std::uint8_t>(priority)};
    for (const auto& word : split_list(own_addresses)) result.addresses.push_back(parse_own_address(word));
    return result;
}

void JudgingOptions::add_to(CLI::App& app) {
    add_judgement_to(app);
    app.add_flag("--serial", serial, "one case at a time")->group("How they are judged");
}

void JudgingOptions::add_judgement_to(CLI::App& app) {
    app.add_option("--tolerance-early", early, "how much before the RFC's time is still in time")
        ->type_name("TIME")
        ->capture_default_str()
        ->group("How they are judged");
    app.add_option("--tolerance-late", late,
                   "how much after it; of a time and a percentage the greater counts")
        ->type_name("TIME|P%|TIME+P%")
        ->capture_default_str()
        ->group("How they are judged");
    app.add_option("--slow", slow, "multiplies both tolerances")
        ->type_name("FACTOR")
        ->check(CLI::Range(0.01, 1000.0).description(""))
        ->group("How they are judged");
    app.add_flag("--strict", strict, "a failed SHOULD is an unexpected result, too")
        ->group("How they are judged");
    app.add_option("--baseline", baselines,
                   "known deviations (TOML): expected failures, and a pass there is unexpected; may be given "
                   "several times")
        ->type_name("FILE")
        ->group("How they are judged")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<tester::KnownDeviation> JudgingOptions::known_deviations() const {
    std::vector<tester::KnownDeviation> all;
    for (const auto& path : baselines)
        for (auto& entry : tester::read_baseline(path)) all.push_back(std::move(entry));
    return all;
}

void JudgingOptions::apply_to(tester::LiveOptions& live) const {
    live.tolerance = tolerance();
    live.serial = serial;
    live.strict = strict;
    live.known_deviations = known_deviations();
}

tester::TimingTolerance JudgingOptions::tolerance() const {
    tester::TimingTolerance tolerance;
    tolerance.early = parse_duration(early);
    const auto [fixed, percent] = parse_lateness(late);
    tolerance.late = fixed;
    tolerance.late_percent = percent;
    tolerance.slow = slow;
    return tolerance;
}

void ReportOptions::add_to(CLI::App& app) {
    const auto group = "What is told";
    app.add_option("--junit", junit, "write a JUnit XML report ('-': standard output)")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--json", json, "write a JSON report ('-': standard output)")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--html", html,
                   "write a report to look at, one self-contained page ('-': standard output)")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--junit-dialect", junit_dialect,
                   "strict (what the published schemas allow) or rich (properties and frames in each case, "
                   "attachments)")
        ->type_name("strict|rich")
        ->group(group);
    app.add_option("--markdown", markdown,
                   "write a summary for pull requests and GITHUB_STEP_SUMMARY ('-': standard output)")
        ->type_name("FILE")
        ->group(group);
    app.add_flag("--github", github, "write GitHub annotations to standard output")->group(group);
    app.add_option("--color", colour, "colours")->type_name("auto|always|never")->group(group);
    app.add_option("--progress", progress, "progress line")->type_name("auto|bar|plain|none")->group(group);
    auto* const silence =
        app.add_flag("-q,--quiet", quiet, "only the summary, with the names of what went wrong")
            ->group(group);
    app.add_flag("-v,--verbose", verbose, "frames as they come, every check, why cases were skipped, octets")
        ->group(group)
        ->excludes(silence);
}

reports::JunitDialect ReportOptions::dialect() const {
    if (junit_dialect == "strict") return reports::JunitDialect::strict;
    if (junit_dialect == "rich") return reports::JunitDialect::rich;
    throw tester::UsageError("--junit-dialect cannot be '" + junit_dialect + "'; choose strict or rich");
}

reports::ColourWish ReportOptions::colour_wish() const {
    using reports::ColourWish;
    if (colour == "auto") return ColourWish::automatic;
    if (colour == "always") return ColourWish::always;
    if (colour == "never") return ColourWish::never;
    throw tester::UsageError("--color cannot be '" + colour + "'; choose auto, always or never");
}

reports::ProgressWish ReportOptions::progress_wish() const {
    using reports::ProgressWish;
    if (progress == "auto") return ProgressWish::automatic;
    if (progress == "bar") return ProgressWish::bar;
    if (progress == "plain") return ProgressWish::plain;
    if (progress == "none") return ProgressWish::none;
    throw tester::UsageError("--progress cannot be '" + progress + "'; choose auto, bar, plain or none");
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/pair_command.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/lab/interop.hpp"
#include "tester/lab/interop_scenarios.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/run/known_deviations.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/selection.hpp"
#include "tester/run/simulated_session.hpp"

namespace cli {
namespace {

using tester::UsageError;

struct InteropOptions {
    std::vector<std::string> routers;
    bool all = false;
    bool list = false;
    std::vector<std::string> profiles;
    std::vector<std::string> scenarios;
    std::size_t at_once = 10;
    std::string capture;
    JudgingOptions how;
    ReportOptions told;
};

std::vector<std::vector<std::string>> meetings_of(const InteropOptions& options) {
    const auto known = tester::scene_router_names();
    if (options.all) {
        auto routers = options.routers.empty() ? known : options.routers;
        for (const auto& router : options.routers) require_router(router);
        // Without names, all that this host has.
        std::erase_if(routers,
                      [](const std::string& it) { return !tester::what_is_missing_for(it).empty(); });
        return tester::every_pair(routers);
    }
    if (options.routers.size() < 2 || options.routers.size() > 3)
        throw UsageError(
            fmt::format("name two or three routers of {}, or write --all", fmt::join(known, ", ")));
    for (const auto& router : options.routers) require_router(router);
    // Either may be the preferred one.
    auto turned = options.routers;
    std::swap(turned[0], turned[1]);
    if (turned == options.routers) return {options.routers};
    return {options.routers, turned};
}

tester::InteropSelection selection_of(const InteropOptions& options) {
    tester::InteropSelection selection;
    selection.meetings = meetings_of(options);
    const auto wanted = split_list(options.profiles);
    for (const auto profile : tester::all_profiles)
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), to_string(profile)) != wanted.end())
            selection.profiles.push_back(profile);
    if (!wanted.empty() && selection.profiles.size() != wanted.size())
        throw UsageError("--profile knows v2-ipv4, v3-ipv4 and v3-ipv6");
    selection.scenarios = split_list(options.scenarios);
    for (const auto& glob : selection.scenarios) {
        const auto all = tester::interop_scenarios();
        if (std::any_of(all.begin(), all.end(),
                        [&](const auto& it) { return tester::matches_glob(glob, it.name); }))
            continue;
        throw UsageError("no scenario matches '" + glob + "'; 'vrrptest interop --list' shows them");
    }
    return selection;
}

int list_scenarios() {
    for (const auto& scenario : tester::interop_scenarios())
        fmt::print("{:<22} {}\n", scenario.name, scenario.says);
    return 0;
}

int run_interop(const InteropOptions& options, const Invocation& invocation) {
    if (options.list) return list_scenarios();
    const auto selection = selection_of(options);
    require_what_scenes_need();
    const auto acts = tester::interop_acts(selection);
    if (acts.empty()) {
        complain("nothing is selected: no scenario of those speaks of this profile");
        return 4;
    }
    auto result =
        tester::begin_result(version, invocation.line, {}, options.how.tolerance(), options.how.strict);
    result.suites = {"interop"};
    result.link.interface = "the lab's switches";
    for (const auto& meeting : selection.meetings)
        for (const auto& router : meeting) result.dut.facts[router] = tester::version_of_router(router);
    if (!options.capture.empty()) check_capture_path(options.capture);
    tester::remove_leftovers();
    Reporting reporting(options.told);
    const InterruptGuard guard;
    tester::ActsOptions how;
    how.at_once = options.how.serial ? 1 : options.at_once;
    how.capture_path = options.capture;
    how.interrupted = interrupted;
    how.tolerance = options.how.tolerance();
    how.amend = tester::amend_by(options.how.known_deviations());
    how.notes = {
        "A > B: A is the router of priority 150, B of priority 100. Each scenario has a LAN of network "
        "namespaces of its own."};
    tester::play(acts, how, result, reporting.observer());
    return reporting.finish(result);
}

}  // namespace

Action add_interop(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<InteropOptions>();
    app.add_option("routers", options->routers, "keepalived, keepalived-vmac, frr or embedded")
        ->type_name("A B [C]");
    const auto group = "Which scenarios";
    app.add_flag("--all", options->all, "every ordered pair of the routers named, or of all that there are")
        ->group(group);
    app.add_option("--scenario", options->scenarios, "only scenarios that match; may be given several times")
        ->type_name("GLOB")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
    app.add_option("--profile", options->profiles, "only v2-ipv4, v3-ipv4 or v3-ipv6")
        ->type_name("NAME[,NAME...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
    app.add_flag("--list", options->list, "only show which scenarios there are")->group(group);
    app.add_option("--jobs", options->at_once, "how many LANs at once")
        ->check(CLI::Range(1, 64).description(""))
        ->capture_default_str()
        ->group("How they are judged");
    options->how.add_to(app);
    options->told.add_to(app);
    app.add_option("--pcap", options->capture, "write the frames of all LANs, one after the other")
        ->type_name("FILE")
        ->group("What is told");
    return [options, &invocation] { return run_interop(*options, invocation); };
}

}  // namespace cli

#include "tester/cli/pair_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tester/cli/interrupt.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/lab/keepalived_pair.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/lab/switch_pair.hpp"
#include "tester/lab/topology.hpp"
#include "tester/run/known_deviations.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/simulated_session.hpp"

namespace cli {
namespace {

std::vector<tester::Act> keepalived_pair(const PairOptions& pair, tester::RunResult& result) {
    if (!pair.routers.empty())
        throw tester::UsageError("--routers is for 'lab switch-pair'; the keepalived pair is two keepalived");
    require_router("keepalived");
    result.dut.facts["debian"] = result.dut.facts["openeuler"] = tester::version_of_router("keepalived");
    return tester::keepalived_pair_acts({!pair.no_tracking});
}

std::vector<tester::Act> switch_pair(const PairOptions& pair, tester::RunResult& result) {
    if (pair.no_tracking) throw tester::UsageError("--no-tracking is for 'lab keepalived-pair'");
    auto routers = split_list(pair.routers);
    if (routers.empty()) routers = {"frr", "frr"};
    if (routers.size() != 2)
        throw tester::UsageError("--routers names two routers, such as frr,keepalived-vmac");
    for (const auto& router : routers) {
        require_router(router);
        if (router == "keepalived")
            throw tester::UsageError(
                "keepalived without its virtual MAC plays no switch; write keepalived-vmac");
    }
    result.dut.facts["switch 1"] = tester::version_of_router(routers[0]);
    result.dut.facts["switch 2"] = tester::version_of_router(routers[1]);
    return tester::switch_pair_acts(routers);
}

}  // namespace

void require_what_scenes_need() {
    if (const auto missing = tester::LanTopology::what_is_missing(); !missing.empty())
        throw tester::EnvironmentError(missing);
    if (tester::run_command({"ping", "-V"}).status != 0)
        throw tester::EnvironmentError(
            "the lab's host needs ping: install it with apt-get install iputils-ping");
}

void require_router(const std::string& router) {
    const auto& known = tester::scene_router_names();
    if (std::find(known.begin(), known.end(), router) == known.end())
        throw tester::UsageError(
            fmt::format("no lab has a router '{}'; choose among {}", router, fmt::join(known, ", ")));
    if (const auto missing = tester::what_is_missing_for(router); !missing.empty())
        throw tester::EnvironmentError(missing);
}

void PairOptions::add_to(CLI::App& app) {
    app.add_option(
           "--routers", routers,
           "switch-pair: what plays the two switches: frr, keepalived-vmac or embedded (default: frr,frr)")
        ->type_name("A,B")
        ->expected(1)
        ->group("The lab");
    app.add_flag("--no-tracking", no_tracking, "keepalived-pair: without the tracked nginx")
        ->group("The lab");
}

bool is_pair_lab(const std::string& name) {
    return name == "switch-pair" || name == "keepalived-pair";
}

int run_pair_lab(const std::string& name, const PairOptions& pair, const JudgingOptions& how,
                 const ReportOptions& told, const std::string& capture, const Invocation& invocation) {
    auto result = tester::begin_result(version, invocation.line, {}, how.tolerance(), how.strict);
    result.suites = {"lab"};
    result.link.interface = "the lab's switches";
    const auto acts = name == "switch-pair" ? switch_pair(pair, result) : keepalived_pair(pair, result);
    require_what_scenes_need();
    tester::remove_leftovers();
    if (!capture.empty()) check_capture_path(capture);
    Reporting reporting(told);
    const InterruptGuard guard;
    tester::ActsOptions options;
    options.at_once = 3;
    options.capture_path = capture;
    options.interrupted = interrupted;
    options.tolerance = how.tolerance();
    options.amend = tester::amend_by(how.known_deviations());
    options.notes = {"All of it stays in network namespaces of its own."};
    tester::play(acts, options, result, reporting.observer());
    return reporting.finish(result);
}

}  // namespace cli

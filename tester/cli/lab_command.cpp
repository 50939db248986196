#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "tester/cli/command.hpp"
#include "tester/cli/driver_options.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/pair_command.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/run_paths.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/lab/lab_drivers.hpp"
#include "tester/lab/lab_session.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/run/plan.hpp"

namespace cli {
namespace {

struct LabCommandOptions {
    std::string router;
    tester::LabOptions lab;
    PairOptions pair;
    bool list = false;
    std::string capture;
    std::string run_file;
    SelectionOptions which;
    JudgingOptions how;
    ReportOptions told;
};

/// What the command does with its terminal and its reports is its own affair.
int run_foreign_command(const LabCommandOptions& options, const Invocation& invocation) {
    if (invocation.after_dashes.empty())
        throw tester::UsageError(
            "a command is missing after '--'; add it, or leave out '--' to run the cases");
    if (options.told.has_reports() || !options.capture.empty() || !options.run_file.empty())
        throw tester::UsageError(
            "the command after '--' writes its own reports; give --junit, --json, --pcap and the like to it");
    const auto catalogue = options.which.catalogue();  // the selection points into it
    auto selected = tester::select(catalogue, options.which.selection());
    tester::put_off_long_ones(selected, options.which.long_ones);
    if (selected.empty()) return 4;
    const InterruptGuard guard;
    return tester::run_command_in_lab(options.lab, selected, invocation.after_dashes, interrupting_signal);
}

/// "report.xml" of the second of several routers is "report.frr.xml".
std::string report_name(const std::string& path, const std::string& router, bool is_one_of_several) {
    if (!is_one_of_several || path.empty() || path == "-") return path;
    std::filesystem::path name(path);
    return name.replace_extension("." + router + name.extension().string()).string();
}

int run_router(const LabCommandOptions& options, const std::string& router, bool is_one_of_several,
               const Invocation& invocation) {
    ReportOptions told = options.told;
    told.junit = report_name(told.junit, router, is_one_of_several);
    told.json = report_name(told.json, router, is_one_of_several);
    told.html = report_name(told.html, router, is_one_of_several);
    told.markdown = report_name(told.markdown, router, is_one_of_several);
    tester::LiveOptions live;
    options.how.apply_to(live);
    live.passive = options.which.passive;
    live.capture_path = report_name(options.capture, router, is_one_of_several);
    const auto paths = run_paths(options.run_file, is_one_of_several ? router : "");
    live.run_path = paths.run;
    live.case_folder = paths.cases;
    live.encode_record = tester::encode;
    live.tool_version = version;
    live.command_line = invocation.line;
    if (!live.capture_path.empty()) check_capture_path(live.capture_path);
    const auto catalogue = options.which.catalogue();
    tester::LabOptions lab = options.lab;
    lab.router = router;
    if (!live.run_path.empty()) told.attachments.push_back(live.run_path);
    Reporting reporting(told);
    if (is_one_of_several) std::fprintf(reporting.stream(), "%s\n", router.c_str());
    return reporting.finish(tester::run_in_lab(lab, live, catalogue, options.which.selection(),
                                               reporting.observer(), interrupted));
}

/// What one of several routers did wrong is not made good by the others.
int worse(int one, int other) {
    const auto rank = [](int code) { return code == 1 ? 3 : code == 3 ? 2 : code == 0 ? 0 : 1; };
    return rank(one) >= rank(other) ? one : other;
}

std::vector<std::string> routers_named(const std::string& text) {
    const auto names = split_list({text});
    if (names.empty())
        throw tester::UsageError("no router was named; write 'vrrptest lab keepalived', or frr or embedded");
    for (const auto& name : names) (void)tester::lab_router_type(name);
    return names;
}

int list_lab(const LabCommandOptions& options, const std::string& router) {
    const auto type = tester::lab_router_type(router);
    PlannedDevice device{
        limits_for(usual_capabilities(type, options.lab.use_vmac || router == "keepalived-vmac"), {})};
    device.limits.one_router = options.lab.one_router;
    return list_selection(options.which.catalogue(), options.which.selection(), options.told, device);
}

/// What has no meaning for the lab that was named is not silently ignored.
void refuse_what_does_not_fit(const LabCommandOptions& options, const Invocation& invocation) {
    const auto refuse_if = [](bool given, const std::string& option, const char* where) {
        if (given) throw tester::UsageError(option + " is for " + where + "; leave it out");
    };
    const bool is_pair = is_pair_lab(options.router);
    constexpr auto one_router = "a lab with one router";
    const auto& which = options.which;
    refuse_if(is_pair && !which.suites.empty(), "--suite", one_router);
    refuse_if(is_pair && (!which.cases.empty() || !which.excludes.empty()), "--case", one_router);
    refuse_if(is_pair && !which.profiles.empty(), "--profile", one_router);
    refuse_if(is_pair && !which.shard.empty(), "--shard", one_router);
    refuse_if(is_pair && which.passive, "--passive", one_router);
    refuse_if(is_pair && options.list, "--list", one_router);
    refuse_if(is_pair && !options.run_file.empty(), "--pcapng", one_router);
    refuse_if(is_pair && options.lab.use_vmac, "--use-vmac", one_router);
    refuse_if(is_pair && options.lab.one_router, "--one-router", one_router);
    refuse_if(is_pair && invocation.has_dashes, "a command after '--'", one_router);
    refuse_if(!is_pair && !options.pair.routers.empty(), "--routers", "'lab switch-pair'");
    refuse_if(!is_pair && options.pair.no_tracking, "--no-tracking", "'lab keepalived-pair'");
}

int run_lab(const LabCommandOptions& options, const Invocation& invocation) {
    refuse_what_does_not_fit(options, invocation);
    if (is_pair_lab(options.router))
        return run_pair_lab(options.router, options.pair, options.how, options.told, options.capture,
                            invocation);
    const auto routers = routers_named(options.router);
    if (options.list) return list_lab(options, routers.front());
    if (options.lab.use_vmac && std::find(routers.begin(), routers.end(), "keepalived") == routers.end())
        throw tester::UsageError("--use-vmac is for keepalived; the others have virtual MAC addresses");
    if (invocation.has_dashes) {
        if (routers.size() > 1) throw tester::UsageError("a command after '--' needs one router alone");
        auto one = options;
        one.lab.router = routers.front();
        return run_foreign_command(one, invocation);
    }
    const auto catalogue = options.which.catalogue();
    if (tester::select(catalogue, options.which.selection()).empty()) {
        complain(tester::why_nothing(catalogue, options.which.selection()));
        return 4;
    }
    const InterruptGuard guard;
    int code = 0;
    for (const auto& router : routers) {
        code = worse(run_router(options, router, routers.size() > 1, invocation), code);
        if (interrupted()) return 128 + interrupting_signal();
    }
    return code;
}

}  // namespace

Action add_lab(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<LabCommandOptions>();
    app.add_option(
           "router", options->router,
           "the routers to start, one after another: keepalived, keepalived-vmac, frr, embedded; or the labs "
           "switch-pair and keepalived-pair")
        ->type_name("ROUTER[,ROUTER...]");
    app.add_flag("--use-vmac", options->lab.use_vmac, "let keepalived use the virtual MAC addresses")
        ->group("The lab");
    app.add_flag("--one-router", options->lab.one_router,
                 "one virtual router a profile, as on a production box")
        ->group("The lab");
    options->pair.add_to(app);
    options->which.add_to(app);
    app.add_flag("--list", options->list, "only show which cases are selected; nothing is built")
        ->group("Which cases");
    options->how.add_to(app);
    options->told.add_to(app);
    app.add_option("--pcap", options->capture, "write the frames of the run")
        ->type_name("FILE")
        ->group("What is told");
    app.add_option(
           "--pcapng", options->run_file,
           "write the whole run: its frames, with the verdicts as comments, and all that 'vrrptest replay' "
           "needs to judge it again; into a folder also one file a case")
        ->type_name("FILE|DIR/")
        ->group("What is told");
    app.footer(
        "Everything after '--' is a command that is run on the lab's tester host, in\n"
        "place of the cases:\n"
        "  vrrptest lab keepalived --suite rfc5798 -- \\\n"
        "    vrrptest --dut 172.16.100.11 --suite rfc5798");
    return [options, &invocation] { return run_lab(*options, invocation); };
}

}  // namespace cli

#include <CLI/CLI.hpp>
#include <memory>

#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/pair_command.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/lab/lab_session.hpp"

namespace cli {
namespace {

struct LabCommandOptions {
    std::string router;
    tester::LabOptions lab;
    PairOptions pair;
    bool list = false;
    std::string capture;
    SelectionOptions which;
    JudgingOptions how;
    ReportOptions told;
};

/// What the command does with its terminal and its reports is its own affair.
int run_foreign_command(const LabCommandOptions& options, const Invocation& invocation) {
    if (invocation.after_dashes.empty())
        throw tester::UsageError(
            "a command is missing after '--'; add it, or leave out '--' to run the cases");
    if (!options.told.junit.empty() || !options.told.json.empty() || !options.capture.empty())
        throw tester::UsageError(
            "the command after '--' writes its own reports; give --junit, --json and --pcap to it");
    const auto catalogue = options.which.catalogue();  // the selection points into it
    const auto selected = tester::select(catalogue, options.which.selection());
    if (selected.empty()) return 4;
    const InterruptGuard guard;
    return tester::run_command_in_lab(options.lab, selected, invocation.after_dashes, interrupting_signal);
}

int run_lab(const LabCommandOptions& options, const Invocation& invocation) {
    if (is_pair_lab(options.router))
        return run_pair_lab(options.router, options.pair, options.how, options.told, options.capture,
                            invocation);
    if (options.router != "keepalived")
        throw tester::UsageError(options.router.empty()
                                     ? "no router was named; write 'vrrptest lab keepalived'"
                                     : "the lab has no router '" + options.router +
                                           "'; write 'vrrptest lab keepalived'");
    const auto selection = options.which.selection();
    const auto catalogue = options.which.catalogue();
    if (options.list) return list_selection(catalogue, selection, options.told);
    if (invocation.has_dashes) return run_foreign_command(options, invocation);
    tester::LiveOptions live;
    live.tolerance = options.how.tolerance();
    live.serial = options.how.serial;
    live.strict = options.how.strict;
    live.passive = options.which.passive;
    live.capture_path = options.capture;
    live.tool_version = version;
    live.command_line = invocation.line;
    if (!options.capture.empty()) check_capture_path(options.capture);
    if (tester::select(catalogue, selection).empty()) {
        complain("nothing is selected; 'vrrptest list cases' shows what there is");
        return 4;
    }
    Reporting reporting(options.told);
    const InterruptGuard guard;
    return reporting.finish(
        tester::run_in_lab(options.lab, live, catalogue, selection, reporting.observer(), interrupted));
}

}  // namespace

Action add_lab(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<LabCommandOptions>();
    app.add_option("router", options->router,
                   "the router to start: keepalived; or a whole lab: switch-pair, keepalived-pair")
        ->type_name("ROUTER");
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
    app.footer(
        "Everything after '--' is a command that is run on the lab's tester host in place of the cases:\n"
        "  vrrptest lab keepalived --suite rfc5798 -- vrrptest --dut 172.16.100.11 --suite rfc5798");
    return [options, &invocation] { return run_lab(*options, invocation); };
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/judging.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/passive/replay.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

using Clock = std::chrono::steady_clock;
using tester::UsageError;

struct ReplayCommandOptions {
    std::vector<std::string> files;
    CaptureJudging judging;
};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string name_of(const std::string& file) {
    return file == "-" ? "standard input" : file;
}

/// Shows whoever waits that the file is long, not the program dead.
class Waiting {
  public:
    Waiting(reports::LiveView& view, const reports::TerminalOptions& look, std::string name)
        : view_(view), look_(look), name_(std::move(name)) {}

    void tell(engine::FrameNumber frames) {
        const double seconds = seconds_since(start_);
        const bool is_bar = look_.progress == reports::Progress::bar;
        if (look_.progress == reports::Progress::none || seconds - told_ < (is_bar ? 0.25 : 10)) return;
        told_ = seconds;
        const auto line =
            fmt::format("Judging [{:>8.1f}s] {}: {} frames\n", seconds, reports::clean(name_), frames);
        is_bar ? view_.show(line) : view_.say(line);
    }

  private:
    reports::LiveView& view_;
    const reports::TerminalOptions& look_;
    std::string name_;
    Clock::time_point start_ = Clock::now();
    double told_ = 0;
};

tester::Judged judge_file(const std::string& file, const ReplayCommandOptions& options,
                          const std::vector<tester::PassiveSuite>& suites, const Reporting& reporting) {
    const auto& look = reporting.look();
    reports::LiveView view(reporting.stream(), look.progress == reports::Progress::bar);
    Waiting waiting(view, look, name_of(file));
    tester::ReplayOptions replay;
    replay.name = name_of(file);
    replay.interrupted = interrupted;
    replay.panel.suites = suites;
    replay.panel.tolerance = options.judging.how.tolerance();
    if (options.files.size() > 1) replay.panel.subject = replay.name;
    // Somebody may be sitting before it who waits for the next failover.
    if (file == "-")
        replay.panel.tell = [&view, &look](const tester::Happening& what) {
            view.say(told_at_once(what, fmt::format("{:.3f}s", what.seconds), look));
        };
    else
        replay.progress = [&waiting](engine::FrameNumber frames) { waiting.tell(frames); };
    std::optional<StandardInputGuard> guard;
    if (file == "-") guard.emplace();
    try {
        engine::CaptureReader reader(file);
        return tester::replay(reader, replay);
    } catch (const std::runtime_error& error) {
        tester::Judged nothing;
        nothing.capture.name = replay.name;
        nothing.trouble = error.what();
        return nothing;
    }
}

void check_files(const std::vector<std::string>& files) {
    if (files.empty()) throw UsageError("no capture was named; name a file, or - for standard input");
    if (std::count(files.begin(), files.end(), "-") > 1)
        throw UsageError("standard input can be judged once; name - only once");
    for (auto it = files.begin(); it != files.end(); ++it)
        if (std::find(files.begin(), it, *it) != it)
            throw UsageError("'" + *it + "' is named twice; name each capture once");
}

int run_replay(const ReplayCommandOptions& options, const Invocation& invocation) {
    if (invocation.has_dashes) throw UsageError("'--' has no meaning here; leave it out");
    check_files(options.files);
    const auto suites = options.judging.suites();
    if (suites.empty()) {
        complain(why_no_check(options.judging.selection()));
        return 4;
    }
    auto result = options.judging.begin_result(invocation);
    Reporting reporting(options.judging.told);
    const InterruptGuard guard;
    const auto start = Clock::now();
    for (const auto& file : options.files) {
        if (interrupted()) break;
        add(judge_file(file, options, suites, reporting), result);
    }
    result.aborted = interrupted();
    result.seconds = seconds_since(start);
    settle(result, options.judging, reporting);
    return reporting.finish(result);
}

}  // namespace

Action add_replay(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<ReplayCommandOptions>();
    app.add_option("file", options->files,
                   "captures: pcap or pcapng, plain or compressed with gzip or zstd; - is standard input, "
                   "judged as it grows")
        ->type_name("FILE|-");
    options->judging.add_to(app);
    app.footer(
        "Sends nothing and needs no rights. Several captures are judged each by itself.\n\n"
        "  vrrptest replay office.pcapng.gz\n"
        "  vrrptest replay site1.pcap site2.pcap --suite rfc5798 --junit report.xml\n"
        "  tcpdump -i eth0 -w - -U | vrrptest replay -\n\n"
        "Exit codes: 0 nothing unexpected; 1 a MUST failed; 3 could not judge: a capture that cannot be\n"
        "            read, holds no VRRP, or breaks off (what can be read of it is judged); 4 nothing\n"
        "            selected.");
    return [options, &invocation] { return run_replay(*options, invocation); };
}

}  // namespace cli

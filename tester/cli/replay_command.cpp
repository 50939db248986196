#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "cases/catalogue.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/judging.hpp"
#include "tester/cli/rejudging.hpp"
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

/// Judges one capture after the other.
class Replaying {
  public:
    Replaying(const ReplayCommandOptions& options, Reporting& reporting, tester::RunResult& result)
        : options_(options), reporting_(reporting), result_(result), suites_(suites_of(options)) {
        // A run is judged by its own suites, unless others are named.
        of_runs_ = options_.judging.selection();
        if (options_.judging.which.suites.empty()) of_runs_.suites.clear();
    }

    static std::vector<tester::PassiveSuite> suites_of(const ReplayCommandOptions& options) {
        return options.judging.suites(cases::catalogue());
    }

    void judge(const std::string& file) {
        tester::ReplayOptions replay;
        replay.name = name_of(file);
        replay.interrupted = interrupted;
        replay.panel.suites = suites_;
        replay.panel.tolerance = options_.judging.how.tolerance();
        if (options_.files.size() > 1) replay.panel.subject = replay.name;
        std::optional<StandardInputGuard> guard;
        if (file == "-") guard.emplace();
        reports::LiveView view(reporting_.stream(), look().progress == reports::Progress::bar);
        Waiting waiting(view, look(), replay.name);
        // Somebody may be sitting before it who waits for the next failover.
        if (file == "-")
            replay.panel.tell = [&](const tester::Happening& what) {
                view.say(told_at_once(what, fmt::format("{:.3f}s", what.seconds), look()));
            };
        else
            replay.progress = [&waiting](engine::FrameNumber frames) { waiting.tell(frames); };
        try {
            engine::CaptureReader reader(file);
            judge(reader, replay);
        } catch (const std::runtime_error& error) {
            tester::Judged nothing;
            nothing.capture.name = replay.name;
            nothing.trouble = error.what();
            add(std::move(nothing), result_);
        }
    }

  private:
    const reports::TerminalOptions& look() const { return reporting_.look(); }

    void judge(engine::CaptureReader& reader, tester::ReplayOptions& replay) {
        Rejudging again(of_runs_, reader);
        replay.also = [&again](const engine::CapturedFrame& frame) { again.see(frame); };
        replay.begin = [&](tester::PanelOptions& panel) {
            if (!again.is_run()) return;
            // The suite of an RFC means the run's cases, whose verdicts are to be those of the run.
            std::erase_if(panel.suites, [&](const tester::PassiveSuite& suite) {
                return suite.rfc || of_runs_.suites.empty();
            });
        };
        auto judged = tester::replay(reader, replay);
        again.conclude(judged, result_);
        const bool has_cases = !judged.cases.empty();
        if (!has_cases && judged.trouble.empty() && result_.nothing_because.empty())
            result_.nothing_because = why_no_check(options_.judging.selection());
        add(std::move(judged), result_);
    }

    const ReplayCommandOptions& options_;
    Reporting& reporting_;
    tester::RunResult& result_;
    std::vector<tester::PassiveSuite> suites_;
    tester::Selection of_runs_;
};

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
    auto result = options.judging.begin_result(invocation);
    Reporting reporting(options.judging.told);
    Replaying replaying(options, reporting, result);
    const InterruptGuard guard;
    const auto start = Clock::now();
    for (const auto& file : options.files)
        if (!interrupted()) replaying.judge(file);
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
        "Sends nothing, needs no rights. Several captures are judged each by itself.\n\n"
        "  vrrptest replay office.pcapng.gz\n"
        "  vrrptest replay site1.pcap site2.pcap --suite rfc5798 --junit report.xml\n"
        "  tcpdump -i eth0 -w - -U | vrrptest replay -\n\n"
        "Exit codes: 0 nothing unexpected; 1 a MUST failed; 3 could not judge: a capture\n"
        "            that cannot be read, holds no VRRP, or breaks off (what can be read\n"
        "            of it is judged); 4 nothing selected.");
    return [options, &invocation] { return run_replay(*options, invocation); };
}

}  // namespace cli

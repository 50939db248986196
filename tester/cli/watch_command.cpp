#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/ioctl.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "reports/routers.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/judging.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/selection_list.hpp"
#include "tester/passive/watch_session.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

using Clock = std::chrono::steady_clock;
using tester::UsageError;

struct WatchCommandOptions {
    std::string interface;
    std::string duration;
    std::size_t count = 0;
    std::string capture;
    CaptureJudging judging;
};

/// "09:12:26.199", by this host's clock.
std::string clock_text(engine::Instant when) {
    const auto seconds = static_cast<std::time_t>(when.nanoseconds / 1'000'000'000);
    return fmt::format("{:%H:%M:%S}.{:03}", fmt::localtime(seconds), when.nanoseconds / 1'000'000 % 1000);
}

winsize size_of(std::FILE* terminal) {
    winsize size{};
    if (ioctl(fileno(terminal), TIOCGWINSZ, &size) != 0) size = {};
    if (size.ws_row == 0) size.ws_row = 24;
    if (size.ws_col == 0) size.ws_col = 80;
    return size;
}

/// What somebody sees who looks on.
class Screen {
  public:
    Screen(const Reporting& reporting, std::string interface)
        : look_(reporting.look()),
          stream_(reporting.stream()),
          interface_(std::move(interface)),
          view_(stream_, has_table()) {}

    void tell(const tester::Happening& what, engine::Instant when) {
        if (what.check) ++findings_;
        auto look = look_;
        look.columns = size_of(stream_).ws_col;
        view_.say(told_at_once(what, clock_text(when), look));
    }

    void show(const tester::Panel& panel) {
        if (!has_table()) return;
        const auto size = size_of(stream_);
        const reports::TableLook table{look_.utf8 ? reports::Charset::utf8 : reports::Charset::ascii,
                                       std::max<std::size_t>(size.ws_col, 40) - 1,
                                       reports::Paint(look_.colour)};
        const auto text = reports::routers_text(panel.routers(), table);
        // A line of what scrolls above stays in sight.
        const auto room = static_cast<std::size_t>(std::max<int>(size.ws_row, 8) - 4);
        view_.show(reports::first_lines(text, room) + status(panel));
    }

    void close() { view_.close(); }

  private:
    bool has_table() const { return look_.progress == reports::Progress::bar && look_.verbosity >= 0; }

    std::string status(const tester::Panel& panel) const {
        const std::chrono::duration<double> passed = Clock::now() - start_;
        return fmt::format("Watching {} [{:>6.0f}s] {}, {} of VRRP; {}\n", reports::clean(interface_),
                           passed.count(), reports::count_text(panel.frames(), "frame"), panel.vrrp_packets(),
                           reports::count_text(findings_, "finding"));
    }

    const reports::TerminalOptions& look_;
    std::FILE* stream_;
    std::string interface_;
    Clock::time_point start_ = Clock::now();
    std::size_t findings_ = 0;
    reports::LiveView view_;
};

int run_watch(const WatchCommandOptions& options, const Invocation& invocation) {
    if (invocation.has_dashes) throw UsageError("'--' has no meaning here; leave it out");
    if (options.interface.empty()) throw UsageError("no interface was named; add -i IF");
    tester::WatchOptions watch;
    watch.interface = options.interface;
    watch.panel.suites = options.judging.suites();
    watch.panel.tolerance = options.judging.how.tolerance();
    if (!options.duration.empty()) watch.duration = parse_duration(options.duration);
    if (options.count != 0) watch.vrrp_packets = options.count;
    watch.capture_path = options.capture;
    if (watch.panel.suites.empty()) {
        complain("nothing is selected: " + why_no_check(options.judging.selection()));
        return 4;
    }
    if (!options.capture.empty()) check_capture_path(options.capture);
    auto result = options.judging.begin_result(invocation);
    Reporting reporting(options.judging.told);
    const InterruptGuard guard;
    Screen screen(reporting, options.interface);
    // Nobody reads on: the same as an interruption.
    watch.interrupted = [&reporting] { return interrupted() || std::ferror(reporting.stream()) != 0; };
    watch.tell = [&screen](const tester::Happening& what, engine::Instant when) { screen.tell(what, when); };
    watch.look = [&screen](const tester::Panel& panel) { screen.show(panel); };
    const auto start = Clock::now();
    auto watched = tester::watch(watch);
    screen.close();
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    result.link.interface = options.interface;
    result.link.frames_seen = watched.judged.capture.frames;
    result.link.frames_dropped = watched.frames_dropped;
    if (watched.frames_dropped > 0)
        watched.judged.capture.remarks.push_back(
            fmt::format("the kernel dropped {}, which this host was too slow to read",
                        reports::count_text(watched.frames_dropped, "frame")));
    add(std::move(watched.judged), result);
    settle(result, options.judging, reporting);
    return reporting.finish(result);
}

}  // namespace

Action add_watch(CLI::App& app, const Invocation& invocation) {
    const auto options = std::make_shared<WatchCommandOptions>();
    const auto group = "What is watched";
    app.add_option("-i,--interface", options->interface, "the interface; any is all of this host's at once")
        ->type_name("IF")
        ->group(group);
    app.add_option("--duration", options->duration, "end after this time")->type_name("TIME")->group(group);
    app.add_option("--count", options->count, "end after so many VRRP packets")
        ->check(CLI::Range(1, 1000000000))
        ->type_name("N")
        ->group(group);
    options->judging.add_to(app);
    app.add_option("--pcap", options->capture, "write all frames, with the numbers that findings cite")
        ->type_name("FILE")
        ->group("What is told");
    app.footer(
        "Sends nothing. Needs root, or cap_net_raw once and for all:\n"
        "  setcap cap_net_raw,cap_net_admin+ep vrrptest\n\n"
        "Runs until interrupted: SIGINT and SIGTERM end it, the reports are written, and\n"
        "the exit code is 130 or 143; after --duration or --count it is that of the\n"
        "findings.\n\n"
        "  vrrptest watch -i eth0\n"
        "  vrrptest watch -i eth0 --duration 60s --junit report.xml");
    return [options, &invocation] { return run_watch(*options, invocation); };
}

}  // namespace cli

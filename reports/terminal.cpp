#include "reports/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace reports {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";
constexpr double plain_period_seconds = 10;

std::string bar(double share, std::size_t columns, bool utf8) {
    const auto full = static_cast<std::size_t>(share * static_cast<double>(columns));
    std::string result;
    for (std::size_t i = 0; i < columns; ++i) {
        if (utf8) {
            result += i < full ? "█" : "░";
        } else {
            result += i < full ? '#' : '.';
        }
    }
    return result;
}

}  // namespace

std::string case_line(const tester::CaseResult& one, const Paint& paint, Charset charset) {
    const auto status = status_of(one.outcome);
    const std::string indent(7 - status.word.size(), ' ');
    auto where = clean(one.profile, charset);
    // A capture may show dozens of virtual routers, and has a result for each.
    if (one.area == "passive" && one.virtual_router)
        where += fmt::format("  VRID {}", one.virtual_router->vrid);
    if (!one.subject.empty()) where += "  " + clean(one.subject, charset);
    return fmt::format("{}{} [{:>8.3f}s] {}  {}", indent, paint(status.tone, status.word), one.seconds,
                       clean(one.id, charset), paint(Tone::quiet, where));
}

TerminalReporter::TerminalReporter(std::FILE* out, TerminalOptions options)
    : out_(out),
      options_(options),
      charset_(options.utf8 ? Charset::utf8 : Charset::ascii),
      paint_(options.colour) {}

/// Whatever ends a run, a shell's prompt must not stand behind a stale progress line.
TerminalReporter::~TerminalReporter() {
    if (!progress_.empty()) draw("", "");
}

void TerminalReporter::draw(std::string_view text, std::string progress) {
    // One call for erasing, text and progress: another process's output cannot come between.
    std::string all;
    if (!progress_.empty()) all += erase_line;
    progress_ = std::move(progress);
    all.append(text).append(progress_);
    std::fwrite(all.data(), 1, all.size(), out_);
    std::fflush(out_);
}

void TerminalReporter::write(std::string_view text) {
    draw(text, progress_);
}

void TerminalReporter::say(std::string_view line) {
    write(clean(line, charset_) + "\n");
}

void TerminalReporter::run_planned(const Plan& plan) {
    planned_ = plan.cases;
    if (options_.verbosity < 0) return;
    auto text = fmt::format("Running {}", count_text(plan.cases, "case"));
    if (plan.estimated_seconds > 0) text += ", about " + duration_text(plan.estimated_seconds);
    text = paint_(Tone::strong, text) + "\n";
    const auto columns = static_cast<std::size_t>(options_.columns);
    for (const auto& note : plan.notes) {
        for (const auto& line : wrap(clean(note, charset_), columns - 8)) text += "        " + line + "\n";
    }
    write(text);
}

void TerminalReporter::case_finished(const tester::CaseResult& one) {
    ++done_;
    if (one.outcome == tester::Outcome::fail || one.outcome == tester::Outcome::xpass) ++failed_;
    const auto text = told(one);
    if (!text.empty()) write(text);
}

/// What is said of a case when it ends: little when it went as it should.
std::string TerminalReporter::told(const tester::CaseResult& one) const {
    using tester::Outcome;
    if (options_.verbosity < 0) return "";
    const auto line = case_line(one, paint_, charset_) + "\n";
    if (went_wrong(one.outcome)) return line + details(one);
    if (one.outcome == Outcome::skipped) return options_.verbosity > 0 ? skipped_line(one) : "";
    if (one.outcome == Outcome::xfail) return skipped_line(one);
    const Layout layout{8, static_cast<std::size_t>(options_.columns), paint_};
    std::vector<Row> rows;
    if (options_.verbosity > 0) rows = check_rows(one, {charset_, true});
    // In a world whose time is not ours nobody could watch them come.
    if (options_.verbosity > 0 && !has_seen_frames_)
        for (auto& row : frame_rows(one, {charset_})) rows.push_back(std::move(row));
    // A case that only records what the RFC leaves open has nothing to tell but what it saw.
    if (one.level == tester::Level::report && !one.observed.empty()) {
        rows.insert(rows.begin(), {"observed", "", clip(clean(one.observed, charset_), 4000)});
    }
    return line + lay_out(rows, layout);
}

std::string TerminalReporter::skipped_line(const tester::CaseResult& one) const {
    const auto line = case_line(one, paint_, charset_);
    const auto reason = clip(clean(one.reason, charset_), 4000);
    if (reason.empty()) return line + "\n";
    const auto columns = static_cast<std::size_t>(options_.columns);
    const auto used = width(case_line(one, Paint(), charset_));
    if (used + 2 + width(reason) <= columns) return line + ": " + paint_(Tone::quiet, reason) + "\n";
    return line + "\n" + lay_out({{"reason", "", reason}}, {8, columns, paint_});
}

std::string TerminalReporter::details(const tester::CaseResult& one) const {
    const Layout layout{8, static_cast<std::size_t>(options_.columns), paint_};
    return lay_out(case_rows(one, {charset_, options_.verbosity > 0}), layout);
}

/// As much as fits in `columns`; the bar takes what the words leave.
std::string TerminalReporter::progress_line(double elapsed, double remaining, std::size_t running,
                                            const std::optional<Slowest>& slowest) const {
    const auto head = fmt::format("Running [{:>8.1f}s] ", elapsed);
    auto words = fmt::format("{}/{} done, {} running", done_, planned_, running);
    if (failed_ > 0) words += fmt::format(", {} failed", failed_);
    if (remaining >= 0) words += fmt::format(", {} left", duration_text(remaining));
    const auto longest =
        slowest ? fmt::format(", slowest {} {:.1f} s", clean(slowest->id, charset_), slowest->seconds) : "";
    if (options_.progress != Progress::bar) return head + words + longest;
    // A line as wide as the terminal would wrap, and a wrapped line cannot be erased: one column stays free.
    const auto columns = static_cast<std::size_t>(options_.columns) - 1;
    // The name is worth more than the bar, and nothing without its whole length.
    if (head.size() + words.size() + longest.size() <= columns) words += longest;
    const auto used = head.size() + words.size() + 1;
    if (used + 6 > columns) return (head + words).substr(0, columns);
    const auto share = planned_ == 0 ? 0.0 : static_cast<double>(done_) / static_cast<double>(planned_);
    const auto drawn = bar(std::min(share, 1.0), std::min<std::size_t>(columns - used, 24), options_.utf8);
    return head + paint_(failed_ > 0 ? Tone::bad : Tone::good, drawn) + " " + words;
}

void TerminalReporter::tick(double elapsed_seconds, double estimated_remaining_seconds, std::size_t running,
                            const std::optional<Slowest>& slowest) {
    if (options_.progress == Progress::none) return;
    if (options_.progress == Progress::plain) {
        if (elapsed_seconds - last_plain_ < plain_period_seconds) return;
        last_plain_ = elapsed_seconds;
        write(progress_line(elapsed_seconds, estimated_remaining_seconds, running, slowest) + "\n");
        return;
    }
    auto line = progress_line(elapsed_seconds, estimated_remaining_seconds, running, slowest);
    if (line == progress_) return;
    draw("", std::move(line));
}

/// `   sent [  12.001s] frame 41: VRRPv3 advertisement ...`, in line with the cases.
void TerminalReporter::frame_seen(const tester::CitedFrame& frame) {
    has_seen_frames_ = true;
    const auto line = fmt::format("{:>7} [{:>8.3f}s] frame {}: {}", clean(frame.role, charset_),
                                  frame.time_seconds, frame.number, clean(frame.summary, charset_));
    write(paint_(Tone::quiet, clip(line, 4000)) + "\n");
}

void TerminalReporter::run_finished(const tester::RunResult& result) {
    draw(closing_text(result, options_), "");
}

bool went_wrong(tester::Outcome outcome) {
    using tester::Outcome;
    return outcome == Outcome::fail || outcome == Outcome::xpass || outcome == Outcome::advisory ||
           outcome == Outcome::inconclusive || outcome == Outcome::error;
}

}  // namespace reports

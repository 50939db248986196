#include "reports/detail.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace reports {
namespace {

class Rows {
  public:
    explicit Rows(const DetailOptions& options) : options_(options) {}

    /// An empty text says nothing and gets no row.
    void add(std::string label, std::string_view text, Tone tone = Tone::plain, std::string lead = "") {
        auto safe = clip(clean(text, options_.charset), options_.octets);
        if (safe.empty() && lead.empty()) return;
        rows_.push_back({std::move(label), std::move(lead), std::move(safe), tone});
    }

    std::vector<Row> take() { return std::move(rows_); }

  private:
    const DetailOptions& options_;
    std::vector<Row> rows_;
};

Tone role_tone(std::string_view role) {
    return role == "violates" ? Tone::bad : Tone::plain;
}

void add_frames(Rows& rows, const tester::CaseResult& one, const DetailOptions& options) {
    const auto shown = std::min(one.frames.size(), options.frames);
    std::size_t role_columns = 0;
    std::size_t time_columns = 0;
    std::vector<std::string> roles;
    std::vector<std::string> times;
    for (std::size_t i = 0; i < shown; ++i) {
        roles.push_back(clip(clean(one.frames[i].role, options.charset), 20));
        times.push_back(fmt::format("{:.3f}s", one.frames[i].time_seconds));
        role_columns = std::max(role_columns, width(roles.back()));
        time_columns = std::max(time_columns, times.back().size());
    }
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& frame = one.frames[i];
        auto lead = fmt::format("{:>{}}  {}  ", times[i], time_columns, padded(roles[i], role_columns));
        rows.add(fmt::format("frame {}", frame.number), frame.summary, role_tone(frame.role),
                 std::move(lead));
        if (options.verbose) rows.add("", frame.hex, Tone::quiet);
    }
    if (one.frames.size() > shown) {
        rows.add("", fmt::format("and {}, which the JSON report lists",
                                 count_text(one.frames.size() - shown, "further frame")));
    }
}

void add_check(Rows& rows, const tester::Check& check) {
    auto text = fmt::format("{}; observed {}", check.expected, check.observed);
    const auto timing = timing_text(check);
    if (!timing.empty()) text += "; " + timing;
    rows.add(check.held ? "held" : "broken", text, check.held ? Tone::plain : Tone::bad);
}

/// Of several findings the result says, behind the one that decided, how many more there were.
bool has_decided(const tester::Check& check, const tester::CaseResult& one) {
    return check.expected == one.expected &&
           (check.observed == one.observed || one.observed.starts_with(check.observed + " (and "));
}

/// What is told of a broken expectation beside the one that decided; how often it is to be read so.
struct Broken {
    std::string also;
    std::string timing;
    std::size_t times = 0;
};

std::vector<Broken> broken_checks(const tester::CaseResult& one) {
    std::vector<Broken> all;
    for (const auto& check : one.checks) {
        if (check.held) continue;
        std::string also;
        if (!has_decided(check, one))
            also = fmt::format("expected {}; observed {}", check.expected, check.observed);
        auto timing = timing_text(check);
        auto known = std::find_if(all.begin(), all.end(),
                                  [&](const Broken& it) { return it.also == also && it.timing == timing; });
        if (known == all.end()) known = all.insert(known, {std::move(also), std::move(timing)});
        ++known->times;
    }
    return all;
}

/// The deciding expectation's time stands in its check; further broken expectations are told too.
void add_broken_checks(Rows& rows, const tester::CaseResult& one) {
    for (const auto& broken : broken_checks(one)) {
        const auto times = broken.times > 1 ? fmt::format(" ({} times)", broken.times) : "";
        if (!broken.also.empty()) rows.add("also", broken.also + times);
        rows.add("timing", broken.timing, Tone::bad);
    }
}

}  // namespace

std::string timing_text(const tester::Check& check) {
    const auto& earliest = check.allowed_earliest_ms;
    const auto& latest = check.allowed_latest_ms;
    std::string allowed;
    if (earliest && latest) allowed = fmt::format("allowed {:.1f} to {:.1f} ms", *earliest, *latest);
    if (earliest && !latest) allowed = fmt::format("allowed from {:.1f} ms on", *earliest);
    if (!earliest && latest) allowed = fmt::format("allowed up to {:.1f} ms", *latest);
    if (!check.measured_ms) return allowed;
    const double measured = *check.measured_ms;
    if (allowed.empty()) return fmt::format("after {:.1f} ms", measured);
    const auto both = fmt::format("{:.1f} ms, {}", measured, allowed);
    if (latest && measured > *latest)
        return fmt::format("{:.1f} ms too late: after {}", measured - *latest, both);
    if (earliest && measured < *earliest) {
        return fmt::format("{:.1f} ms too early: after {}", *earliest - measured, both);
    }
    return "after " + both;
}

std::vector<Row> check_rows(const tester::CaseResult& one, const DetailOptions& options) {
    Rows rows(options);
    for (const auto& check : one.checks) add_check(rows, check);
    return rows.take();
}

std::vector<Row> frame_rows(const tester::CaseResult& one, const DetailOptions& options) {
    Rows rows(options);
    add_frames(rows, one, options);
    return rows.take();
}

std::vector<Row> case_rows(const tester::CaseResult& one, const DetailOptions& options) {
    using tester::Outcome;
    const bool broken = one.outcome == Outcome::fail || one.outcome == Outcome::advisory;
    Rows rows(options);
    rows.add("clause", clause_text(one));
    rows.add("demands", one.says);
    rows.add("expected", one.expected);
    rows.add("observed", one.observed, broken ? Tone::bad : Tone::plain);
    add_broken_checks(rows, one);
    rows.add("reason", one.reason, Tone::strong);
    if (one.virtual_router) rows.add("router", router_text(*one.virtual_router));
    if (one.attempts > 1) rows.add("attempts", fmt::format("{}", one.attempts));
    for (const auto& check : one.checks) {
        if (options.verbose && check.held) add_check(rows, check);  // the broken ones are told above
    }
    add_frames(rows, one, options);
    return rows.take();
}

std::string lay_out(const std::vector<Row>& rows, const Layout& layout) {
    std::size_t labels = 8;
    for (const auto& row : rows) labels = std::max(labels, width(row.label));
    std::string result;
    for (const auto& row : rows) {
        const auto hang = layout.indent + labels + 2 + width(row.lead);
        const auto room = layout.columns > hang ? layout.columns - hang : 0;
        bool first = true;
        for (const auto& line : wrap(row.text, room)) {
            if (first) {
                result += std::string(layout.indent, ' ');
                result += layout.paint(Tone::quiet, row.label);
                // A row without text ends with its lead: no line ends in spaces.
                const auto lead =
                    line.empty() ? row.lead.substr(0, row.lead.find_last_not_of(' ') + 1) : row.lead;
                result += std::string(labels + 2 - width(row.label), ' ') + layout.paint(row.tone, lead);
            } else {
                result += std::string(hang, ' ');
            }
            result += layout.paint(row.tone, line) + "\n";
            first = false;
        }
    }
    return result;
}

}  // namespace reports

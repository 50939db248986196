#include "tester/cli/selection_list.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "reports/file.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/run/plan.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

namespace {

using tester::Batches;
using tester::SelectedCase;

std::string line_for(const SelectedCase& what) {
    return fmt::format("{:<44} {}  {}", what.which->id, to_string(what.profile), what.suite->name);
}

tester::Batches batches_on(const PlannedDevice& device, const std::vector<SelectedCase>& selected) {
    if (device.declared.empty()) return tester::plan_batches(selected, device.limits);
    return {{{device.declared, selected}}, {}};
}

std::string lanes_text(const std::vector<tester::Lane>& lanes, std::size_t batch, const char* phase) {
    std::string text;
    for (const auto& lane : lanes)
        for (const auto* cases : {&lane.observing, &lane.stimulating})
            for (const auto& what : *cases)
                text +=
                    fmt::format("{}  batch {}{}  VRID {}\n", line_for(what), batch, phase, lane.where.vrid);
    return text;
}

/// Where each case would run; those that stop the device run together after the others.
std::string plan_text(const PlannedDevice& device, std::vector<SelectedCase> selected, bool long_ones) {
    const auto put_off = tester::put_off_long_ones(selected, long_ones);
    const auto batches = batches_on(device, selected);
    std::string text, summary;
    double seconds = 0;
    std::vector<tester::CaseResult> skipped = put_off;
    skipped.insert(skipped.end(), batches.skipped.begin(), batches.skipped.end());
    for (std::size_t i = 0; i < batches.batches.size(); ++i) {
        const auto& batch = batches.batches[i];
        const auto plan = tester::preview(batch, device.can);
        text += lanes_text(plan.lanes, i + 1, "");
        for (const auto& round : plan.joint) text += lanes_text(round, i + 1, " (several)");
        text += lanes_text(plan.burdening, i + 1, " (sends much)");
        text += lanes_text(plan.disruptive, i + 1, " (stops it)");
        skipped.insert(skipped.end(), plan.skipped.begin(), plan.skipped.end());
        seconds += plan.estimated_seconds();
        summary += fmt::format("batch {}: {} virtual routers, {} cases, about {:.0f} s\n", i + 1,
                               batch.routers.size(), plan.cases(), plan.estimated_seconds());
    }
    for (const auto& each : skipped)
        text += fmt::format("{:<44} {}  {}  skipped: {}\n", each.id, each.profile, each.suite, each.reason);
    return text + summary +
           fmt::format("plan: {} cases, about {:.0f} s\n", selected.size() + put_off.size(), seconds);
}

}  // namespace

int list_selection(std::span<const tester::Case> catalogue, const tester::Selection& selection,
                   const ReportOptions& told, const std::optional<PlannedDevice>& device) {
    if (told.has_reports())
        throw tester::UsageError(
            "--list runs nothing, so there is nothing to report; leave out --junit, --json and the like");
    const auto selected = tester::select(catalogue, selection);
    if (selected.empty()) complain(tester::why_nothing(catalogue, selection));
    std::string text;
    if (device && !selected.empty())
        text = plan_text(*device, selected, selection.long_ones);
    else
        for (const auto& each : selected) text += line_for(each) + "\n";
    std::fwrite(text.data(), 1, text.size(), stdout);
    return selected.empty() ? 4 : 0;
}

void check_capture_path(const std::string& path, const std::string& option) {
    if (path == "-") throw tester::UsageError(option + " cannot go to standard output; name a file");
    try {
        reports::check_writable(path);
    } catch (const std::runtime_error& error) {
        throw tester::UsageError(error.what());
    }
}

}  // namespace cli

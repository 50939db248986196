#include "tester/cli/selection_list.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "reports/file.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

int list_selection(std::span<const tester::Case> catalogue, const tester::Selection& selection,
                   const ReportOptions& told) {
    if (!told.junit.empty() || !told.json.empty())
        throw tester::UsageError(
            "--list runs nothing, so there is nothing to report; leave out --junit and --json");
    const auto selected = tester::select(catalogue, selection);
    std::string text;
    for (const auto& each : selected)
        text += fmt::format("{:<44} {}  {}\n", each.which->id, to_string(each.profile), each.suite->name);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return selected.empty() ? 4 : 0;
}

void check_capture_path(const std::string& path) {
    if (path == "-") throw tester::UsageError("--pcap cannot go to standard output; name a file");
    try {
        reports::check_writable(path);
    } catch (const std::runtime_error& error) {
        throw tester::UsageError(error.what());
    }
}

}  // namespace cli

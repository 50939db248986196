#include "tester/cli/reporting.hpp"

#include <unistd.h>

#include <stdexcept>

#include "reports/file.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

/// Standard output is the report's where one goes there.
std::FILE* terminal_of(const ReportOptions& options) {
    if (options.junit == "-" && options.json == "-")
        throw tester::UsageError(
            "only one report fits on standard output; name a file for --junit or for --json");
    for (const auto* path : {&options.junit, &options.json}) {
        if (path->empty()) continue;
        try {
            reports::check_writable(*path);
        } catch (const std::runtime_error& error) {
            throw tester::UsageError(error.what());
        }
    }
    if (!options.junit.empty() && options.junit != "-" && options.junit == options.json)
        throw tester::UsageError("--junit and --json name the same file; give each its own");
    return options.junit == "-" || options.json == "-" ? stderr : stdout;
}

reports::TerminalOptions look_of(const ReportOptions& options, std::FILE* out) {
    return reports::terminal_options(options.colour_wish(), options.progress_wish(), options.verbosity(),
                                     fileno(out));
}

std::string this_host() {
    char name[256] = "";
    return gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

}  // namespace

Reporting::Reporting(const ReportOptions& options)
    : options_(options),
      stream_(terminal_of(options)),
      look_(look_of(options, stream_)),
      terminal_(stream_, look_) {}

int Reporting::finish(const tester::RunResult& result) {
    if (result.cases.empty() && !result.environment_error.empty())
        complain(result.environment_error);  // There is nothing else to tell.
    else
        terminal_.run_finished(result);
    bool written = true;
    const auto write = [&written](const std::string& path, const std::string& text) {
        try {
            reports::write_whole(path, text);
        } catch (const std::runtime_error& error) {
            // The other report may still find its place.
            complain(error.what());
            written = false;
        }
    };
    if (!options_.junit.empty()) write(options_.junit, reports::junit(result, this_host()));
    if (!options_.json.empty()) write(options_.json, reports::json(result));
    if (interrupted()) return 128 + interrupting_signal();
    if (!written) return 2;
    return tester::exit_code(result);
}

void complain(std::string_view sentence) {
    const std::string line = "vrrptest: " + std::string(sentence) + "\n";
    std::fflush(stdout);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace cli

#include "tester/cli/reporting.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

#include "reports/file.hpp"
#include "reports/github.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/run/frame_fields.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

struct NamedFile {
    const char* option;
    const std::string* path;
};

std::vector<NamedFile> files_of(const ReportOptions& options) {
    std::vector<NamedFile> files;
    for (const auto& file : {NamedFile{"--junit", &options.junit}, NamedFile{"--json", &options.json},
                             NamedFile{"--html", &options.html}, NamedFile{"--markdown", &options.markdown}})
        if (!file.path->empty()) files.push_back(file);
    return files;
}

void require_different_files(const std::vector<NamedFile>& files) {
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            if (*files[i].path != *files[j].path) continue;
            const bool is_stdout = *files[i].path == "-";
            throw tester::UsageError(
                is_stdout
                    ? fmt::format("only one report fits on standard output; name a file for {} or for {}",
                                  files[j].option, files[i].option)
                    : fmt::format("{} and {} name the same file; give each its own", files[j].option,
                                  files[i].option));
        }
}

/// Standard output is the report's where one goes there.
std::FILE* terminal_of(const ReportOptions& options) {
    (void)options.dialect();
    const auto files = files_of(options);
    require_different_files(files);
    bool has_stdout = false;
    for (const auto& file : files) {
        has_stdout = has_stdout || *file.path == "-";
        try {
            reports::check_writable(*file.path);
        } catch (const std::runtime_error& error) {
            throw tester::UsageError(error.what());
        }
    }
    if (has_stdout && options.github)
        throw tester::UsageError(
            "--github writes to standard output, which a report has already; name a file for that report");
    return has_stdout ? stderr : stdout;
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
            // Another report may still find its place.
            complain(error.what());
            written = false;
        }
    };
    auto attachments = options_.attachments;
    if (!options_.html.empty() && options_.html != "-") attachments.push_back(options_.html);
    if (!options_.junit.empty())
        write(options_.junit, reports::junit(result, {this_host(), options_.dialect(), attachments}));
    if (!options_.json.empty()) write(options_.json, reports::json(result));
    if (!options_.html.empty()) {
        auto decoded = result;
        tester::decode_cited_frames(decoded);
        write(options_.html, reports::html(decoded));
    }
    if (!options_.markdown.empty()) write(options_.markdown, reports::markdown(result));
    if (options_.github) {
        const auto text = reports::github_annotations(result, options_.dut_file);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }
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

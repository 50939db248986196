#include <CLI/CLI.hpp>
#include <memory>

#include "reports/comparison.hpp"
#include "reports/diff.hpp"
#include "reports/file.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/result_files.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

struct DiffOptions {
    std::vector<std::string> files;
    bool json = false;
    bool verbose = false;
    std::string markdown;
    ResultLook look;
};

int diff(const DiffOptions& options) {
    if (options.files.size() != 2)
        throw tester::UsageError("a diff needs two results; write 'vrrptest diff OLD.json NEW.json'");
    require_different(options.files);
    const auto look = options.look.look();
    const bool has_stdout = options.markdown == "-";
    if (options.json && has_stdout)
        throw tester::UsageError(
            "--json and --markdown - both want standard output; name a file for --markdown");
    if (!options.markdown.empty()) require_writable(options.markdown);
    const auto before = result_of_file(options.files[0]);
    const auto after = result_of_file(options.files[1]);
    const auto comparison = reports::compare(before, after);
    const reports::DiffNames names{options.files[0], options.files[1]};
    if (!options.markdown.empty())
        reports::write_whole(options.markdown, reports::diff_markdown(comparison, names));
    if (options.json)
        print_text(reports::diff_json(comparison, names));
    else if (!has_stdout)
        print_text(reports::diff_text(comparison, names, look, options.verbose));
    return reports::exit_code(comparison, after);
}

}  // namespace

Action add_diff(CLI::App& app) {
    const auto options = std::make_shared<DiffOptions>();
    app.add_option("files", options->files, "two results of --json, the older one first")
        ->type_name("OLD.json NEW.json");
    app.add_flag("--json", options->json, "as a JSON object");
    app.add_option("--markdown", options->markdown, "write it for a pull request ('-': standard output)")
        ->type_name("FILE");
    app.add_flag("-v,--verbose", options->verbose, "name every case that changed");
    options->look.add_to(app);
    app.footer(
        "Cases are the same by id, profile, suite and subject.\n\n"
        "  vrrptest diff yesterday.json today.json --markdown summary.md\n\n"
        "Exit codes: 0 no regression, 1 regressions (passed before, or only left a\n"
        "            SHOULD, and fail now), 2 usage, or a file that is no result, 3 the\n"
        "            newer result judged nothing.");
    return [options] { return diff(*options); };
}

}  // namespace cli

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "reports/baseline.hpp"
#include "reports/file.hpp"
#include "reports/text.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/cli/result_files.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

struct BaselineOptions {
    std::string file;
    std::string output = "-";
};

int make_baseline(const BaselineOptions& options) {
    if (options.file.empty())
        throw tester::UsageError("no result was named; write 'vrrptest baseline RESULT.json -o known.toml'");
    if (options.file == options.output)
        throw tester::UsageError("-o names the result itself; name another file");
    require_writable(options.output);
    const auto made = reports::baseline(result_of_file(options.file), options.file);
    reports::write_whole(options.output, made.toml);
    auto sentence = made.entries == 0 ? std::string("nothing failed unexpectedly, so the baseline is empty")
                                      : fmt::format("{} known deviation{} written; say the reason of each",
                                                    made.entries, made.entries == 1 ? "" : "s");
    if (made.doubtful > 0)
        sentence += fmt::format("; {} (inconclusive, error or unexpected pass) that no baseline excuses",
                                made.doubtful == 1 ? std::string("there is 1 case")
                                                   : fmt::format("there are {} cases", made.doubtful));
    complain(sentence);
    return 0;
}

}  // namespace

Action add_baseline(CLI::App& app) {
    const auto options = std::make_shared<BaselineOptions>();
    app.add_option("result", options->file, "a result of --json")->type_name("RESULT.json");
    app.add_option("-o,--output", options->output, "where to write it")
        ->type_name("FILE")
        ->capture_default_str();
    app.footer(
        "Every unexpected failure of the result becomes a [[known_deviation]], so that\n"
        "the same run with --baseline ends with 0 until something else fails, or one of\n"
        "them is mended.\n\n"
        "  vrrptest --dut 192.0.2.1 --suite rfc5798 --json result.json\n"
        "  vrrptest baseline result.json -o known.toml     # then say why in each\n"
        "  vrrptest --dut 192.0.2.1 --suite rfc5798 --baseline known.toml");
    return [options] { return make_baseline(*options); };
}

}  // namespace cli

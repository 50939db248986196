#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "tester/cli/command.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reference_text.hpp"
#include "tester/cli/result_files.hpp"
#include "tester/run/preflight.hpp"

namespace cli {
namespace {

struct ExplainOptions {
    std::string id;
    bool json = false;
    ResultLook look;
};

int explain(const ExplainOptions& options) {
    if (options.id.empty())
        throw tester::UsageError("no case was named; add the id of one that 'vrrptest list cases' shows");
    const auto look = options.look.look();
    const auto all = everything_described();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Described& each) { return each.id == options.id; });
    if (found == all.end()) {
        std::vector<std::string> ids;
        for (const auto& each : all) ids.push_back(each.id);
        const auto advice = did_you_mean(options.id, ids);
        throw tester::UsageError(
            "there is no case '" + options.id + "'; " +
            (advice.empty() ? "'vrrptest list cases', checks, scenarios and labs show which there are"
                            : advice));
    }
    print_text(options.json ? explain_json(*found) : explain_text(*found, look));
    return 0;
}

}  // namespace

Action add_explain(CLI::App& app) {
    const auto options = std::make_shared<ExplainOptions>();
    app.add_option("case", options->id,
                   "its id, such as tx/ttl-is-255, or that of a passive check, an interop scenario, a lab's "
                   "claim")
        ->type_name("CASE-ID");
    app.add_flag("--json", options->json, "as a JSON object");
    options->look.add_to(app);
    return [options] { return explain(*options); };
}

}  // namespace cli

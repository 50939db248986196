#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What a subcommand does once the command line has been read; the exit code. Throws UsageError (2),
/// EnvironmentError (3) or anything else (3) with one sentence.
using Action = std::function<int()>;

/// What all subcommands know of the command line.
struct Invocation {
    std::string line;                       // as it was written, for the reports
    std::vector<std::string> after_dashes;  // what stands behind "--"
    bool has_dashes = false;
};

// Each adds its options to its part of the command line. The action refers to the invocation.
Action add_run(CLI::App& app, const Invocation& invocation);
Action add_list(CLI::App& app);
Action add_explain(CLI::App& app);
Action add_lab(CLI::App& app, const Invocation& invocation);
Action add_config(CLI::App& app);
Action add_interop(CLI::App& app, const Invocation& invocation);
Action add_replay(CLI::App& app, const Invocation& invocation);
Action add_watch(CLI::App& app, const Invocation& invocation);
Action add_speak(CLI::App& app);
Action add_craft(CLI::App& app);
Action add_diff(CLI::App& app);
Action add_baseline(CLI::App& app);
Action add_matrix(CLI::App& app);

/// "0.1.0".
extern const char* const version;

}  // namespace cli

#pragma once

#include <string>
#include <vector>

#include "reports/tables.hpp"
#include "tester/cli/options.hpp"
#include "tester/run/result.hpp"

namespace CLI {
class App;
}

// What the commands have in common that read results of `--json`.

namespace cli {

/// Throws UsageError with one sentence for what is no result.
tester::RunResult result_of_file(const std::string& path);

/// Throws UsageError where two of the paths are the same file, however they are written.
void require_different(const std::vector<std::string>& paths);

/// --color, and how wide and in which letters the terminal wants it.
struct ResultLook {
    std::string colour = "auto";
    void add_to(CLI::App& app);
    /// Throws UsageError.
    reports::TableLook look() const;
};

/// Where a report goes that is not the terminal's. Throws UsageError where it cannot be written.
void require_writable(const std::string& path);

void print_text(const std::string& text);

}  // namespace cli

#include "tester/cli/result_files.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "reports/file.hpp"
#include "reports/result_from_json.hpp"
#include "reports/terminal_options.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

tester::RunResult result_of_file(const std::string& path) {
    try {
        return reports::read_result(path);
    } catch (const reports::NotAResult& error) {
        throw tester::UsageError(error.what());
    }
}

void require_different(const std::vector<std::string>& paths) {
    for (std::size_t i = 0; i < paths.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            std::error_code error;
            if (paths[i] == paths[j] || std::filesystem::equivalent(paths[i], paths[j], error))
                throw tester::UsageError("'" + paths[i] + "' is the same file as '" + paths[j] +
                                         "'; name different results");
        }
}

void ResultLook::add_to(CLI::App& app) {
    app.add_option("--color", colour, "colours")->type_name("auto|always|never");
}

reports::TableLook ResultLook::look() const {
    ReportOptions told;
    told.colour = colour;
    const auto terminal =
        reports::terminal_options(told.colour_wish(), reports::ProgressWish::none, 0, fileno(stdout));
    return {terminal.utf8 ? reports::Charset::utf8 : reports::Charset::ascii,
            static_cast<std::size_t>(terminal.columns), reports::Paint(terminal.colour)};
}

void require_writable(const std::string& path) {
    try {
        reports::check_writable(path);
    } catch (const std::runtime_error& error) {
        throw tester::UsageError(error.what());
    }
}

void print_text(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace cli

#include "tester/cli/help_formatter.hpp"

#include <fmt/format.h>

#include "reports/text.hpp"

namespace cli {

namespace {

constexpr std::size_t line_columns = 80;

}  // namespace

HelpFormatter::HelpFormatter() {
    column_width(30);
}

// CLI11 indents what follows a line break in a description.
std::string HelpFormatter::in_its_column(const std::string& text) const {
    return fmt::format("{}", fmt::join(reports::wrap(text, line_columns - get_column_width()), "\n"));
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
    return in_its_column(option->get_description());
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
    std::ostringstream out;
    CLI::detail::format_help(out, command->get_name(), in_its_column(command->get_description()),
                             get_column_width());
    return out.str();
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
    const std::string text = app->get_description();
    return text.empty() ? text : fmt::format("{}\n", fmt::join(reports::wrap(text, line_columns), "\n"));
}

}  // namespace cli

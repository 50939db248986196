#pragma once

#include <CLI/CLI.hpp>

namespace cli {

/// CLI11's help in lines of at most 80 columns, which a terminal never has fewer of: descriptions are broken
/// at words below where they begin. Footers are written to fit.
class HelpFormatter : public CLI::Formatter {
  public:
    HelpFormatter();

    std::string make_option_desc(const CLI::Option* option) const override;
    std::string make_subcommand(const CLI::App* command) const override;
    std::string make_description(const CLI::App* app) const override;

  private:
    std::string in_its_column(const std::string& text) const;
};

}  // namespace cli

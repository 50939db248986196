#include "tester/cli/man_page.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "tester/cli/command.hpp"

namespace cli {
namespace {

/// Text that is no request and keeps its hyphens, which are typed, not typeset.
std::string roff(const std::string& text) {
    std::string result;
    bool is_start = true;
    for (const char c : text) {
        if (is_start && (c == '.' || c == '\'')) result += "\\&";
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else if (c == '\'')
            result += "\\(aq";
        else if (c == '`')
            result += "\\(ga";
        else if (c == '^')
            result += "\\(ha";
        else if (c == '~')
            result += "\\(ti";
        else
            result += c;
        is_start = c == '\n';
    }
    return result;
}

/// Footers are paragraphs, and lines set by hand, which begin with spaces.
std::string footer_of(const std::string& text) {
    std::istringstream lines(text);
    std::string result;
    bool by_hand = false, in_paragraph = false;
    for (std::string line; std::getline(lines, line);) {
        // What goes on in a line of its own, far to the right, still belongs to the sentence.
        const auto text_at = line.find_first_not_of(' ');
        if (in_paragraph && !by_hand && text_at != std::string::npos && text_at >= 8) line.erase(0, text_at);
        const bool is_by_hand = line.starts_with(' ');
        if (by_hand && !is_by_hand) result += ".fi\n";
        if (line.empty()) in_paragraph = false;
        if (!line.empty() && (!in_paragraph || by_hand != is_by_hand))
            result += is_by_hand ? ".PP\n.nf\n" : ".PP\n";
        if (!line.empty()) result += roff(line) + "\n";
        in_paragraph = !line.empty();
        by_hand = is_by_hand;
    }
    return result + (by_hand ? ".fi\n" : "");
}

/// "N:INT in [0 - 255]" is what CLI11 makes of a name and a check: the name, and "0 to 255".
struct ValueName {
    std::string name, range;
};

ValueName value_name(const CLI::Option& option) {
    const auto type = option.get_type_name();
    ValueName value{type.substr(0, type.find(':')), {}};
    const auto open = type.find("in ["), dash = type.find(" - ", open), close = type.find(']', open);
    if (open == std::string::npos || dash == std::string::npos || close == std::string::npos) return value;
    value.range = type.substr(open + 4, dash - open - 4) + " to " + type.substr(dash + 3, close - dash - 3);
    return value;
}

std::string names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_snames()) names.push_back("\\fB" + roff("-" + name) + "\\fR");
    for (const auto& name : option.get_lnames()) names.push_back("\\fB" + roff("--" + name) + "\\fR");
    auto text = fmt::format("{}", fmt::join(names, ", "));
    const auto type = value_name(option).name;
    const bool takes_value = option.get_items_expected_max() > 0 && !type.empty();
    if (names.empty()) return "\\fI" + roff(type.empty() ? option.get_name() : type) + "\\fR";
    return takes_value ? text + " \\fI" + roff(type) + "\\fR" : text;
}

std::string entry(const CLI::Option& option) {
    const auto range = value_name(option).range;
    auto text = ".TP\n" + names_of(option) + "\n" + roff(option.get_description());
    if (!range.empty()) text += roff((option.get_description().empty() ? "" : "; ") + range);
    const auto otherwise = option.get_default_str();
    if (!otherwise.empty() && !option.get_positional())
        text += roff(fmt::format(" (default: {})", otherwise));
    return text + "\n";
}

std::string options_of(const CLI::App& app) {
    std::string text;
    for (const auto* option : app.get_options(
             [](const CLI::Option* each) { return each->get_positional() && !each->get_group().empty(); }))
        text += entry(*option);
    for (const auto& group : app.get_groups()) {
        if (group.empty()) continue;
        const auto options = app.get_options(
            [&](const CLI::Option* each) { return each->get_group() == group && !each->get_positional(); });
        if (options.empty()) continue;
        text += ".PP\n" + roff(group) + ":\n";
        for (const auto* option : options) text += entry(*option);
    }
    return text;
}

}  // namespace

std::string man_page(const CLI::App& program) {
    auto text = fmt::format(".TH VRRPTEST 1 \"\" \"vrrptest {}\" \"User Commands\"\n", version);
    text += ".SH NAME\nvrrptest \\- judge a VRRP router by what it does on the wire\n";
    text += ".SH SYNOPSIS\n.B vrrptest\n.RI [ command ]\n.RI [ options ]\n";
    text += ".SH DESCRIPTION\n" + roff(program.get_description()) + "\n";
    text += footer_of(program.get_footer());
    text += ".SH COMMANDS\n";
    const auto commands = program.get_subcommands([](const CLI::App*) { return true; });
    for (const auto* command : commands) {
        text +=
            ".SS \"vrrptest " + roff(command->get_name()) + "\"\n" + roff(command->get_description()) + ".\n";
        text += options_of(*command) + footer_of(command->get_footer());
    }
    text +=
        ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nset and not empty: no colours, unless \\-\\-color says so\n"
        ".TP\n.B CLICOLOR_FORCE\nset, not empty and not 0: colours even where there is no terminal\n"
        ".TP\n.BR LC_ALL \", \" LC_CTYPE \", \" LANG\nwhere none of them is a UTF\\-8 locale, nothing but "
        "ASCII is written to the terminal\n"
        ".TP\n.B TERM\ndumb: no colours and no progress bar\n";
    text +=
        ".SH \"SEE ALSO\"\n.BR keepalived (8),\n.BR tcpdump (1);\nRFC 2338, RFC 3768, RFC 5798, RFC 9568\n";
    return text;
}

}  // namespace cli

#include "reports/terminal_options.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace reports {
namespace {

/// Empty and unset mean the same, as NO_COLOR's definition and POSIX's locale variables have it.
std::string value_of(const Environment& environment, const char* name) {
    return environment(name).value_or("");
}

bool wants_colour(ColourWish wish, bool smart_terminal, const Environment& environment) {
    if (wish != ColourWish::automatic) return wish == ColourWish::always;
    if (!value_of(environment, "NO_COLOR").empty()) return false;
    const auto force = value_of(environment, "CLICOLOR_FORCE");
    if (!force.empty() && force != "0") return true;
    return smart_terminal;
}

Progress chosen_progress(ProgressWish wish, bool smart_terminal, int verbosity) {
    switch (wish) {
        case ProgressWish::bar:
            return Progress::bar;
        case ProgressWish::plain:
            return Progress::plain;
        case ProgressWish::none:
            return Progress::none;
        case ProgressWish::automatic:
            break;
    }
    if (verbosity < 0) return Progress::none;
    return smart_terminal ? Progress::bar : Progress::plain;
}

/// What does not come from a terminal is written for 80 columns, whatever the caller's shell has.
int columns_of(int fd) {
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return std::max<int>(size.ws_col, 40);
}

bool is_utf8(const Environment& environment) {
    for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        auto locale = value_of(environment, name);
        if (locale.empty()) continue;
        std::transform(locale.begin(), locale.end(), locale.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
    return false;
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
    const auto* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

TerminalOptions terminal_options(ColourWish colour, ProgressWish progress, int verbosity, int fd,
                                 const Environment& environment) {
    const bool smart_terminal = isatty(fd) == 1 && value_of(environment, "TERM") != "dumb";
    TerminalOptions options;
    options.colour = wants_colour(colour, smart_terminal, environment);
    options.progress = chosen_progress(progress, smart_terminal, verbosity);
    options.verbosity = verbosity;
    options.columns = columns_of(fd);
    options.utf8 = is_utf8(environment);
    return options;
}

}  // namespace reports

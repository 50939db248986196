#pragma once

#include <functional>
#include <optional>
#include <string>

namespace reports {

enum class Progress {
    bar,    // one line at the bottom, rewritten in place
    plain,  // a line every ten seconds, for logs
    none,
};

struct TerminalOptions {
    bool colour = false;
    Progress progress = Progress::none;
    int verbosity = 0;  // -1 the summary alone, 0, 1 also why cases were skipped, every check, octets
    int columns = 80;
    bool utf8 = false;  // without it nothing but ASCII is written
};

enum class ColourWish { automatic, always, never };       // --color
enum class ProgressWish { automatic, bar, plain, none };  // --progress

/// A variable's value, nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

/// Colour: the wish, else NO_COLOR (not empty), else CLICOLOR_FORCE (not empty, not "0"), else a terminal
/// whose TERM is not "dumb". Progress without a wish: a bar on such a terminal, else plain lines; none when
/// quiet.
TerminalOptions terminal_options(ColourWish colour, ProgressWish progress, int verbosity, int fd,
                                 const Environment& environment = process_environment);

}  // namespace reports

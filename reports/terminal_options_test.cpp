#include "reports/terminal_options.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>

using reports::ColourWish;
using reports::Progress;
using reports::ProgressWish;
using reports::terminal_options;

namespace {

reports::Environment with(std::map<std::string, std::string> variables) {
    return [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

constexpr int no_terminal = -1;

/// A terminal of 100 columns that nobody looks at.
class Terminal {
  public:
    Terminal() {
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) return;
        slave_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
        winsize size{};
        size.ws_col = 100;
        ::ioctl(slave_, TIOCSWINSZ, &size);
    }
    ~Terminal() {
        if (slave_ >= 0) ::close(slave_);
        if (master_ >= 0) ::close(master_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    int fd() const { return slave_; }

  private:
    int master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    int slave_ = -1;
};

}  // namespace

TEST_CASE("the wish for colour beats the environment", "[reports]") {
    const auto colour = [](ColourWish wish, const reports::Environment& environment) {
        return terminal_options(wish, ProgressWish::automatic, 0, no_terminal, environment).colour;
    };
    CHECK(colour(ColourWish::always, with({{"NO_COLOR", "1"}})));
    CHECK_FALSE(colour(ColourWish::never, with({{"CLICOLOR_FORCE", "1"}})));
    CHECK_FALSE(colour(ColourWish::automatic, with({})));
    CHECK_FALSE(colour(ColourWish::automatic, with({{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}})));
    CHECK(colour(ColourWish::automatic, with({{"NO_COLOR", ""}, {"CLICOLOR_FORCE", "1"}})));
    CHECK_FALSE(colour(ColourWish::automatic, with({{"CLICOLOR_FORCE", "0"}})));
    CHECK_FALSE(colour(ColourWish::automatic, with({{"CLICOLOR_FORCE", ""}})));
}

TEST_CASE("a pipe gets plain progress, 80 columns, and UTF-8 only with such a locale", "[reports]") {
    const auto options = [](ProgressWish wish, int verbosity, const reports::Environment& environment) {
        return terminal_options(ColourWish::automatic, wish, verbosity, no_terminal, environment);
    };
    CHECK(options(ProgressWish::automatic, 0, with({})).progress == Progress::plain);
    CHECK(options(ProgressWish::automatic, -1, with({})).progress == Progress::none);
    CHECK(options(ProgressWish::bar, -1, with({})).progress == Progress::bar);
    CHECK(options(ProgressWish::none, 0, with({})).progress == Progress::none);
    CHECK(options(ProgressWish::automatic, 1, with({})).verbosity == 1);
    CHECK(options(ProgressWish::automatic, 0, with({})).columns == 80);
    CHECK_FALSE(options(ProgressWish::automatic, 0, with({})).utf8);
    CHECK(options(ProgressWish::automatic, 0, with({{"LANG", "de_DE.UTF-8"}})).utf8);
    CHECK(options(ProgressWish::automatic, 0, with({{"LANG", "C"}, {"LC_CTYPE", "C.utf8"}})).utf8);
    CHECK_FALSE(options(ProgressWish::automatic, 0, with({{"LANG", "C.UTF-8"}, {"LC_ALL", "C"}})).utf8);
}

TEST_CASE("a terminal gets colour, a bar and its width, unless it is dumb", "[reports]") {
    const Terminal terminal;
    if (terminal.fd() < 0) {
        WARN("no pseudo-terminal here");
        return;
    }
    const auto options = [&](const reports::Environment& environment) {
        return terminal_options(ColourWish::automatic, ProgressWish::automatic, 0, terminal.fd(),
                                environment);
    };
    const auto smart = options(with({{"TERM", "xterm"}}));
    CHECK(smart.colour);
    CHECK(smart.progress == Progress::bar);
    CHECK(smart.columns == 100);
    CHECK_FALSE(options(with({{"TERM", "xterm"}, {"NO_COLOR", "1"}})).colour);
    CHECK_FALSE(options(with({{"TERM", "dumb"}})).colour);
    CHECK(options(with({{"TERM", "dumb"}})).progress == Progress::plain);
}

#include "tester/cli/cli.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <optional>

#include "reports/vendor_words.hpp"
#include "tester/cli/command.hpp"
#include "tester/cli/help_formatter.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/cli/reporting.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/run/preflight.hpp"

namespace cli {

const char* const version = VRRPTEST_VERSION;

namespace {

constexpr int usage_error = 2;
constexpr int could_not_judge = 3;

constexpr const char* help_footer =
    "'vrrptest --dut ...' is short for 'vrrptest run --dut ...', and\n"
    "'vrrptest run --help' shows its options.\n\n"
    "  vrrptest --dut embedded --suite rfc5798   try it here and now, needs no rights\n"
    "  vrrptest --dut 192.0.2.1 --suite rfc5798  judge the device at this address\n"
    "  vrrptest lab keepalived --suite rfc5798   judge a keepalived in namespaces\n"
    "  vrrptest replay capture.pcap              judge what others have captured\n"
    "  vrrptest watch -i eth0                    the same live, sends nothing\n"
    "  vrrptest explain tx/ttl-is-255            what a case is about\n"
    "  vrrptest diff old.json new.json           what has changed between two results\n\n"
    "Exit codes: 0 nothing unexpected, 1 an unexpected result, 2 usage, 3 could not\n"
    "            judge, 4 nothing selected, 130 or 143 after a signal.";

/// A report that is written to descriptor 1 because nobody had opened it would go into somebody else's file;
/// and a reader that goes away is no reason to die before a peer has resigned.
void settle_standard_streams() {
    for (const int descriptor : {0, 1, 2})
        if (fcntl(descriptor, F_GETFD) < 0) (void)open("/dev/null", O_RDWR);
    signal(SIGPIPE, SIG_IGN);
}

class Program {
  public:
    Program(int argc, const char* const* argv) : arguments_(argv + 1, argv + std::max(argc, 1)) {
        app_.description("vrrptest judges a VRRP router by what it does on the wire, clause by clause.");
        app_.footer(help_footer);
        app_.formatter(std::make_shared<HelpFormatter>());
        app_.set_version_flag("--version", std::string("vrrptest ") + version);
        app_.require_subcommand(1);
        invocation_.line = "vrrptest";
        for (const auto& argument : arguments_) invocation_.line += " " + reports::shell_word(argument);
        add("run", "run cases against a device", [this](CLI::App& app) { return add_run(app, invocation_); });
        add("list", "list cases, scenarios, suites, mutants, requirements and more",
            [](CLI::App& app) { return add_list(app); });
        add("explain", "explain a case: clauses, stimulus, expectation",
            [](CLI::App& app) { return add_explain(app); });
        add("lab", "build a network of namespaces with a real router, run, tear down",
            [this](CLI::App& app) { return add_lab(app, invocation_); });
        add("config", "write the device's configuration for a suite, to paste",
            [](CLI::App& app) { return add_config(app); });
        add("interop", "let real routers meet: election, failover, failback, split brain",
            [this](CLI::App& app) { return add_interop(app, invocation_); });
        add("replay", "judge captures", [this](CLI::App& app) { return add_replay(app, invocation_); });
        add("watch", "judge what is on an interface, live, without sending anything",
            [this](CLI::App& app) { return add_watch(app, invocation_); });
        add("speak", "be a VRRP router until interrupted", [](CLI::App& app) { return add_speak(app); });
        add("craft", "send or write one advertisement, any field overridden",
            [](CLI::App& app) { return add_craft(app); });
        add("diff", "compare two results: regressions, fixes, changed facts",
            [](CLI::App& app) { return add_diff(app); });
        add("baseline", "write a starting file of known deviations from a result",
            [](CLI::App& app) { return add_baseline(app); });
        add("matrix", "show several results side by side", [](CLI::App& app) { return add_matrix(app); });
    }

    int run() {
        if (arguments_.empty()) {
            std::fputs(app_.help().c_str(), stderr);
            return usage_error;
        }
        if (const auto ended = read()) return *ended;
        for (const auto* chosen : app_.get_subcommands()) return actions_.at(chosen->get_name())();
        return usage_error;
    }

    /// The exit code where there is nothing to be done any more: help, or a mistake.
    std::optional<int> read() {
        cut_at_dashes();
        if (!name_the_command()) return usage_error;
        try {
            // CLI11 takes them from the back.
            std::vector<std::string> reversed(arguments_.rbegin(), arguments_.rend());
            app_.parse(std::move(reversed));
        } catch (const CLI::Success& wish) {
            return app_.exit(wish);  // --help, --version
        } catch (const CLI::ExtrasError&) {
            return complain_about_extras();
        } catch (const CLI::ParseError& error) {
            return complain_about(error.what());
        }
        return {};
    }

  private:
    void add(const std::string& name, const char* says, const std::function<Action(CLI::App&)>& add_options) {
        CLI::App& app = *app_.add_subcommand(name, says);
        actions_[name] = add_options(app);
        // An option that may be given several times takes one value each time: in 'replay --suite rfc5798
        // FILE' the last word is the file.
        for (CLI::Option* option : app.get_options())
            if (option->nonpositional()) option->allow_extra_args(false);
    }

    void cut_at_dashes() {
        const auto dashes = std::find(arguments_.begin(), arguments_.end(), "--");
        if (dashes == arguments_.end()) return;
        invocation_.has_dashes = true;
        invocation_.after_dashes.assign(dashes + 1, arguments_.end());
        arguments_.erase(dashes, arguments_.end());
    }

    /// `run` may be left out; a word that is no command is an error, and better told here than as a stray
    /// argument.
    bool name_the_command() {
        const std::string first = arguments_.empty() ? std::string() : arguments_.front();
        const bool is_for_all = first == "-h" || first == "--help" || first == "--version";
        if (is_for_all || actions_.contains(first)) return true;
        if (first.empty() || first.front() == '-') {
            arguments_.insert(arguments_.begin(), "run");
            return true;
        }
        std::vector<std::string> names;
        for (const auto& [name, action] : actions_) names.push_back(name);
        const auto advice = did_you_mean(first, names);
        complain("there is no command '" + first + "'; " +
                 (advice.empty() ? "'vrrptest --help' shows which there are" : advice));
        return false;
    }

    std::string see_help() const {
        const bool is_known = !arguments_.empty() && actions_.contains(arguments_.front());
        return "'vrrptest " + (is_known ? arguments_.front() + " " : std::string()) +
               "--help' shows how it is written";
    }

    int complain_about(std::string sentence) const {
        // CLI11 begins with a capital letter, or with the option's name.
        if (sentence.size() > 1 && std::islower(static_cast<unsigned char>(sentence[1])))
            sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
        std::replace(sentence.begin(), sentence.end(), '\n', ' ');
        complain(sentence + "; " + see_help());
        return usage_error;
    }

    int complain_about_extras() const {
        const auto extras = app_.remaining(true);
        std::vector<std::string> names;
        for (const auto* chosen : app_.get_subcommands())
            for (const auto* option : chosen->get_options())
                for (const auto& name : option->get_lnames()) names.push_back("--" + name);
        const std::string wrong = extras.empty() ? std::string() : extras.front();
        const bool is_option = wrong.rfind("-", 0) == 0;
        const auto advice = is_option ? did_you_mean(wrong.substr(0, wrong.find('=')), names) : std::string();
        complain((is_option ? "there is no option '" : "nothing is known to do with '") + wrong + "'; " +
                 (advice.empty() ? see_help() : advice));
        return usage_error;
    }

    std::vector<std::string> arguments_;
    Invocation invocation_;
    CLI::App app_{"", "vrrptest"};
    std::map<std::string, Action> actions_;
};

}  // namespace

int check_command_line(int argc, const char* const* argv) {
    return Program(argc, argv).read().value_or(0);
}

int run(int argc, const char* const* argv) {
    settle_standard_streams();
    try {
        return Program(argc, argv).run();
    } catch (const tester::UsageError& error) {
        complain(error.what());
        return usage_error;
    } catch (const tester::DutFileError& error) {
        complain(error.what());
        return usage_error;
    } catch (const std::invalid_argument& error) {  // select() names what does not exist
        complain(error.what());
        return usage_error;
    } catch (const std::exception& error) {
        complain(error.what());
        return could_not_judge;
    }
}

}  // namespace cli

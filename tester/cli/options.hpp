#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/junit.hpp"
#include "reports/terminal_options.hpp"
#include "tester/bench/bench.hpp"
#include "tester/dut/known_deviation.hpp"
#include "tester/run/live_session.hpp"
#include "tester/run/selection.hpp"

namespace CLI {
class App;
}

// Options that several subcommands share: as the user wrote them, and what they mean. What they mean is asked
// for only once all of the command line has been read; UsageError then says what is wrong with it.

namespace cli {

/// Which cases.
struct SelectionOptions {
    std::vector<std::string> suites;
    std::vector<std::string> cases;
    std::vector<std::string> excludes;
    std::vector<std::string> profiles;
    std::string shard;
    bool passive = false;
    std::uint64_t seed = tester::default_seed;
    bool long_ones = false;

    void add_to(CLI::App& app);
    /// Only those that make sense where nothing is run: suites, cases, profiles. `about_suites` says which
    /// suites there are.
    void add_names_to(CLI::App& app, const char* about_suites);
    tester::Selection selection() const;
    /// All cases, or those that only observe.
    std::vector<tester::Case> catalogue() const;
};

/// How they are judged.
struct JudgingOptions {
    std::string early = "10ms";
    std::string late = "50ms+5%";
    double slow = 1;
    bool strict = false;
    bool serial = false;
    std::vector<std::string> baselines;

    void add_to(CLI::App& app);
    /// All but --serial, which is about a device.
    void add_judgement_to(CLI::App& app);
    tester::TimingTolerance tolerance() const;
    /// Of the baseline files; throws DutFileError.
    std::vector<tester::KnownDeviation> known_deviations() const;
    void apply_to(tester::LiveOptions& live) const;
};

/// In which VLAN, if any.
struct VlanOptions {
    int vlan = 0;  // none
    int priority = 0;
    std::vector<std::string> own_addresses;

    void add_to(CLI::App& app, const std::string& group);
    std::optional<tester::Vlan> wanted() const;
};

/// What is told of them, and where.
struct ReportOptions {
    std::string junit;
    std::string json;
    std::string html;
    std::string junit_dialect = "strict";
    std::string markdown;
    bool github = false;
    std::string dut_file{};                  // that annotations point at; not an option of its own
    std::vector<std::string> attachments{};  // other files of the run, which a rich JUnit report names
    std::string colour = "auto";
    std::string progress = "auto";
    bool quiet = false;
    int verbose = 0;

    void add_to(CLI::App& app);
    int verbosity() const { return quiet ? -1 : verbose; }
    reports::ColourWish colour_wish() const;
    reports::ProgressWish progress_wish() const;
    reports::JunitDialect dialect() const;
    /// True if any report was asked for.
    bool has_reports() const {
        return !junit.empty() || !json.empty() || !html.empty() || !markdown.empty() || github;
    }
};

}  // namespace cli

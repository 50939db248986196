#pragma once

#include <string>
#include <vector>

#include "tester/cli/command.hpp"
#include "tester/cli/options.hpp"

namespace cli {

/// What only the labs of two routers and a host know.
struct PairOptions {
    std::vector<std::string> routers;
    bool no_tracking = false;

    void add_to(CLI::App& app);
};

/// True for 'switch-pair' and 'keepalived-pair'.
bool is_pair_lab(const std::string& name);

/// Throws EnvironmentError with what to do where a LAN with a host that pings cannot be built.
void require_what_scenes_need();

/// Throws UsageError for a router that no lab has, EnvironmentError for one that is not installed.
void require_router(const std::string& router);

/// Builds the lab, plays it, tears it down and reports; the exit code.
int run_pair_lab(const std::string& name, const PairOptions& pair, const JudgingOptions& how,
                 const ReportOptions& told, const std::string& capture, const Invocation& invocation);

}  // namespace cli

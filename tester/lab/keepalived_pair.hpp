#pragma once

#include <string>

#include "tester/lab/acts.hpp"

namespace tester {

/// How a server's keepalived watches its nginx.
enum class Tracking { none, by_weight, by_fault };

/// The configuration of one of two Linux servers, as it stands in the field.
struct PairServer {
    std::string state = "MASTER";
    std::string interface = "eth0";
    int priority = 100;
    Tracking tracking = Tracking::none;
    std::string check{};  // with tracking: the command that fails when nginx is gone
};
std::string keepalived_pair_config(const PairServer& server);

/// Adds such a server to a scene; its keepalived is started by itself.
StationIndex add_pair_server(Scene& scene, const std::string& name, const std::string& address, Half half,
                             const PairServer& server);
engine::Instant start_pair_server(Scene& scene, StationIndex which);

struct KeepalivedPairOptions {
    bool tracking = true;
};

/// A pair of Linux servers whose keepalived uses physical MAC addresses, and a host that pings: election,
/// failover and failback, then the same with a tracked nginx that is killed while its server lives.
std::vector<Act> keepalived_pair_acts(const KeepalivedPairOptions& options);

}  // namespace tester

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/lan/capture_log.hpp"
#include "engine/lan/instant.hpp"
#include "tester/bench/station.hpp"
#include "tester/bench/virtual_router_facts.hpp"

namespace tester {

struct DiscoveryOptions {
    engine::IpAddress address;          // the device's own
    std::vector<std::uint8_t> vrids{};  // none: all that it advertises
    /// Those that it is known to have: the end comes when all are heard, or with the patience.
    std::vector<std::pair<Profile, std::uint8_t>> expected{};
    std::optional<engine::Duration> listen{};              // exactly this long, in place of what follows
    engine::Duration patience = std::chrono::seconds(12);  // until the first virtual router is heard
    engine::Duration shortest =
        std::chrono::milliseconds(2200);  // enough to meet one that advertises every 2 s
    double quiet_intervals = 1.2;         // of the longest interval heard, since the last new virtual router
    int resolution_attempts = 3;          // one a second
};

/// What was learnt by listening. Nothing here is a verdict.
struct Discovery {
    struct LeftOut {
        Profile profile;
        std::uint8_t vrid;
        std::string reason;  // one sentence
    };
    struct Stranger {  // a router other than the device
        Profile profile;
        std::uint8_t vrid;
        engine::IpAddress source;
    };

    std::optional<engine::MacAddress>
        mac{};  // nothing: the device answers neither ARP nor neighbour discovery
    std::vector<VirtualRouterFacts> virtual_routers{};   // by profile, then VRID
    std::vector<engine::MacAddress> ethernet_sources{};  // where the adverts of each of them come from
    std::vector<LeftOut> left_out{};
    std::vector<Stranger> strangers{};
    std::vector<std::string> remarks{};
    engine::Duration listened{};
    bool interrupted = false;
};

/// Resolves the device's address and listens until no new virtual router of the device shows up any more.
/// Sends ARP requests and neighbour solicitations only.
Discovery discover(Station& station, const DiscoveryOptions& options,
                   const std::function<bool()>& interrupted);

}  // namespace tester

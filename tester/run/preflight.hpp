#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/lan/host_network.hpp"
#include "tester/bench/station.hpp"
#include "tester/dut/discovery.hpp"

namespace tester {

/// The user asked for something that cannot be: one sentence that says what to do. Exit code 2.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Nothing can be judged here, though what was asked for makes sense: one sentence that says why. Exit
/// code 3.
class EnvironmentError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The interface to reach the device on, before anything is sent. Throws UsageError if there is none, or if
/// the device is not on its link; EnvironmentError if it is down.
engine::InterfaceFacts choose_interface(const engine::IpAddress& device,
                                        const std::optional<std::string>& wanted);

/// The same among interfaces given.
engine::InterfaceFacts choose_interface(const std::vector<engine::InterfaceFacts>& present,
                                        const engine::IpAddress& device,
                                        const std::optional<std::string>& wanted);

/// Throws EnvironmentError unless the device answers and advertises something that can be tested.
void require_presence(const Discovery& found, const engine::IpAddress& device, const std::string& interface);

/// Throws EnvironmentError if a frame whose source is this virtual router's MAC does not reach the device,
/// though others do: asks the device for its address from there, for a second.
void require_virtual_mac_passes(Station& station, const engine::IpAddress& device,
                                const VirtualRouterFacts& router, const std::function<bool()>& interrupted);

/// Waits until each of the virtual routers has advertised again, each as long as an Active would need that
/// takes over now, and 2 s. Those that did not.
std::vector<VirtualRouterFacts> silent_after_run(Station& station,
                                                 const std::vector<VirtualRouterFacts>& routers,
                                                 const std::function<bool()>& interrupted);

/// "the device no longer advertises VRID 7 (v3-ipv4) after the last case".
std::string sentence_about_silent(const std::vector<VirtualRouterFacts>& silent);

}  // namespace tester

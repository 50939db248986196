#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/lan/host_network.hpp"
#include "engine/router/parameters.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/dut/router_config.hpp"

// What the embedded speaker is told to be, before it is.

namespace tester {

/// "VRID 7 (v3-ipv4)".
std::string name_of(const RouterConfig& router);

/// The virtual routers that a DUT file declares, for a speaker to be. What is left out is RFC 9568's default:
/// priority 100, an interval of 1 s, Preempt_Mode true, Accept_Mode false. Throws UsageError for a virtual
/// router without addresses.
std::vector<RouterConfig> routers_to_be(const DutFile& file);

/// Throws UsageError with one sentence if no speaker on this interface could be these virtual routers: none
/// at all, two of one VRID and family, addresses that do not fit, an interval that the version cannot say,
/// authentication or Accept_Mode in a version without it, no address of the family on the interface.
void require_speakable(const std::vector<RouterConfig>& routers, const engine::InterfaceFacts& interface);

/// The same in the engine's words. RFC 2338 is the standard where a router authenticates; elsewhere it is
/// `standard` if that is of the router's version, else RFC 3768 for version 2 and RFC 9568 for version 3.
engine::Parameters parameters_of(const RouterConfig& router, engine::ChecksumForm checksum_form,
                                 std::optional<engine::Rfc> standard = {});

}  // namespace tester

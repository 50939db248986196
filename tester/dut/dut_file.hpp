#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"
#include "tester/bench/virtual_router_facts.hpp"
#include "tester/dut/capabilities.hpp"
#include "tester/dut/driver_description.hpp"
#include "tester/dut/known_deviation.hpp"

namespace tester {

/// A DUT file that cannot be used: one sentence with the file, the line, the column and what to do.
class DutFileError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// One virtual router as its operator declares it; what is not declared is discovered.
struct DeclaredVirtualRouter {
    std::uint8_t vrid = 0;
    Profile profile = Profile::v3_ipv4;
    std::optional<std::uint8_t> priority{};
    std::optional<engine::Duration> interval{};
    std::vector<engine::IpAddress> addresses{};
    std::optional<bool> preempt{};
    std::optional<bool> accept{};
    std::optional<engine::Authentication> authentication{};  // version 2 only
    bool defaults = false;                                   // configured with its VRID and addresses alone
    bool v2_interoperation = false;                          // version 3 over IPv4 that speaks version 2, too
    bool router_advertisements = false;                      // IPv6: sends Router Advertisements while Active

    /// True if it says enough to be tested without having been heard.
    bool is_complete() const { return priority && interval && !addresses.empty(); }
};

/// Where virtual addresses come from for virtual routers that the tester has the device configured with.
struct AddressPool {
    engine::IpAddress address;  // as written; the bits beyond the prefix count for nothing
    int prefix_length = 24;
};

/// What the operator says of the device under test.
struct DutFile {
    std::optional<engine::IpAddress> address{};
    std::optional<engine::IpAddress> second_address{};  // on the network to which it forwards
    std::optional<std::string> interface {};
    std::optional<DriverDescription> driver{};
    Capabilities capabilities{};  // what the device has of them: those of its driver may be fewer
    std::optional<AddressPool> pool_ipv4{}, pool_ipv6{};
    std::vector<DeclaredVirtualRouter> virtual_routers{};
    std::vector<KnownDeviation> known_deviations{};
};

/// Throws DutFileError for a file that is missing, is not TOML, or says something that no virtual router can
/// be.
DutFile read_dut_file(const std::filesystem::path& path);
/// The same from text; `name` is what errors call it.
DutFile parse_dut_file(const std::string& text, const std::string& name);

/// What is known of the device apart from its virtual routers, for those that were declared but not heard.
struct DeviceIdentity {
    engine::IpAddress address;
    std::optional<engine::MacAddress> mac{};
};

/// The virtual routers that were heard, with what is declared in place of what was learnt, and after them
/// those that are declared completely but were not heard. What cannot be reconciled or used adds a sentence
/// to `remarks`.
std::vector<VirtualRouterFacts> merge(const DutFile& file, std::vector<VirtualRouterFacts> heard,
                                      const DeviceIdentity& device, std::vector<std::string>& remarks);

}  // namespace tester

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/packet/address.hpp"
#include "tester/dut/capabilities.hpp"
#include "tester/dut/router_config.hpp"

namespace tester {

/// An address that the device's interface has as its own.
struct OwnAddress {
    engine::IpAddress address;
    int prefix_length = 0;
};

/// Which part of a text is wanted, where a vendor needs commands beside its configuration.
enum class VendorPart : std::uint8_t { all, commands, config };

struct VendorConfigOptions {
    std::string interface {};  // on the device; empty: the vendor's usual name
    /// The device's own addresses, at most one a family. For a family without one, an address is proposed
    /// whose subnet holds the virtual addresses.
    std::vector<OwnAddress> own_addresses{};
    std::vector<std::string> heading{};  // sentences for the top, without comment signs
    VendorPart part = VendorPart::all;
};

/// What a vendor is asked to write down: virtual routers that its device can have at the same time.
struct VendorRequest {
    std::vector<RouterConfig> routers;
    std::string interface;
    OwnAddress own_ipv4, own_ipv6;
    VendorPart part = VendorPart::all;

    bool has(Profile profile) const;
    const OwnAddress& own(engine::Family family) const {
        return family == engine::Family::ipv4 ? own_ipv4 : own_ipv6;
    }
};

/// A make of router, and how virtual routers are configured on it.
struct Vendor {
    std::string_view name;       // "cisco-ios-xe": stable
    std::string_view says;       // which system, which release
    std::string_view interface;  // a usual name
    std::string_view comment;    // what a line that does nothing begins with
    Capabilities capabilities{};
    bool is_tried = false;                    // its text is loaded into the real program by the tests
    bool says_accept = false;                 // its text has a word for Accept_Mode
    bool has_commands = false;                // VendorPart::commands means something
    std::vector<std::string_view> remarks{};  // what has to be known beforehand, a sentence each
    /// Why its device cannot have a virtual router that its capabilities would allow, as the end of "this
    /// device cannot ...".
    std::optional<std::string> (*trap)(const RouterConfig&) = nullptr;
    std::string (*text)(const VendorRequest&) = nullptr;
};

/// In the order of the manual: those on Linux first.
std::span<const Vendor> all_vendors();
const Vendor* find_vendor(std::string_view name);

/// What is to be pasted into the vendor's device, with comments that say what has to be there first. What the
/// device cannot have is a comment that says why; what it cannot have at the same time is in parts.
std::string vendor_config(const Vendor& vendor, std::span<const RouterConfig> routers,
                          const VendorConfigOptions& options);

// One function for each file of vendors.
std::vector<Vendor> linux_vendors();
std::vector<Vendor> cisco_like_vendors();
std::vector<Vendor> asian_vendors();
std::vector<Vendor> other_vendors();

}  // namespace tester

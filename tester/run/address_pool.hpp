#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "tester/dut/dut_file.hpp"

namespace tester {

/// Gives a virtual router that is to be configured its addresses: `count` of them, `first` having been given
/// to others of its family before.
using AddressSource = std::function<std::vector<engine::IpAddress>(engine::Family, std::uint8_t vrid,
                                                                   std::size_t first, std::uint8_t count)>;

/// 172.16.100.10 for VRID 1 over IPv4, and pool_addresses() for the others.
std::vector<engine::IpAddress> usual_addresses(engine::Family family, std::uint8_t vrid, std::size_t first,
                                               std::uint8_t count);

/// Addresses from the pools of a DUT file, without their first and last one and those that are `taken`. Over
/// IPv6 a link-local address that the VRID makes comes first. The source throws std::runtime_error where a
/// pool is too small.
AddressSource addresses_from(const std::optional<AddressPool>& ipv4, const std::optional<AddressPool>& ipv6,
                             std::vector<engine::IpAddress> taken);

}  // namespace tester

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/lan/host_network.hpp"

namespace tester {

/// What a second interface must fit to.
struct SecondInterfaceWish {
    std::string name;
    engine::InterfaceFacts first;  // the one that the device is tested on
    engine::IpAddress device;
    std::optional<engine::IpAddress> second_address{};  // of the device, where its DUT file says it
};

/// The interface on the network behind the device, before anything is sent. Throws UsageError if there is
/// none of that name, if it is the first, no Ethernet, down or without an address that packets are forwarded
/// to, or if it is on the device's first network, or not on its second.
engine::InterfaceFacts choose_second_interface(const std::vector<engine::InterfaceFacts>& present,
                                               const SecondInterfaceWish& wish);

}  // namespace tester

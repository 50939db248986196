#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"
#include "engine/packet/authentication.hpp"
#include "tester/bench/profile.hpp"

namespace tester {

/// One virtual router as a device is to have it, in no vendor's words.
struct RouterConfig {
    Profile profile = Profile::v3_ipv4;
    std::uint8_t vrid = 1;        // 1-255
    std::uint8_t priority = 100;  // 1-254, or 255 for the address owner
    engine::Duration interval = std::chrono::seconds(1);
    bool preempt = true;
    std::optional<bool> accept{};             // the device's own default if not set
    engine::Authentication authentication{};  // version 2 only
    bool defaults = false;               // priority, interval, Preempt_Mode and Accept_Mode are left unset
    bool v2_interoperation = false;      // version 2 beside version 3 (RFC 9568 8.4)
    bool router_advertisements = false;  // sent for the virtual router while Active; IPv6
    std::vector<engine::IpAddress> addresses{};
    int prefix_length = 24;  // of the addresses

    std::uint8_t version() const { return version_of(profile); }
    engine::Family family() const { return family_of(profile); }
    bool is_owner() const { return priority == 255; }
};

/// The addresses with the IPv6 link-local one first, as VRRP demands (RFC 9568 5.2.9).
std::vector<engine::IpAddress> link_local_first(std::vector<engine::IpAddress> addresses);

/// What the tester has a device authenticate with, where the choice is its own. A full password has 8 octets.
engine::Authentication authentication_for(engine::AuthenticationType type, bool full_password = false);

/// The interval in the steps that the profile's version knows, rounded up: whole seconds in version 2,
/// hundredths in version 3.
engine::Duration representable_interval(Profile profile, engine::Duration wanted);

}  // namespace tester

#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/packet/address.hpp"
#include "engine/packet/authentication.hpp"
#include "engine/packet/checksum.hpp"

namespace engine {

/// The documents that define VRRP; they differ where requirements contradict each other.
enum class Rfc : std::uint16_t { rfc2338 = 2338, rfc3768 = 3768, rfc5798 = 5798, rfc9568 = 9568 };

/// The parameters of one virtual router on one router (RFC 9568 6.1, RFC 3768 6.1).
struct Parameters {
    Rfc standard = Rfc::rfc9568;
    std::uint8_t version = 3;  // 2 or 3
    Family family = Family::ipv4;
    std::uint8_t vrid = 1;        // 1-255
    std::uint8_t priority = 100;  // 1-254, or 255 for the address owner
    std::chrono::nanoseconds advertisement_interval =
        std::chrono::seconds(1);  // v2: whole seconds; v3: 1-4095 cs
    bool preempt_mode = true;
    bool accept_mode = false;
    std::vector<IpAddress> addresses;  // at least one; IPv6: the link-local one first
    IpAddress primary_address;         // the interface's own; IPv6: its link-local one
    MacAddress physical_mac;
    ChecksumForm checksum_form = ChecksumForm::message_only;  // counts for version 3 over IPv4
    Authentication authentication{};                          // counts for version 2
    bool v2_interoperation = false;      // version 3 over IPv4: speaks version 2, too (RFC 9568 8.4)
    bool router_advertisements = false;  // IPv6: sends Router Advertisements while Active (6.4.3)

    bool is_owner() const { return priority == 255; }
    bool speaks_version_2_too() const { return v2_interoperation && version == 3 && family == Family::ipv4; }
    MacAddress router_mac() const { return virtual_mac(family, vrid); }
};

}  // namespace engine

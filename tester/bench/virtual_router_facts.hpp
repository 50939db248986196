#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"
#include "engine/packet/authentication.hpp"
#include "engine/packet/checksum.hpp"
#include "tester/bench/profile.hpp"

namespace tester {

/// What is known of one virtual router on the device under test: declared in a DUT file, or learnt from its
/// advertisements.
struct VirtualRouterFacts {
    Profile profile = Profile::v3_ipv4;
    std::uint8_t vrid = 1;
    std::uint8_t priority = 100;
    engine::Duration advertisement_interval = std::chrono::seconds(1);
    std::vector<engine::IpAddress> addresses;
    engine::IpAddress primary_address;  // the source of its advertisements
    bool source_is_proven = false;      // it was heard from that address, so another source is another router
    engine::MacAddress physical_mac;    // of the device; all zero if it could not be resolved
    engine::ChecksumForm checksum_form = engine::ChecksumForm::message_only;
    std::optional<bool> preempt{};  // nothing: not declared
    std::optional<bool> accept{};
    engine::Authentication authentication{};  // version 2; the key of type 2 can only be declared
    bool defaults = false;                    // known to be configured with VRID and addresses alone
    bool v2_interoperation = false;           // speaks version 2 beside version 3 (RFC 9568 8.4)
    bool router_advertisements = false;       // known to send Router Advertisements while Active
    bool second_interface = false;  // the tester has a port behind the device, with addresses of the family
    std::vector<engine::IpAddress> other_speakers;  // routers beside the device that advertise this VRID

    std::uint8_t version() const { return version_of(profile); }
    engine::Family family() const { return family_of(profile); }
    engine::MacAddress router_mac() const { return engine::virtual_mac(family(), vrid); }
    bool is_owner() const { return priority == 255; }
    /// True if its advertisements may be of this version.
    bool speaks(std::uint8_t message_version) const {
        return message_version == version() || (message_version == 2 && v2_interoperation);
    }
};

}  // namespace tester

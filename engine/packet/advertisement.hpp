#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/packet/address.hpp"
#include "engine/packet/checksum.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// An advertisement to send: every field of the message (RFC 9568 5.2, RFC 3768 5.3) free to be wrong.
struct Advertisement {
    std::uint8_t version = 3;  // 4 bits on the wire
    std::uint8_t type = 1;     // 4 bits on the wire
    std::uint8_t vrid = 0;
    std::uint8_t priority = 100;
    std::optional<std::uint8_t> count{};      // default: the number of addresses
    std::uint8_t reserve = 0;                 // version 3: the 4 bits before the interval
    std::uint16_t interval = 100;             // version 3: centiseconds, 12 bits; version 2: seconds, 8 bits
    std::uint8_t auth_type = 0;               // version 2
    std::array<std::uint8_t, 8> auth_data{};  // version 2
    std::optional<std::uint16_t> checksum{};  // default: the right one
    std::span<const IpAddress> addresses{};   // not owned; all of the message's family
};

/// The message in octets with its checksum. The version 2 layout is written for version 2 only; any other
/// version number gets the version 3 layout. `form` counts only where the RFCs leave a choice, in version 3
/// over IPv4: version 2 is always message_only, IPv6 (by the source's family) always pseudo_header.
Octets encode(const Advertisement& advertisement, ChecksumForm form, const IpAddress& source,
              const IpAddress& destination);

/// Writes the right checksum, with `form` as for encode(), into a message of at least 8 octets; leaves a
/// shorter one alone.
void seal(std::span<std::uint8_t> message, ChecksumForm form, const IpAddress& source,
          const IpAddress& destination);

/// A look at the octets of a VRRP message as received. Never judges; a field that lies beyond the octets
/// reads as 0.
class AdvertisementView {
  public:
    AdvertisementView() = default;
    AdvertisementView(OctetView message, Family family) : message_(message), family_(family) {}

    OctetView message() const { return message_; }
    Family family() const { return family_; }
    bool has_fixed_part() const { return message_.size() >= 8; }
    std::uint8_t version() const { return static_cast<std::uint8_t>(octet(0) >> 4); }
    std::uint8_t type() const { return octet(0) & 0x0f; }
    std::uint8_t vrid() const { return octet(1); }
    std::uint8_t priority() const { return octet(2); }
    std::uint8_t count() const { return octet(3); }
    std::uint8_t reserve() const { return static_cast<std::uint8_t>(octet(4) >> 4); }  // version 3
    std::uint16_t max_advertise_interval_cs() const {                                  // version 3
        return static_cast<std::uint16_t>((octet(4) & 0x0f) << 8 | octet(5));
    }
    std::uint8_t auth_type() const { return octet(4); }         // version 2
    std::uint8_t adver_interval_s() const { return octet(5); }  // version 2
    std::uint16_t checksum() const { return static_cast<std::uint16_t>(octet(6) << 8 | octet(7)); }
    /// The eight octets after the addresses that `count` announces (version 2); empty where they are missing.
    OctetView auth_data() const;
    /// How many whole addresses the octets hold, whatever `count` says; version 2 keeps 8 octets for
    /// authentication.
    std::size_t addresses_present() const;
    /// Address `index`, or nothing beyond the octets.
    std::optional<IpAddress> address(std::size_t index) const;
    std::vector<IpAddress> addresses() const;  // the first min(count, present)
    /// The length that version, count and family demand: 8 + n addresses, and 8 more in version 2.
    std::size_t expected_size() const;

  private:
    std::uint8_t octet(std::size_t index) const { return index < message_.size() ? message_[index] : 0; }
    std::size_t address_size() const { return family_ == Family::ipv4 ? 4 : 16; }

    OctetView message_{};
    Family family_ = Family::ipv4;
};

/// The interval field's meaning as a time, by the message's own version (2: seconds; else centiseconds).
std::uint32_t interval_cs(const AdvertisementView& advertisement);

}  // namespace engine

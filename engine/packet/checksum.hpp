#pragma once

#include <cstdint>
#include <string_view>

#include "engine/packet/address.hpp"
#include "engine/packet/octets.hpp"

namespace engine {

/// What a VRRP checksum covers. VRRPv2 is always message_only, VRRPv3 over IPv6 always pseudo_header; for
/// VRRPv3 over IPv4 RFC 5798 5.2.8 reads as pseudo_header and RFC 9568 5.2.8 says message_only.
enum class ChecksumForm : std::uint8_t { message_only, pseudo_header };

std::string_view to_string(ChecksumForm form);  // "message-only", "pseudo-header"

/// The RFC 1071 checksum, continued from `initial` (an unfolded sum of 16-bit words); an odd last octet is
/// padded with zero.
std::uint16_t internet_checksum(OctetView octets, std::uint32_t initial = 0);

/// The checksum of a VRRP message, its checksum field (octets 6 and 7) taken as zero. `source` and
/// `destination` count only for pseudo_header: the IPv4 pseudo-header of RFC 793 or the IPv6 one of RFC
/// 8200 8.1, protocol 112.
std::uint16_t vrrp_checksum(OctetView message, ChecksumForm form, const IpAddress& source,
                            const IpAddress& destination);

/// True if the message's own checksum field is right in this form; false for fewer than 8 octets.
bool vrrp_checksum_verifies(OctetView message, ChecksumForm form, const IpAddress& source,
                            const IpAddress& destination);

/// In which forms a message's own checksum field is right; none for fewer than 8 octets. Both where the
/// pseudo-header happens to sum up to nothing.
struct ChecksumForms {
    bool message_only = false, pseudo_header = false;
};
ChecksumForms vrrp_checksum_forms(OctetView message, const IpAddress& source, const IpAddress& destination);

/// The checksum of an ICMPv6 message over the pseudo-header with next header 58 (RFC 4443 2.3), field taken
/// as zero.
std::uint16_t icmpv6_checksum(OctetView message, const IpAddress& source, const IpAddress& destination);

}  // namespace engine

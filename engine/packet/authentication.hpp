#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/packet/octets.hpp"

namespace engine {

struct FrameView;
class AdvertisementView;

/// VRRPv2 authentication (RFC 2338 5.3.6): what goes into Auth Type.
enum class AuthenticationType : std::uint8_t {
    none = 0,
    simple_text_password = 1,
    ip_authentication_header = 2,  // HMAC-MD5-96 in an IP Authentication Header (RFC 2402, RFC 2403)
};

std::string_view to_string(AuthenticationType type);  // "none", "password", "authentication header"

/// How a virtual router of version 2 authenticates.
struct Authentication {
    AuthenticationType type = AuthenticationType::none;
    std::string key;  // the password, at most 8 octets on the wire (zero-filled), or the HMAC's key

    friend bool operator==(const Authentication&, const Authentication&) = default;
};

/// From "none", "pass:1111" or "ah:KEY"; nothing for any other text or an empty key. A key of the second sort
/// is cut to 8 octets, because keepalived, from whose configuration it will come, uses no more; "ah:0x" and
/// an even number of hexadecimal digits is a key of any length, such as the 16 octets of RFC 2403.
std::optional<Authentication> parse_authentication(std::string_view text);

using AuthenticationData = std::array<std::uint8_t, 8>;
/// What goes into Authentication Data (RFC 2338 5.3.10): the password, cut to 8 octets or filled with zeros,
/// and zeros under the other types (5.3.6.1, 5.3.6.3).
AuthenticationData authentication_data(const Authentication& authentication);

/// Integrity Check Value: the first 96 bits of the HMAC-MD5 (RFC 2403 2).
using Icv = std::array<std::uint8_t, 12>;

/// What the digest takes the TTL for. RFC 2402 3.3.3.1.1 has it zero, as a router on the way could change it;
/// keepalived 2.2.7 leaves the 255 that it sends and expects.
enum class IcvForm : std::uint8_t { ttl_zero, ttl_kept };

/// The ICV that the frame should carry: over the IPv4 header with TOS, flags, fragment offset and checksum
/// zero, the Authentication Header with its ICV zero, and what follows. Nothing if the frame has no whole
/// Authentication Header over IPv4.
std::optional<Icv> expected_icv(const FrameView& frame, std::string_view key, IcvForm form);

/// True if the frame's ICV is that of the key, in either form: whoever lacks the key can make neither.
bool icv_verifies(const FrameView& frame, std::string_view key);

/// The first thing that is wrong with how an advertisement authenticates (RFC 2338 7.1).
enum class AuthenticationFault : std::uint8_t {
    none,
    other_type,      // Auth Type is not the local one
    password,        // Authentication Data is not the local password, or is missing
    missing_header,  // no Authentication Header
    icv,             // the digest is not that of the local key
    replay,          // the sequence number has been used (RFC 2402 3.4.3)
};

/// Judges a version 2 advertisement; never finds `replay`, which needs a memory.
AuthenticationFault authentication_fault(const FrameView& frame, const Authentication& local);

/// An Authentication Header to be: RFC 2402 2.
struct AuthenticationHeader {
    std::uint32_t spi = 0;  // keepalived's is the source address and it accepts no other
    std::uint32_t sequence = 1;
    IcvForm form = IcvForm::ttl_kept;  // the one that keepalived accepts
};

/// Puts an Authentication Header of 24 octets with the ICV of the key between the IPv4 header and what
/// follows it, lengths, protocol number and header checksum following. Leaves a frame that is no untagged
/// IPv4 alone. Throws std::runtime_error where the system's OpenSSL forbids MD5.
void insert_authentication_header(Octets& frame, const AuthenticationHeader& header, std::string_view key);

}  // namespace engine

#pragma once

#include <cstdint>
#include <string>

namespace engine {

/// VRRPv2 authentication (RFC 2338 5.3.6): what goes into Auth Type.
enum class AuthenticationType : std::uint8_t {
    none = 0,
    simple_text_password = 1,
    ip_authentication_header = 2,  // HMAC-MD5-96 in an IP Authentication Header (RFC 2402, RFC 2403)
};

/// How a virtual router of version 2 authenticates.
struct Authentication {
    AuthenticationType type = AuthenticationType::none;
    std::string key;  // the password, at most 8 octets on the wire (zero-filled), or the HMAC's key

    friend bool operator==(const Authentication&, const Authentication&) = default;
};

}  // namespace engine

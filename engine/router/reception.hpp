#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/packet/frame.hpp"
#include "engine/router/parameters.hpp"

namespace engine {

/// The checks that a received advertisement must pass, in the order in which they are made (RFC 9568 7.1,
/// RFC 3768 7.1).
enum class ReceptionCheck : std::uint8_t {
    ttl,
    version,
    type,
    complete,
    count,
    checksum,
    vrid,
    not_owner,
    auth_type,
    address_list,
    interval,
};
inline constexpr std::size_t reception_check_count = 11;

/// What a check looks at: the frame as it came and the virtual router that it might be for.
struct Reception {
    const FrameView& frame;
    const Parameters& local;
    /// The greatest sequence number that an Authentication Header of this virtual router has carried.
    std::uint32_t ah_sequence = 0;
};

/// True if the advertisement passes. Pure.
using ReceptionRule = bool (*)(const Reception&);
using ReceptionRules = std::array<ReceptionRule, reception_check_count>;

struct ReceptionRow {
    ReceptionCheck check;
    std::string_view name;
    std::string_view clause;  // in the newest RFC that makes the check
    ReceptionRule rule;
};

/// Why the check of the authentication type, which includes what that type demands (RFC 2338 7.1), fails. An
/// Authentication Header whose sequence number does not advance is a replay (RFC 2402 3.4.3).
AuthenticationFault authentication_fault(const Reception& reception);

/// The checks as the RFCs state them, in order.
const std::array<ReceptionRow, reception_check_count>& reception_table();

/// The table's rules alone, for a router to hold and a mutant to replace one of.
ReceptionRules rfc_reception_rules();

/// The first check that the advertisement fails, or nullptr if it passes all.
const ReceptionRow* first_failure(const ReceptionRules& rules, const Reception& reception);

}  // namespace engine

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/router/parameters.hpp"

namespace tester {

/// A version of VRRP over a family of addresses: what a virtual router speaks.
enum class Profile : std::uint8_t { v2_ipv4 = 1, v3_ipv4 = 2, v3_ipv6 = 4 };

inline constexpr Profile all_profiles[] = {Profile::v2_ipv4, Profile::v3_ipv4, Profile::v3_ipv6};

constexpr std::string_view to_string(Profile profile) {
    switch (profile) {
        case Profile::v2_ipv4:
            return "v2-ipv4";
        case Profile::v3_ipv4:
            return "v3-ipv4";
        case Profile::v3_ipv6:
            return "v3-ipv6";
    }
    return "";
}

constexpr std::uint8_t version_of(Profile profile) {
    return profile == Profile::v2_ipv4 ? 2 : 3;
}

constexpr engine::Family family_of(Profile profile) {
    return profile == Profile::v3_ipv6 ? engine::Family::ipv6 : engine::Family::ipv4;
}

/// The profile of the same version in the other family; version 2 has only one family.
constexpr Profile twin_of(Profile profile) {
    return profile == Profile::v3_ipv6 ? Profile::v3_ipv4 : Profile::v3_ipv6;
}

/// Several profiles; written `v2_ipv4 | v3_ipv4` in a case.
struct Profiles {
    std::uint8_t bits = 0;
    constexpr Profiles() = default;
    constexpr explicit Profiles(std::uint8_t all) : bits(all) {}
    constexpr Profiles(Profile one)
        : bits(static_cast<std::uint8_t>(one)) {}  // a single profile is a set, too
    constexpr bool contains(Profile profile) const {
        return (bits & static_cast<std::uint8_t>(profile)) != 0;
    }
    friend constexpr Profiles operator|(Profiles a, Profiles b) {
        return Profiles(static_cast<std::uint8_t>(a.bits | b.bits));
    }
};

inline constexpr Profiles v2_ipv4{Profile::v2_ipv4};
inline constexpr Profiles v3_ipv4{Profile::v3_ipv4};
inline constexpr Profiles v3_ipv6{Profile::v3_ipv6};
inline constexpr Profiles ipv4_profiles = v2_ipv4 | v3_ipv4;
inline constexpr Profiles v3_profiles = v3_ipv4 | v3_ipv6;
inline constexpr Profiles every_profile = v2_ipv4 | v3_ipv4 | v3_ipv6;

/// What a case is about, beside its clauses: a suite of that name holds it. `passive` needs no mention, since
/// every case that only observes is part of it.
enum class Topic : std::uint8_t { none = 0, robustness = 1, host = 2, failover = 4, passive = 8 };

/// Several topics; written `Topic::host | Topic::failover` in a case.
struct Topics {
    std::uint8_t bits = 0;
    constexpr Topics() = default;
    constexpr explicit Topics(std::uint8_t all) : bits(all) {}
    constexpr Topics(Topic one) : bits(static_cast<std::uint8_t>(one)) {}
    constexpr bool contains(Topic topic) const { return (bits & static_cast<std::uint8_t>(topic)) != 0; }
    friend constexpr Topics operator|(Topics a, Topics b) {
        return Topics(static_cast<std::uint8_t>(a.bits | b.bits));
    }
};
constexpr Topics operator|(Topic a, Topic b) {
    return Topics(a) | Topics(b);
}

/// True if the document speaks of this version and family at all.
constexpr bool covers(engine::Rfc rfc, Profile profile) {
    const bool is_v2 = rfc == engine::Rfc::rfc2338 || rfc == engine::Rfc::rfc3768;
    return is_v2 == (profile == Profile::v2_ipv4);
}

}  // namespace tester

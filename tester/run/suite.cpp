#include "tester/run/suite.hpp"

#include <algorithm>

namespace tester {
namespace {

constexpr Suite suites[] = {
    {"rfc3768", "VRRP version 2 over IPv4, without authentication (RFC 3768, 2004)", engine::Rfc::rfc3768},
    {"rfc5798", "VRRP version 3 over IPv4 and IPv6 (RFC 5798, 2010)", engine::Rfc::rfc5798},
    {"rfc9568",
     "VRRP version 3 as revised: checksum over the message alone in IPv4, an immediate answer to a losing "
     "advertisement (RFC 9568, 2024)",
     engine::Rfc::rfc9568},
};

}  // namespace

std::span<const Suite> all_suites() {
    return suites;
}

const Suite* find_suite(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(suites), std::end(suites), [&](const Suite& s) { return s.name == name; });
    return found == std::end(suites) ? nullptr : found;
}

}  // namespace tester

#include "tester/run/suite.hpp"

#include <algorithm>

namespace tester {
namespace {

using engine::Rfc;

constexpr Suite suites[] = {
    {"rfc2338",
     "VRRP version 2 over IPv4 as first defined, with its three kinds of authentication (RFC 2338, 1998)",
     Rfc::rfc2338},
    {"rfc3768", "VRRP version 2 over IPv4, without authentication (RFC 3768, 2004)", Rfc::rfc3768},
    {"rfc5798", "VRRP version 3 over IPv4 and IPv6 (RFC 5798, 2010)", Rfc::rfc5798},
    {"rfc9568",
     "VRRP version 3 as revised: checksum over the message alone in IPv4, an immediate answer to a losing "
     "advertisement (RFC 9568, 2024)",
     Rfc::rfc9568},
    {"robustness",
     "what must not disturb a router: broken and odd packets of every kind, floods, duplicates, flapping "
     "peers",
     {},
     Topic::robustness},
    {"host",
     "what hosts see: ARP and neighbour discovery for the virtual addresses, gratuitous ARP, Router "
     "Advertisements, Accept_Mode, forwarding",
     {},
     Topic::host},
    {"failover",
     "who serves when: takeover, preemption, release, crash, changes of a running router",
     {},
     Topic::failover},
    {"passive",
     "what can be seen without sending anything: of a live run the cases that only observe, of replay and "
     "watch the passive/ checks",
     {},
     Topic::passive},
};

}  // namespace

bool Suite::holds(const Case& which, Profile profile) const {
    if (!which.profiles.contains(profile)) return false;
    if (rfc) return which.serves(*rfc) && covers(*rfc, profile);
    return topic == Topic::passive ? which.only_observes : which.topics.contains(topic);
}

Rfc Suite::judges_by(const Case& which, Profile profile) const {
    if (rfc) return *rfc;
    for (const Rfc newest_first : {Rfc::rfc9568, Rfc::rfc5798, Rfc::rfc3768, Rfc::rfc2338})
        if (which.serves(newest_first) && covers(newest_first, profile)) return newest_first;
    // A case of no clause in this profile depends on none.
    return version_of(profile) == 2 ? Rfc::rfc3768 : Rfc::rfc9568;
}

std::span<const Suite> all_suites() {
    return suites;
}

const Suite* find_suite(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(suites), std::end(suites), [&](const Suite& s) { return s.name == name; });
    return found == std::end(suites) ? nullptr : found;
}

}  // namespace tester

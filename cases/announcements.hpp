#pragma once

#include "cases/support.hpp"

// What a gratuitous ARP or an unsolicited NA must hold, for the cases of a takeover and of an owner's start.

namespace cases {

/// Lets the device take over quickly; its first advertisement.
inline Task<Mark> takeover(Bench& t) {
    co_await t.dut_is_backup();
    t.peer().hush();
    const PeerAdvert farewell{.priority = std::uint8_t{0}};
    const Mark resignation = t.peer().send(farewell);
    const Mark first =
        co_await t.look_for(sort::advertisement, resignation, 3 * t.dut().advertisement_interval + 1s);
    t.precondition(bool(first), "the device did not take over after Priority 0");
    co_return first;
}

inline void expect_gratuitous_arp(Bench& t, Mark found) {
    using engine::to_string;
    const auto& arp = *view(t, found).arp;
    // RFC 9568 says "message"; its elders say "request".
    if (t.rfc() != Rfc::rfc9568) t.expect_equal("operation", 1, arp.operation, found);
    t.expect_equal("Ethernet destination", "ff:ff:ff:ff:ff:ff",
                   to_string(view(t, found).ethernet.destination), found);
    t.expect_equal("target protocol address", to_string(arp.sender_ip), to_string(arp.target_ip), found);
    t.expect_equal("sender hardware address", to_string(t.dut().router_mac()), to_string(arp.sender_mac),
                   found);
}

inline void expect_unsolicited_flags(Bench& t, Mark found) {
    const auto& na = *view(t, found).neighbour;
    t.expect_equal("Router flag", 1, na.router, found);
    t.expect_equal("Solicited flag", 0, na.solicited, found);
    t.expect_equal("Override flag", 1, na.override_flag, found);
}

inline void expect_unsolicited_content(Bench& t, Mark found) {
    using engine::to_string;
    const auto& na = *view(t, found).neighbour;
    t.expect_equal("destination", "ff02::1", to_string(view(t, found).ip->destination), found);
    t.expect_equal("Hop Limit", 255, view(t, found).ip->ttl, found);
    t.expect_equal("target link-layer address", to_string(t.dut().router_mac()),
                   na.link_layer_address ? to_string(*na.link_layer_address) : "missing", found);
}

inline void expect_announcement(Bench& t, Mark found) {
    if (view(t, found).arp) {
        expect_gratuitous_arp(t, found);
        // RFC 9568 6.4.1 sets the target link-layer address, too.
        if (t.rfc() == Rfc::rfc9568)
            t.expect_equal("target hardware address", to_string(t.dut().router_mac()),
                           to_string(view(t, found).arp->target_mac), found);
    } else {
        expect_unsolicited_flags(t, found);
        expect_unsolicited_content(t, found);
    }
}

}  // namespace cases

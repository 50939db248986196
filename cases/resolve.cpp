#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

using engine::to_string;

// The device is Active, and has had a moment to configure its addresses if it became so just now.
Task<> settled(Bench& t) {
    co_await t.dut_is_active();
    co_await t.sleep(200ms);
}

// A host asks; the device's answer, within a second.
Task<Mark> answer(Bench& t, IpAddress address) {
    co_await settled(t);
    const Mark request = t.host().resolve(address);
    const Window window{request, 0ns, 1s};
    const Mark found = co_await t.dut_frame(sort::resolution.on(address), window);
    co_return found;
}

Task<> arp_is_answered(Bench& t) {
    const Mark reply = co_await answer(t, t.dut().addresses.front());
    const auto& arp = *view(t, reply).arp;
    t.expect_equal("operation", 2, arp.operation, reply);
    t.expect_equal("target protocol address", to_string(t.station().address(Family::ipv4)),
                   to_string(arp.target_ip), reply);
}

Task<> arp_gives_virtual_mac(Bench& t) {
    const Mark reply = co_await answer(t, t.dut().addresses.front());
    t.expect_equal("sender hardware address", to_string(t.dut().router_mac()),
                   to_string(view(t, reply).arp->sender_mac), reply);
}

Task<> never_the_physical_mac(Bench& t) {
    co_await settled(t);
    const IpAddress address = t.dut().addresses.front();
    const Mark broadcast = t.host().resolve(address);
    const Mark probe = t.host().probe(address);
    const Mark unicast = t.host().resolve_at(address, t.dut().physical_mac);
    co_await t.sleep(1s);
    t.cite(broadcast, "stimulus");
    t.cite(probe, "stimulus");
    t.cite(unicast, "stimulus");
    t.precondition(t.dut().physical_mac != engine::MacAddress{}, "the device's own MAC address is not known");
    auto replies = t.heard(sort::resolution.on(address), broadcast, 0ns, 1s);
    // A probe from :: is answered to all nodes.
    for (const Mark defence : t.heard(sort::duplicate_defence.on(address), broadcast, 0ns, 1s))
        replies.push_back(defence);
    t.precondition(!replies.empty(), "the device answered none of the requests");
    for (const Mark reply : replies) {
        const auto& frame = view(t, reply);
        const auto mac =
            frame.arp ? std::optional(frame.arp->sender_mac) : frame.neighbour->link_layer_address;
        t.expect(!mac || *mac != t.dut().physical_mac, "never the physical MAC address",
                 mac ? to_string(*mac) : "no address", reply);
    }
}

Task<> every_address_is_answered(Bench& t) {
    co_await settled(t);
    for (const auto& address : t.dut().addresses) {
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 1s};
        co_await t.dut_frame(sort::resolution.on(address), window);
    }
}

Task<> request_to_virtual_mac_is_answered(Bench& t) {
    co_await settled(t);
    const IpAddress address = t.dut().addresses.front();
    const Mark request = t.host().resolve_at(address, t.dut().router_mac());
    const Window window{request, 0ns, 1s};
    co_await t.dut_frame(sort::resolution.on(address), window);
}

Task<> na_gives_virtual_mac(Bench& t) {
    const Mark reply = co_await answer(t, t.dut().addresses.front());
    const auto& mac = view(t, reply).neighbour->link_layer_address;
    t.expect_equal("target link-layer address", to_string(t.dut().router_mac()),
                   mac ? to_string(*mac) : "missing", reply);
}

Task<> na_is_solicited(Bench& t) {
    const Mark reply = co_await answer(t, t.dut().addresses.front());
    t.expect_equal("Solicited flag", 1, view(t, reply).neighbour->solicited, reply);
}

Task<> na_is_from_router(Bench& t) {
    const Mark reply = co_await answer(t, t.dut().addresses.front());
    t.expect_equal("Router flag", 1, view(t, reply).neighbour->router, reply);
}

Task<> groups_are_joined(Bench& t) {
    co_await settled(t);
    for (const auto& address : t.dut().addresses) {
        // The solicitation goes to the group's MAC address, which only a member takes.
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 1s};
        co_await t.dut_frame(sort::resolution.on(address), window);
    }
}

}  // namespace

std::vector<Case> resolution_cases() {
    const std::vector<Clause> active = {rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")};
    constexpr std::string_view host_asks = "A host asks for a virtual address";
    return {
        {.id = "resolve/arp-is-answered",
         .clauses = active,
         .says = "An Active answers ARP requests for the virtual addresses",
         .stimulus = host_asks,
         .expects = "an ARP reply to the host within 1 s",
         .known_from = {"keepalived (issues 441, 534 and 890)"},
         .profiles = ipv4_profiles,
         .kills = {"resolution-unanswered"},
         .run = arp_is_answered},
        {.id = "resolve/arp-reply-gives-virtual-mac",
         .clauses = {rfc3768("8.2"), rfc5798("8.1.2"), rfc9568("8.1.2")},
         .says = "The ARP reply gives the virtual router MAC address",
         .stimulus = host_asks,
         .expects = "sender hardware address 00:00:5e:00:01:VRID",
         .profiles = ipv4_profiles,
         .kills = {"arp-reply-physical-mac"},
         .run = arp_gives_virtual_mac},
        {.id = "resolve/never-the-physical-mac",
         .clauses = {rfc3768("8.2"), rfc5798("8.1.2"), rfc5798("8.2.2"), rfc9568("8.1.2"), rfc9568("8.2.2")},
         .says = "No answer for a virtual address gives the physical MAC address",
         .stimulus = "Requests to the group, as a probe, and to the device's own MAC address",
         .expects = "in no answer the device's own MAC address",
         .known_from = {"keepalived without use_vmac (issue 511)"},
         .kills = {"arp-reply-physical-mac", "na-reply-physical-mac"},
         .run = never_the_physical_mac},
        {.id = "resolve/every-address-is-answered",
         .clauses = active,
         .says = "An Active answers for each of its virtual addresses",
         .stimulus = "A host asks for one after the other",
         .expects = "an answer for each within 1 s",
         .needs = {.addresses = 2},
         .kills = {"resolution-for-first-address-only", "resolution-unanswered"},
         .run = every_address_is_answered},
        {.id = "resolve/request-to-virtual-mac",
         .clauses = active,
         .says = "A request that is sent to the virtual router MAC address is answered",
         .stimulus =
             "A host that knows the virtual MAC address asks by unicast, as hosts do to refresh an entry",
         .expects = "an answer within 1 s",
         .kills = {"deaf-to-router-mac", "resolution-unanswered"},
         .run = request_to_virtual_mac_is_answered},
        {.id = "resolve/na-gives-virtual-mac",
         .clauses = {rfc5798("8.2.2"), rfc9568("8.2.2")},
         .says = "The neighbour advertisement gives the virtual router MAC address",
         .stimulus = host_asks,
         .expects = "Target Link-Layer Address 00:00:5e:00:02:VRID",
         .profiles = v3_ipv6,
         .kills = {"na-reply-physical-mac", "na-reply-without-mac"},
         .run = na_gives_virtual_mac},
        {.id = "resolve/na-is-solicited",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "The answer to a neighbour solicitation says that it is one",
         .stimulus = host_asks,
         .expects = "S=1, as RFC 4861 7.2.4 demands",
         .profiles = v3_ipv6,
         .kills = {"na-reply-unsolicited"},
         .run = na_is_solicited},
        {.id = "resolve/na-is-from-a-router",
         .clauses = {rfc9568("6.4.3")},
         .says = "The answer to a neighbour solicitation has the Router flag set",
         .stimulus = host_asks,
         .expects = "R=1; RFC 5798 does not say so",
         .profiles = v3_ipv6,
         .kills = {"na-reply-without-router-flag"},
         .run = na_is_from_router},
        {.id = "resolve/solicited-node-groups-are-joined",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "An Active is a member of the solicited-node group of each virtual address",
         .stimulus = "Neighbour solicitations to the groups' own MAC addresses",
         .expects = "an answer for each within 1 s",
         .profiles = v3_ipv6,
         .kills = {"takeover-without-group-join"},
         .run = groups_are_joined},
    };
}

}  // namespace cases

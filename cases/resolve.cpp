#include "cases/catalogue.hpp"
#include "cases/packets.hpp"
#include "cases/support.hpp"
#include "engine/packet/host_messages.hpp"

namespace cases {
namespace {

using engine::to_string;

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

template <int Version>
Task<> groups_are_reported(Bench& t) {
    co_await settled(t);
    const Mark query = t.host().query_listeners(Version);
    const Duration latest = 1s + t.tolerance().late_for(1s);
    co_await t.sleep(latest);
    t.cite(query, "stimulus");
    const auto reports = t.heard(sort::group_report, query, 0ns, latest);
    for (const auto& address : t.dut().addresses) {
        const auto group = engine::solicited_node_group(address);
        const auto names_it = [&](Mark report) {
            const auto message = engine::read_listener(view(t, report));
            return message && message->says_member_of(group);
        };
        const auto found = std::find_if(reports.begin(), reports.end(), names_it);
        t.expect(found != reports.end(), "a report of " + to_string(group) + " within 1 s of the query",
                 found != reports.end()
                     ? "one"
                     : "none in " + std::to_string(reports.size()) + " reports of the device",
                 found != reports.end() ? *found : query);
    }
}

// One lost answer is the network's; three in a row mean an Active that no longer has its address.
Task<> serves_as_long_as_it_advertises(Bench& t) {
    co_await settled(t);
    const IpAddress address = t.dut().addresses.front();
    int missed = 0;
    Mark last_request;
    for (int i = 0; i < 6 && missed < 3; ++i) {
        last_request = t.host().resolve(address);
        const Mark answer = co_await t.look_for(sort::resolution.on(address), last_request, 900ms);
        missed = answer ? 0 : missed + 1;
        co_await t.sleep(t.time_of(last_request) + 1s - t.now());
    }
    const Mark alive = co_await t.dut_is_active();
    t.cite(alive, "observed");
    t.expect(missed < 3, "an answer to one of three requests in a row",
             missed < 3 ? "so it was" : "none, though the device advertises", last_request);
}

Task<> identifier_is_not_of_virtual_mac(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    const IpAddress source = view(t, advert).ip->source;
    const auto made_of_it = engine::eui64_link_local(t.dut().router_mac());
    t.expect(source != made_of_it, "a source other than " + to_string(made_of_it), to_string(source), advert);
}

}  // namespace

std::vector<Case> resolution_cases() {
    const std::vector<Clause> active = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                        rfc9568("6.4.3")};
    constexpr std::string_view host_asks = "A host asks for a virtual address";
    return {
        {.id = "resolve/arp-is-answered",
         .clauses = active,
         .says = "An Active answers ARP requests for the virtual addresses",
         .stimulus = host_asks,
         .expects = "an ARP reply to the host within 1 s",
         .known_from = {"keepalived (issues 441, 534 and 890)"},
         .topics = Topic::host,
         .profiles = ipv4_profiles,
         .kills = {"resolution-unanswered"},
         .run = arp_is_answered},
        {.id = "resolve/arp-reply-gives-virtual-mac",
         .clauses = {rfc2338("8.2"), rfc3768("8.2"), rfc5798("8.1.2"), rfc9568("8.1.2")},
         .says = "The ARP reply gives the virtual router MAC address",
         .stimulus = host_asks,
         .expects = "sender hardware address 00:00:5e:00:01:VRID",
         .topics = Topic::host,
         .profiles = ipv4_profiles,
         .kills = {"arp-reply-physical-mac"},
         .run = arp_gives_virtual_mac},
        {.id = "resolve/never-the-physical-mac",
         .clauses = {rfc2338("8.2"), rfc3768("8.2"), rfc5798("8.1.2"), rfc5798("8.2.2"), rfc9568("8.1.2"),
                     rfc9568("8.2.2")},
         .says = "No answer for a virtual address gives the physical MAC address",
         .stimulus = "Requests to the group, as a probe, and to the device's own MAC address",
         .expects = "in no answer the device's own MAC address",
         .known_from = {"keepalived without use_vmac (issue 511)"},
         .topics = Topic::host,
         .kills = {"arp-reply-physical-mac", "na-reply-physical-mac"},
         .run = never_the_physical_mac},
        {.id = "resolve/every-address-is-answered",
         .clauses = active,
         .says = "An Active answers for each of its virtual addresses",
         .stimulus = "A host asks for one after the other",
         .expects = "an answer for each within 1 s",
         .topics = Topic::host,
         .needs = {.addresses = 2},
         .kills = {"resolution-for-first-address-only", "resolution-unanswered"},
         .run = every_address_is_answered},
        {.id = "resolve/request-to-virtual-mac",
         .clauses = active,
         .says = "A request that is sent to the virtual router MAC address is answered",
         .stimulus =
             "A host that knows the virtual MAC address asks by unicast, as hosts do to refresh an entry",
         .expects = "an answer within 1 s",
         .topics = Topic::host,
         .kills = {"deaf-to-router-mac", "resolution-unanswered"},
         .run = request_to_virtual_mac_is_answered},
        {.id = "resolve/na-gives-virtual-mac",
         .clauses = {rfc5798("8.2.2"), rfc9568("8.2.2")},
         .says = "The neighbour advertisement gives the virtual router MAC address",
         .stimulus = host_asks,
         .expects = "Target Link-Layer Address 00:00:5e:00:02:VRID",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"na-reply-physical-mac", "na-reply-without-mac"},
         .run = na_gives_virtual_mac},
        {.id = "resolve/na-is-solicited",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "The answer to a neighbour solicitation says that it is one",
         .stimulus = host_asks,
         .expects = "S=1, as RFC 4861 7.2.4 demands",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"na-reply-unsolicited"},
         .run = na_is_solicited},
        {.id = "resolve/na-is-from-a-router",
         .clauses = {rfc9568("6.4.3")},
         .says = "The answer to a neighbour solicitation has the Router flag set",
         .stimulus = host_asks,
         .expects = "R=1; RFC 5798 does not say so",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"na-reply-without-router-flag"},
         .run = na_is_from_router},
        {.id = "resolve/solicited-node-groups-are-joined",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "An Active is a member of the solicited-node group of each virtual address",
         .stimulus = "Neighbour solicitations to the groups' own MAC addresses",
         .expects = "an answer for each within 1 s",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .kills = {"takeover-without-group-join"},
         .run = groups_are_joined},
        {.id = "resolve/groups-are-reported",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "An Active reports the solicited-node group of each virtual address to a querier, so that "
                 "switches go on forwarding solicitations to it",
         .stimulus = "A general MLDv2 query with a Maximum Response Delay of 1 s",
         .expects = "each group in a report within 1 s",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.addresses = 2},
         .kills = {"listener-query-unanswered"},
         .run = groups_are_reported<2>},
        {.id = "resolve/groups-are-reported-to-old-querier",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "An Active reports its solicited-node groups to a querier of MLD version 1, too",
         .stimulus = "A general MLDv1 query with a Maximum Response Delay of 1 s",
         .expects = "each group in a report within 1 s",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .needs = {.addresses = 2},
         .kills = {"listener-query-unanswered"},
         .run = groups_are_reported<1>},
        {.id = "resolve/serves-as-long-as-it-advertises",
         .clauses = active,
         .says = "An Active that goes on advertising goes on answering for its virtual address",
         .stimulus = "A host asks once a second, six times",
         .expects = "never three requests in a row without an answer",
         .known_from = {"keepalived whose address was removed by another daemon (issues 890, 441, 534)"},
         .topics = Topic::host,
         .kills = {"serves-for-a-second", "resolution-unanswered"},
         .run = serves_as_long_as_it_advertises},
        {.id = "resolve/identifier-is-not-of-virtual-mac",
         .clauses = {rfc5798("7.4"), rfc9568("7.4")},
         .says = "The device's own link-local address is not made of the virtual router MAC address",
         .expects = "advertisements from another address than fe80::200:5eff:fe00:2VRID",
         .topics = Topic::host,
         .profiles = v3_ipv6,
         .only_observes = true,
         .kills = {"identifier-of-virtual-mac"},
         .run = identifier_is_not_of_virtual_mac},
    };
}

}  // namespace cases

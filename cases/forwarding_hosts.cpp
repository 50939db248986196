#include <algorithm>

#include "cases/forwarding.hpp"

// What a router that forwards tells hosts, and what it believes of what they say.

namespace cases {
namespace {

Task<> redirect_source(Bench& t) {
    co_await t.dut_is_active();
    const IpAddress neighbour = t.host().newcomer();
    t.precondition(!t.station().routable_address(t.dut().family()).is_unspecified(),
                   "the tester has no address of this network that a router would forward from");
    const Mark sent = t.host().send_through(neighbour, t.dut().router_mac());
    const Mark found = co_await t.look_for(sort::redirect.on(neighbour), sent, 1s);
    t.applies(bool(found), "the device sent no ICMP redirect: where it is to send them, enable them on it");
    t.cite(sent, "stimulus");
    const auto& addresses = t.dut().addresses;
    const IpAddress source = view(t, found).ip->source;
    t.expect(std::find(addresses.begin(), addresses.end(), source) != addresses.end(),
             "a redirect from an address of the virtual router", "one from " + to_string(source), found);
}

Task<> proxy_arp(Bench& t) {
    co_await t.dut_is_active();
    const IpAddress behind = t.beyond().address();
    const Mark asked = t.host().resolve(behind);
    // RFC 1027 lets a proxy wait, and Linux does for up to 0.8 s.
    const Mark found = co_await t.look_for(sort::resolution_by_device.on(behind), asked, 1500ms);
    t.applies(bool(found), "the device is no proxy for ARP: where it is to be one, enable it");
    t.cite(asked, "stimulus");
    const MacAddress mac = view(t, found).arp->sender_mac;
    t.expect(mac.is_virtual(), "the MAC address of a virtual router", to_string(mac), found);
}

Task<> solicitation(Bench& t) {
    co_await t.dut_is_active();
    const Mark through = co_await device_forwards(t);
    const IpAddress newcomer = t.host().newcomer();
    const Mark sent = t.beyond().send(newcomer, view(t, through).ethernet.source);
    const Mark asked = co_await t.look_for(sort::request.on(newcomer), sent, forwarding_takes_at_most);
    t.precondition(bool(asked), "the device did not ask for a host of this network that it does not know");
    t.cite(sent, "stimulus");
    const auto& given = view(t, asked).neighbour->link_layer_address;
    const std::string observed = given ? "source link-layer address " + to_string(*given) : "none";
    t.expect(!given || given->is_virtual(),
             "no source link-layer address, or the MAC address of a virtual router", observed, asked);
}

/// A host that the device forwards to changes its MAC address and tells so.
Task<> host_moves(Bench& t) {
    const Mark through = co_await device_forwards(t);
    const MacAddress device = view(t, through).ethernet.source;
    const IpAddress newcomer = t.host().newcomer();
    const MacAddress before{{0x02, 0x76, 0x00, 0x00, 0x01, t.dut().vrid}};
    const MacAddress after{{0x02, 0x76, 0x00, 0x00, 0x02, t.dut().vrid}};
    const Mark first = t.beyond().send(newcomer, device);
    const Mark asked = co_await t.look_for(sort::request.on(newcomer), first, forwarding_takes_at_most);
    t.precondition(bool(asked), "the device did not ask for a host of this network that it does not know");
    t.host().answer(asked, before);
    const Mark arrived = co_await t.look_for(sort::forwarded_to_lan, asked, forwarding_takes_at_most);
    t.precondition(bool(arrived) && view(t, arrived).ethernet.destination == before,
                   "control: the device did not forward to a host that had told it its MAC address");
    t.cite(arrived, "control");
    const Mark moved = t.host().announce(newcomer, after);
    t.cite(moved, "stimulus");
    co_await t.sleep(100ms);
    const Mark next = t.beyond().send(newcomer, device);
    const Mark found = co_await t.look_for(sort::forwarded_to_lan, next, soon);
    t.precondition(bool(found), "the device forwarded no more to a host that had changed its MAC address");
    t.expect_equal("Ethernet destination", to_string(after), to_string(view(t, found).ethernet.destination),
                   found);
}

Task<> host_moves_while_active(Bench& t) {
    co_await t.dut_is_active();
    co_await host_moves(t);
}

Task<> host_moves_while_backup(Bench& t) {
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    co_await host_moves(t);
}

void add_answer_cases(std::vector<Case>& list) {
    list.push_back(
        {.id = "forward/redirect-source",
         .clauses = {rfc2338("8.1"), rfc3768("8.1"), rfc5798("8.1.1"), rfc5798("8.2.1"), rfc9568("8.1.1"),
                     rfc9568("8.2.1")},
         .says = "An ICMP redirect comes from the address that the host has for its router",
         .stimulus = "An echo request to an unused address of the LAN, sent to the virtual MAC address",
         .expects = "a redirect, if there is one, comes from a virtual address",
         .topics = Topic::host,
         .level = Level::should,
         .needs = {.second_interface = true},
         .kills = {"redirect-from-own-address"},
         .run = redirect_source});
    list.push_back({.id = "forward/proxy-arp",
                    .clauses = {rfc2338("8.3"), rfc3768("8.3"), rfc5798("8.1.3"), rfc9568("8.1.3")},
                    .says = "A proxy for ARP answers with the virtual router MAC address",
                    .stimulus = "An ARP request on the LAN for a host behind the device",
                    .expects = "an answer, if there is one, gives the MAC address of a virtual router",
                    .topics = Topic::host,
                    .profiles = ipv4_profiles,
                    .needs = {.second_interface = true},
                    .kills = {"proxy-arp-with-physical-mac"},
                    .run = proxy_arp});
}

void add_neighbour_cases(std::vector<Case>& list) {
    list.push_back({.id = "forward/solicits-with-virtual-mac",
                    .clauses = {rfc5798("8.2.2"), rfc9568("8.2.2")},
                    .says = "An Active that asks for a host gives the virtual MAC address, never its own",
                    .stimulus = "An echo request from behind the device to an unused address of the LAN",
                    .expects =
                        "a Neighbor Solicitation whose source link-layer address, if it has one, is the "
                        "MAC address of a virtual router",
                    .topics = Topic::host,
                    .profiles = Profile::v3_ipv6,
                    .needs = {.second_interface = true},
                    .kills = {"solicitation-with-physical-mac"},
                    .run = solicitation});
    const auto stimulus =
        "Packets from behind the device to a host of the LAN, which says by an unsolicited NA that it has "
        "another MAC address";
    const auto expects = "the packet after that goes to the new MAC address";
    list.push_back({.id = "forward/active-believes-unsolicited-na",
                    .clauses = {rfc9568("8.2.4")},
                    .says = "An Active takes a host's new MAC address from an unsolicited NA",
                    .stimulus = stimulus,
                    .expects = expects,
                    .topics = Topic::host,
                    .level = Level::should,
                    .profiles = Profile::v3_ipv6,
                    .needs = {.second_interface = true},
                    .kills = {"unsolicited-na-ignored"},
                    .run = host_moves_while_active});
    list.push_back({.id = "forward/backup-believes-unsolicited-na",
                    .clauses = {rfc9568("8.2.4")},
                    .says = "A Backup takes a host's new MAC address from an unsolicited NA",
                    .stimulus = stimulus,
                    .expects = expects,
                    .topics = Topic::host,
                    .level = Level::should,
                    .profiles = Profile::v3_ipv6,
                    .needs = {.second_interface = true},
                    .kills = {"unsolicited-na-ignored", "unsolicited-na-ignored-in-backup"},
                    .run = host_moves_while_backup});
}

}  // namespace

void add_forwarding_host_cases(std::vector<Case>& list) {
    add_answer_cases(list);
    add_neighbour_cases(list);
}

}  // namespace cases

#include <algorithm>

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// What hosts get from a router that is not its own speaking: packets go through it to the network behind.

namespace cases {
namespace {

using engine::MacAddress;

// A device may have to ask for the next hop's MAC address first, and to ask again.
constexpr Duration forwarding_takes_at_most = 1500ms;
// Once the next hop is known, a packet is on within a fraction of this.
constexpr Duration soon = 300ms;
constexpr auto no_forwarding =
    "control: the device does not forward from this network to the second interface's at all, not even what "
    "is "
    "sent to its own MAC address: enable forwarding on it";

/// The control of every case here: what is sent to the device's own MAC address arrives behind it.
Task<Mark> device_forwards(Bench& t) {
    t.precondition(t.dut().physical_mac != MacAddress{}, "the device's own MAC address is not known");
    const Mark sent = t.host().send_through(t.beyond().address(), t.dut().physical_mac);
    const Mark found = co_await t.look_for(sort::forwarded, sent, forwarding_takes_at_most);
    t.precondition(bool(found), no_forwarding);
    t.cite(found, "control");
    co_return found;
}

Task<> to_virtual_mac(Bench& t) {
    co_await t.dut_is_active();
    co_await device_forwards(t);
    const Mark sent = t.host().send_through(t.beyond().address(), t.dut().router_mac());
    const Window window{sent, 0ns, soon};
    const Mark found = co_await t.dut_frame(sort::forwarded, window);
    const auto& ip = *view(t, found).ip;
    t.expect_equal("source", to_string(view(t, sent).ip->source), to_string(ip.source), found);
    t.expect_equal("TTL", 63, ip.ttl, found);
    t.expect(ip.header_checksum_good, "a good header checksum", "a bad one", found);
    t.expect(view(t, found).ethernet.source != view(t, sent).ethernet.source,
             "an Ethernet source of the device's", "the host's own", found);
}

Task<> not_in_backup(Bench& t) {
    co_await t.dut_is_active();
    co_await t.dut_is_backup();
    co_await device_forwards(t);
    // Twice, since one may get lost.
    for (int i = 0; i < 2; ++i) {
        const Mark sent = t.host().send_through(t.beyond().address(), t.dut().router_mac());
        const Window window{sent, 0ns, soon};
        co_await t.no_dut_frame(sort::forwarded, window);
    }
}

Task<> again_after_takeover(Bench& t) {
    co_await t.dut_is_active();
    co_await device_forwards(t);
    co_await t.dut_is_backup();
    const Mark last = t.peer().hush();
    const Duration longest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval;
    const Mark advert = co_await t.look_for(sort::living_advertisement, last, longest);
    t.precondition(bool(advert), "the device did not take over when the peer fell silent");
    t.cite(advert, "takeover");
    // A router may need a moment to put its virtual MAC address to use.
    co_await t.sleep(200ms);
    const Mark sent = t.host().send_through(t.beyond().address(), t.dut().router_mac());
    const Window window{sent, 0ns, soon};
    co_await t.dut_frame(sort::forwarded, window);
}

Task<> group(Bench& t) {
    co_await t.dut_is_active();
    co_await device_forwards(t);
    const auto family = t.dut().family();
    const auto to = engine::vrrp_group(family);
    const MacAddress ways[] = {engine::multicast_mac(to), t.dut().physical_mac, t.dut().router_mac()};
    Mark first;
    for (const auto& destination : ways)
        for (const std::uint8_t ttl : {std::uint8_t{255}, std::uint8_t{64}, std::uint8_t{2}}) {
            const Mark sent = t.host().send_through(to, destination, ttl);
            if (!first) first = sent;
            t.cite(sent, "stimulus");
        }
    // An advertisement, too, of a priority that moves nobody.
    const PeerAdvert losing{.priority = std::uint8_t{1}};
    const Mark advert = t.peer().send(losing);
    t.cite(advert, "stimulus");
    const Window window{first, 0ns, 500ms};
    co_await t.no_dut_frame(sort::forwarded_group, window);
}

/// A packet for the address arrives from behind, and the device has its MAC address or asks for it.
Task<Mark> arrives_on_the_lan(Bench& t, IpAddress to, MacAddress device) {
    const Mark sent = t.beyond().send(to, device);
    const Mark asked = co_await t.look_for(sort::request.on(to), sent, forwarding_takes_at_most);
    co_return asked;
}

Task<> not_to_virtual_address(Bench& t) {
    co_await t.dut_is_active();
    const Mark through = co_await device_forwards(t);
    const MacAddress device = view(t, through).ethernet.source;
    const IpAddress newcomer = t.host().newcomer();
    const Mark inward = co_await arrives_on_the_lan(t, newcomer, device);
    t.precondition(bool(inward),
                   "control: the device does not forward from the second interface's network to this one");
    t.cite(inward, "control");
    for (const auto& address : t.dut().addresses) {
        if (address.family() == Family::ipv6 && address.is_link_local()) continue;
        const Mark from_behind = t.beyond().send(address, device);
        const Window window{from_behind, 0ns, soon};
        co_await t.no_dut_frame(sort::request.on(address), window);
        const Window whole{from_behind, 0ns, soon};
        co_await t.no_dut_frame(sort::forwarded_to_lan, whole);
        const Mark from_here = t.host().send_through(address, t.dut().router_mac());
        const Window back{from_here, 0ns, soon};
        co_await t.no_dut_frame(sort::request.on(address), back);
        const Window back_whole{from_here, 0ns, soon};
        co_await t.no_dut_frame(sort::forwarded_to_lan, back_whole);
    }
}

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

Task<> other_interface(Bench& t) {
    const Mark start = t.mark();
    co_await t.dut_is_active();
    co_await device_forwards(t);
    const Duration period = t.dut().advertisement_interval;
    Mark advert = co_await t.look_for(sort::advertisement, start, forwarding_takes_at_most + period);
    const PeerAdvert greater{};
    for (int i = 0; i < 2; ++i) {
        const Mark now = t.mark();
        advert = co_await t.look_for(sort::advertisement, now, 2 * period);
        t.precondition(bool(advert), "the device went silent before anything was sent to it");
        const Mark sent = t.beyond().advertise(greater);
        t.cite(sent, "stimulus");
        // A device that yields is silent for three intervals and more.
        const Window window{advert, period / 2, period * 3 / 2};
        advert = co_await t.dut_advertisement(window);
    }
    const Mark control = t.peer().send(greater);
    t.cite(control, "control");
    const Mark half_later{0, t.time_of(control) + period / 2};
    const Mark heard = co_await t.look_for(sort::advertisement, half_later, period * 3 / 2);
    t.precondition(!heard,
                   "control: the same advertisement on this network did not silence the device either");
}

const std::vector<Clause>& forwarding_clauses() {
    static const std::vector<Clause> clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                                rfc9568("6.4.3")};
    return clauses;
}

void add_virtual_mac_cases(std::vector<Case>& list) {
    list.push_back(
        {.id = "forward/frames-to-virtual-mac",
         .clauses = forwarding_clauses(),
         .says = "An Active forwards packets that are addressed to the virtual router MAC address",
         .stimulus = "An echo request to a host behind the device, sent to its own MAC address "
                     "(the control), and one sent to the virtual one",
         .expects = "both arrive behind the device within 300 ms, with a TTL of 64 - 1 = 63",
         .topics = Topic::host,
         .needs = {.second_interface = true},
         .kills = {"virtual-mac-not-forwarded", "virtual-mac-forwarded-by-owner-only", "ttl-not-decremented"},
         .run = to_virtual_mac});
    list.push_back({.id = "forward/not-in-backup",
                    .clauses = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
                    .says = "A Backup discards frames that are addressed to the virtual router MAC address",
                    .stimulus = "A peer of greater priority advertises; echo requests to a host behind the "
                                "device, one to its own MAC address (the control), two to the virtual one",
                    .expects = "the first arrives behind the device, the others do not",
                    .topics = Topic::host,
                    .needs = {.second_interface = true},
                    .kills = {"virtual-mac-forwarded-in-backup"},
                    .run = not_in_backup});
    list.push_back({.id = "forward/again-after-takeover",
                    .clauses = forwarding_clauses(),
                    .says = "Traffic goes through a device that takes over",
                    .stimulus = "A peer of greater priority advertises and falls silent; 200 ms after the "
                                "device's first advertisement an echo request to the virtual MAC address",
                    .expects = "it arrives behind the device within 300 ms",
                    .topics = Topic::host | Topic::failover,
                    .needs = {.second_interface = true},
                    .kills = {"virtual-mac-not-forwarded"},
                    .run = again_after_takeover});
    list.push_back(
        {.id = "forward/with-accept-mode-off",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "Accept_Mode off takes nothing from forwarding",
         .stimulus = "An echo request to a host behind the device, sent to the virtual MAC address",
         .expects = "it arrives behind the device within 300 ms",
         .topics = Topic::host,
         .profiles = v3_profiles,
         .needs = {.accept = false, .second_interface = true},
         .kills = {"forwards-in-accept-mode-only", "virtual-mac-not-forwarded"},
         .run = to_virtual_mac});
}

void add_address_cases(std::vector<Case>& list) {
    list.push_back({.id = "forward/not-the-group",
                    .clauses = {rfc2338("5.2.2"), rfc3768("5.2.2"), rfc5798("5.1.1.2"), rfc5798("5.1.2.2"),
                                rfc9568("5.1.1.2"), rfc9568("5.1.2.2")},
                    .says = "A router does not forward packets to the VRRP group, whatever their TTL",
                    .stimulus =
                        "Echo requests to the group with TTL 255, 64 and 2, to the group's MAC address "
                        "and to both of the device's; an advertisement of priority 1",
                    .expects = "none of them behind the device within 500 ms",
                    .topics = Topic::host,
                    .needs = {.lowest_priority = 2, .second_interface = true},
                    .kills = {"group-forwarded"},
                    .run = group});
    Case adopted{.id = "forward/not-to-virtual-address",
                 .clauses = {rfc3768("8.4"), rfc5798("8.3.1"), rfc9568("8.3.1")},
                 .says = "An Active that does not own a virtual address does not forward packets to it",
                 .stimulus = "Echo requests to each virtual address, from behind the device and from the LAN",
                 .expects =
                     "neither the packet nor a question for the address on the LAN within 300 ms; for "
                     "an unused address (the control) the device asks",
                 .topics = Topic::host,
                 .level = Level::should,
                 .profiles = ipv4_profiles,
                 .needs = {.second_interface = true},
                 .kills = {"virtual-address-forwarded"},
                 .run = not_to_virtual_address};
    list.push_back(adopted);
    // The first address is link-local, and is not forwarded to anyway.
    adopted.id = "forward/not-to-virtual-ipv6-address";
    adopted.clauses = {rfc5798("8.3.1"), rfc9568("8.3.1")};
    adopted.profiles = Profile::v3_ipv6;
    adopted.needs.addresses = 2;
    list.push_back(adopted);
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
    list.push_back({.id = "forward/not-between-interfaces",
                    .clauses = {rfc2338("7.1"), rfc3768("7.1"), rfc5798("7.1"), rfc9568("7.1")},
                    .says = "An advertisement moves only the virtual router of the interface it arrives on",
                    .stimulus = "Advertisements of greater priority on the network behind the device, two "
                                "intervals long; then one on the LAN (the control)",
                    .expects = "the device stays Active on its grid, and falls silent at the last",
                    .topics = Topic::host,
                    .needs = {.shortest_interval = 400ms, .second_interface = true},
                    .kills = {"advertisement-of-other-interface-taken"},
                    .run = other_interface});
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

std::vector<tester::Case> forwarding_cases() {
    std::vector<Case> list;
    add_virtual_mac_cases(list);
    add_address_cases(list);
    add_neighbour_cases(list);
    return list;
}

}  // namespace cases

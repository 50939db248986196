#include "cases/forwarding.hpp"

#include "cases/catalogue.hpp"

// What hosts get from a router that is not its own speaking: packets go through it to the network behind.

namespace cases {
namespace {

constexpr auto no_forwarding =
    "control: the device does not forward from this network to the second interface's at all, not even "
    "what is sent to its own MAC address: enable forwarding on it";

}  // namespace

Task<Mark> device_forwards(Bench& t) {
    t.precondition(t.dut().physical_mac != MacAddress{}, "the device's own MAC address is not known");
    const Mark sent = t.host().send_through(t.beyond().address(), t.dut().physical_mac);
    const Mark found = co_await t.look_for(sort::forwarded, sent, forwarding_takes_at_most);
    t.precondition(bool(found), no_forwarding);
    t.cite(found, "control");
    co_return found;
}

namespace {

/// A switch sends a frame to where it last saw its destination send from. Where that was this tester, the
/// device does not get it, and is not to blame.
void require_way_to_virtual_mac(Bench& t) {
    if (!t.station().switch_learns()) return;
    const auto& log = t.station().log();
    for (auto number = log.last(); number > 0; --number) {
        const auto& frame = log.frame(number);
        if (frame.on_second || frame.view.ethernet.source != t.dut().router_mac()) continue;
        t.precondition(!frame.own,
                       "a switch may keep frames for the virtual MAC address from the device, which does not "
                       "send from it as this tester did: see tx/ethernet-source-is-virtual-mac");
        return;
    }
}

/// A peer that leaves it to the device to show switches where the virtual MAC address is.
PeerAdvert advert_from_own_mac(Bench& t) {
    return {.ethernet_source = t.station().mac()};
}

/// One of three packets to the virtual MAC address arrives behind the device: a LAN may lose some.
Task<Mark> goes_through(Bench& t) {
    require_way_to_virtual_mac(t);
    Mark sent, found;
    for (int i = 0; i < 3 && !found; ++i) {
        sent = t.host().send_through(t.beyond().address(), t.dut().router_mac());
        t.cite(sent, "stimulus");
        found = co_await t.look_for(sort::forwarded, sent, soon);
    }
    t.expect(bool(found), "a packet to the virtual MAC address behind the device within 300 ms",
             found ? "one" : "none of three", found ? found : sent);
    co_return found;
}

Task<> to_virtual_mac(Bench& t) {
    co_await t.dut_is_active();
    co_await device_forwards(t);
    const Mark found = co_await goes_through(t);
    const auto& ip = *view(t, found).ip;
    t.expect_equal("source", to_string(t.station().routable_address(t.dut().family())), to_string(ip.source),
                   found);
    t.expect_equal("TTL", 63, ip.ttl, found);
    t.expect(ip.header_checksum_good, "a good header checksum", "a bad one", found);
    t.expect(view(t, found).ethernet.source != t.station().mac(), "an Ethernet source of the device's",
             "the host's own", found);
}

Task<> not_in_backup(Bench& t) {
    co_await t.dut_is_active();
    const PeerAdvert greater = advert_from_own_mac(t);
    co_await t.dut_is_backup(greater);
    co_await device_forwards(t);
    require_way_to_virtual_mac(t);
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
    const PeerAdvert greater = advert_from_own_mac(t);
    co_await t.dut_is_backup(greater);
    const Mark last = t.peer().hush();
    const Duration longest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval;
    const Mark advert = co_await t.look_for(sort::living_advertisement, last, longest);
    t.precondition(bool(advert), "the device did not take over when the peer fell silent");
    t.cite(advert, "takeover");
    // A router may need a moment to put its virtual MAC address to use.
    co_await t.sleep(200ms);
    co_await goes_through(t);
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

}  // namespace

std::vector<tester::Case> forwarding_cases() {
    std::vector<Case> list;
    add_virtual_mac_cases(list);
    add_address_cases(list);
    add_forwarding_host_cases(list);
    return list;
}

}  // namespace cases

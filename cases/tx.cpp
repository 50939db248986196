#include "cases/catalogue.hpp"
#include "cases/support.hpp"

namespace cases {
namespace {

using engine::to_string;

void source_is_primary(Bench& t, Mark advert) {
    const auto& source = view(t, advert).ip->source;
    const auto& addresses = t.dut().addresses;
    const bool is_virtual = std::find(addresses.begin(), addresses.end(), source) != addresses.end();
    t.expect(!is_virtual || t.dut().is_owner(), "a source that is not a virtual address",
             "source " + to_string(source), advert);
    t.expect_equal("source", to_string(t.dut().primary_address), to_string(source), advert);
}

void source_is_link_local(Bench& t, Mark advert) {
    const auto& source = view(t, advert).ip->source;
    t.expect(source.is_link_local(), "a link-local source", "source " + to_string(source), advert);
    source_is_primary(t, advert);
}

void destination_is_group(Bench& t, Mark advert) {
    const char* group = t.dut().family() == Family::ipv4 ? "224.0.0.18" : "ff02::12";
    t.expect_equal("destination", group, to_string(view(t, advert).ip->destination), advert);
}

void ethernet_destination_is_group(Bench& t, Mark advert) {
    const char* group = t.dut().family() == Family::ipv4 ? "01:00:5e:00:00:12" : "33:33:00:00:00:12";
    t.expect_equal("Ethernet destination", group, to_string(view(t, advert).ethernet.destination), advert);
}

void ethernet_source_is_router_mac(Bench& t, Mark advert) {
    engine::MacAddress mac{{0x00, 0x00, 0x5e, 0x00, 0x01, t.dut().vrid}};
    if (t.dut().family() == Family::ipv6) mac.octets[4] = 0x02;
    t.expect_equal("Ethernet source", to_string(mac), to_string(view(t, advert).ethernet.source), advert);
}

void ttl_is_255(Bench& t, Mark advert) {
    t.expect_equal("TTL", 255, view(t, advert).ip->ttl, advert);
}

void version_is_right(Bench& t, Mark advert) {
    t.expect_equal("version", t.dut().profile == Profile::v2_ipv4 ? 2 : 3, message(t, advert).version(),
                   advert);
}

void type_is_1(Bench& t, Mark advert) {
    t.expect_equal("type", 1, message(t, advert).type(), advert);
}

void vrid_is_configured(Bench& t, Mark advert) {
    t.expect_equal("VRID", t.dut().vrid, message(t, advert).vrid(), advert);
    const auto& source = view(t, advert).ethernet.source;
    if (source.is_virtual())
        t.expect_equal("VRID as the source MAC names it", t.dut().vrid, source.octets[5], advert);
}

void priority_is_configured(Bench& t, Mark advert) {
    t.expect_equal("priority", t.dut().priority, message(t, advert).priority(), advert);
}

void priority_of_owner(Bench& t, Mark advert) {
    t.expect_equal("priority", 255, message(t, advert).priority(), advert);
}

void count_matches(Bench& t, Mark advert) {
    const auto& advertisement = message(t, advert);
    t.expect_equal("count", static_cast<long long>(t.dut().addresses.size()), advertisement.count(), advert);
    t.expect_equal("addresses in the message", advertisement.count(),
                   static_cast<long long>(advertisement.addresses_present()), advert);
}

void reserve_is_zero(Bench& t, Mark advert) {
    t.expect_equal("reserve", 0, message(t, advert).reserve(), advert);
}

std::string list_text(std::vector<IpAddress> addresses) {
    std::sort(addresses.begin(), addresses.end());
    std::string text;
    for (const auto& address : addresses) text += (text.empty() ? "" : " ") + to_string(address);
    return text.empty() ? "(none)" : text;
}

void list_is_configured(Bench& t, Mark advert) {
    t.expect_equal("addresses", list_text(t.dut().addresses), list_text(message(t, advert).addresses()),
                   advert);
}

void first_address_is_link_local(Bench& t, Mark advert) {
    const auto first = message(t, advert).address(0);
    t.expect(first && first->is_link_local(), "a link-local first address",
             "first address " + (first ? to_string(*first) : std::string("missing")), advert);
}

void list_is_of_one_family(Bench& t, Mark advert) {
    const auto size = message(t, advert).message().size();
    const std::size_t unit = t.dut().family() == Family::ipv4 ? 4 : 16;
    t.expect(size > 8 && (size - 8) % unit == 0,
             unit == 4 ? "8 octets and whole IPv4 addresses" : "8 octets and whole IPv6 addresses",
             std::to_string(size) + " octets", advert);
    for (const auto& address : message(t, advert).addresses())
        t.expect(!address.is_multicast() && !address.is_unspecified(), "unicast addresses in the list",
                 to_string(address), advert);
}

void no_trailing_octets(Bench& t, Mark advert) {
    const auto& advertisement = message(t, advert);
    const std::size_t unit = t.dut().family() == Family::ipv4 ? 4 : 16;
    const std::size_t trailer = t.dut().version() == 2 ? 8 : 0;
    t.expect_equal("message length", static_cast<long long>(8 + unit * advertisement.count() + trailer),
                   static_cast<long long>(advertisement.message().size()), advert);
}

void auth_type_is_0(Bench& t, Mark advert) {
    t.expect_equal("authentication type", 0, message(t, advert).auth_type(), advert);
}

void auth_data_is_zero(Bench& t, Mark advert) {
    const auto data = message(t, advert).auth_data();
    t.expect_equal("authentication data octets", 8, static_cast<long long>(data.size()), advert);
    t.expect(std::all_of(data.begin(), data.end(), [](auto octet) { return octet == 0; }),
             "8 zero octets of authentication data", "octets that are not zero", advert);
}

Task<> protocol_is_112(Bench& t) {
    const Mark start = t.mark();
    const Duration longest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval;
    const Mark packet = co_await t.look_for(sort::packet_to_group, start, longest);
    t.precondition(bool(packet), "the device sent nothing to the VRRP group");
    t.expect_equal("IP protocol", 112, view(t, packet).ip->protocol, packet);
}

Task<> interval_field_is_the_cadence(Bench& t) {
    const Mark first = co_await t.dut_is_active();
    const auto& advertisement = message(t, first);
    const long long configured_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(t.dut().advertisement_interval).count();
    if (t.dut().version() == 2)
        t.expect_equal("interval in seconds", configured_ms / 1000, advertisement.adver_interval_s(), first);
    else
        t.expect_equal("interval in centiseconds", configured_ms / 10,
                       advertisement.max_advertise_interval_cs(), first);
    // What the field says is also what the device does.
    const Duration advertised = t.dut().version() == 2
                                    ? Duration(1s) * advertisement.adver_interval_s()
                                    : Duration(10ms) * advertisement.max_advertise_interval_cs();
    const Window window{first, advertised, advertised};
    co_await t.dut_advertisement(window);
}

Task<> priority_zero_on_release_only(Bench& t) {
    co_await t.dut_is_active();
    // Down, and up again: neither way is a release.
    const Mark first = t.peer().advertise();
    const Duration period = t.dut().advertisement_interval;
    co_await t.sleep(period + period / 2);
    const Mark last = t.peer().hush();
    const Duration down = active_down_interval(t.dut());
    const Mark found =
        co_await t.look_for(sort::resignation, first, t.time_of(last) - t.time_of(first) + down + period);
    t.expect(!found, "no advertisement with priority 0 from a device that was not stopped",
             found ? "one" : "none", found ? found : last);
}

Task<> every_advertisement_has_ttl_255(Bench& t) {
    Mark advert = co_await t.dut_is_active();
    const Duration period = t.dut().advertisement_interval;
    for (int i = 0; i < 3; ++i) {
        ttl_is_255(t, advert);
        const Window window{advert, period, period};
        advert = co_await t.dut_advertisement(window);
    }
}

}  // namespace

std::vector<Case> transmission_cases() {
    return {
        {.id = "tx/ipv4-source-is-primary-address",
         .clauses = {rfc2338("5.2.1"), rfc2338("7.2"), rfc3768("5.2.1"), rfc3768("7.2"), rfc5798("5.1.1.1"),
                     rfc9568("5.1.1.1")},
         .says = "The IPv4 source of an advertisement is the sending interface's primary address",
         .expects = "source address = the device's own, none of the virtual ones unless it owns them",
         .profiles = ipv4_profiles,
         .only_observes = true,
         .kills = {"advert-source-is-virtual-address"},
         .run = each_advertisement<source_is_primary>},
        {.id = "tx/ipv6-source-is-link-local",
         .clauses = {rfc5798("5.1.2.1"), rfc9568("5.1.2.1")},
         .says = "The IPv6 source of an advertisement is the sending interface's link-local address",
         .expects = "source in fe80::/10, none of the virtual addresses",
         .known_from = {"keepalived (issues 1122, 1932 and 2296)"},
         .profiles = v3_ipv6,
         .only_observes = true,
         .kills = {"advert-source-is-global", "advert-source-is-virtual-address"},
         .run = each_advertisement<source_is_link_local>},
        {.id = "tx/destination-is-vrrp-group",
         .clauses = {rfc2338("5.2.2"), rfc3768("5.2.2"), rfc5798("5.1.1.2"), rfc5798("5.1.2.2"),
                     rfc9568("5.1.1.2"), rfc9568("5.1.2.2")},
         .says = "Advertisements go to 224.0.0.18 or ff02::12",
         .known_from = {"SONiC's design text, which names FF02::02",
                        "OpenWrt's sample configuration, which names f02::12"},
         .only_observes = true,
         .kills = {"advert-to-all-nodes"},
         .run = each_advertisement<destination_is_group>},
        {.id = "tx/ethernet-destination-is-group",
         .clauses = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")},
         .says = "Advertisements go to the group's Ethernet address",
         .expects = "01:00:5e:00:00:12 (RFC 1112) or 33:33:00:00:00:12 (RFC 2464)",
         .only_observes = true,
         .kills = {"advert-to-broadcast-mac", "advert-to-all-nodes"},
         .run = each_advertisement<ethernet_destination_is_group>},
        {.id = "tx/ethernet-source-is-virtual-mac",
         .clauses = {rfc2338("7.2"), rfc2338("7.3"), rfc3768("7.2"), rfc3768("7.3"), rfc5798("7.2"),
                     rfc5798("7.3"), rfc9568("6.4.3"), rfc9568("7.3")},
         .says =
             "Advertisements carry the virtual router MAC address as their source, so that bridges learn it",
         .expects = "00:00:5e:00:01:VRID for IPv4, 00:00:5e:00:02:VRID for IPv6",
         .known_from = {"keepalived without use_vmac (issue 1957)"},
         .only_observes = true,
         .kills = {"advert-from-physical-mac", "advert-from-mac-of-other-family"},
         .run = each_advertisement<ethernet_source_is_router_mac>},
        {.id = "tx/ttl-is-255",
         .clauses = {rfc2338("5.2.3"), rfc3768("5.2.3"), rfc5798("5.1.1.3"), rfc5798("5.1.2.3"),
                     rfc9568("5.1.1.3"), rfc9568("5.1.2.3")},
         .says = "Every advertisement has TTL or Hop Limit 255",
         .expects = "255 in four advertisements in a row",
         .only_observes = true,
         .kills = {"advert-ttl-64"},
         .run = every_advertisement_has_ttl_255},
        {.id = "tx/protocol-is-112",
         .clauses = {rfc2338("5.2.4"), rfc3768("5.2.4"), rfc5798("5.1.1.4"), rfc5798("5.1.2.4"),
                     rfc9568("5.1.1.4"), rfc9568("5.1.2.4")},
         .says = "The IP protocol number of an advertisement is 112",
         .only_observes = true,
         .kills = {"advert-protocol-113"},
         .run = protocol_is_112},
        {.id = "tx/version",
         .clauses = {rfc2338("5.3.1"), rfc3768("5.3.1"), rfc5798("5.2.1"), rfc9568("5.2.1")},
         .says = "The version field names the protocol's version",
         .expects = "2 under RFC 3768, 3 under RFC 5798 and 9568",
         .known_from = {"H3C Comware 5 with load balancing (8 and 9)"},
         .only_observes = true,
         .kills = {"advert-version-of-other"},
         .run = each_advertisement<version_is_right>},
        {.id = "tx/type-is-advertisement",
         .clauses = {rfc2338("5.3.2"), rfc3768("5.3.2"), rfc5798("5.2.2"), rfc9568("5.2.2")},
         .says = "The type field is 1, ADVERTISEMENT",
         .known_from = {"Extreme Fabric Engine with fast advertisements (type 7)"},
         .only_observes = true,
         .kills = {"advert-type-2"},
         .run = each_advertisement<type_is_1>},
        {.id = "tx/vrid",
         .clauses = {rfc2338("5.3.3"), rfc3768("5.3.3"), rfc5798("5.2.3"), rfc9568("5.2.3")},
         .says = "The VRID field names the virtual router, as does the virtual MAC address",
         .only_observes = true,
         .kills = {"advert-vrid-off-by-one"},
         .run = each_advertisement<vrid_is_configured>},
        {.id = "tx/priority-as-configured",
         .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4"), rfc9568("7.2")},
         .says = "A router that does not own the address advertises its configured priority, 1 to 254",
         .known_from = {"keepalived before 2.0.20 with tracking (issue 1460)"},
         .only_observes = true,
         .kills = {"advert-priority-one-less", "advert-priority-one-more"},
         .run = each_advertisement<priority_is_configured>},
        {.id = "tx/priority-1",
         .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4")},
         .says = "The least priority, 1, is advertised as it is",
         .needs = {.priority = 1, .lowest_priority = 1, .highest_priority = 1},
         .only_observes = true,
         .kills = {"advert-priority-one-more"},
         .run = each_advertisement<priority_is_configured>},
        {.id = "tx/priority-254",
         .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4")},
         .says =
             "The greatest priority of a router that does not own the address, 254, is advertised as it is",
         .needs = {.priority = 254, .lowest_priority = 254, .highest_priority = 254},
         .only_observes = true,
         .kills = {"advert-priority-one-less", "advert-priority-one-more"},
         .run = each_advertisement<priority_is_configured>},
        {.id = "tx/owner-priority-is-255",
         .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4")},
         .says = "The router that owns the addresses advertises priority 255",
         .needs = {.role = Role::owner},
         .only_observes = true,
         .kills = {"owner-advertises-100"},
         .run = each_advertisement<priority_of_owner>},
        {.id = "tx/priority-zero-only-on-release",
         .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4")},
         .says = "Priority 0 is sent by a router that stops, and at no other time",
         .stimulus = "A peer of greater priority speaks for one and a half intervals and falls silent",
         .expects = "no priority 0 until one interval after the device is Active again",
         .kills = {"resigns-on-stepping-down"},
         .run = priority_zero_on_release_only},
        {.id = "tx/count-matches-addresses",
         .clauses = {rfc2338("5.3.5"), rfc3768("5.3.5"), rfc5798("5.2.5"), rfc9568("5.2.5")},
         .says = "The count field is the number of addresses in the message",
         .needs = {.addresses = 1},
         .only_observes = true,
         .kills = {"advert-count-off-by-one"},
         .run = each_advertisement<count_matches>},
        {.id = "tx/count-of-two-addresses",
         .clauses = {rfc2338("5.3.5"), rfc3768("5.3.5"), rfc5798("5.2.5"), rfc9568("5.2.5")},
         .says = "With several virtual addresses the count field is their number",
         .needs = {.addresses = 2},
         .only_observes = true,
         .kills = {"advert-count-off-by-one", "advert-lacks-last-address"},
         .run = each_advertisement<count_matches>},
        {.id = "tx/twenty-addresses",
         .clauses = {rfc2338("5.3.9"), rfc3768("5.3.9"), rfc5798("5.2.9"), rfc9568("5.2.9")},
         .says = "A virtual router of twenty addresses advertises all twenty",
         .known_from = {"keepalived (issue 2327: no more than 20 are sent)"},
         .needs = {.addresses = 20},
         .only_observes = true,
         .kills = {"advert-list-cut-at-10", "advert-lacks-last-address"},
         .run = each_advertisement<list_is_configured>},
        {.id = "tx/address-list",
         .clauses = {rfc2338("5.3.9"), rfc3768("5.3.9"), rfc5798("5.2.9"), rfc9568("5.2.9")},
         .says = "The message lists the virtual router's addresses",
         .only_observes = true,
         .kills = {"advert-lists-interface-address"},
         .run = each_advertisement<list_is_configured>},
        {.id = "tx/ipv6-first-address-is-link-local",
         .clauses = {rfc5798("5.2.9"), rfc9568("5.2.9")},
         .says = "Over IPv6 the first address is the virtual router's link-local address",
         .known_from = {"Cisco IOS, FRR and Dell OS10 (netlab issue 1818)"},
         .profiles = v3_ipv6,
         .needs = {.addresses = 2},
         .only_observes = true,
         .kills = {"advert-global-address-first"},
         .run = each_advertisement<first_address_is_link_local>},
        {.id = "tx/addresses-of-one-family",
         .clauses = {rfc5798("5.2.9"), rfc9568("5.2.9")},
         .says = "The addresses are of the IP header's family, whole, and unicast",
         .profiles = v3_profiles,
         .only_observes = true,
         .kills = {"advert-mixes-families"},
         .run = each_advertisement<list_is_of_one_family>},
        {.id = "tx/reserve-is-zero",
         .clauses = {rfc5798("5.2.6"), rfc9568("5.2.6")},
         .says = "The reserved bits are sent as zero",
         .known_from = {"FRR before 10.7 (f923267f08)"},
         .profiles = v3_profiles,
         .only_observes = true,
         .kills = {"advert-reserve-set"},
         .run = each_advertisement<reserve_is_zero>},
        {.id = "tx/interval-field-is-the-cadence",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"), rfc9568("5.2.7")},
         .says = "The interval field is the advertisement interval, and the device keeps to it",
         .expects = "the next advertisement comes after the interval that this one names",
         .known_from = {"keepalived (issue 1615)", "Junos with fast-interval in version 2"},
         .needs = {.quick_interval = 500ms},
         .only_observes = true,
         .kills = {"advert-interval-zero", "advert-interval-doubled", "adver-timer-fifth-longer",
                   "adver-timer-fifth-shorter"},
         .run = interval_field_is_the_cadence},
        {.id = "tx/no-trailing-octets",
         .clauses = {rfc2338("5.3.10"), rfc3768("5.3.10"), rfc5798("9"), rfc9568("9")},
         .says = "The message ends after its last address, or in version 2 after eight octets of "
                 "authentication data",
         .expects = "8 + 4n (IPv4), 8 + 16n (IPv6), and 8 more in version 2",
         .only_observes = true,
         .kills = {"advert-trailing-octets"},
         .run = each_advertisement<no_trailing_octets>},
        {.id = "tx/v2-auth-type-is-0",
         .clauses = {rfc2338("5.3.6"), rfc3768("5.3.6")},
         .says = "The authentication type is 0",
         .profiles = v2_ipv4,
         .only_observes = true,
         .kills = {"advert-auth-type-1"},
         .run = each_advertisement<auth_type_is_0>},
        {.id = "tx/v2-auth-data-is-zero",
         .clauses = {rfc2338("5.3.6.1"), rfc2338("5.3.10"), rfc3768("5.3.6.1"), rfc3768("5.3.10")},
         .says = "The authentication data is sent as eight zero octets",
         .level = Level::should,
         .profiles = v2_ipv4,
         .only_observes = true,
         .kills = {"advert-auth-data-set"},
         .run = each_advertisement<auth_data_is_zero>},
    };
}

}  // namespace cases

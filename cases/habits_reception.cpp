#include <array>

#include "cases/catalogue.hpp"
#include "cases/habits.hpp"
#include "cases/rx_faults.hpp"
#include "cases/sweep.hpp"

// What a device accepts of that on which the RFCs leave a receiver free: recorded as facts, each with the
// control that the usual advertisement is accepted.

namespace cases {
namespace {

using engine::MacAddress;

// Notes whether the device accepts such an advertisement, with the control that it accepts the usual one.
Task<> note_acceptance(Bench& t, const char* fact, PeerAdvert odd) {
    const PeerAdvert usual{.priority = odd.priority};
    const bool hears = co_await silences(t, usual);
    t.precondition(hears, "control: the usual advertisement does not silence the device either");
    const bool accepts = co_await silences(t, odd);
    t.note_fact(fact, accepts ? "accepted" : "discarded", t.peer().last_sent());
}

Task<> accepted_checksum_forms(Bench& t) {
    const PeerAdvert alone{.checksum_form = ChecksumForm::message_only};
    const PeerAdvert pseudo{.checksum_form = ChecksumForm::pseudo_header};
    const bool accepts_alone = co_await silences(t, alone);
    const bool accepts_pseudo = co_await silences(t, pseudo);
    const char* both = accepts_alone && accepts_pseudo ? "both"
                       : accepts_alone                 ? "message-only"
                       : accepts_pseudo                ? "pseudo-header"
                                                       : "neither";
    t.note_fact("accepted checksum forms", both, t.peer().last_sent());
}

Task<> address_lists(Bench& t) {
    const std::uint8_t priority = t.peer().greater_priority();
    t.precondition(priority != 255, "an owner's list need not be checked (RFC 3768 7.1)");
    const std::array<IpAddress, 1> other{t.dut().addresses.front().shifted(1)};
    const PeerAdvert odd{.priority = priority, .addresses = std::span<const IpAddress>(other)};
    co_await note_acceptance(t, "address lists that differ", odd);
}

template <std::size_t More>
void lengthen(Octets& frame, const Bench& t) {
    const auto size = engine::read_frame(frame).advertisement.message().size();
    engine::resize_vrrp_message(frame, size + More, 0xa5);
    seal_for_device(t, frame);
}

// Few, as of an authentication that is left, and as many as keepalived's auth_hmac appends.
Task<> octets_after_the_message(Bench& t) {
    const PeerAdvert few{.edit = lengthen<4>};
    co_await note_acceptance(t, "octets after the message", few);
    const PeerAdvert many{.edit = lengthen<40>};
    co_await note_acceptance(t, "forty octets after the message", many);
}

Task<> unicast(Bench& t) {
    t.precondition(t.dut().physical_mac != MacAddress{}, "the device's own MAC address is not known");
    const PeerAdvert odd{.destination = t.dut().primary_address};
    co_await note_acceptance(t, "unicast advertisements", odd);
}

Task<> physical_source(Bench& t) {
    const PeerAdvert odd{.ethernet_source = t.station().mac()};
    co_await note_acceptance(t, "advertisements from a physical MAC", odd);
}

Task<> no_addresses(Bench& t) {
    const PeerAdvert odd = faults::count_0(t, 0);
    co_await note_acceptance(t, "advertisements without addresses", odd);
}

// netlab issue 1818: Arista EOS ignores such advertisements of FRR, IOS and Dell.
Task<> global_address_first(Bench& t) {
    const std::array<IpAddress, 2> list{*IpAddress::parse("2001:db8::77"), *IpAddress::parse("fe80::77")};
    const PeerAdvert odd{.addresses = std::span<const IpAddress>(list)};
    co_await note_acceptance(t, "lists that begin with a global address", odd);
}

Task<> other_destinations(Bench& t) {
    const auto all_hosts =
        t.dut().family() == Family::ipv4 ? *IpAddress::parse("224.0.0.1") : engine::all_nodes_group();
    const PeerAdvert elsewhere{.destination = all_hosts};
    co_await note_acceptance(t, "advertisements to all hosts", elsewhere);
    t.precondition(t.dut().physical_mac != MacAddress{}, "the device's own MAC address is not known");
    const PeerAdvert alone{.ethernet_destination = t.dut().physical_mac};
    co_await note_acceptance(t, "advertisements to the group in a unicast frame", alone);
}

Task<> other_sources(Bench& t) {
    const bool is_ipv4 = t.dut().family() == Family::ipv4;
    const PeerAdvert unspecified{.source = *IpAddress::parse(is_ipv4 ? "0.0.0.0" : "::")};
    co_await note_acceptance(t, "advertisements from the unspecified address", unspecified);
    const PeerAdvert group{.source = engine::vrrp_group(t.dut().family())};
    co_await note_acceptance(t, "advertisements from the group's address", group);
    const PeerAdvert virtual_one{.source = t.dut().addresses.front()};
    co_await note_acceptance(t, "advertisements from a virtual address", virtual_one);
    if (is_ipv4) co_return;
    const PeerAdvert global{.source = *IpAddress::parse("2001:db8::5:5")};
    co_await note_acceptance(t, "advertisements from a global address", global);
}

void add_messages(std::vector<Case>& list) {
    auto forms = report("habit/accepted-checksum-forms", {rfc5798("7.1"), rfc9568("7.1")},
                        "Which forms of the IPv4 checksum of version 3 a device accepts is noted",
                        "Two advertisements of greater priority, one of each form", {"checksum-unchecked"},
                        accepted_checksum_forms);
    forms.profiles = v3_ipv4;
    list.push_back(forms);
    auto lists =
        report("habit/address-lists", all_of("7.1", "7.1"),
               "Whether a device checks the list of addresses, and then drops what differs, is noted",
               "An advertisement of greater priority, below 255, that lists another address",
               {"address-list-must-match"}, address_lists);
    lists.needs.highest_priority = 253;
    list.push_back(lists);
    list.push_back(report("habit/octets-after-the-message", all_of("7.1", "7.1"),
                          "Whether a device accepts advertisements with more octets than they need is noted",
                          "An advertisement of greater priority with 4 octets after its end",
                          {"trailing-octets-refused"}, octets_after_the_message));
    list.push_back(report("habit/no-addresses", all_of("7.1", "7.1"),
                          "Whether a device accepts advertisements without addresses is noted",
                          "An advertisement of greater priority and Count 0", {"address-count-must-match"},
                          no_addresses));
    auto first = report("habit/global-address-first", {rfc5798("5.2.9"), rfc9568("5.2.9")},
                        "Whether a device accepts lists that begin with a global IPv6 address is noted",
                        "An advertisement of greater priority whose link-local address comes second",
                        {"global-address-first-refused"}, global_address_first);
    first.known_from = {"Arista EOS, which discards them (netlab issue 1818)"};
    first.profiles = v3_ipv6;
    list.push_back(first);
}

void add_packets(std::vector<Case>& list) {
    auto to_device = report("habit/unicast", all_of("7.1", "7.1"),
                            "Whether a device accepts advertisements sent to its own address is noted",
                            "An advertisement of greater priority sent to the device's own address",
                            {"unicast-advert-refused"}, unicast);
    to_device.known_from = {"keepalived before 2.0.12, and later without check_unicast_src (issue 1895)"};
    list.push_back(to_device);
    list.push_back(report("habit/physical-source", all_of("7.1", "7.1"),
                          "Whether a device accepts advertisements from a physical MAC address is noted",
                          "An advertisement of greater priority from the tester's own MAC address",
                          {"advert-from-physical-mac-refused"}, physical_source));
    list.push_back(
        report("habit/other-destinations",
               {rfc2338("5.2.2"), rfc3768("5.2.2"), rfc5798("5.1.1.2"), rfc5798("5.1.2.2"),
                rfc9568("5.1.1.2"), rfc9568("5.1.2.2")},
               "Whether a device accepts advertisements for another group, and in unicast frames, is "
               "noted",
               "Advertisements of greater priority to all hosts, and to the group in a frame to the "
               "device alone",
               {"other-group-refused"}, other_destinations));
    list.push_back(
        report("habit/other-sources",
               {rfc2338("5.2.1"), rfc3768("5.2.1"), rfc5798("5.1.1.1"), rfc5798("5.1.2.1"),
                rfc9568("5.1.1.1"), rfc9568("5.1.2.1")},
               "Whether a device accepts advertisements from addresses that are no router's is noted",
               "Advertisements of greater priority from the unspecified, the group's, a virtual and "
               "over IPv6 a global address",
               {"odd-source-refused"}, other_sources));
}

}  // namespace

std::vector<Case> reception_habit_cases() {
    std::vector<Case> list;
    add_messages(list);
    add_packets(list);
    return list;
}

}  // namespace cases

#include "cases/catalogue.hpp"
#include "cases/packets.hpp"
#include "cases/support.hpp"

// Accept_Mode (6.1, 6.4.3): whether an Active takes packets to addresses that it does not own.

namespace cases {
namespace {

using engine::MacAddress;
using engine::to_string;

Task<> off_answers_no_ping(Bench& t) {
    co_await settled(t);
    co_await own_address_answers(t);
    for (const auto& address : t.dut().addresses) {
        const MacAddress mac = co_await mac_of(t, address);
        co_await no_echo(t, address, mac);
    }
}

Task<> off_refuses_nothing(Bench& t) {
    co_await settled(t);
    const MacAddress own_mac = co_await own_address_answers(t);
    const IpAddress own = t.dut().primary_address;
    const Mark segment = t.host().connect(own, own_mac);
    t.cite(segment, "control");
    const Mark reset = co_await t.look_for(sort::refusal.on(own), segment, 1s);
    const Mark datagram = t.host().send_datagram(own, own_mac);
    t.cite(datagram, "control");
    const Mark unreachable = co_await t.look_for(sort::refusal.on(own), datagram, 1s);
    t.precondition(reset || unreachable,
                   "control: the device refuses neither TCP nor UDP at its own address, so that silence "
                   "proves nothing");
    for (const auto& address : t.dut().addresses) {
        const MacAddress mac = co_await mac_of(t, address);
        co_await no_refusal(t, address, mac);
    }
}

Task<> off_answers_solicitations(Bench& t) {
    co_await settled(t);
    for (const auto& address : t.dut().addresses) {
        const Mark request = t.host().resolve(address);
        const Window window{request, 0ns, 1s};
        const Mark answer = co_await t.dut_frame(sort::resolution.on(address), window);
        const auto& given = view(t, answer).neighbour->link_layer_address;
        const MacAddress mac = given.value_or(view(t, answer).ethernet.source);
        // As a host does that only makes sure (RFC 4861 7.3.3).
        const Mark unicast = t.host().resolve_at(address, mac);
        const Window again{unicast, 0ns, 1s};
        co_await t.dut_frame(sort::resolution.on(address), again);
    }
}

Task<> every_address_echoes(Bench& t) {
    for (const auto& address : t.dut().addresses) {
        const MacAddress mac = co_await mac_of(t, address);
        const Mark request = t.host().ping(address, mac);
        const Window window{request, 0ns, 1s};
        co_await t.dut_frame(sort::echo_reply.on(address), window);
    }
}

Task<> active_echoes(Bench& t) {
    co_await settled(t);
    co_await every_address_echoes(t);
}

void add_off_cases(std::vector<Case>& list) {
    const std::vector<Clause> not_owner = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"),
                                           rfc9568("6.4.3")};
    list.push_back({.id = "accept/off-answers-no-ping",
                    .clauses = not_owner,
                    .says = "An Active that neither owns the address nor is in Accept_Mode answers no ping",
                    .stimulus = "A host resolves each virtual address and pings it; before that, the "
                                "device's own address, as the control",
                    .expects = "no echo reply from a virtual address within 400 ms",
                    .topics = Topic::host,
                    .needs = {.accept = false},
                    .kills = {"accepts-with-accept-mode-off"},
                    .run = off_answers_no_ping});
    list.push_back({.id = "accept/off-refuses-nothing",
                    .clauses = not_owner,
                    .says = "Nor does it refuse TCP or UDP there, since it does not take the packet at all",
                    .stimulus = "A TCP SYN and a UDP datagram to port 65533 of each virtual address; before "
                                "that, of the device's own, as the control",
                    .expects = "no TCP segment and no port unreachable within 400 ms",
                    .topics = Topic::host,
                    .needs = {.accept = false},
                    .kills = {"accepts-with-accept-mode-off", "refuses-with-accept-mode-off"},
                    .run = off_refuses_nothing});
    list.push_back({.id = "accept/off-answers-solicitations",
                    .clauses = {rfc5798("6.1"), rfc5798("6.4.3"), rfc9568("6.1"), rfc9568("6.4.3")},
                    .says = "With Accept_Mode off neighbour solicitations for the virtual addresses are "
                            "answered all the same",
                    .stimulus = "A host asks for each address, first the group, then the address itself",
                    .expects = "an answer to each within 1 s",
                    .topics = Topic::host,
                    .profiles = v3_ipv6,
                    .needs = {.accept = false},
                    .kills = {"solicitations-dropped-with-accept-mode-off", "resolution-unanswered"},
                    .run = off_answers_solicitations});
}

void add_on_cases(std::vector<Case>& list) {
    constexpr std::string_view each_address = "A host resolves each virtual address and pings it";
    list.push_back({.id = "accept/on-answers-ping",
                    .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An Active in Accept_Mode takes packets to each virtual address",
                    .stimulus = each_address,
                    .expects = "an echo reply from each within 1 s",
                    .topics = Topic::host,
                    .profiles = v3_profiles,
                    .needs = {.addresses = 2, .accept = true},
                    .kills = {"accept-mode-ignored", "accepts-for-first-address-only"},
                    .run = active_echoes});
    list.push_back({.id = "accept/owner-answers-ping",
                    .clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An address owner takes packets to its addresses",
                    .stimulus = each_address,
                    .expects = "an echo reply from each within 1 s",
                    .topics = Topic::host,
                    .needs = {.role = Role::owner},
                    .kills = {"owner-accepts-by-mode"},
                    .run = active_echoes});
    list.push_back({.id = "accept/owner-answers-ping-with-accept-mode-off",
                    .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                    .says = "An address owner takes packets to its addresses whatever its Accept_Mode is",
                    .stimulus = each_address,
                    .expects = "an echo reply from each within 1 s",
                    .topics = Topic::host,
                    .profiles = v3_profiles,
                    .needs = {.role = Role::owner, .accept = false},
                    .kills = {"owner-accepts-by-mode"},
                    .run = active_echoes});
}

}  // namespace

std::vector<tester::Case> acceptance_cases() {
    std::vector<Case> list;
    add_off_cases(list);
    add_on_cases(list);
    return list;
}

}  // namespace cases

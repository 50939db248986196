#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// A virtual router that was given its VRID and its addresses, and nothing else.

namespace cases {
namespace {

using engine::to_string;

void priority_is_100(Bench& t, Mark advert) {
    t.expect_equal("priority", 100, message(t, advert).priority(), advert);
}

Task<> interval_is_one_second(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    t.expect_equal("interval in centiseconds", 100, engine::interval_cs(message(t, advert)), advert);
    const Window next{advert, 1s, 1s};
    co_await t.dut_advertisement(next);
}

// As preempt/on-takes-over-lower, of a device that nobody told to preempt.
Task<> preempts(Bench& t) {
    co_await t.dut_is_backup();
    const PeerAdvert lower{.priority = static_cast<std::uint8_t>(t.dut().priority - 1)};
    const Mark last_greater = t.peer().last_sent();
    t.peer().advertise(lower);
    const Duration latest = active_down_interval(t.dut()) + 2 * t.dut().advertisement_interval;
    const Mark first = co_await t.look_for(sort::advertisement, last_greater, latest);
    t.expect(bool(first), "the device takes over from the lower priority",
             first ? "it does" : "it stays silent", first ? first : t.peer().last_sent());
}

// True if the device takes frames for this MAC address and answers pings to its own address: at that MAC
// address, or, where the router and the host are two programs, at its own while ARP or ND is answered at
// that.
Task<bool> answers_at(Bench& t, engine::MacAddress mac) {
    const IpAddress own = t.dut().primary_address;
    const Mark control = t.host().ping(own, mac);
    const Mark answered = co_await t.look_for(sort::echo_reply.on(own), control, 1s);
    t.cite(answered, "control");
    if (answered) co_return true;
    const IpAddress address = t.dut().addresses.front();
    const Mark request = t.host().resolve_at(address, mac);
    const Mark resolved = co_await t.look_for(sort::resolution.on(address), request, 1s);
    const Mark other = t.host().ping(own, t.dut().physical_mac);
    const Mark echoed = co_await t.look_for(sort::echo_reply.on(own), other, 1s);
    t.cite(resolved, "control");
    t.cite(echoed, "control");
    const bool both = resolved && echoed;
    co_return both;
}

// A host pings the virtual address at the MAC address that the device gives for it. The control: it answers
// for its own address there.
Task<> accepts_nothing(Bench& t) {
    co_await t.dut_is_active();
    co_await t.sleep(200ms);
    const IpAddress address = t.dut().addresses.front();
    const Mark request = t.host().resolve(address);
    const Mark reply = co_await t.look_for(sort::resolution.on(address), request, 1s);
    t.precondition(bool(reply), "the device does not answer for the virtual address");
    const auto& frame = view(t, reply);
    const auto given = frame.arp ? std::optional(frame.arp->sender_mac) : frame.neighbour->link_layer_address;
    const auto mac = given.value_or(frame.ethernet.source);
    const bool answers = co_await answers_at(t, mac);
    t.precondition(answers, "control: the device does not answer a ping to its own address either");
    const Mark ping = t.host().ping(address, mac);
    const Mark echo = co_await t.look_for(sort::echo_reply.on(address), ping, 500ms);
    t.cite(ping, "stimulus");
    // That one came at all is no matter of time.
    t.expect_equal("answer:", "none", echo ? "an echo reply" : "none", echo ? echo : ping);
}

}  // namespace

std::vector<Case> default_cases() {
    // What a device that is left alone does shows at no other interval than its own.
    std::vector<Case> list;
    list.push_back({.id = "default/priority-is-100",
                    .clauses = {rfc2338("5.3.4"), rfc3768("5.3.4"), rfc5798("5.2.4"), rfc9568("5.2.4")},
                    .says = "A device that is given no priority has 100",
                    .expects = "priority 100 in its advertisements",
                    .needs = {.quick_interval = 1s, .defaults = true},
                    .only_observes = true,
                    .kills = {"default-priority-110"},
                    .run = each_advertisement<priority_is_100>});
    list.push_back(
        {.id = "default/interval-is-100-cs",
         .clauses = {rfc2338("5.3.7"), rfc3768("5.3.7"), rfc5798("5.2.7"), rfc5798("6.1"), rfc9568("5.2.7"),
                     rfc9568("6.1")},
         .says = "A device that is given no interval advertises every second",
         .expects = "100 cs, or 1 s in version 2, in the field, and the next advertisement 1 s later",
         .needs = {.quick_interval = 1s, .defaults = true},
         .only_observes = true,
         .kills = {"default-interval-3-s"},
         .run = interval_is_one_second});
    list.push_back(
        {.id = "default/preempt-mode-is-on",
         .clauses = {rfc2338("6.1.2"), rfc3768("6.1"), rfc5798("6.1"), rfc9568("6.1")},
         .says = "A device that is told nothing about Preempt_Mode preempts",
         .stimulus = "A peer holds the device down, then lowers its priority below the device's",
         .expects = "a takeover within Active_Down_Interval of the last greater one and two intervals",
         .topics = Topic::failover,
         .needs = {.lowest_priority = 2, .quick_interval = 1s, .defaults = true},
         .kills = {"default-preempt-mode-off"},
         .run = preempts});
    list.push_back(
        {.id = "default/accept-mode-is-off",
         .clauses = {rfc5798("6.1"), rfc9568("6.1")},
         .says = "A device that is told nothing about Accept_Mode accepts no packet to a virtual "
                 "address",
         .stimulus = "A host pings the virtual address at the MAC address that the device gives",
         .expects = "no answer within 500 ms; the device's own address answers there (the control)",
         .known_from = {"keepalived, whose default is to accept", "FRR, which always accepts"},
         .topics = Topic::host,
         .profiles = v3_profiles,
         .needs = {.quick_interval = 1s, .defaults = true},
         .kills = {"default-accept-mode-on"},
         .run = accepts_nothing});
    return list;
}

}  // namespace cases

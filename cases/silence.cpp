#include "cases/catalogue.hpp"
#include "cases/packets.hpp"
#include "cases/support.hpp"

// What a device must not answer that is not Active (6.4.2).

namespace cases {
namespace {

using engine::MacAddress;
using engine::to_string;

Task<> no_answer_at_own_mac(Bench& t) {
    co_await t.dut_is_backup();
    const MacAddress mac = co_await own_address_answers(t);
    for (const auto& address : t.dut().addresses) {
        co_await no_echo(t, address, mac);
        co_await no_refusal(t, address, mac);
    }
}

Task<> no_answer_at_virtual_mac(Bench& t) {
    co_await t.dut_is_backup();
    const MacAddress mac = co_await own_address_answers(t);
    const MacAddress router_mac = t.dut().router_mac();
    t.precondition(mac != router_mac, "the device gives the virtual MAC address for its own address, too");
    co_await no_echo(t, t.dut().primary_address, router_mac);
    for (const auto& address : t.dut().addresses) {
        co_await no_echo(t, address, router_mac);
    }
}

Task<> no_answer_in_accept_mode(Bench& t) {
    co_await settled(t);
    const IpAddress address = t.dut().addresses.front();
    const MacAddress mac = co_await mac_of(t, address);
    const Mark control = t.host().ping(address, mac);
    t.cite(control, "control");
    const Mark reply = co_await t.look_for(sort::echo_reply.on(address), control, 1s);
    t.precondition(bool(reply), "control: the device does not even answer while it is Active");
    co_await t.dut_is_backup();
    co_await no_echo(t, address, mac);
    co_await no_echo(t, address, t.dut().physical_mac);
}

Task<> no_answer_after_stop(Bench& t) {
    co_await settled(t);
    const IpAddress address = t.dut().addresses.front();
    const MacAddress mac = co_await mac_of(t, address);
    const Mark stopped = co_await t.make_dut(Verb::stop);
    const Mark resigned = co_await t.look_for(sort::resignation, stopped, 2s);
    t.precondition(bool(resigned), "the device did not resign");
    co_await t.sleep(500ms);
    co_await own_address_answers(t);
    co_await no_echo(t, address, mac);
    co_await no_echo(t, address, t.dut().physical_mac);
}

}  // namespace

std::vector<tester::Case> silence_cases() {
    const std::vector<Clause> backup = {rfc2338("6.4.2"), rfc3768("6.4.2"), rfc5798("6.4.2"),
                                        rfc9568("6.4.2")};
    return {
        {.id = "silence/backup-takes-no-packet",
         .clauses = backup,
         .says = "A Backup takes no packet to a virtual address",
         .stimulus =
             "A peer of greater priority advertises; a host pings the device's own address, as the "
             "control, and then sends a ping, a TCP SYN and a UDP datagram for each virtual address to "
             "the device's own MAC address",
         .expects = "no echo reply, TCP segment or port unreachable within 400 ms",
         .topics = Topic::host,
         .kills = {"accepts-in-backup"},
         .run = no_answer_at_own_mac},
        {.id = "silence/backup-discards-frames-to-virtual-mac",
         .clauses = backup,
         .says = "A Backup discards frames that are sent to the virtual router MAC address",
         .stimulus = "A peer of greater priority advertises; a host pings the device's own address, as the "
                     "control, and then that and each virtual address at the virtual MAC address",
         .expects = "no echo reply within 400 ms",
         .topics = Topic::host,
         .kills = {"router-mac-heard-in-backup"},
         .run = no_answer_at_virtual_mac},
        {.id = "silence/backup-takes-no-packet-in-accept-mode",
         .clauses = {rfc5798("6.4.2"), rfc9568("6.4.2")},
         .says = "Accept_Mode changes nothing for a Backup",
         .stimulus = "A host pings a virtual address while the device is Active, as the control, and again "
                     "when a peer of greater priority has sent it into Backup",
         .expects = "no echo reply within 400 ms",
         .topics = Topic::host,
         .profiles = v3_profiles,
         .needs = {.accept = true},
         .kills = {"accept-mode-counts-in-backup", "accepts-in-backup"},
         .run = no_answer_in_accept_mode},
        {.id = "silence/stopped-takes-no-packet",
         .clauses = {rfc2338("6.4.3"), rfc3768("6.4.3"), rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "A device that was shut down takes no packet to a virtual address",
         .stimulus = "The device is stopped gracefully; a host pings its own address, as the control, and "
                     "then the virtual one",
         .expects = "no echo reply within 400 ms",
         .topics = Topic::host | Topic::failover,
         .needs = {.control = Verb::stop},
         .kills = {"accepts-after-stop"},
         .run = no_answer_after_stop},
    };
}

}  // namespace cases

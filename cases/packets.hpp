#pragma once

#include "cases/support.hpp"

// What the cases share that send a device packets as a host would: to its virtual addresses, or to its own.

namespace cases {

/// The device is Active, and has had a moment to configure its addresses if it became so just now.
inline Task<> settled(Bench& t) {
    co_await t.dut_is_active();
    co_await t.sleep(200ms);
}

/// The MAC address that the device gives for one of its addresses: where a host would send packets for it.
inline Task<engine::MacAddress> mac_of(Bench& t, IpAddress address) {
    const Mark request = t.host().resolve(address);
    const Mark answer = co_await t.look_for(sort::resolution.on(address), request, 1s);
    t.precondition(bool(answer), "the device does not answer for " + to_string(address));
    const auto& frame = view(t, answer);
    if (frame.arp) co_return frame.arp->sender_mac;
    co_return frame.neighbour->link_layer_address.value_or(frame.ethernet.source);
}

/// The control of a silence: the device answers a ping to its own address, sent to the MAC address that it
/// gives for it, which is returned.
inline Task<engine::MacAddress> own_address_answers(Bench& t) {
    const IpAddress own = t.dut().primary_address;
    const engine::MacAddress mac = co_await mac_of(t, own);
    const Mark request = t.host().ping(own, mac);
    t.cite(request, "control");
    const Mark reply = co_await t.look_for(sort::echo_reply.on(own), request, 1s);
    t.precondition(bool(reply), "control: the device answers no ping to its own address " + to_string(own) +
                                    ", so that silence proves nothing");
    co_return mac;
}

/// The device answers no ping to the address that is sent to this MAC address.
inline Task<> no_echo(Bench& t, IpAddress target, engine::MacAddress mac) {
    const Mark request = t.host().ping(target, mac);
    const Window window{request, 0ns, 400ms};
    co_await t.no_dut_frame(sort::echo_reply.on(target), window);
}

/// Nor does TCP or UDP there get as much as a refusal.
inline Task<> no_refusal(Bench& t, IpAddress target, engine::MacAddress mac) {
    const Mark segment = t.host().connect(target, mac);
    const Mark datagram = t.host().send_datagram(target, mac);
    t.cite(datagram, "stimulus");
    const Window window{segment, 0ns, 400ms};
    co_await t.no_dut_frame(sort::refusal.on(target), window);
}

}  // namespace cases

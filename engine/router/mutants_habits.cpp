#include "engine/router/mutants.hpp"

// Routers of other habits where the RFCs leave a choice: none of them is at fault, and a report tells them
// from the reference by these.

namespace engine {
namespace {

using Duration = std::chrono::nanoseconds;
using namespace std::chrono_literals;

// FRR counts in a 16 bit integer of centiseconds.
Duration skew_in_whole_centiseconds(const Parameters& local, Duration interval) {
    const Duration scale = local.version == 2 ? Duration(1s) : interval;
    return (256 - local.priority) * scale / 256 / 10ms * 10ms;
}

bool sent_to_the_group(const Reception& r) {
    return r.frame.ip->ttl == 255 && r.frame.ip->destination == vrrp_group(r.local.family);
}
bool sent_from_the_virtual_mac(const Reception& r) {
    return r.frame.ip->ttl == 255 && r.frame.ethernet.source == r.local.router_mac();
}
bool ends_with_the_message(const Reception& r) {
    const auto& message = r.frame.advertisement;
    const std::size_t address = r.local.family == Family::ipv4 ? 4 : 16;
    const std::size_t whole = 8 + address * message.count() + (message.version() == 2 ? 8 : 0);
    return r.frame.ip->ttl == 255 && message.message().size() == whole;
}

template <auto Rule>
void receives_only(Rules& rules) {
    rules.reception[static_cast<std::size_t>(ReceptionCheck::ttl)] = Rule;
}

constexpr Mutant mutants[] = {
    {"timers-in-whole-centiseconds", "RFC 9568 6.1", "cuts Skew_Time to whole centiseconds",
     [](Rules& rules) { rules.skew_time = skew_in_whole_centiseconds; }},
    {"arp-reply-from-virtual-mac", "RFC 9568 8.1.2", "sends ARP replies from the virtual MAC",
     [](Rules& rules) {
         rules.shape_arp_reply = [](ArpFrame& frame, const Parameters& local) {
             frame.ethernet_source = local.router_mac();
         };
     }},
    {"unicast-advert-refused", "RFC 9568 7.1", "discards advertisements that are not sent to the group",
     receives_only<sent_to_the_group>},
    {"advert-from-physical-mac-refused", "RFC 9568 7.1",
     "discards advertisements whose Ethernet source is not the virtual MAC",
     receives_only<sent_from_the_virtual_mac>},
    {"trailing-octets-refused", "RFC 9568 7.1",
     "discards advertisements with octets after the last address or the authentication data",
     receives_only<ends_with_the_message>},
};

}  // namespace

std::span<const Mutant> habit_mutants() {
    return mutants;
}

}  // namespace engine

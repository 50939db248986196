#include "engine/router/mutant_parts.hpp"

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

bool sent_to_no_other_group(const Reception& r) {
    const auto& destination = r.frame.ip->destination;
    return r.frame.ip->ttl == 255 &&
           (!destination.is_multicast() || destination == vrrp_group(r.local.family));
}
bool sent_by_a_router(const Reception& r) {
    const auto& source = r.frame.ip->source;
    const bool has_scope = source.family() == Family::ipv4 || source.is_link_local();
    return r.frame.ip->ttl == 255 && !source.is_unspecified() && !source.is_multicast() && has_scope &&
           !is_virtual(r.local, source);
}
bool begins_with_link_local(const Reception& r) {
    if (r.frame.ip->ttl != 255) return false;
    const auto listed = r.frame.advertisement.addresses();
    return r.local.family == Family::ipv4 || listed.begin() == listed.end() ||
           (*listed.begin()).is_link_local();
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
    {"other-group-refused", "RFC 9568 5.1.1.2", "discards advertisements that are sent to another group",
     receives_only<sent_to_no_other_group>},
    {"odd-source-refused", "RFC 9568 5.1.1.1",
     "discards advertisements whose source is no address that a router advertises from",
     receives_only<sent_by_a_router>},
    {"global-address-first-refused", "RFC 9568 5.2.9",
     "discards lists that do not begin with a link-local address (Arista EOS)",
     receives_only<begins_with_link_local>},
};

}  // namespace

std::span<const Mutant> habit_mutants() {
    return mutants;
}

}  // namespace engine

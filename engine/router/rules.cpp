#include "engine/router/rules.hpp"

#include <algorithm>

namespace engine {
namespace {

using Duration = std::chrono::nanoseconds;

// RFC 9568 6.1: ((256 - Priority) * Active_Adver_Interval) / 256; RFC 3768 6.1: (256 - Priority) / 256
// seconds.
Duration skew_time(const Parameters& local, Duration active_adver_interval) {
    const Duration scale = local.version == 2 ? Duration(std::chrono::seconds(1)) : active_adver_interval;
    return (256 - local.priority) * scale / 256;
}

// RFC 9568 6.1, RFC 3768 6.1.
Duration active_down_interval(const Parameters&, Duration active_adver_interval, Duration skew) {
    return 3 * active_adver_interval + skew;
}

// RFC 9568 5.2.7: centiseconds; RFC 3768 5.3.7: seconds.
Duration advertised_interval(const AdvertisementView& advertisement) {
    return std::chrono::milliseconds(10) * interval_cs(advertisement);
}

Duration adver_period(const Parameters& local, Duration) {
    return local.advertisement_interval;
}

bool starts_active(const Parameters& local) {
    return local.is_owner();
}

// RFC 9568 8.4.2: a Backup "SHOULD ignore VRRPv2 advertisements from the current Active Router if it is also
// receiving VRRPv3 packets from it".
bool ignores_version_2(const Parameters&, const Heard& heard, bool active_speaks_own) {
    return heard.version == 2 && active_speaks_own;
}

// RFC 9568 8.4.2: "it MUST send both types at the configured rate, even if it is sub-second".
VersionsSent versions_sent(const Parameters& local, std::uint8_t, std::uint32_t) {
    return {true, local.speaks_version_2_too()};
}

Duration resignation_delay(const Parameters&, Duration skew, Duration) {
    return skew;
}

// RFC 9568 6.4.2 (430)-(450): Preempt_Mode False, or a priority that is not less than the local one.
bool resets_down_timer(const Parameters& local, const Heard& heard) {
    return !local.preempt_mode || heard.priority >= local.priority;
}

// Version 3 learns the Active's interval (RFC 9568 6.4.2); version 2 has none to learn.
Duration learnt_interval(const Parameters& local, Duration current, const Heard& heard) {
    return local.version == 2 ? current : heard.interval;
}

// RFC 9568 6.4.3: a greater priority, or an equal one from a greater primary address.
bool yields(const Parameters& local, const Heard& heard) {
    return heard.priority > local.priority ||
           (heard.priority == local.priority && heard.source > local.primary_address);
}

// RFC 9568 6.4.3 sends an advertisement at once; its elders discard in silence.
bool answers_losing(const Parameters& local) {
    return local.standard == Rfc::rfc9568;
}

// 6.4.3: "MUST respond to ARP requests", "MUST respond to Neighbor Solicitations"; 6.4.2: "MUST NOT".
bool answers_resolution(State state, const Parameters& local, const IpAddress& target) {
    return state == State::active &&
           std::find(local.addresses.begin(), local.addresses.end(), target) != local.addresses.end();
}

// 6.4.3: packets addressed to the virtual addresses are accepted by the owner or in Accept_Mode. Version 2
// has no Accept_Mode.
bool accepts_packet(State state, const Parameters& local, const IpAddress& destination) {
    const bool willing = local.is_owner() || (local.accept_mode && local.version != 2);
    return state == State::active && willing &&
           std::find(local.addresses.begin(), local.addresses.end(), destination) != local.addresses.end();
}

std::uint32_t number_of(const IpAddress& address) {
    return static_cast<std::uint32_t>(read_u16(address.octets(), 0)) << 16 | read_u16(address.octets(), 2);
}

// RFC 2402 3.3.2: the sequence number is one more than the last. The security parameters index is the source
// address, as keepalived has it.
void add_authentication_header(Octets& frame, const Parameters& local, std::uint32_t& sequence) {
    insert_authentication_header(frame, {number_of(local.primary_address), ++sequence},
                                 local.authentication.key);
}

// RFC 9568 6.4.2 (335): "MUST discard packets with a destination link-layer MAC address equal to the virtual
// router MAC address"; 6.4.3 (645): "MUST forward" them.
bool takes_router_mac(State state, const Parameters&) {
    return state == State::active;
}

// RFC 9568 8.2.4: "acting as either an IPv6 Active Router or Backup Router".
bool believes_unsolicited_na(State) {
    return true;
}

}  // namespace

Rules rfc_rules() {
    Rules rules;
    rules.skew_time = skew_time;
    rules.active_down_interval = active_down_interval;
    rules.advertised_interval = advertised_interval;
    rules.adver_period = adver_period;
    rules.starts_active = starts_active;
    rules.ignores_version_2 = ignores_version_2;
    rules.versions_sent = versions_sent;
    rules.resignation_delay = resignation_delay;
    rules.resets_down_timer = resets_down_timer;
    rules.learnt_interval = learnt_interval;
    rules.yields = yields;
    rules.answers_losing = answers_losing;
    rules.interval_on_stepping_down = learnt_interval;
    rules.add_authentication_header = add_authentication_header;
    rules.answers_resolution = answers_resolution;
    rules.accepts_packet = accepts_packet;
    rules.forwarding.takes_router_mac = takes_router_mac;
    rules.forwarding.believes_unsolicited_na = believes_unsolicited_na;
    return rules;
}

}  // namespace engine

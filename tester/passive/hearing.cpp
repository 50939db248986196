#include "tester/passive/hearing.hpp"

namespace tester {
namespace {

using engine::AdvertisementView;
using engine::Family;
using engine::IpView;

/// OpenBSD's layout: the first octet of a VRRPv2 advertisement, 7 words of authentication data where that
/// counts addresses, and always 36 octets, which seven addresses would not fit into.
bool is_carp(const AdvertisementView& message) {
    return message.version() == 2 && message.type() == 1 && message.count() == 7 &&
           message.message().size() == 36;
}

bool has_known_version(const AdvertisementView& message, Family family) {
    return message.version() == 3 || (message.version() == 2 && family == Family::ipv4);
}

bool checksum_is_good(const Hearing& hearing, const AdvertisementView& message, Family family) {
    if (message.version() == 2) return hearing.message_only_good;
    // Which of the two is meant for IPv4 depends on the RFC that a router follows.
    return hearing.pseudo_header_good || (family == Family::ipv4 && hearing.message_only_good);
}

bool is_to_group(const IpView& ip) {
    static const engine::IpAddress groups[] = {engine::vrrp_group(Family::ipv4),
                                               engine::vrrp_group(Family::ipv6)};
    return ip.destination == groups[ip.family == Family::ipv4 ? 0 : 1];
}

}  // namespace

Hearing hear(const engine::FrameView& view) {
    const AdvertisementView& message = view.advertisement;
    const IpView& ip = *view.ip;
    Hearing hearing;
    if (!message.has_fixed_part() || ip.is_cut || ip.is_fragment) return hearing;
    hearing.is_carp = is_carp(message);
    if (hearing.is_carp) return hearing;
    hearing.is_whole = message.type() == 1 && has_known_version(message, ip.family) &&
                       message.message().size() >= message.expected_size();
    const engine::ChecksumForms forms =
        engine::vrrp_checksum_forms(message.message(), ip.source, ip.destination);
    hearing.message_only_good = forms.message_only;
    hearing.pseudo_header_good = forms.pseudo_header;
    // RFC 9568 5.2.5: one that counts no addresses is ignored.
    const bool counts_addresses = message.version() == 2 || message.count() > 0;
    hearing.heeded = hearing.is_whole && counts_addresses && message.vrid() != 0 && ip.ttl == 255 &&
                     ip.header_checksum_good && is_to_group(ip) &&
                     checksum_is_good(hearing, message, ip.family);
    return hearing;
}

}  // namespace tester

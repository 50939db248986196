#pragma once

#include <string_view>

/// Frames in octets for the tests of this folder. The captured ones are other people's, as tshark 4.0 -x
/// dumps them; the made ones were checked with tshark 4.0: every checksum good, every field as named.
namespace engine::samples {

// tcpdump tests/vrrp.pcap, frames 1, 2, 3 and 6: a MikroTik router.
inline constexpr std::string_view v2_password =
    "01 00 5e 00 00 12 00 00 5e 00 01 2a 08 00 45 00 00 30 12 34 00 00 ff 70 be bc 0a 00 00 5b e0 00"
    "00 12 21 2a bf 03 01 0a f1 1f 0a 04 2a 01 0a 04 2a 02 0a 04 2a 03 61 62 63 64 65 66 67 68";
inline constexpr std::string_view v2_padded =
    "01 00 5e 00 00 12 00 00 5e 00 01 2b 08 00 45 00 00 28 12 34 00 00 ff 70 be c4 0a 00 00 5b e0 00"
    "00 12 21 2b bf 01 00 0a ea 2e 0a 04 2b 96 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view v3_ipv4 =
    "01 00 5e 00 00 12 00 00 5e 00 01 2c 08 00 45 00 00 24 12 34 00 00 ff 70 be c8 0a 00 00 5b e0 00"
    "00 12 31 2c bf 02 03 e8 b3 c6 0a 04 2c 64 0a 04 2c c8 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view v3_ipv6 =
    "33 33 00 00 00 12 00 00 5e 00 02 2d 86 dd 60 00 00 00 00 28 70 ff fe 80 00 00 00 00 00 00 d6 ca"
    "6d ff fe 66 cf 60 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12 31 2d bf 02 03 e8 cf a0 fe 80"
    "00 00 00 00 00 00 02 00 5e ff fe 00 02 2d 20 01 00 00 00 00 00 00 00 00 00 00 ab cd 00 0a";

// libpcap tests/filter/carp.pcap, frame 1.
inline constexpr std::string_view carp =
    "ff ff ff ff ff ff 00 00 5e 00 01 01 08 00 45 10 00 38 2d b3 40 00 ff 70 9b ce 0a 35 c7 7c e0 00"
    "00 12 21 01 01 07 00 01 53 03 4f 38 aa 5b 02 82 a3 25 07 8a 77 eb f5 b0 39 de 2b 7c 38 d5 1c 37"
    "de 86 f5 da e7 c8";

// zeek testing/btest/Traces/pbb.pcap, frames 4 and 2: 802.1ah in a backbone VLAN.
inline constexpr std::string_view backbone_v2 =
    "c3 00 3a 1e bb 3b 02 cc cc 00 3a 00 81 00 ef d3 88 e7 00 1e bb 3b 01 00 5e 00 00 12 00 00 5e 00"
    "01 33 08 00 45 c0 00 28 49 6e 00 00 ff 70 91 5b 0a c7 f5 02 e0 00 00 12 21 33 c8 01 00 0a 16 f8"
    "0a c7 f5 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view backbone_arp =
    "c3 00 3a 1e bb 3b 02 cc cc 00 3a 00 81 00 4f d3 88 e7 00 1e bb 3b ff ff ff ff ff ff 00 1c eb af"
    "52 05 08 06 00 01 08 00 06 04 00 01 00 1c eb af 52 05 0a c7 f5 02 00 00 00 00 00 00 0a c7 f5 64"
    "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

// Made: VRID 1, 172.16.100.11 for 172.16.100.10; the first has the sum over the message alone.
inline constexpr std::string_view made_v3_message_only =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 08 00 45 00 00 20 00 00 00 00 ff 70 cb 3f ac 10 64 0b e0 00"
    "00 12 31 01 64 01 00 64 5a 7e ac 10 64 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_v3_pseudo_header =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 08 00 45 00 00 20 00 00 00 00 ff 70 cb 3f ac 10 64 0b e0 00"
    "00 12 31 01 64 01 00 64 69 d3 ac 10 64 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_v2 =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 08 00 45 00 00 28 00 00 00 00 ff 70 cb 37 ac 10 64 0b e0 00"
    "00 12 21 01 64 01 01 01 a5 7e ac 10 64 0a 61 62 63 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_v3_ipv6 =
    "33 33 00 00 00 12 00 00 5e 00 02 07 86 dd 60 00 00 00 00 28 70 ff fe 80 00 00 00 00 00 00 50 54"
    "00 ff fe 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12 31 07 c8 02 00 64 8c c3 fe 80"
    "00 00 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10";
inline constexpr std::string_view made_v3_router_alert =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 08 00 46 00 00 24 00 00 00 00 ff 70 36 37 ac 10 64 0b e0 00"
    "00 12 94 04 00 00 31 01 64 01 00 64 69 d3 ac 10 64 0a 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_v3_hop_by_hop =
    "33 33 00 00 00 12 00 00 5e 00 02 07 86 dd 60 00 00 00 00 30 00 ff fe 80 00 00 00 00 00 00 50 54"
    "00 ff fe 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12 70 00 01 04 00 00 00 00 31 07"
    "c8 02 00 64 8c c3 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00"
    "00 00 00 00 00 10";
inline constexpr std::string_view made_arp_request =
    "ff ff ff ff ff ff 52 54 00 00 00 01 08 06 00 01 08 00 06 04 00 01 52 54 00 00 00 01 ac 10 64 01"
    "00 00 00 00 00 00 ac 10 64 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_solicitation =
    "33 33 ff 00 00 10 52 54 00 00 00 01 86 dd 60 00 00 00 00 20 3a ff fe 80 00 00 00 00 00 00 50 54"
    "00 ff fe 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 01 ff 00 00 10 87 00 ab 9a 00 00 00 00 20 01"
    "0d b8 00 00 00 00 00 00 00 00 00 00 00 10 01 01 52 54 00 00 00 01";
inline constexpr std::string_view made_neighbour_advertisement =
    "33 33 00 00 00 01 00 00 5e 00 02 07 86 dd 60 00 00 00 00 20 3a ff 20 01 0d b8 00 00 00 00 00 00"
    "00 00 00 00 00 10 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01 88 00 1b 06 a0 00 00 00 20 01"
    "0d b8 00 00 00 00 00 00 00 00 00 00 00 10 02 01 00 00 5e 00 02 07";
inline constexpr std::string_view made_echo_request =
    "00 00 5e 00 01 01 52 54 00 00 00 01 08 00 45 00 00 21 00 00 00 00 40 01 5a b0 ac 10 64 01 ac 10"
    "64 0a 08 00 47 29 12 34 00 05 de ad be ef 01 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_echo_reply =
    "00 00 5e 00 01 01 52 54 00 00 00 01 08 00 45 00 00 1c 00 00 00 00 40 01 5a b5 ac 10 64 01 ac 10"
    "64 0a 00 00 ed c6 12 34 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
inline constexpr std::string_view made_echo_request_ipv6 =
    "00 00 5e 00 02 07 52 54 00 00 00 01 86 dd 60 00 00 00 00 0d 3a 40 20 01 0d b8 00 00 00 00 00 00"
    "00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10 80 00 73 5e 12 34 00 05 de ad"
    "be ef 01";
inline constexpr std::string_view made_listener_report =
    "33 33 00 00 00 16 52 54 00 00 00 01 86 dd 60 00 00 00 00 38 00 01 fe 80 00 00 00 00 00 00 50 54"
    "00 ff fe 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 16 3a 00 05 02 00 00 01 00 8f 00"
    "1e 7a 00 00 00 02 04 00 00 00 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12 04 00 00 00 ff 02"
    "00 00 00 00 00 00 00 00 00 01 ff 00 00 10";

// Written by hand: 172.16.100.10 behind an Authentication Header (RFC 2338 5.3.6.3) of 24 octets.
inline constexpr std::string_view hand_authentication_header =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 08 00 45 00 00 40 00 00 00 00 ff 33 cb 5c ac 10 64 0b e0 00"
    "00 12 70 04 00 00 00 00 01 00 00 00 00 01 aa aa aa aa bb bb bb bb cc cc cc cc 21 01 64 01 02 01"
    "68 e1 ac 10 64 0a 00 00 00 00 00 00 00 00";
// Recorded from keepalived 2.2.7: auth_type AH, auth_pass s3cret, VRID 51, priority 150, its first
// advertisement; and the first one of the router that took over after seven.
inline constexpr std::string_view keepalived_first =
    "01 00 5e 00 00 12 16 6c 1c cf bd 25 08 00 45 c0 00 40 00 01 00 00 ff 33 ca a5 ac 10 64 01 e0 00"
    "00 12 70 04 00 00 ac 10 64 01 00 00 00 01 e7 23 c2 a3 51 dd c5 4b b9 15 d9 4d 21 33 96 01 02 01"
    "36 af ac 10 64 0a 00 00 00 00 00 00 00 00";
inline constexpr std::string_view keepalived_eighth =
    "01 00 5e 00 00 12 02 30 b0 98 af 02 08 00 45 c0 00 40 00 01 00 00 ff 33 ca a4 ac 10 64 02 e0 00"
    "00 12 70 04 00 00 ac 10 64 02 00 00 00 08 38 ee 3a bb d3 0a b4 9e f7 78 be 1e 21 33 64 01 02 01"
    "68 af ac 10 64 0a 00 00 00 00 00 00 00 00";
// Written by hand: two customer tags in a service tag, then VRRPv3.
inline constexpr std::string_view hand_three_tags =
    "01 00 5e 00 00 12 00 00 5e 00 01 01 88 a8 00 64 81 00 e0 c8 81 00 01 2c 08 00 45 00 00 20 00 00"
    "00 00 ff 70 cb 3f ac 10 64 0b e0 00 00 12 31 01 64 01 00 64 5a 7e ac 10 64 0a";
// Written by hand: IPv6 with destination options, a routing header and a fragment header that holds a whole
// packet.
inline constexpr std::string_view hand_many_extensions =
    "33 33 00 00 00 12 00 00 5e 00 02 07 86 dd 60 00 00 00 00 30 3c ff fe 80 00 00 00 00 00 00 50 54"
    "00 ff fe 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12 2b 00 01 04 00 00 00 00 2c 00"
    "00 00 00 00 00 00 70 00 00 00 00 00 00 01 31 07 c8 01 00 64 ba 9d fe 80 00 00 00 00 00 00 00 00"
    "00 00 00 00 00 01";

inline constexpr std::string_view all[] = {v2_password,
                                           v2_padded,
                                           v3_ipv4,
                                           v3_ipv6,
                                           carp,
                                           backbone_v2,
                                           backbone_arp,
                                           made_v3_message_only,
                                           made_v3_pseudo_header,
                                           made_v2,
                                           made_v3_ipv6,
                                           made_v3_router_alert,
                                           made_v3_hop_by_hop,
                                           made_arp_request,
                                           made_solicitation,
                                           made_neighbour_advertisement,
                                           made_echo_request,
                                           made_echo_reply,
                                           made_echo_request_ipv6,
                                           made_listener_report,
                                           hand_authentication_header,
                                           keepalived_first,
                                           keepalived_eighth,
                                           hand_three_tags,
                                           hand_many_extensions};

}  // namespace engine::samples

#include "cases/catalogue.hpp"
#include "cases/support.hpp"

// The IP packet that an advertisement travels in.

namespace cases {
namespace {

void ipv4_header_is_sane(Bench& t, Mark advert) {
    const auto& ip = *view(t, advert).ip;
    t.expect(ip.header_checksum_good, "a right IPv4 header checksum", "a wrong one", advert);
    t.expect(!ip.is_fragment, "an unfragmented packet", "a fragment", advert);
    t.expect(!ip.is_cut, "a total length within the frame", "a total length beyond it", advert);
}

void vrrp_follows_directly(Bench& t, Mark advert) {
    t.expect(!view(t, advert).ip->has_options, "VRRP right after the IP header",
             t.dut().family() == Family::ipv4 ? "IPv4 options between" : "extension headers between", advert);
}

}  // namespace

std::vector<Case> packet_cases() {
    return {
        {.id = "tx/ipv4-header",
         .clauses = {rfc2338("7.2"), rfc3768("7.2"), rfc5798("7.2"), rfc9568("7.2")},
         .says = "The IPv4 header is in order: a right checksum, no fragment, a total length that fits",
         .profiles = ipv4_profiles,
         .only_observes = true,
         .kills = {"advert-ip-checksum-wrong"},
         .run = each_advertisement<ipv4_header_is_sane>},
        {.id = "tx/vrrp-follows-ip-header",
         .clauses = {rfc5798("5.1.2.4"), rfc9568("5.1.2.4")},
         .says = "The IPv6 next header is 112 itself, without extension headers",
         .profiles = v3_ipv6,
         .only_observes = true,
         .kills = {"advert-with-ip-options"},
         .run = each_advertisement<vrrp_follows_directly>},
    };
}

}  // namespace cases

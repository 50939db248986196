#include <algorithm>

#include "cases/passive_support.hpp"

// Version 2 alone: RFC 2338 has three kinds of authentication, RFC 3768 none, and vendors have their own.

namespace cases {
namespace {

std::string name_of_authentication(int type) {
    switch (type) {
        case 0:
            return "0, none";
        case 1:
            return "1, a simple text password";
        case 2:
            return "2, an IP Authentication Header";
        case 254:
            return "254, keyed MD5 as Cisco IOS and Arista EOS have it";
        default:
            return fmt::format("{}, unknown", type);
    }
}

void authentication_is_known(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().version() != 2) return;
    const int type = packet.message().auth_type();
    if (type <= 2) return ruling.holds();
    ruling.fails(packet.speaker, "authentication type 0, 1 or 2", "type " + name_of_authentication(type));
}

void authentication_is_none(const PacketSeen& packet, Ruling& ruling) {
    if (!packet.circumstances.rfc_chosen || !has_readable_fields(packet) || packet.message().version() != 2)
        return;
    const int type = packet.message().auth_type();
    if (type == 0) return ruling.holds();
    ruling.fails(packet.speaker, "authentication type 0",
                 fmt::format("type {}, which RFC 3768 took away", name_of_authentication(type)));
}

void authentication_in_use(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().version() != 2) return;
    note_of_sender(packet, ruling, "authentication", name_of_authentication(packet.message().auth_type()));
}

void authentication_data_is_zero(const PacketSeen& packet, Ruling& ruling) {
    if (!has_readable_fields(packet) || packet.message().version() != 2) return;
    const int type = packet.message().auth_type();
    if (type != 0 && type != 2) return;
    const auto data = packet.message().auth_data();
    if (std::all_of(data.begin(), data.end(), [](auto octet) { return octet == 0; })) return ruling.holds();
    std::string octets;
    for (const auto octet : data) octets += fmt::format("{:02x}", octet);
    ruling.fails(packet.speaker, fmt::format("eight zero octets under type {}", type),
                 "authentication data " + octets);
}

}  // namespace

std::vector<PassiveCheck> passive_authentication_checks() {
    return {
        {.id = "passive/authentication-type-is-known",
         .clauses = {rfc2338("5.3.6"), rfc3768("5.3.6")},
         .says = "The authentication type is one that VRRP has had",
         .expects = "0, 1 or 2; receivers discard any other",
         .known_from = {"Cisco IOS and Arista EOS with ietf-md5 (254)"},
         .profiles = v2_ipv4,
         .kills = {"advert-auth-type-254"},
         .on_packet = authentication_is_known},
        {.id = "passive/authentication-type-is-0",
         .clauses = {rfc3768("5.3.6")},
         .says = "Under RFC 3768 the authentication type is 0",
         .expects = "0 where RFC 3768 was chosen; not judged elsewhere, as RFC 2338 has types 1 and 2",
         .profiles = v2_ipv4,
         .kills = {"advert-auth-type-1"},
         .on_packet = authentication_is_none},
        {.id = "passive/authentication",
         .clauses = {rfc2338("5.3.6"), rfc3768("5.3.6")},
         .says = "How the routers of version 2 authenticate",
         .expects = "a record of the type",
         .level = Level::report,
         .profiles = v2_ipv4,
         .kills = {"advert-auth-type-1"},
         .on_packet = authentication_in_use},
        {.id = "passive/authentication-data-is-zero",
         .clauses = {rfc2338("5.3.6.1"), rfc2338("5.3.10"), rfc3768("5.3.6.1"), rfc3768("5.3.10")},
         .says = "Without a password the authentication data is eight zero octets",
         .expects = "zeros under the types 0 and 2",
         .level = Level::should,
         .profiles = v2_ipv4,
         .kills = {"advert-auth-data-set"},
         .on_packet = authentication_data_is_zero},
    };
}

}  // namespace cases

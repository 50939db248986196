#include "engine/router/reception.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/craft.hpp"
#include "engine/packet/hexadecimal_for_tests.hpp"
#include "engine/packet/sample_frames_for_tests.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t ttl_offset = 22;        // of an untagged IPv4 frame
constexpr std::size_t hop_limit_offset = 21;  // of an untagged IPv6 frame
constexpr std::size_t message_ipv4 = 34;
constexpr std::size_t message_ipv6 = 54;

const std::vector<IpAddress>& listed(Family family) {
    static const std::vector<IpAddress> ipv4{ip("172.16.100.10"), ip("172.16.100.20")};
    static const std::vector<IpAddress> ipv6{ip("fe80::10"), ip("2001:db8::10")};
    return family == Family::ipv4 ? ipv4 : ipv6;
}

Parameters local_router(Rfc standard, Family family = Family::ipv4) {
    Parameters local;
    local.standard = standard;
    local.version = standard == Rfc::rfc3768 || standard == Rfc::rfc2338 ? 2 : 3;
    local.family = family;
    local.vrid = 7;
    local.addresses = listed(family);
    local.primary_address = family == Family::ipv4 ? ip("172.16.100.11") : ip("fe80::11");
    return local;
}

/// What a neighbour of that router would send: nothing in it is wrong.
AdvertisementFrame good(const Parameters& local) {
    AdvertisementFrame frame;
    frame.ethernet_source = virtual_mac(local.family, local.vrid);
    frame.ip_source = local.family == Family::ipv4 ? ip("172.16.100.12") : ip("fe80::12");
    frame.checksum_form = local.checksum_form;
    frame.message.version = local.version;
    frame.message.vrid = local.vrid;
    frame.message.priority = 200;
    frame.message.interval = local.version == 2 ? 1 : 100;
    frame.message.addresses = listed(local.family);
    return frame;
}

std::string verdict(const Octets& octets, const Parameters& local) {
    const auto* row = first_failure(rfc_reception_rules(), {read_frame(octets), local});
    return row ? std::string(row->name) : "accepted";
}
std::string verdict(const AdvertisementFrame& frame, const Parameters& local) {
    return verdict(craft(frame), local);
}

const Parameters v2 = local_router(Rfc::rfc3768);
const Parameters v3 = local_router(Rfc::rfc9568);
const Parameters v3_ipv6 = local_router(Rfc::rfc9568, Family::ipv6);
const Parameters elder_v3 = local_router(Rfc::rfc5798);

}  // namespace

TEST_CASE("an advertisement without a fault is accepted under every RFC", "[reception]") {
    for (const auto& local :
         {v2, v3, v3_ipv6, elder_v3, local_router(Rfc::rfc2338), local_router(Rfc::rfc5798, Family::ipv6)}) {
        CAPTURE(static_cast<int>(local.standard), to_string(local.family));
        CHECK(verdict(good(local), local) == "accepted");
    }
}

TEST_CASE("advertisements captured from other routers are accepted", "[reception]") {
    Parameters local = local_router(Rfc::rfc3768);
    local.vrid = 43;
    local.priority = 254;
    local.advertisement_interval = 10s;
    local.addresses = {ip("10.4.43.150")};
    CHECK(verdict(hexadecimal(samples::v2_padded), local) == "accepted");
    local = local_router(Rfc::rfc9568, Family::ipv6);
    local.vrid = 45;
    CHECK(verdict(hexadecimal(samples::v3_ipv6), local) == "accepted");
}

TEST_CASE("a TTL or Hop Limit other than 255 is refused", "[reception]") {
    for (const auto& local : {v2, v3, v3_ipv6, elder_v3})
        for (const int ttl : {0, 1, 64, 254}) {
            CAPTURE(ttl, static_cast<int>(local.standard), to_string(local.family));
            auto frame = good(local);
            frame.ttl = static_cast<std::uint8_t>(ttl);
            CHECK(verdict(frame, local) == "TTL or Hop Limit is 255");
        }
}

TEST_CASE("a version other than the local one is refused", "[reception]") {
    for (const int version : {0, 1, 2, 4, 11, 15}) {
        CAPTURE(version);
        auto frame = good(v3);
        frame.message.version = static_cast<std::uint8_t>(version);
        CHECK(verdict(frame, v3) == "version is the local one");
    }
    for (const int version : {1, 3, 10}) {
        CAPTURE(version);
        auto frame = good(v2);
        frame.message.version = static_cast<std::uint8_t>(version);
        CHECK(verdict(frame, v2) == "version is the local one");
    }
}

TEST_CASE("a type other than 1 is refused", "[reception]") {
    for (const auto& local : {v2, v3, v3_ipv6})
        for (const int type : {0, 2, 3, 15}) {
            CAPTURE(type, static_cast<int>(local.version));
            auto frame = good(local);
            frame.message.type = static_cast<std::uint8_t>(type);
            CHECK(verdict(frame, local) == "type is ADVERTISEMENT");
        }
}

TEST_CASE("a message that lacks a single octet is refused", "[reception]") {
    // 8 octets, two addresses, and in version 2 eight octets of authentication data.
    const std::pair<const Parameters*, std::size_t> whole[] = {{&v2, 24}, {&v3, 16}, {&v3_ipv6, 40}};
    for (const auto& [local, size] : whole) {
        CAPTURE(size);
        for (const std::size_t cut : {size - 1, std::size_t{8}, std::size_t{7}}) {
            auto frame = craft(good(*local));
            resize_vrrp_message(frame, cut);
            repair_vrrp_checksum(frame, local->checksum_form);
            CHECK(verdict(frame, *local) == "message is complete");
        }
        auto frame = craft(good(*local));
        resize_vrrp_message(frame, size);
        CHECK(verdict(frame, *local) == "accepted");
    }
}

TEST_CASE("a count greater than the addresses sent is a message that is not complete", "[reception]") {
    for (const auto& local : {v2, v3, v3_ipv6}) {
        auto frame = good(local);
        frame.message.count = 3;
        CHECK(verdict(frame, local) == "message is complete");
    }
}

TEST_CASE("Ethernet padding completes no message", "[reception]") {
    // Two octets are missing, and the frame is padded to 60 octets, so the padding would fill the gap.
    auto octets = craft(good(v3));
    resize_vrrp_message(octets, 14);
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    octets.resize(60);
    CHECK(verdict(octets, v3) == "message is complete");
}

TEST_CASE("octets beyond the message do no harm where the checksum covers them", "[reception]") {
    for (const auto& local : {v2, v3}) {
        auto octets = craft(good(local));
        resize_vrrp_message(octets, local.version == 2 ? 32 : 24, 0xa5);
        CHECK(verdict(octets, local) == "checksum verifies");
        repair_vrrp_checksum(octets, ChecksumForm::message_only);
        CHECK(verdict(octets, local) == "accepted");
    }
}

TEST_CASE("a fragment and a cut packet are not complete", "[reception]") {
    auto fragment = craft(good(v3));
    fragment[20] = 0x20;  // More Fragments
    repair_ipv4_header_checksum(fragment);
    CHECK(verdict(fragment, v3) == "message is complete");
    auto cut = craft(good(v3_ipv6));
    cut.pop_back();
    CHECK(verdict(cut, v3_ipv6) == "message is complete");
}

TEST_CASE("RFC 2338 asks for the fixed part alone, RFC 3768 for the authentication data too", "[reception]") {
    const auto eldest = local_router(Rfc::rfc2338);
    auto frame = good(v2);
    frame.message.priority = 255;  // so that nobody looks at the list, which is cut, too
    auto octets = craft(frame);
    resize_vrrp_message(octets, 16);
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    CHECK(verdict(octets, eldest) == "accepted");
    CHECK(verdict(octets, v2) == "message is complete");
    resize_vrrp_message(octets, 7);
    CHECK(verdict(octets, eldest) == "message is complete");
}

TEST_CASE("count 0 is refused by RFC 9568 and accepted by RFC 5798", "[reception]") {
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        auto frame = good(local_router(Rfc::rfc9568, family));
        frame.message.addresses = {};
        CHECK(verdict(frame, local_router(Rfc::rfc9568, family)) == "count is not 0");
        CHECK(verdict(frame, local_router(Rfc::rfc5798, family)) == "accepted");
    }
    auto frame = good(v3);
    frame.message.count = 0;
    CHECK(verdict(frame, v3) == "count is not 0");
    frame.message.count = 1;
    CHECK(verdict(frame, v3) == "accepted");
}

TEST_CASE("a wrong checksum is refused", "[reception]") {
    for (const auto& local : {v2, v3, v3_ipv6, elder_v3}) {
        const std::size_t message = local.family == Family::ipv4 ? message_ipv4 : message_ipv6;
        for (const std::size_t damaged : {std::size_t{2}, std::size_t{7}, std::size_t{15}}) {
            CAPTURE(damaged, static_cast<int>(local.standard));
            auto octets = craft(good(local));
            octets[message + damaged] ^= 0x01;
            CHECK(verdict(octets, local) == "checksum verifies");
        }
        for (const int checksum : {0, 0xffff}) {
            auto frame = good(local);
            frame.message.checksum = static_cast<std::uint16_t>(checksum);
            CHECK(verdict(frame, local) == "checksum verifies");
        }
    }
}

TEST_CASE("over IPv4 version 3 accepts the configured checksum form only", "[reception]") {
    Parameters local = local_router(Rfc::rfc5798);
    local.vrid = 1;
    local.checksum_form = ChecksumForm::pseudo_header;
    CHECK(verdict(hexadecimal(samples::made_v3_pseudo_header), local) == "accepted");
    CHECK(verdict(hexadecimal(samples::made_v3_message_only), local) == "checksum verifies");
    local.checksum_form = ChecksumForm::message_only;
    CHECK(verdict(hexadecimal(samples::made_v3_pseudo_header), local) == "checksum verifies");
    CHECK(verdict(hexadecimal(samples::made_v3_message_only), local) == "accepted");
}

TEST_CASE("version 2 sums the message and IPv6 the pseudo-header whatever form is configured",
          "[reception]") {
    for (auto local : {v2, v3_ipv6})
        for (const auto form : {ChecksumForm::message_only, ChecksumForm::pseudo_header}) {
            local.checksum_form = form;
            CHECK(verdict(good(local), local) == "accepted");
        }
    auto octets = craft(good(v3_ipv6));
    const auto message = std::span(octets).subspan(message_ipv6);
    write_u16(message, 6, vrrp_checksum(message, ChecksumForm::message_only, {}, {}));
    CHECK(verdict(octets, v3_ipv6) == "checksum verifies");
}

TEST_CASE("another VRID, and the VRID of the other family, is refused", "[reception]") {
    for (const auto& local : {v2, v3, v3_ipv6})
        for (const int vrid : {0, 6, 8, 255}) {
            CAPTURE(vrid);
            auto frame = good(local);
            frame.message.vrid = static_cast<std::uint8_t>(vrid);
            CHECK(verdict(frame, local) == "VRID is configured here");
        }
    // The sum over the pseudo-header is the one form that both families may have, so that the VRID decides.
    auto ipv4_local = elder_v3;
    ipv4_local.checksum_form = ChecksumForm::pseudo_header;
    CHECK(verdict(good(v3_ipv6), ipv4_local) == "VRID is configured here");
    CHECK(verdict(good(ipv4_local), v3_ipv6) == "VRID is configured here");
}

TEST_CASE("an address owner refuses every advertisement, but RFC 2338 knows no such check", "[reception]") {
    for (auto local : {v2, v3, v3_ipv6, elder_v3}) {
        local.priority = 255;
        CHECK(verdict(good(local), local) == "local router is not the address owner");
        local.priority = 254;
        CHECK(verdict(good(local), local) == "accepted");
    }
    auto eldest = local_router(Rfc::rfc2338);
    eldest.priority = 255;
    CHECK(verdict(good(eldest), eldest) == "accepted");
}

TEST_CASE("version 2 refuses every authentication type but 0", "[reception]") {
    for (const int type : {1, 2, 3, 255}) {
        CAPTURE(type);
        auto frame = good(v2);
        frame.message.auth_type = static_cast<std::uint8_t>(type);
        CHECK(verdict(frame, v2) == "authentication type is the local one");
    }
}

TEST_CASE("authentication data under type 0 and the reserved bits of version 3 are ignored", "[reception]") {
    auto frame = good(v2);
    frame.message.auth_data = {'s', 'e', 'c', 'r', 'e', 't', 0, 0};
    CHECK(verdict(frame, v2) == "accepted");
    for (const auto& local : {v3, v3_ipv6}) {
        auto reserved = good(local);
        reserved.message.reserve = 0xf;
        CHECK(verdict(reserved, local) == "accepted");
    }
}

TEST_CASE("version 2 refuses another address list unless an address owner sent it", "[reception]") {
    const std::vector<IpAddress> other{ip("172.16.100.10"), ip("172.16.100.21")};
    const std::vector<IpAddress> fewer{ip("172.16.100.10")};
    const std::vector<IpAddress> more{ip("172.16.100.10"), ip("172.16.100.20"), ip("172.16.100.30")};
    const std::vector<IpAddress> twice{ip("172.16.100.10"), ip("172.16.100.10")};
    for (const auto* list : {&other, &fewer, &more, &twice}) {
        auto frame = good(v2);
        frame.message.addresses = *list;
        CHECK(verdict(frame, v2) == "address list is the local one");
        frame.message.priority = 254;
        CHECK(verdict(frame, v2) == "address list is the local one");
        frame.message.priority = 255;
        CHECK(verdict(frame, v2) == "accepted");
    }
    const std::vector<IpAddress> turned{ip("172.16.100.20"), ip("172.16.100.10")};
    auto frame = good(v2);
    frame.message.addresses = turned;
    CHECK(verdict(frame, v2) == "accepted");
}

TEST_CASE("version 3 only logs another address list", "[reception]") {
    const std::vector<IpAddress> other{ip("172.16.100.99")};
    const std::vector<IpAddress> other_ipv6{ip("fe80::99")};
    for (const auto& local : {v3, elder_v3}) {
        auto frame = good(local);
        frame.message.addresses = other;
        CHECK(verdict(frame, local) == "accepted");
    }
    auto frame = good(v3_ipv6);
    frame.message.addresses = other_ipv6;
    CHECK(verdict(frame, v3_ipv6) == "accepted");
}

TEST_CASE("version 2 refuses another interval, version 3 accepts it", "[reception]") {
    for (const int seconds : {0, 2, 100}) {
        auto frame = good(v2);
        frame.message.interval = static_cast<std::uint16_t>(seconds);
        CHECK(verdict(frame, v2) == "interval is the local one");
        // Whoever owns the address is spared the check of the list, not this one.
        frame.message.priority = 255;
        CHECK(verdict(frame, v2) == "interval is the local one");
    }
    for (const int centiseconds : {1, 99, 4095}) {
        for (const auto& local : {v3, v3_ipv6, elder_v3}) {
            auto frame = good(local);
            frame.message.interval = static_cast<std::uint16_t>(centiseconds);
            CHECK(verdict(frame, local) == "accepted");
        }
    }
}

TEST_CASE("of many faults the one whose check comes first is named", "[reception]") {
    // Each repair takes the next fault away; what is left is found by the next check.
    Parameters local = v2;
    local.priority = 255;
    Octets octets = craft(good(v2));
    octets[ttl_offset] = 1;
    octets[message_ipv4] = 0x12;      // version 1, type 2
    octets[message_ipv4 + 1] = 8;     // VRID
    octets[message_ipv4 + 4] = 1;     // authentication type
    octets[message_ipv4 + 5] = 2;     // interval
    octets[message_ipv4 + 11] ^= 1;   // first address
    resize_vrrp_message(octets, 23);  // one octet missing
    std::vector<std::string> found{verdict(octets, local)};
    octets[ttl_offset] = 255;
    found.push_back(verdict(octets, local));
    octets[message_ipv4] = 0x22;
    found.push_back(verdict(octets, local));
    octets[message_ipv4] = 0x21;
    found.push_back(verdict(octets, local));
    resize_vrrp_message(octets, 24);
    found.push_back(verdict(octets, local));
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    found.push_back(verdict(octets, local));
    octets[message_ipv4 + 1] = 7;
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    found.push_back(verdict(octets, local));
    local.priority = 100;
    found.push_back(verdict(octets, local));
    octets[message_ipv4 + 4] = 0;
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    found.push_back(verdict(octets, local));
    octets[message_ipv4 + 11] ^= 1;
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    found.push_back(verdict(octets, local));
    octets[message_ipv4 + 5] = 1;
    repair_vrrp_checksum(octets, ChecksumForm::message_only);
    found.push_back(verdict(octets, local));
    CHECK(found == std::vector<std::string>{
                       "TTL or Hop Limit is 255", "version is the local one", "type is ADVERTISEMENT",
                       "message is complete", "checksum verifies", "VRID is configured here",
                       "local router is not the address owner", "authentication type is the local one",
                       "address list is the local one", "interval is the local one", "accepted"});
}

TEST_CASE("count 0 is found before the checksum and after the length", "[reception]") {
    auto frame = good(v3_ipv6);
    frame.message.count = 0;
    frame.message.checksum = 0x1234;
    auto octets = craft(frame);
    CHECK(verdict(octets, v3_ipv6) == "count is not 0");
    resize_vrrp_message(octets, 7);
    CHECK(verdict(octets, v3_ipv6) == "message is complete");
    octets[hop_limit_offset] = 254;
    CHECK(verdict(octets, v3_ipv6) == "TTL or Hop Limit is 255");
}

TEST_CASE("a frame that is no IP packet fails the first check", "[reception]") {
    CHECK(verdict(hexadecimal(samples::made_arp_request), v3) == "TTL or Hop Limit is 255");
    CHECK(verdict(Octets{}, v3) == "TTL or Hop Limit is 255");
}

TEST_CASE("the table names each check once, in the order of the numbers, with its clause", "[reception]") {
    const auto& table = reception_table();
    CHECK(table.size() == 11);
    for (std::size_t i = 0; i < table.size(); ++i) {
        CHECK(static_cast<std::size_t>(table[i].check) == i);
        CHECK(table[i].clause.starts_with("RFC "));
        for (std::size_t j = 0; j < i; ++j) CHECK(table[i].name != table[j].name);
    }
}

TEST_CASE("a replaced rule decides, and only its own check", "[reception]") {
    auto rules = rfc_reception_rules();
    rules[static_cast<std::size_t>(ReceptionCheck::ttl)] = [](const Reception&) { return true; };
    auto frame = good(v3);
    frame.ttl = 1;
    auto octets = craft(frame);
    CHECK(first_failure(rules, {read_frame(octets), v3}) == nullptr);
    octets[message_ipv4 + 7] ^= 1;
    const auto* row = first_failure(rules, {read_frame(octets), v3});
    REQUIRE(row);
    CHECK(row->check == ReceptionCheck::checksum);
}

}  // namespace engine

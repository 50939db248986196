#include <catch2/catch.hpp>

#include "engine/packet/sample_frames_for_tests.hpp"
#include "engine/router/reception_for_tests.hpp"

// The checks that only some RFCs make, and the order of all.

using namespace std::chrono_literals;

namespace engine {

using namespace test;

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

TEST_CASE("version 2 refuses every authentication type but 0", "[reception]") {
    for (const int type : {1, 2, 3, 255}) {
        CAPTURE(type);
        auto frame = good(v2);
        frame.message.auth_type = static_cast<std::uint8_t>(type);
        CHECK(verdict(frame, v2) == "authentication type is the local one");
    }
}

TEST_CASE("a router that authenticates refuses other types, other secrets and replays", "[reception]") {
    auto local = local_router(Rfc::rfc2338);
    local.authentication = {AuthenticationType::simple_text_password, "1111"};
    auto frame = good(local);
    CHECK(verdict(frame, local) == "authentication type is the local one");
    frame.message.auth_type = 1;
    frame.message.auth_data = {'1', '1', '1', '1'};
    CHECK(verdict(frame, local) == "accepted");
    frame.message.auth_data = {'1', '1', '1', '2'};
    CHECK(verdict(frame, local) == "authentication type is the local one");

    local.authentication = {AuthenticationType::ip_authentication_header, "s3cret"};
    frame.message.auth_type = 2;
    frame.message.auth_data = {};
    auto octets = craft(frame);
    CHECK(verdict(octets, local) == "authentication type is the local one");
    insert_authentication_header(octets, {0xac10640c, 5}, "s3cret");
    CHECK(verdict(octets, local) == "accepted");
    const auto heard = read_frame(octets);
    CHECK(first_failure(rfc_reception_rules(), {heard, local, 4}) == nullptr);
    CHECK(first_failure(rfc_reception_rules(), {heard, local, 5})->check == ReceptionCheck::auth_type);
    CHECK(authentication_fault({heard, local, 5}) == AuthenticationFault::replay);
    local.authentication.key = "other";
    CHECK(authentication_fault({heard, local, 0}) == AuthenticationFault::icv);
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

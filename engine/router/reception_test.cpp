#include "engine/router/reception.hpp"

#include <catch2/catch.hpp>

#include "engine/packet/sample_frames_for_tests.hpp"
#include "engine/router/reception_for_tests.hpp"

using namespace std::chrono_literals;

namespace engine {

using namespace test;

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

}  // namespace engine

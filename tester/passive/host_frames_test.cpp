#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using Lines = std::vector<std::string>;
using engine::Family;
using engine::MacAddress;

namespace {

const MacAddress virtual_v4 = engine::virtual_mac(Family::ipv4, 1);
const MacAddress virtual_v6 = engine::virtual_mac(Family::ipv6, 1);
const MacAddress own_mac{{2, 0, 0, 0, 0, 0x11}};
const MacAddress host_mac{{2, 0, 0, 0, 0, 0x42}};

std::vector<std::string>& log() {
    static std::vector<std::string> lines;
    return lines;
}

PassiveCheck host_check() {
    log().clear();
    return {.id = "test/host",
            .clauses = {rfc3768("8.2"), rfc9568("8.1.2")},
            .says = "Hosts are told",
            .on_host_frame = [](const HostFrameSeen& seen, Ruling& ruling) {
                constexpr std::string_view names[] = {"gratuitous_arp", "unsolicited_na", "resolution_reply",
                                                      "claims_other_mac", "from_router_mac"};
                log().push_back(fmt::format("{} of VRID {} by {}", names[static_cast<int>(seen.kind)],
                                            seen.router.vrid,
                                            seen.speaker ? to_string(seen.speaker->source) : "somebody"));
                ruling.holds();
            }};
}

engine::ArpFrame arp(std::uint16_t operation, MacAddress source, const char* sender, const char* target) {
    return {.ethernet_source = source,
            .ethernet_destination = engine::broadcast_mac,
            .operation = operation,
            .sender_mac = source,
            .sender_ip = ip(sender),
            .target_mac = {},
            .target_ip = ip(target)};
}

engine::NeighbourAdvertisementFrame na(MacAddress source, bool solicited) {
    return {.ethernet_source = source,
            .ethernet_destination = engine::multicast_mac(engine::all_nodes_group()),
            .ip_source = ip("fe80::10"),
            .ip_destination = engine::all_nodes_group(),
            .target = ip("fe80::10"),
            .router = true,
            .solicited = solicited,
            .override_flag = true,
            .target_link_layer = source};
}

/// An Active of VRID 1 for 172.16.100.10, and one for fe80::10.
struct Served : TestCapture {
    Served() : TestCapture({host_check()}) {
        advert(0, {});
        advert(0.1, {.source = "fe80::11", .addresses = {"fe80::10", "2001:db8::10"}});
    }
};

}  // namespace

TEST_CASE("gratuitous ARP of a virtual address is shown in either form", "[passive][host]") {
    Served capture;
    capture.frame(1, engine::craft(arp(1, virtual_v4, "172.16.100.10", "172.16.100.10")));
    capture.frame(2, engine::craft(arp(2, virtual_v4, "172.16.100.10", "172.16.100.10")));
    CHECK(log() ==
          Lines{"gratuitous_arp of VRID 1 by 172.16.100.11", "gratuitous_arp of VRID 1 by 172.16.100.11"});
}

TEST_CASE("an ARP reply for a virtual address is shown, a host's question is not", "[passive][host]") {
    Served capture;
    capture.frame(1, engine::craft(arp(1, host_mac, "172.16.100.42", "172.16.100.10")));
    capture.frame(2, engine::craft(arp(2, host_mac, "172.16.100.42", "172.16.100.10")));
    CHECK(log().empty());
    capture.frame(3, engine::craft(arp(2, virtual_v4, "172.16.100.10", "172.16.100.42")));
    CHECK(log() == Lines{"resolution_reply of VRID 1 by 172.16.100.11"});
}

TEST_CASE("who claims a virtual address for another MAC is shown", "[passive][host]") {
    Served capture;
    capture.frame(1, engine::craft(arp(1, host_mac, "172.16.100.10", "172.16.100.10")));
    capture.frame(2, engine::craft(arp(2, host_mac, "172.16.100.10", "172.16.100.42")));
    capture.frame(3, engine::craft(arp(1, host_mac, "172.16.100.10", "172.16.100.42")));
    CHECK(log() == Lines{"claims_other_mac of VRID 1 by somebody", "claims_other_mac of VRID 1 by somebody",
                         "claims_other_mac of VRID 1 by somebody"});
}

TEST_CASE("a router that advertises from its own MAC is known by it", "[passive][host]") {
    TestCapture capture({host_check()});
    capture.advert(0, {.mac = own_mac});
    capture.frame(1, engine::craft(arp(2, own_mac, "172.16.100.10", "172.16.100.42")));
    CHECK(log() == Lines{"claims_other_mac of VRID 1 by 172.16.100.11"});
}

TEST_CASE("an ARP request from a virtual address comes from the virtual router's MAC", "[passive][host]") {
    Served capture;
    capture.frame(1, engine::craft(arp(1, virtual_v4, "172.16.100.10", "172.16.100.42")));
    CHECK(log() == Lines{"from_router_mac of VRID 1 by 172.16.100.11"});
}

TEST_CASE("neighbour advertisements of a virtual address are shown, solicited or not", "[passive][host]") {
    Served capture;
    capture.frame(1, engine::craft(na(virtual_v6, false)));
    capture.frame(2, engine::craft(na(virtual_v6, true)));
    capture.frame(3, engine::craft(na(host_mac, false)));
    CHECK(log() == Lines{"unsolicited_na of VRID 1 by fe80::11", "resolution_reply of VRID 1 by fe80::11",
                         "claims_other_mac of VRID 1 by somebody"});
}

TEST_CASE("any other frame from a virtual router's MAC is shown", "[passive][host]") {
    Served capture;
    const engine::EchoFrame echo{.ethernet_source = virtual_v4,
                                 .ethernet_destination = host_mac,
                                 .ip_source = ip("172.16.100.10"),
                                 .ip_destination = ip("172.16.100.42"),
                                 .reply = true};
    capture.frame(1, engine::craft(echo));
    engine::EchoFrame foreign = echo;
    foreign.ethernet_source = engine::virtual_mac(Family::ipv4, 9);
    capture.frame(2, engine::craft(foreign));
    engine::Octets unknown(60, std::uint8_t{0xee});
    std::copy(virtual_v6.octets.begin(), virtual_v6.octets.end(), unknown.begin() + 6);
    capture.frame(3, unknown);
    CHECK(log() ==
          Lines{"from_router_mac of VRID 1 by 172.16.100.11", "from_router_mac of VRID 1 by fe80::11"});
}

TEST_CASE("frames of another VLAN, and the tester's own, are nobody's business", "[passive][host]") {
    Served capture;
    const auto frame = engine::craft(arp(1, virtual_v4, "172.16.100.10", "172.16.100.10"));
    capture.frame(1, tagged(frame, {7}));
    capture.frame(2, frame, true);
    CHECK(log().empty());
}

TEST_CASE("with two Actives a frame from the virtual MAC is nobody's in particular", "[passive][host]") {
    Served capture;
    capture.advert(0.5, {.source = "172.16.100.12"});
    capture.frame(1, engine::craft(arp(1, virtual_v4, "172.16.100.10", "172.16.100.10")));
    CHECK(log() == Lines{"gratuitous_arp of VRID 1 by somebody"});
}

TEST_CASE("a router that was seen on the wire while the Active was silent was up", "[passive][host]") {
    static bool was_up;
    PassiveCheck check{.id = "test/up",
                       .clauses = {rfc9568("6.4.2")},
                       .says = "It was up",
                       .on_change = [](const ChangeSeen& change, Ruling&) { was_up = change.to_was_up; }};
    TestCapture capture({check});
    capture.advert(0, {.priority = 200});
    SECTION("it asks for a neighbour") {
        capture.frame(2, engine::craft(arp(1, own_mac, "172.16.100.12", "172.16.100.42")));
        capture.advert(3.61, {.source = "172.16.100.12"});
        CHECK(was_up);
    }
    SECTION("before the last advertisement says nothing") {
        capture.frame(0.5, engine::craft(arp(1, own_mac, "172.16.100.12", "172.16.100.42")));
        capture.advert(1, {.priority = 200});
        capture.advert(4.61, {.source = "172.16.100.12"});
        CHECK_FALSE(was_up);
    }
    SECTION("another's frame says nothing") {
        capture.frame(2, engine::craft(arp(1, own_mac, "172.16.100.13", "172.16.100.42")));
        capture.advert(3.61, {.source = "172.16.100.12"});
        CHECK_FALSE(was_up);
    }
}

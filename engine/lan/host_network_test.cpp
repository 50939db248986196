#include "engine/lan/host_network.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "engine/lan/host_network_test.hpp"

using namespace engine;
using engine::test::PrivateNetwork;

namespace {

IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

InterfaceFacts interface_with(std::initializer_list<InterfaceAddress> addresses) {
    InterfaceFacts facts;
    facts.addresses = addresses;
    return facts;
}

std::string name_of_link_with(const char* text) {
    const auto facts = interface_on_link_with(address(text));
    return facts ? facts->name : "";
}

}  // namespace

TEST_CASE("an address is on a link if a prefix there covers it", "[lan]") {
    const auto facts = interface_with({{address("172.16.100.1"), 23}, {address("2001:db8:0:1::1"), 61}});
    CHECK(is_on_link(facts, address("172.16.101.255")));
    CHECK_FALSE(is_on_link(facts, address("172.16.102.0")));
    CHECK(is_on_link(facts, address("2001:db8:0:7::9")));
    CHECK_FALSE(is_on_link(facts, address("2001:db8:0:8::9")));
    CHECK(is_on_link(facts, address("fe80::1")));
    CHECK_FALSE(is_on_link(facts, address("169.254.0.1")));
    CHECK(is_on_link(interface_with({{address("10.0.0.1"), 0}}), address("192.0.2.1")));
}

TEST_CASE("the first IPv6 address of an interface is its link-local one", "[lan]") {
    const auto facts =
        interface_with({{address("2001:db8::1"), 64}, {address("fe80::1"), 64}, {address("10.0.0.1"), 8}});
    CHECK(facts.first_address(Family::ipv6) == address("fe80::1"));
    CHECK(facts.first_address(Family::ipv4) == address("10.0.0.1"));
    CHECK_FALSE(interface_with({{address("2001:db8::1"), 64}}).first_address(Family::ipv6));
}

TEST_CASE("the loopback interface is known for what it is", "[lan]") {
    const auto facts = find_interface("lo");
    if (!facts) {
        WARN("skipped: this host has no interface lo");
        return;
    }
    CHECK(facts->is_loopback);
    CHECK_FALSE(facts->is_ethernet);
    CHECK(facts->mtu >= 1280);
    CHECK_FALSE(find_interface("no-such-if"));
}

TEST_CASE("interfaces of a namespace are seen as the kernel has them", "[lan][root]") {
    if (!PrivateNetwork::is_possible()) {
        WARN("skipped: needs root");
        return;
    }
    const PrivateNetwork network;
    network.ip("link add name a address 02:00:00:00:00:0a mtu 1400 type veth peer name b");
    network.ip("addr add 10.1.0.1/16 dev a label a:1");
    CHECK_FALSE(find_interface("a")->is_up);
    CHECK(name_of_link_with("10.1.2.3").empty());
    network.ip("link set dev a up");
    CHECK(find_interface("a")->is_up);
    CHECK_FALSE(find_interface("a")->has_carrier);
    CHECK(name_of_link_with("fe80::1") == "a");

    network.ip("link set dev b up");
    network.ip("addr add 10.1.2.1/24 dev b");
    // The kernel tells of a carrier in its own time, up to a second later, and gives the address after that.
    for (int i = 0; i < 500 && !find_interface("a")->first_address(Family::ipv6); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto a = find_interface("a").value();
    CHECK(a.has_carrier);
    CHECK(a.is_ethernet);
    CHECK_FALSE(a.is_loopback);
    CHECK(a.mtu == 1400);
    CHECK(to_string(a.mac) == "02:00:00:00:00:0a");
    REQUIRE(a.first_address(Family::ipv4));
    CHECK(to_string(*a.first_address(Family::ipv4)) == "10.1.0.1");
    CHECK(to_string(a.first_address(Family::ipv6).value()) == "fe80::ff:fe00:a");

    CHECK(name_of_link_with("10.1.2.3") == "b");
    CHECK(name_of_link_with("10.1.3.3") == "a");
    CHECK(name_of_link_with("10.2.0.1").empty());
    CHECK(name_of_link_with("fe80::1").empty());
}

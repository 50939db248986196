#include "tester/run/second_interface.hpp"

#include <catch2/catch.hpp>

#include "tester/run/preflight.hpp"

using namespace tester;
using Catch::Matchers::Contains;

namespace {

engine::IpAddress ip(const char* text) {
    return engine::IpAddress::parse(text).value();
}

engine::InterfaceFacts ethernet(const char* name, std::vector<engine::InterfaceAddress> addresses) {
    engine::InterfaceFacts facts;
    facts.name = name;
    facts.is_up = facts.has_carrier = facts.is_ethernet = true;
    facts.addresses = std::move(addresses);
    return facts;
}

struct Host {
    engine::InterfaceFacts first = ethernet("eth0", {{ip("172.16.100.5"), 24}, {ip("fe80::5"), 64}});
    engine::InterfaceFacts second = ethernet("eth1", {{ip("fe80::105"), 64}, {ip("198.51.100.5"), 24}});
    SecondInterfaceWish wish{"eth1", first, ip("172.16.100.11")};

    std::string choice() const { return choose_second_interface({first, second}, wish).name; }
};

}  // namespace

TEST_CASE("a second interface is one with an address of another network", "[second_interface]") {
    Host host;
    CHECK(host.choice() == "eth1");
    host.wish.second_address = ip("198.51.100.11");
    CHECK(host.choice() == "eth1");
    host.second.addresses = {{ip("2001:db8:ffff::5"), 64}};
    host.wish.second_address = ip("2001:db8:ffff::11");
    CHECK(host.choice() == "eth1");
}

TEST_CASE("what is wrong with a second interface is said in one sentence", "[second_interface]") {
    Host host;
    SECTION("it does not exist") {
        host.wish.name = "eth7";
        CHECK_THROWS_WITH(host.choice(),
                          "--second-interface: there is no interface eth7; this host has: eth0, eth1");
    }
    SECTION("it is the first") {
        host.wish.name = "eth0";
        CHECK_THROWS_WITH(host.choice(), Contains("is the interface that the device is tested on"));
    }
    SECTION("it is no Ethernet") {
        host.second.is_ethernet = false;
        CHECK_THROWS_WITH(host.choice(), Contains("is no Ethernet interface"));
    }
    SECTION("it is down") {
        host.second.is_up = false;
        CHECK_THROWS_WITH(host.choice(), Contains("is down: bring it up with 'ip link set eth1 up'"));
    }
    SECTION("it has no address that a router forwards to") {
        host.second.addresses = {{ip("fe80::105"), 64}};
        CHECK_THROWS_WITH(host.choice(), Contains("has no address but link-local ones"));
        host.second.addresses.clear();
        CHECK_THROWS_AS(host.choice(), UsageError);
    }
    SECTION("the device is on its network") {
        host.second.addresses = {{ip("172.16.100.6"), 24}};
        CHECK_THROWS_WITH(host.choice(), Contains("is on the device's own network, where 172.16.100.11 is"));
    }
    SECTION("its network is within the first one's") {
        host.second.addresses = {{ip("172.16.100.129"), 25}};
        CHECK_THROWS_WITH(host.choice(),
                          Contains("has 172.16.100.129/25, which overlaps the network of eth0"));
    }
    SECTION("the device is not there") {
        host.wish.second_address = ip("203.0.113.11");
        CHECK_THROWS_WITH(host.choice(), Contains("is not on the link of 203.0.113.11"));
    }
}

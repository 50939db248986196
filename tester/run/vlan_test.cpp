#include "tester/run/vlan.hpp"

#include <catch2/catch.hpp>

#include "engine/lan/simulated_segment.hpp"

using namespace tester;

namespace {

engine::IpAddress ip(const char* text) {
    return engine::IpAddress::parse(text).value();
}

engine::InterfaceFacts interface_with(std::vector<engine::InterfaceAddress> addresses) {
    engine::InterfaceFacts facts;
    facts.name = "eth0";
    facts.mac = {{2, 0, 0, 0, 0, 5}};
    facts.addresses = std::move(addresses);
    return facts;
}

std::vector<std::string> addresses_of(const engine::InterfaceFacts& facts) {
    std::vector<std::string> texts;
    for (const auto& each : facts.addresses) texts.push_back(to_string(each.address));
    return texts;
}

}  // namespace

TEST_CASE("without a VLAN an interface stays as it is", "[vlan]") {
    const auto same = in_vlan(interface_with({{ip("192.0.2.5"), 24}}), std::nullopt);
    CHECK(addresses_of(same) == std::vector<std::string>{"192.0.2.5"});
}

TEST_CASE("in a VLAN the tester has the addresses it was given, and a link-local one", "[vlan]") {
    const auto bare = interface_with({{ip("192.0.2.5"), 24}, {ip("fe80::5"), 64}});
    const Vlan vlan{{10, 0}, {{ip("10.0.0.5"), 24}}};
    CHECK(addresses_of(in_vlan(bare, vlan)) == std::vector<std::string>{"10.0.0.5", "fe80::5"});
    CHECK(addresses_of(in_vlan(bare, Vlan{{10, 0}, {}})) == std::vector<std::string>{"192.0.2.5", "fe80::5"});
    const Vlan with_own{{10, 0}, {{ip("fe80::9"), 64}}};
    CHECK(addresses_of(in_vlan(bare, with_own)) == std::vector<std::string>{"fe80::9"});
    // RFC 4291, appendix A: the universal bit is inverted, and fffe goes between.
    CHECK(addresses_of(in_vlan(interface_with({}), vlan)) ==
          std::vector<std::string>{"10.0.0.5", "fe80::ff:fe00:5"});
}

TEST_CASE("a port without a VLAN is the interface's own link", "[vlan]") {
    engine::SimulatedScheduler scheduler;
    engine::SimulatedSegment segment(scheduler);
    auto& inner = segment.add_port("eth0");
    LanPort plain(scheduler, inner, interface_with({}), std::nullopt);
    CHECK(&plain.link() == &inner);
    LanPort tagged(scheduler, inner, interface_with({}), Vlan{{10, 0}, {}});
    CHECK(&tagged.link() != &inner);
    CHECK(tagged.link().name() == "eth0");
}

#include "tester/dut/frr_config.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

RouterConfig v3_over_ipv4(std::uint8_t vrid) {
    RouterConfig router;
    router.vrid = vrid;
    router.addresses = {address("172.16.100.10")};
    return router;
}

RouterConfig v3_over_ipv6(std::uint8_t vrid) {
    RouterConfig router;
    router.profile = Profile::v3_ipv6;
    router.vrid = vrid;
    router.addresses = {address("2001:db8::10"), address("fe80::10")};
    router.prefix_length = 64;
    return router;
}

}  // namespace

TEST_CASE("FRR's configuration holds both families of a VRID together, the link-local address first",
          "[dut][frr]") {
    auto v2 = v3_over_ipv4(9);
    v2.profile = Profile::v2_ipv4;
    v2.interval = 2500ms;
    v2.priority = 254;
    v2.preempt = false;
    CHECK(frr_config({.interface = "eth1"}, std::vector{v3_over_ipv4(7), v2, v3_over_ipv6(7)}) ==
          R"(interface eth1
 vrrp 7 version 3
 vrrp 7 priority 100
 vrrp 7 advertisement-interval 1000
 vrrp 7 ip 172.16.100.10
 vrrp 7 ipv6 fe80::10
 vrrp 7 ipv6 2001:db8::10
 vrrp 9 version 2
 vrrp 9 priority 254
 vrrp 9 advertisement-interval 3000
 no vrrp 9 preempt
 vrrp 9 ip 172.16.100.10
exit
)");
}

TEST_CASE("what FRR cannot have is a comment in its configuration", "[dut][frr]") {
    auto owner = v3_over_ipv4(1);
    owner.priority = 255;
    auto patient = v3_over_ipv6(2);
    patient.preempt = false;
    auto v2 = v3_over_ipv4(3);
    v2.profile = Profile::v2_ipv4;
    const std::vector routers{owner,           v3_over_ipv4(2), patient,        v2,
                              v3_over_ipv6(3), v3_over_ipv4(4), v3_over_ipv4(4)};
    const auto text = frr_config({}, routers);
    CHECK_THAT(
        text,
        Contains(" ! VRID 1 over IPv4: FRR cannot be configured as the address owner (priority 255)\n"));
    CHECK_THAT(text, Contains(" ! VRID 2 over IPv6: FRR cannot give a VRID another version"));
    CHECK_THAT(text, Contains(" ! VRID 3 over IPv6: FRR cannot give a VRID another version"));
    CHECK_THAT(text, Contains(" ! VRID 4 over IPv4: FRR cannot have two virtual routers of one VRID"));
    CHECK_THAT(text, !Contains("vrrp 1 ") && !Contains("ipv6 fe80") && Contains(" vrrp 4 ip "));
    CHECK_THAT(frr_macvlan_script({}, routers), Contains("vrrp4-1-2 ") && Contains("vrrp4-1-4 ") &&
                                                    !Contains("vrrp6-1-2 ") && !Contains("vrrp4-1-1 "));
}

TEST_CASE("FRR's checksum over IPv4 is chosen only on request", "[dut][frr]") {
    const std::vector routers{v3_over_ipv4(1)};
    CHECK_THAT(frr_config({}, routers), !Contains("checksum"));
    CHECK_THAT(frr_config({.pseudo_header = false}, routers),
               Contains(" no vrrp 1 checksum-with-ipv4-pseudoheader\n"));
    CHECK_THAT(frr_config({.pseudo_header = true}, routers),
               Contains("\n vrrp 1 checksum-with-ipv4-pseudoheader\n"));
}

TEST_CASE("FRR's macvlans have the virtual MAC and the addresses", "[dut][frr]") {
    const auto script =
        frr_macvlan_script({.interface = "eth1", .link_number = 2}, std::vector{v3_over_ipv6(255)});
    CHECK_THAT(script, Contains("interface='eth1'\n") && Contains(R"(
macvlan vrrp6-2-255 00:00:5e:00:02:ff random
ip address replace fe80::10/64 dev vrrp6-2-255 nodad
ip address replace 2001:db8::10/64 dev vrrp6-2-255 nodad
ip link set dev vrrp6-2-255 up
)"));
}

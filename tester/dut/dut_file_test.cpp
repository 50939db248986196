#include "tester/dut/dut_file.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

std::string complaint(const std::string& text) {
    try {
        parse_dut_file(text, "dut.toml");
    } catch (const DutFileError& error) {
        return error.what();
    }
    return "none";
}

VirtualRouterFacts heard_router() {
    VirtualRouterFacts facts;
    facts.profile = Profile::v3_ipv4;
    facts.vrid = 1;
    facts.priority = 120;
    facts.advertisement_interval = 1s;
    facts.addresses = {address("172.16.100.10")};
    facts.primary_address = address("172.16.100.11");
    facts.checksum_form = engine::ChecksumForm::pseudo_header;
    return facts;
}

const DeviceIdentity device{address("172.16.100.11"), engine::MacAddress::parse("02:00:00:00:00:11")};

}  // namespace

TEST_CASE("a DUT file says what the device is", "[dut]") {
    const auto file = parse_dut_file(R"(address = "172.16.100.11"
interface = "eth0"
[[virtual_router]]
vrid = 1
profile = "v3-ipv4"
priority = 100
interval = 0.25
addresses = ["172.16.100.10", "172.16.100.20"]
preempt = true
accept = false
[[virtual_router]]
vrid = 255
profile = "v2-ipv4"
interval = 3
[[virtual_router]]
vrid = 1
profile = "v3-ipv6"
addresses = ["fe80::10"]
)",
                                     "dut.toml");
    CHECK(file.address == address("172.16.100.11"));
    CHECK(file.interface == "eth0");
    REQUIRE(file.virtual_routers.size() == 3);
    const auto& first = file.virtual_routers[0];
    CHECK(first.vrid == 1);
    CHECK(first.profile == Profile::v3_ipv4);
    CHECK(first.priority == 100);
    CHECK(first.interval == 250ms);
    CHECK(first.addresses == std::vector{address("172.16.100.10"), address("172.16.100.20")});
    CHECK(first.preempt == true);
    CHECK(first.accept == false);
    CHECK(first.is_complete());
    CHECK(file.virtual_routers[1].vrid == 255);
    CHECK(file.virtual_routers[1].interval == 3s);
    CHECK_FALSE(file.virtual_routers[1].priority.has_value());
    CHECK_FALSE(file.virtual_routers[1].preempt.has_value());
    CHECK_FALSE(file.virtual_routers[1].is_complete());
    CHECK(file.virtual_routers[2].addresses == std::vector{address("fe80::10")});
}

TEST_CASE("an empty DUT file says nothing", "[dut]") {
    const auto file = parse_dut_file("", "dut.toml");
    CHECK_FALSE(file.address.has_value());
    CHECK(file.virtual_routers.empty());
}

TEST_CASE("a DUT file's mistakes are named with their place", "[dut]") {
    const std::string head = "[[virtual_router]]\nvrid = 1\nprofile = \"v3-ipv4\"\n";
    CHECK(complaint("adress = \"172.16.100.11\"\n") ==
          "dut.toml:1:1: there is no key 'adress' here; did you mean 'address'?");
    CHECK(complaint("address = 7\n") == "dut.toml:1:11: 'address' must be an IP address in quotes");
    CHECK(complaint("address = \"172.16.100\"\n") == "dut.toml:1:11: '172.16.100' is no IP address");
    CHECK(complaint("interface = true\n") ==
          "dut.toml:1:13: 'interface' must be an interface's name in quotes");
    CHECK(complaint(head + "prio = 3\n") ==
          "dut.toml:4:1: there is no key 'prio' here; did you mean 'priority'?");
    CHECK(complaint(head + "weight = 3\n") ==
          "dut.toml:4:1: there is no key 'weight' here; use vrid, profile, priority, interval, addresses, "
          "preempt, accept, auth, defaults, v2_interoperation, router_advertisements");
    CHECK(complaint(head + "priority = 256\n") ==
          "dut.toml:4:12: 'priority' must be a number from 1 to 255, and 256 is not");
    CHECK(complaint(head + "preempt = 1\n") == "dut.toml:4:11: 'preempt' must be true or false");
    CHECK(complaint(head + "interval = \"1\"\n") == "dut.toml:4:12: 'interval' must be a number of seconds");
    CHECK(complaint(head + "interval = 0.015\n") ==
          "dut.toml:4:12: 'interval' must be from 0.01 to 40.95 seconds in steps of 0.01");
    CHECK(complaint(head + "interval = nan\n") ==
          "dut.toml:4:12: 'interval' must be from 0.01 to 40.95 seconds in steps of 0.01");
    CHECK(complaint(head + "addresses = [\"2001:db8::1\"]\n") ==
          "dut.toml:4:14: 2001:db8::1 is no IPv4 address, as the profile v3-ipv4 demands");
    CHECK(complaint(head + "addresses = [1]\n") ==
          "dut.toml:4:14: 'addresses' must be a list of IP addresses in quotes");
}

TEST_CASE("a virtual router in a DUT file needs a VRID and a profile, and once", "[dut]") {
    CHECK(complaint("[[virtual_router]]\nvrid = 0\nprofile = \"v3-ipv4\"\n") ==
          "dut.toml:2:8: 'vrid' must be a number from 1 to 255, and 0 is not");
    CHECK(complaint("[[virtual_router]]\nvrid = 256\nprofile = \"v3-ipv4\"\n") ==
          "dut.toml:2:8: 'vrid' must be a number from 1 to 255, and 256 is not");
    CHECK(complaint("[[virtual_router]]\nprofile = \"v3-ipv4\"\n") ==
          "dut.toml:1:1: this virtual router has no vrid: add vrid = 1, or what its number is");
    CHECK(complaint("[[virtual_router]]\nvrid = 1\n") ==
          "dut.toml:1:1: this virtual router has no profile: add profile = \"v2-ipv4\", \"v3-ipv4\" or "
          "\"v3-ipv6\"");
    CHECK(complaint("[[virtual_router]]\nvrid = 1\nprofile = \"v4\"\n") ==
          "dut.toml:3:11: there is no profile 'v4'; choose from v2-ipv4, v3-ipv4, v3-ipv6");
    CHECK(complaint("[[virtual_router]]\nvrid = 1\nprofile = \"v2-ipv4\"\ninterval = 0.5\n") ==
          "dut.toml:4:12: 'interval' must be a whole number of seconds from 1 to 255 in VRRPv2");
    CHECK(complaint("[[virtual_router]]\nvrid = 1\nprofile = \"v3-ipv4\"\n"
                    "[[virtual_router]]\nvrid = 1\nprofile = \"v3-ipv4\"\n") ==
          "dut.toml:4:1: VRID 1 of profile v3-ipv4 is declared twice; remove one of them");
    CHECK(complaint("[virtual_router]\nvrid = 1\n") ==
          "dut.toml:1:1: write each virtual router under a heading of its own: [[virtual_router]]");
}

TEST_CASE("what is no DUT file at all is said so", "[dut]") {
    CHECK_THAT(complaint("address = \n"), Catch::Matchers::StartsWith("dut.toml:1:11: this is not TOML: "));
    CHECK_THROWS_WITH(read_dut_file("no-such-folder/dut.toml"),
                      "no-such-folder/dut.toml: cannot be read: No such file or directory");
}

TEST_CASE("declared values take the place of those heard", "[dut]") {
    DutFile file;
    file.virtual_routers.push_back(
        {.vrid = 1, .profile = Profile::v3_ipv4, .priority = 100, .preempt = false});
    std::vector<std::string> remarks;
    const auto merged = merge(file, {heard_router()}, device, remarks);
    REQUIRE(merged.size() == 1);
    CHECK(merged[0].priority == 100);
    CHECK(merged[0].preempt == false);
    CHECK(merged[0].advertisement_interval == 1s);
    CHECK(merged[0].addresses == std::vector{address("172.16.100.10")});
    CHECK(remarks ==
          std::vector<std::string>{"VRID 1 (v3-ipv4) is declared with priority 100 and advertises 120; the "
                                   "declared one is expected"});
}

TEST_CASE("what is declared but not heard stays only if the declaration is complete", "[dut]") {
    DutFile file;
    file.virtual_routers.push_back({.vrid = 2, .profile = Profile::v3_ipv4});
    file.virtual_routers.push_back({.vrid = 3,
                                    .profile = Profile::v3_ipv4,
                                    .priority = 90,
                                    .interval = 2s,
                                    .addresses = {address("172.16.100.30")}});
    std::vector<std::string> remarks;
    const auto merged = merge(file, {heard_router()}, device, remarks);
    REQUIRE(merged.size() == 2);
    CHECK(merged[0].vrid == 1);
    CHECK(merged[1].vrid == 3);
    CHECK(merged[1].priority == 90);
    CHECK(merged[1].advertisement_interval == 2s);
    CHECK(merged[1].primary_address == address("172.16.100.11"));
    CHECK(to_string(merged[1].physical_mac) == "02:00:00:00:00:11");
    CHECK(merged[1].checksum_form == engine::ChecksumForm::pseudo_header);
    CHECK(remarks ==
          std::vector<std::string>{"VRID 2 (v3-ipv4) is declared but was not heard, and is left out: declare "
                                   "its priority, interval and addresses, too, or let it become Active"});
}

TEST_CASE("a DUT file says where the device is on the network behind it", "[dut]") {
    CHECK(parse_dut_file("second_address = \"198.51.100.11\"", "dut.toml").second_address ==
          address("198.51.100.11"));
    CHECK_FALSE(parse_dut_file("", "dut.toml").second_address);
    CHECK(complaint("second_address = 7").find("'second_address' must be an IP address in quotes") !=
          std::string::npos);
    CHECK(complaint("second_address = \"eth1\"") != "none");
}

#include <catch2/catch.hpp>

#include "tester/dut/baseline_file.hpp"
#include "tester/dut/dut_file.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

std::string complaint(const std::string& text) {
    try {
        parse_dut_file(text, "dut.toml");
    } catch (const DutFileError& error) {
        return error.what();
    }
    return "none";
}

std::string driver(const std::string& lines) {
    return complaint("[driver]\n" + lines + "\n");
}

std::string capability(const std::string& line) {
    return complaint("[capabilities]\n" + line + "\n");
}

std::string deviation(const std::string& lines) {
    return complaint("[[known_deviation]]\n" + lines + "\n");
}

std::string router(const std::string& profile, const std::string& line) {
    return complaint("[[virtual_router]]\nvrid = 1\nprofile = \"" + profile + "\"\n" + line + "\n");
}

}  // namespace

TEST_CASE("a DUT file alone says all that a run needs", "[dut]") {
    const auto file = parse_dut_file(R"(address = "172.16.100.11"
[driver]
type = "keepalived"
shell = "ssh root@172.16.100.11"
interface = "ens3"
use_vmac = true
[capabilities]
owner = false
families_share_vrids = true
vrids = [1, 2, 10]
most_virtual_routers = 8
shortest_interval = 0.1
[pool]
ipv4 = "172.16.101.0/24"
ipv6 = "2001:db8:1::/64"
[[virtual_router]]
vrid = 2
profile = "v2-ipv4"
auth = "pass:1111"
[[known_deviation]]
case = "tx/*"
profile = "v3-ipv4"
suite = "rfc5798"
reason = "uses its own MAC"
observed = "Ethernet source *"
expires = 2027-06-30
[[known_deviation]]
case = "resolve/arp"
reason = "told the vendor"
expires = "2028-02-29"
)",
                                     "dut.toml");
    REQUIRE(file.driver);
    CHECK(file.driver->type == DriverType::keepalived);
    CHECK(file.driver->shell == "ssh root@172.16.100.11");
    CHECK(file.driver->interface == "ens3");
    CHECK(file.driver->use_vmac);
    CHECK_FALSE(file.capabilities.owner);
    CHECK(file.capabilities.v2);
    CHECK(file.capabilities.families_share_vrids);
    CHECK(file.capabilities.vrids == std::vector<std::uint8_t>{1, 2, 10});
    CHECK(file.capabilities.most_virtual_routers == 8);
    CHECK(file.capabilities.shortest_interval == 100ms);
    REQUIRE(file.pool_ipv4);
    CHECK(to_string(file.pool_ipv4->address) == "172.16.101.0");
    CHECK(file.pool_ipv4->prefix_length == 24);
    REQUIRE(file.pool_ipv6);
    CHECK(file.pool_ipv6->prefix_length == 64);
    REQUIRE(file.virtual_routers.size() == 1);
    CHECK(file.virtual_routers[0].authentication ==
          engine::Authentication{engine::AuthenticationType::simple_text_password, "1111"});
    REQUIRE(file.known_deviations.size() == 2);
    const auto& known = file.known_deviations[0];
    CHECK(known.case_glob == "tx/*");
    CHECK(known.profile == "v3-ipv4");
    CHECK(known.suite == "rfc5798");
    CHECK(known.reason == "uses its own MAC");
    CHECK(known.observed == "Ethernet source *");
    CHECK(known.expires == "2027-06-30");
    CHECK(known.where == "dut.toml:20");
    CHECK(file.known_deviations[1].expires == "2028-02-29");
    CHECK_FALSE(file.known_deviations[1].profile);
}

TEST_CASE("a command driver has its executable, arguments and time limit", "[dut]") {
    const auto file = parse_dut_file(
        "[driver]\ntype = \"command\"\ncommand = [\"./switch.sh\", \"sw1\"]\ntimeout = 5\n", "dut.toml");
    REQUIRE(file.driver);
    CHECK(file.driver->command == Arguments{"./switch.sh", "sw1"});
    CHECK(file.driver->timeout == 5s);
}

TEST_CASE("mistakes in a driver are named with their place", "[dut]") {
    CHECK(complaint("driver = \"frr\"\n") ==
          "dut.toml:1:10: 'driver' must be a table: write it under the heading [driver]");
    CHECK(driver("shell = \"ssh r1\"") ==
          "dut.toml:1:1: this driver has no type: add type = \"keepalived\", or one of frr, command, manual, "
          "embedded");
    CHECK(driver("type = \"bird\"") ==
          "dut.toml:2:8: there is no driver 'bird'; choose from keepalived, frr, command, manual, embedded");
    CHECK(driver("type = 1") == "dut.toml:2:8: 'type' must be a driver's name in quotes");
    CHECK(driver("type = \"frr\"\nshel = \"ssh r1\"") ==
          "dut.toml:3:1: there is no key 'shel' here; did you mean 'shell'?");
    CHECK(driver("type = \"frr\"\nuse_vmac = true") ==
          "dut.toml:3:1: the frr driver has no 'use_vmac'; its keys are type, shell, interface");
    CHECK(driver("type = \"manual\"\nshell = \"ssh r1\"") ==
          "dut.toml:3:1: the manual driver has no 'shell'; its keys are type, vendor");
    CHECK(driver("type = \"frr\"\nshell = \"ssh 'r1\"") ==
          "dut.toml:3:9: the shell command (ssh 'r1) has a quote that is not closed");
    CHECK(driver("type = \"command\"") ==
          "dut.toml:1:1: this driver has no command: add command = [\"./switch.sh\"], or what the executable "
          "is");
    for (const auto* empty : {"[]", "[\"\"]", "\"./switch.sh\"", "[1]"}) {
        CAPTURE(empty);
        CHECK_THAT(
            driver("type = \"command\"\ncommand = " + std::string(empty)),
            Catch::Matchers::Matches("dut.toml:3:1[12]: 'command' must be a list of an executable and its "
                                     "arguments, like \\[\"./switch.sh\", \"sw1\"\\]"));
    }
    CHECK(driver("type = \"command\"\ncommand = [\"./a\"]\ntimeout = 0") ==
          "dut.toml:4:11: 'timeout' must be a number from 1 to 3600, and 0 is not");
    CHECK(driver("type = \"keepalived\"\nuse_vmac = 1") == "dut.toml:3:12: 'use_vmac' must be true or false");
    CHECK(driver("type = \"keepalived\"\ninterface = \"\"") ==
          "dut.toml:3:13: 'interface' must be an interface's name in quotes, and it is empty");
}

TEST_CASE("mistakes in capabilities and pools are named with their place", "[dut]") {
    CHECK(capability("ownr = false") == "dut.toml:2:1: there is no key 'ownr' here; did you mean 'owner'?");
    CHECK(capability("owner = \"no\"") == "dut.toml:2:9: 'owner' must be true or false");
    CHECK(capability("vrids = [1, 256]") == "dut.toml:2:13: 'vrids' must be a list of numbers from 1 to 255");
    CHECK(capability("vrids = [0]") == "dut.toml:2:10: 'vrids' must be a list of numbers from 1 to 255");
    CHECK(capability("vrids = 1") == "dut.toml:2:9: 'vrids' must be a list of numbers from 1 to 255");
    CHECK(capability("most_virtual_routers = 0") ==
          "dut.toml:2:24: 'most_virtual_routers' must be a number from 1 to 510, and 0 is not");
    CHECK(capability("shortest_interval = 0.001") ==
          "dut.toml:2:21: 'shortest_interval' must be from 0.01 to 40.95 seconds in steps of 0.01");
    CHECK(capability("longest_interval = \"1\"") ==
          "dut.toml:2:20: 'longest_interval' must be a number of seconds");
    for (const auto* wrong : {"172.16.101.0", "172.16.101.0/33", "2001:db8::/64", "172.16.101.0/", "x/24"}) {
        CAPTURE(wrong);
        CHECK(complaint("[pool]\nipv4 = \"" + std::string(wrong) + "\"\n") ==
              "dut.toml:2:8: 'ipv4' must be a network in quotes, like \"172.16.101.0/24\", with a prefix "
              "length "
              "from 1 to 30");
    }
    CHECK(complaint("[pool]\nipv5 = \"172.16.101.0/24\"\n") ==
          "dut.toml:2:1: there is no key 'ipv5' here; did you mean 'ipv4'?");
}

TEST_CASE("mistakes in known deviations are named with their place", "[dut]") {
    CHECK(deviation("reason = \"so\"") ==
          "dut.toml:1:1: this known deviation has no case: add case = \"tx/ttl-is-255\", or a pattern");
    CHECK(deviation("case = \"tx/*\"") ==
          "dut.toml:1:1: this known deviation has no reason: add reason = \"...\", that says why it is "
          "expected");
    CHECK(deviation("case = \"tx/*\"\nreason = \"\"") ==
          "dut.toml:3:10: 'reason' must be a sentence in quotes, and it is empty");
    CHECK(deviation("case = \"tx/*\"\nreason = \"so\"\nprofile = \"v4\"") ==
          "dut.toml:4:11: there is no profile 'v4'; choose from v2-ipv4, v3-ipv4, v3-ipv6");
    for (const auto* wrong :
         {"\"soon\"", "\"2027-02-29\"", "\"2027-6-30\"", "20270630", "2027-06-30T10:00:00"}) {
        CAPTURE(wrong);
        CHECK(deviation("case = \"tx/*\"\nreason = \"so\"\nexpires = " + std::string(wrong)) ==
              "dut.toml:4:11: 'expires' must be a date like 2027-06-30");
    }
    CHECK(complaint("[known_deviation]\ncase = \"tx/*\"\n") ==
          "dut.toml:1:1: write each known deviation under a heading of its own: [[known_deviation]]");
}

TEST_CASE("mistakes in a virtual router's authentication are named with their place", "[dut]") {
    CHECK(router("v3-ipv4", "auth = \"pass:1111\"") ==
          "dut.toml:4:8: only VRRPv2 has authentication, and the profile is v3-ipv4");
    CHECK(router("v2-ipv4", "auth = \"pass:123456789\"") ==
          "dut.toml:4:8: a VRRPv2 password has at most 8 characters");
    for (const auto* wrong : {"1111", "pass:", "md5:x", "pass:a b"}) {
        CAPTURE(wrong);
        CHECK(router("v2-ipv4", "auth = \"" + std::string(wrong) + "\"") ==
              "dut.toml:4:8: 'auth' must be \"pass:PASSWORD\" or \"ah:KEY\", of visible characters");
    }
    CHECK(complaint("[[virtual_router]]\nvrid = 7\nprofile = \"v2-ipv4\"\n"
                    "[[virtual_router]]\nvrid = 7\nprofile = \"v3-ipv4\"\n") ==
          "dut.toml:4:1: VRID 7 is declared as v2-ipv4 and as v3-ipv4, which is one virtual router on a LAN; "
          "give one "
          "of them another VRID");
    CHECK(complaint("[[virtual_router]]\nvrid = 7\nprofile = \"v3-ipv6\"\n"
                    "[[virtual_router]]\nvrid = 7\nprofile = \"v3-ipv4\"\n") == "none");
}

TEST_CASE("a baseline holds known deviations and nothing else", "[dut]") {
    const auto known =
        parse_baseline("[[known_deviation]]\ncase = \"tx/*\"\nreason = \"so\"\n", "known.toml");
    REQUIRE(known.size() == 1);
    CHECK(known[0].where == "known.toml:1");
    CHECK_THROWS_WITH(parse_baseline("address = \"172.16.100.11\"\n", "known.toml"),
                      "known.toml:1:1: there is no key 'address' here; use known_deviation");
    CHECK_THROWS_WITH(read_baseline("no-such/known.toml"),
                      "no-such/known.toml: cannot be read: No such file or directory");
}

TEST_CASE("a device has only what both its driver and its operator allow", "[dut]") {
    Capabilities program;
    program.owner = false;
    program.most_virtual_routers = 255;
    program.vrids = {1, 2, 3};
    Capabilities operators;
    operators.v2 = false;
    operators.shortest_interval = 1s;
    operators.vrids = {3, 4};
    const auto both = narrowed(program, operators);
    CHECK_FALSE(both.owner);
    CHECK_FALSE(both.v2);
    CHECK(both.v3);
    CHECK(both.most_virtual_routers == 255);
    CHECK(both.shortest_interval == 1s);
    CHECK(both.vrids == std::vector<std::uint8_t>{3});
    CHECK(narrowed({}, operators).vrids == operators.vrids);
}

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tester/cli/cli_for_tests.hpp"
#include "tester/dut/vendor.hpp"

using Catch::Matchers::Contains;
using cli::test::check_complaint;
using cli::test::Said;
using cli::test::vrrptest;

TEST_CASE("config writes the vendor's words, with the suite and the version above them", "[cli][vendor]") {
    const auto said = vrrptest({"config", "--vendor", "cisco-ios", "--suite", "rfc3768", "--case",
                                "tx/ttl-is-255", "--interface", "Vlan7", "--address", "172.16.100.12/24"});
    CHECK(said.code == 0);
    CHECK(said.err.empty());
    CHECK_THAT(said.out, Contains("! vrrptest 0.1.0: what the suite rfc3768 needs of the device.\n") &&
                             Contains("interface Vlan7\n vrrp 1 ip 172.16.100.10\n") &&
                             Contains("172.16.100.12/24"));
}

TEST_CASE("config's needs are JSON that says which cases each virtual router is for", "[cli][vendor]") {
    const auto said = vrrptest({"config", "--json", "--suite", "rfc5798", "--profile", "v3-ipv6"});
    CHECK(said.code == 0);
    const auto needs = nlohmann::json::parse(said.out);
    CHECK(needs.at("schema") == 1);
    REQUIRE(!needs.at("virtual_routers").empty());
    std::size_t cases = 0;
    for (const auto& router : needs.at("virtual_routers")) {
        // A case of both families has a twin over IPv4, which is nobody else's.
        if (router.at("profile") == "v3-ipv4") continue;
        CHECK(router.at("profile") == "v3-ipv6");
        CHECK(router.at("addresses").at(0).get<std::string>().rfind("fe80::", 0) == 0);
        CHECK(router.at("interval_seconds").get<double>() > 0);
        CHECK(router.at("prefix_length") == 64);
        cases += router.at("cases").size();
    }
    CHECK(cases >= needs.at("virtual_routers").size());
}

TEST_CASE("config says what is wrong with what it was asked for", "[cli][vendor]") {
    check_complaint(vrrptest({"config", "--vendor", "juno", "--suite", "rfc3768"}), 2,
                    "there is no vendor 'juno'; did you mean junos?");
    check_complaint(vrrptest({"config", "--suite", "rfc3768"}), 2, "no vendor was named");
    check_complaint(vrrptest({"config", "--vendor", "frr"}), 2, "no suite was named");
    check_complaint(vrrptest({"config", "--vendor", "frr", "--suite", "rfc3768", "--profile", "v3-ipv6"}), 4,
                    "rfc3768 has nothing to do with --profile v3-ipv6");
    for (const auto* wrong : {"172.16.100.11", "172.16.100.11/33", "172.16.100.11/0", "x/24", "::1/x"})
        check_complaint(vrrptest({"config", "--vendor", "frr", "--suite", "rfc3768", "--address", wrong}), 2,
                        "--address cannot be '" + std::string(wrong) + "'");
    check_complaint(vrrptest({"config", "--vendor", "frr", "--suite", "rfc3768", "--interface", "a'; b"}), 2,
                    "--interface cannot be");
    check_complaint(vrrptest({"config", "--vendor", "junos", "--suite", "rfc3768", "--part", "commands"}), 2,
                    "junos needs no commands");
    check_complaint(vrrptest({"config", "--vendor", "frr", "--suite", "rfc3768", "--part", "half"}), 2,
                    "--part cannot be 'half'");
}

TEST_CASE("FRR's commands are a script of their own", "[cli][vendor][frr]") {
    const auto said = vrrptest(
        {"config", "--vendor", "frr", "--suite", "rfc3768", "--case", "tx/ttl-is-255", "--part", "commands"});
    CHECK(said.code == 0);
    CHECK_THAT(said.out, Contains("macvlan vrrp4-1-1 00:00:5e:00:01:01 none\n") && !Contains("\n vrrp 1"));
    CHECK(said.out.find('!') > said.out.find("set -eu"));  // comments are the shell's
}

TEST_CASE("list vendors has them all", "[cli][vendor]") {
    const auto listed = nlohmann::json::parse(vrrptest({"list", "vendors", "--json"}).out);
    REQUIRE(listed.size() == tester::all_vendors().size());
    for (std::size_t i = 0; i < listed.size(); ++i) {
        CHECK(listed[i].at("name") == tester::all_vendors()[i].name);
        CHECK(listed[i].at("says") == tester::all_vendors()[i].says);
    }
    CHECK_THAT(vrrptest({"list", "vendors"}).out, Contains("\njunos         Juniper Junos"));
}

#include <catch2/catch.hpp>

#include "tester/cli/cli_for_tests.hpp"

using cli::test::check_complaint;
using cli::test::vrrptest;

TEST_CASE("interop and the pair labs say what is wrong with a command line", "[cli][interop]") {
    check_complaint(vrrptest({"interop"}), 2, "name two or three routers");
    check_complaint(vrrptest({"interop", "keepalived"}), 2, "name two or three routers");
    check_complaint(vrrptest({"interop", "bird", "frr"}), 2, "choose among keepalived");
    check_complaint(vrrptest({"interop", "embedded", "bird"}), 2, "no lab has a router 'bird'");
    check_complaint(vrrptest({"lab", "switch-pair", "--routers", "frr"}), 2, "names two routers");
    check_complaint(vrrptest({"lab", "switch-pair", "--routers", "bird,frr"}), 2,
                    "no lab has a router 'bird'");
    check_complaint(vrrptest({"lab", "switch-pair", "--no-tracking"}), 2, "lab keepalived-pair");
    check_complaint(vrrptest({"lab", "keepalived-pair", "--routers", "frr,frr"}), 2, "lab switch-pair");
}

TEST_CASE("interop lists its scenarios without building anything", "[cli][interop]") {
    const auto said = vrrptest({"interop", "--list"});
    CHECK(said.code == 0);
    for (const auto* const name :
         {"elect", "crash-failover", "stop-failover", "failback-preempt", "no-preempt", "priority-change",
          "tie", "interval-mismatch", "checksum-forms", "address-list-mismatch", "three-routers",
          "split-brain-heal"})
        CHECK(said.out.find(std::string(name) + " ") != std::string::npos);
}

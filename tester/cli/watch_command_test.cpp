#include <catch2/catch.hpp>

#include "tester/cli/cli_for_tests.hpp"

using cli::test::check_complaint;
using cli::test::vrrptest;

TEST_CASE("watch says what it needs", "[cli][watch]") {
    check_complaint(vrrptest({"watch"}), 2, "add -i IF");
    check_complaint(vrrptest({"watch", "-i", "nosuchif"}), 2, "this host has:");
    check_complaint(vrrptest({"watch", "-i", "lo", "--suite", "rfc1"}), 2, "choose from");
    check_complaint(vrrptest({"watch", "-i", "lo", "--suite", "failover"}), 4, "needs a device to send to");
    check_complaint(vrrptest({"watch", "-i", "lo", "--duration", "x"}), 2, "'x'");
    check_complaint(vrrptest({"watch", "-i", "lo", "--count", "0"}), 2, "--count");
    check_complaint(vrrptest({"watch", "-i", "lo", "--pcap", "/no/such/file.pcap"}), 2, "/no/such");
    check_complaint(vrrptest({"watch", "eth0"}), 2, "eth0");
}

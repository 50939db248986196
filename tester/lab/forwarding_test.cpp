#include <algorithm>

#include "tester/dut/keepalived_driver.hpp"
#include "tester/lab/fault_lab_for_tests.hpp"

using namespace tester;
using namespace tester::fault_tests;

TEST_CASE("the lab's router forwards to a second network, and a real one takes frames for its virtual MAC",
          "[lab][root][keepalived][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    RunningTester tester({"lab", "keepalived-vmac", "--suite", "rfc5798", "--profile", "v3-ipv4", "--case",
                          "forward/frames-to-virtual-mac", "--case", "forward/again-after-takeover"});
    const int code = tester.wait(60s);
    CAPTURE(tester.said());
    const auto report = tester.report();
    // A host that is too slow judges nothing; what is judged must be right.
    CHECK((code == 0 || code == 3));
    CHECK(count(report, "fail") == 0);
    CHECK(count(report, "skipped") == 0);
    REQUIRE(report["cases"].size() == 2);
    for (const auto& one : report["cases"]) {
        if (one["outcome"] != "pass") continue;
        const auto seen_behind = [](const auto& frame) {
            return frame["summary"].template get<std::string>().rfind("on the second interface: ", 0) == 0;
        };
        CHECK(std::any_of(one["frames"].begin(), one["frames"].end(), seen_behind));
    }
    tester.check_nothing_left();
}

TEST_CASE("without frames for the virtual MAC address a real router's forwarding fails",
          "[lab][root][keepalived][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    RunningTester tester({"lab", "keepalived", "--suite", "rfc5798", "--profile", "v3-ipv4", "--case",
                          "forward/frames-to-virtual-mac"});
    const int code = tester.wait(60s);
    CAPTURE(tester.said());
    CHECK((code == 1 || code == 3));
    CHECK(count(tester.report(), "pass") == 0);
}

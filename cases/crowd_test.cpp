#include <catch2/catch.hpp>

#include "cases/catalogue.hpp"
#include "tester/run/simulated_session.hpp"

namespace cases {

// The self-test gives every case a world of its own; here dozens of virtual routers share one, as on a
// device.
TEST_CASE("the reference passes every suite with many virtual routers on one device", "[catalogue]") {
    tester::Selection everything;
    everything.suites = {"all"};
    tester::RunObserver nobody;
    const auto result = tester::run_embedded({}, catalogue(), everything, nobody, [] { return false; });
    CHECK(result.cases.size() > 700);
    for (const auto& each : result.cases) {
        CAPTURE(each.id, each.profile, each.suite, each.reason, each.expected, each.observed);
        CHECK(each.outcome == tester::Outcome::pass);
    }
}

TEST_CASE("the reference passes the suites about matters by themselves", "[catalogue]") {
    for (const auto* suite : {"host", "failover", "robustness", "passive"}) {
        tester::Selection alone;
        alone.suites = {suite};
        tester::RunObserver nobody;
        const auto result = tester::run_embedded({}, catalogue(), alone, nobody, [] { return false; });
        CAPTURE(suite);
        CHECK(result.cases.size() > 50);
        for (const auto& each : result.cases) {
            CAPTURE(each.id, each.profile, each.reason);
            CHECK(each.outcome == tester::Outcome::pass);
        }
    }
}

}  // namespace cases

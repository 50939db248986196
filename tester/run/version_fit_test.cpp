#include "tester/run/version_fit.hpp"

#include <catch2/catch.hpp>

#include "tester/run/preflight.hpp"

using namespace tester;
using Catch::Matchers::Contains;

namespace {

const Case anywhere{
    .id = "a/anywhere", .clauses = {}, .says = "is about nothing", .run = [](Bench&) -> engine::Task<> {
        co_return;
    }};

VirtualRouterFacts speaking(Profile profile) {
    VirtualRouterFacts facts;
    facts.profile = profile;
    return facts;
}

std::vector<SelectedCase> of(const char* suite, Profile profile) {
    return {{&anywhere, profile, find_suite(suite)}};
}

}  // namespace

TEST_CASE("a suite about a version that the device does not speak is refused", "[run]") {
    const std::vector<VirtualRouterFacts> device = {speaking(Profile::v2_ipv4)};
    CHECK_THROWS_AS(require_common_version(of("rfc5798", Profile::v3_ipv4), device), UsageError);
    CHECK_THROWS_WITH(require_common_version(of("rfc5798", Profile::v3_ipv4), device),
                      "rfc5798 is about v3-ipv4 here, and the device speaks v2-ipv4 only: choose from "
                      "rfc2338, rfc3768, or configure the device for it");
    CHECK(require_common_version(of("rfc3768", Profile::v2_ipv4), device).empty());
}

TEST_CASE("of several suites those of another version are remarked on", "[run]") {
    const std::vector<VirtualRouterFacts> device = {speaking(Profile::v3_ipv6)};
    auto both = of("rfc3768", Profile::v2_ipv4);
    both.push_back({&anywhere, Profile::v3_ipv6, find_suite("rfc9568")});
    const auto remarks = require_common_version(both, device);
    REQUIRE(remarks.size() == 1);
    CHECK_THAT(remarks.front(), Contains("rfc3768 is about v2-ipv4 here") && Contains("v3-ipv6 only"));
}

TEST_CASE("a device that can be configured for no selected case is refused", "[run]") {
    const auto selected = of("rfc5798", Profile::v3_ipv4);
    BatchLimits limits;
    limits.device.v3 = false;
    CHECK_THROWS_WITH(require_something_to_do(plan_batches(selected, limits), selected),
                      "nothing of rfc5798 can be run: the device cannot speak VRRPv3");
    limits.device.v3 = true;
    CHECK_NOTHROW(require_something_to_do(plan_batches(of("rfc5798", Profile::v3_ipv4), {}), selected));
}

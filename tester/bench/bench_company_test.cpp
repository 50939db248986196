#include <catch2/catch.hpp>

#include "tester/bench/bench_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using namespace std::chrono_literals;

namespace {

/// A device with VRID 7, a sibling VRID 8 and a twin of VRID 7 over IPv6.
struct CompanyWorld : BenchWorld {
    VirtualRouterFacts sibling = facts_of(Profile::v3_ipv4);
    VirtualRouterFacts twin = facts_of(Profile::v3_ipv6);

    Bench& with_company() {
        sibling.vrid = 8;
        sibling.addresses = {ip("172.16.100.20")};
        station.know({facts, sibling, twin});
        bench_.emplace(station, facts, engine::Rfc::rfc9568, tolerance, no_control);
        bench_->add_company(sibling);
        bench_->add_company(twin);
        return *bench_;
    }
    void settle() {
        bool over = false;
        scheduler.call_after(1ms, [&over] { over = true; });
        scheduler.run_until([&over] { return over; });
    }
};

}  // namespace

TEST_CASE("each virtual router of a case hears its own advertisements", "[bench]") {
    CompanyWorld world;
    auto& bench = world.with_company();
    REQUIRE(bench.siblings() == 1);
    const Mark start = bench.mark();
    world.device.send(world.advertisement(100, 8));
    world.settle();
    CHECK(bench.heard(sort::advertisement, start, 0ns, 1s).empty());
    CHECK(bench.sibling(0).heard(sort::advertisement, start, 0ns, 1s).size() == 1);
    CHECK(bench.twin().heard(sort::advertisement, start, 0ns, 1s).empty());
    CHECK(bench.twin().dut().family() == engine::Family::ipv6);
}

TEST_CASE("what the company shows is evidence of the case, and says of which virtual router", "[bench]") {
    CompanyWorld world;
    auto& bench = world.with_company();
    bench.sibling(0).expect(true, "silence", "none", {});
    CHECK_THROWS_AS(bench.twin().expect_equal("priority", 100, 99, {}), CaseFailed);
    const auto& checks = bench.evidence().checks;
    REQUIRE(checks.size() == 2);
    CHECK(checks[0].expected == "VRID 8 (v3-ipv4): silence");
    CHECK(checks[1].expected == "VRID 7 (v3-ipv6): priority 100");
    CHECK_FALSE(checks[1].held);
    CHECK(bench.sibling(0).evidence().checks.empty());
}

TEST_CASE("the peers of the company resign when the case ends", "[bench]") {
    CompanyWorld world;
    auto& bench = world.with_company();
    bench.sibling(0).peer().send();
    bench.finish();
    world.settle();
    const auto& last = world.log.frame(world.log.last()).view.advertisement;
    CHECK(last.vrid() == 8);
    CHECK(last.priority() == 0);
}

TEST_CASE("a device of both versions is heard in each by itself", "[bench]") {
    CompanyWorld world;
    world.facts.v2_interoperation = true;
    auto& bench = world.bench();
    const Mark start = bench.mark();
    world.device.send(world.advertisement());
    world.facts.profile = Profile::v2_ipv4;
    world.device.send(world.advertisement());
    world.settle();
    CHECK(bench.heard(sort::advertisement, start, 0ns, 1s).size() == 1);
    CHECK(bench.heard(sort::version_2_advertisement, start, 0ns, 1s).size() == 1);
    CHECK_FALSE(bench.foreign_speaker());
}

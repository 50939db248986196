#include "tester/run/joint_planner.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tester/bench/bench.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/preview.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::Task<> takes_a_second(Bench& t) {
    co_await t.sleep(1s);
}

Case a_case(std::string_view id, const Needs& needs) {
    return {.id = id, .clauses = {}, .says = "x", .needs = needs, .run = takes_a_second};
}

SelectedCase selected(const Case& which, Profile profile = Profile::v3_ipv4) {
    return {&which, profile, find_suite("rfc9568")};
}

VirtualRouterFacts router(std::uint8_t vrid, Profile profile = Profile::v3_ipv4,
                          std::uint8_t priority = 100) {
    VirtualRouterFacts facts;
    facts.vrid = vrid;
    facts.profile = profile;
    facts.priority = priority;
    facts.addresses = {*engine::IpAddress::parse(profile == Profile::v3_ipv6 ? "fe80::10" : "172.16.100.10")};
    return facts;
}

Control unable;
const ControlOf nobody = [](const VirtualRouterFacts&) -> Control& { return unable; };

std::set<std::pair<std::uint8_t, Profile>> used_by(const Lane& lane) {
    std::set<std::pair<std::uint8_t, Profile>> used{{lane.where.vrid, lane.where.profile}};
    for (const auto& each : lane.company) used.insert({each.vrid, each.profile});
    return used;
}

const Case pair = a_case("s/pair", {.siblings = 1});
const Case three = a_case("s/three", {.siblings = 2});
const Case twins = a_case("s/twins", {.twin = true});
const Case crowd = a_case("s/crowd", {.siblings = 254});
const Case plain = a_case("a/plain", {});
const Case owner = a_case("a/owner", {.role = Role::owner});

}  // namespace

TEST_CASE("cases that need several virtual routers run at once where they share none", "[plan]") {
    const std::vector<VirtualRouterFacts> routers{router(1), router(2), router(3),
                                                  router(4, Profile::v3_ipv4, 255)};
    const auto plan = make_plan({selected(pair), selected(three), selected(plain)}, routers, nobody, false);
    CHECK(plan.skipped.empty());
    REQUIRE(plan.joint.size() == 2);
    REQUIRE(plan.joint[0].size() == 1);
    CHECK(used_by(plan.joint[0][0]).size() == 2);
    CHECK(used_by(plan.joint[1][0]).size() == 3);
    for (const auto& round : plan.joint)
        for (const auto& lane : round)
            CHECK_FALSE(used_by(lane).contains({std::uint8_t{4}, Profile::v3_ipv4}));
    CHECK(plan.cases() == 3);
    CHECK(plan.estimated_seconds() == Approx(3));

    const std::vector<VirtualRouterFacts> more{router(1), router(2), router(3), router(5), router(6)};
    const auto wider = make_plan({selected(pair), selected(three)}, more, nobody, false);
    REQUIRE(wider.joint.size() == 1);
    REQUIRE(wider.joint[0].size() == 2);
    auto both = used_by(wider.joint[0][0]);
    both.merge(used_by(wider.joint[0][1]));
    CHECK(both.size() == 5);
}

TEST_CASE("a twin has the same VRID in the other family", "[plan]") {
    const std::vector<VirtualRouterFacts> routers{router(1), router(2), router(9, Profile::v3_ipv6),
                                                  router(2, Profile::v3_ipv6)};
    const auto plan = make_plan({selected(twins)}, routers, nobody, false);
    REQUIRE(plan.joint.size() == 1);
    const auto& lane = plan.joint[0][0];
    CHECK(lane.where.vrid == 2);
    CHECK(lane.where.profile == Profile::v3_ipv4);
    REQUIRE(lane.company.size() == 1);
    CHECK(lane.company[0].vrid == 2);
    CHECK(lane.company[0].profile == Profile::v3_ipv6);
    const auto apart = make_plan({selected(twins)}, {router(1), router(2, Profile::v3_ipv6)}, nobody, false);
    REQUIRE(apart.skipped.size() == 1);
    CHECK(apart.skipped[0].reason == "needs a virtual router of the same VRID in the other family");
}

TEST_CASE("a device with too few virtual routers is told how many more a case needs", "[plan]") {
    const auto plan =
        make_plan({selected(pair), selected(three), selected(crowd)}, {router(7)}, nobody, false);
    REQUIRE(plan.skipped.size() == 3);
    CHECK(plan.skipped[0].reason == "needs 1 more virtual router of profile v3-ipv4");
    CHECK(plan.skipped[1].reason == "needs 2 more virtual routers of profile v3-ipv4");
    CHECK(plan.skipped[2].reason == "needs 254 more virtual routers of profile v3-ipv4");
    CHECK(plan.joint.empty());
}

TEST_CASE("a device that can be configured is given enough virtual routers, and a crowd a batch of its own",
          "[batches]") {
    const std::vector<SelectedCase> cases{selected(plain),
                                          selected(owner),
                                          selected(pair),
                                          selected(twins),
                                          selected(twins, Profile::v3_ipv6),
                                          selected(crowd),
                                          selected(crowd, Profile::v3_ipv6)};
    BatchLimits quick_device;
    quick_device.device.most_advertisements_per_second = 100000;
    const auto planned = plan_batches(cases, quick_device);
    CHECK(planned.skipped.empty());
    REQUIRE(planned.batches.size() == 2);
    std::size_t count = 0;
    for (const auto& batch : planned.batches) {
        std::set<std::pair<int, int>> vrids;
        for (const auto& each : batch.routers)
            vrids.insert({each.family() == engine::Family::ipv4 ? 4 : 6, each.vrid});
        CHECK(vrids.size() == batch.routers.size());
        const auto plan = preview(batch, [](Verb) { return true; });
        CHECK(plan.skipped.empty());
        count += plan.cases();
        if (batch.routers.size() < 20) continue;
        CHECK(batch.routers.size() == 510);
        CHECK(batch.cases.size() == 2);
    }
    CHECK(count == cases.size());
}

TEST_CASE("a device that has no room for a crowd is not asked for one", "[batches]") {
    BatchLimits limits;
    limits.device.most_virtual_routers = 100;
    limits.device.ipv6 = false;
    const auto planned = plan_batches(std::vector{selected(crowd), selected(twins), selected(pair)}, limits);
    REQUIRE(planned.skipped.size() == 2);
    CHECK(planned.skipped[0].reason ==
          "the device cannot have 255 virtual routers of profile v3-ipv4 at once");
    CHECK(planned.skipped[1].reason == "the device cannot speak VRRP over IPv6");
    REQUIRE(planned.batches.size() == 1);
    CHECK(planned.batches[0].routers.size() == 2);
}

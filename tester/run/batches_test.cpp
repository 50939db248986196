#include "tester/run/batches.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tester/bench/bench.hpp"
#include "tester/run/preview.hpp"
#include "tester/run/suite.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::Task<> takes_two_intervals(Bench& t) {
    co_await t.sleep(2 * t.dut().advertisement_interval);
}

Case a_case(std::string_view id, const Needs& needs, bool only_observes = false) {
    return {.id = id,
            .clauses = {},
            .says = "",
            .needs = needs,
            .only_observes = only_observes,
            .run = takes_two_intervals};
}

SelectedCase selected(const Case& which, Profile profile) {
    return {&which, profile, find_suite("rfc5798")};
}

std::set<std::pair<engine::Family, int>> vrids_of(const Batch& batch) {
    std::set<std::pair<engine::Family, int>> vrids;
    for (const auto& each : batch.routers) vrids.insert({each.family(), each.vrid});
    return vrids;
}

}  // namespace

TEST_CASE("every case gets a virtual router of its own, those that stop the device first", "[batches]") {
    const Case plain = a_case("a/plain", {});
    const Case other = a_case("a/other", {});
    const Case stopping = a_case("a/stopping", {.control = Verb::stop});
    const Case owner = a_case("a/owner", {.role = Role::owner});
    const std::vector<SelectedCase> cases{
        selected(owner, Profile::v3_ipv4), selected(plain, Profile::v3_ipv6),
        selected(other, Profile::v3_ipv4), selected(plain, Profile::v3_ipv4),
        selected(stopping, Profile::v3_ipv4)};
    const auto planned = plan_batches(cases, {});
    REQUIRE(planned.batches.size() == 1);
    CHECK(planned.skipped.empty());
    const auto& batch = planned.batches[0];
    CHECK(batch.cases.size() == 5);
    // The case that stops the device runs when the others have ended, on a virtual router of theirs.
    REQUIRE(batch.routers.size() == 4);
    CHECK(vrids_of(batch).size() == 4);
    CHECK(batch.routers[0].priority == 100);
    CHECK(batch.routers[0].vrid == 1);
    CHECK(std::count_if(batch.routers.begin(), batch.routers.end(),
                        [](const auto& each) { return each.priority == 255; }) == 1);
    // A fifth of a second, and the skew of priority 100: 3 * 0.2 s + 156 / 256 * 0.2 s
    CHECK(time_to_take_over(batch.routers) == 721875000ns);
}

TEST_CASE("a device gets no more virtual routers than it can advertise for", "[batches]") {
    const Case plain = a_case("a/plain", {});
    const std::vector<SelectedCase> cases(300, selected(plain, Profile::v3_ipv4));
    BatchLimits limits;
    limits.device.most_advertisements_per_second = 100;
    const auto planned = plan_batches(cases, limits);
    REQUIRE(planned.batches.size() == 1);
    CHECK(planned.batches[0].cases.size() == 300);
    // Every 200 ms each.
    CHECK(planned.batches[0].routers.size() == 20);
    // A single case is not kept from what it needs.
    limits.device.most_advertisements_per_second = 1;
    CHECK(plan_batches(cases, limits).batches.at(0).routers.size() == 1);
}

TEST_CASE("when there are more cases than VRIDs, every configuration is there and the busiest most often",
          "[batches]") {
    const Case plain = a_case("a/plain", {});
    const Case slow = a_case("a/slow", {.quick_interval = 1s});
    std::vector<SelectedCase> cases(300, selected(plain, Profile::v3_ipv4));
    cases.push_back(selected(slow, Profile::v3_ipv4));
    BatchLimits quick_device;
    quick_device.device.most_advertisements_per_second = 100000;
    const auto planned = plan_batches(cases, quick_device);
    REQUIRE(planned.batches.size() == 1);
    CHECK(planned.batches[0].cases.size() == 301);
    const auto& routers = planned.batches[0].routers;
    CHECK(routers.size() == 255);
    CHECK(std::count_if(routers.begin(), routers.end(),
                        [](const auto& each) { return each.interval == 1s; }) == 1);
}

TEST_CASE("a device with few virtual routers is configured as seldom as it can be", "[batches]") {
    std::vector<Case> kinds;
    kinds.reserve(5);
    for (std::uint8_t priority = 1; priority <= 5; ++priority)
        kinds.push_back(a_case("a/kind", {.priority = priority}));
    std::vector<SelectedCase> cases;
    for (const auto& kind : kinds) cases.insert(cases.end(), 3, selected(kind, Profile::v3_ipv4));
    BatchLimits limits;
    limits.device.most_virtual_routers = 2;
    limits.device.vrids = {7, 9, 11};
    const auto planned = plan_batches(cases, limits);
    REQUIRE(planned.batches.size() == 3);  // of five configurations, two at a time
    std::size_t count = 0;
    for (const auto& batch : planned.batches) {
        CHECK(batch.routers.size() == 2);
        for (const auto& router : batch.routers) CHECK((router.vrid == 7 || router.vrid == 9));
        count += batch.cases.size();
        for (const auto& lane : preview(batch, [](Verb) { return true; }).lanes)
            CHECK(lane.stimulating.size() >= 1);
        CHECK(preview(batch, [](Verb) { return true; }).skipped.empty());
    }
    CHECK(count == 15);
}

TEST_CASE("a case of forwarding is skipped where the tester has one port", "[batches]") {
    const Case forwarding = a_case("a/forwarding", {.second_interface = true});
    const std::vector<SelectedCase> cases{selected(forwarding, Profile::v3_ipv4)};
    BatchLimits limits;
    limits.second_interface = false;
    const auto planned = plan_batches(cases, limits);
    CHECK(planned.batches.empty());
    REQUIRE(planned.skipped.size() == 1);
    CHECK(
        planned.skipped[0].reason ==
        "needs a second interface, with an IPv4 address on a network behind the device (--second-interface)");
    limits.second_interface = true;
    const auto with_two = plan_batches(cases, limits);
    REQUIRE(with_two.batches.size() == 1);
    CHECK(preview(with_two.batches[0], [](Verb) { return true; }).skipped.empty());
}

TEST_CASE("what the device cannot be is skipped with the reason", "[batches]") {
    const Case owner = a_case("a/owner", {.role = Role::owner});
    const Case many = a_case("a/many", {.addresses = 20});
    BatchLimits limits;
    limits.device.owner = false;
    limits.device.most_addresses = 16;
    const std::vector<SelectedCase> cases{selected(owner, Profile::v3_ipv4),
                                          selected(many, Profile::v2_ipv4)};
    const auto planned = plan_batches(cases, limits);
    CHECK(planned.batches.empty());
    REQUIRE(planned.skipped.size() == 2);
    CHECK(planned.skipped[0].outcome == Outcome::skipped);
    CHECK(planned.skipped[0].reason == "the device cannot be configured as the address owner (priority 255)");
    CHECK(planned.skipped[1].reason == "the device cannot have 20 virtual addresses on one virtual router");
}

TEST_CASE("what only a tester with the device in its hands could use is left out for others", "[batches]") {
    const Case stopping = a_case("a/stopping", {.control = Verb::stop});
    const Case patient = a_case("a/patient", {.preempt = false});
    const std::vector<SelectedCase> cases{selected(stopping, Profile::v3_ipv4),
                                          selected(patient, Profile::v3_ipv4)};
    CHECK(plan_batches(cases, {.is_in_our_hands = false}).batches.empty());
    const auto planned = plan_batches(cases, {});
    REQUIRE(planned.batches.size() == 1);
    const auto routers = declared(planned.batches[0].routers);
    REQUIRE(routers.size() == 2);
    CHECK(routers[0].preempt == true);
    CHECK(routers[1].preempt == false);
}

TEST_CASE("version 3 runs at the quick interval, version 2 at whole seconds", "[batches]") {
    const Case usual = a_case("a/usual", {});
    const Case choosy = a_case("a/choosy", {.shortest_interval = 700ms});
    const Case hasty = a_case("a/hasty", {.advertisement_interval = 100ms});
    const auto interval = [](const Case& which, Profile profile) {
        const std::vector<SelectedCase> one{selected(which, profile)};
        return plan_batches(one, {}).batches.at(0).routers.at(0).interval;
    };
    CHECK(interval(usual, Profile::v3_ipv4) == 200ms);
    CHECK(interval(usual, Profile::v2_ipv4) == 1s);
    CHECK(interval(choosy, Profile::v3_ipv6) == 700ms);
    CHECK(interval(hasty, Profile::v3_ipv4) == 100ms);
    CHECK(interval(hasty, Profile::v2_ipv4) == 1s);
    BatchLimits slow;
    slow.device.shortest_interval = 1s;
    slow.device.v3_interval_step = 1s;
    const std::vector<SelectedCase> one{selected(usual, Profile::v3_ipv4)};
    CHECK(plan_batches(one, slow).batches.at(0).routers.at(0).interval == 1s);
}

TEST_CASE("families that share their VRIDs never have one VRID twice", "[batches]") {
    const Case plain = a_case("a/plain", {});
    const std::vector<SelectedCase> cases{selected(plain, Profile::v3_ipv4),
                                          selected(plain, Profile::v3_ipv6)};
    BatchLimits limits;
    CHECK(plan_batches(cases, limits).batches.at(0).routers.at(1).vrid == 1);
    limits.device.families_share_vrids = true;
    CHECK(plan_batches(cases, limits).batches.at(0).routers.at(1).vrid == 2);
}

TEST_CASE("a device with one version at a time is configured once for each", "[batches]") {
    const Case plain = a_case("a/plain", {});
    const std::vector<SelectedCase> cases{selected(plain, Profile::v3_ipv4),
                                          selected(plain, Profile::v2_ipv4),
                                          selected(plain, Profile::v3_ipv6)};
    BatchLimits limits;
    limits.device.one_version = true;
    const auto planned = plan_batches(cases, limits);
    REQUIRE(planned.batches.size() == 2);
    for (const auto& batch : planned.batches)
        for (const auto& router : batch.routers) CHECK(router.version() == batch.routers[0].version());
}

TEST_CASE("one virtual router a profile is what a production box has", "[batches]") {
    const Case plain = a_case("a/plain", {});
    const std::vector<SelectedCase> cases{selected(plain, Profile::v3_ipv4),
                                          selected(plain, Profile::v2_ipv4),
                                          selected(plain, Profile::v3_ipv6)};
    const auto planned = plan_batches(cases, {.one_router = true});
    REQUIRE(planned.batches.size() == 1);
    REQUIRE(planned.batches[0].routers.size() == 3);
    CHECK(planned.batches[0].routers[0].addresses.size() == 1);
    CHECK(planned.batches[0].routers[2].addresses.size() == 2);
    CHECK(vrids_of(planned.batches[0]).size() == 3);
}

TEST_CASE("a declared virtual router is configured as declared, and else as the RFC says", "[batches]") {
    DeclaredVirtualRouter declaration;
    declaration.vrid = 9;
    declaration.profile = Profile::v2_ipv4;
    declaration.priority = 120;
    const auto router = configuration_of(declaration);
    CHECK(router.vrid == 9);
    CHECK(router.priority == 120);
    CHECK(router.interval == 1s);
    CHECK(router.preempt);
    CHECK(router.addresses.size() == 1);
}

#include "tester/lab/lab_routers.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tester/run/suite.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

Case a_case(std::string_view id, const Needs& needs) {
    return {.id = id, .clauses = {}, .says = "", .needs = needs};
}

SelectedCase selected(const Case& which, Profile profile) {
    return {&which, profile, find_suite("rfc5798")};
}

}  // namespace

TEST_CASE("the lab gives every case a virtual router of its own, those that stop the device first", "[lab]") {
    const Case plain = a_case("a/plain", {});
    const Case stopping = a_case("a/stopping", {.control = Verb::stop});
    const Case owner = a_case("a/owner", {.role = Role::owner});
    const std::vector<SelectedCase> cases{
        selected(plain, Profile::v3_ipv4), selected(owner, Profile::v3_ipv4),
        selected(plain, Profile::v3_ipv6), selected(stopping, Profile::v3_ipv4)};
    const auto instances = lab_routers(cases, {});
    REQUIRE(instances.size() == 4);
    CHECK(instances[0].vrid == 1);
    CHECK(to_string(instances[0].addresses.front()) == "172.16.100.10");
    CHECK(time_to_take_over(instances) == 3609375us);
    std::set<std::pair<engine::Family, int>> vrids;
    for (const auto& each : instances) vrids.insert({each.family(), each.vrid});
    CHECK(vrids.size() == 4);
}

TEST_CASE("when there are more cases than VRIDs, every configuration is there before any is there twice",
          "[lab]") {
    const Case plain = a_case("a/plain", {});
    const Case owner = a_case("a/owner", {.role = Role::owner});
    std::vector<SelectedCase> cases(300, selected(plain, Profile::v3_ipv4));
    cases.push_back(selected(owner, Profile::v3_ipv4));
    const auto instances = lab_routers(cases, {});
    CHECK(instances.size() == 255);
    CHECK(std::count_if(instances.begin(), instances.end(),
                        [](const auto& each) { return each.priority == 255; }) == 1);
}

TEST_CASE("what only a tester with the device in its hands could use is left out for others", "[lab]") {
    const Case stopping = a_case("a/stopping", {.control = Verb::stop});
    const Case patient = a_case("a/patient", {.preempt = false});
    const std::vector<SelectedCase> cases{selected(stopping, Profile::v3_ipv4),
                                          selected(patient, Profile::v3_ipv4)};
    CHECK(lab_routers(cases, {.is_in_our_hands = false}).empty());
    const auto routers = declared(lab_routers(cases, {}));
    REQUIRE(routers.size() == 2);
    CHECK(routers[1].preempt == false);
}

TEST_CASE("version 2 knows whole seconds only", "[lab]") {
    const Case hasty = a_case("a/hasty", {.advertisement_interval = 500ms});
    const std::vector<SelectedCase> cases{selected(hasty, Profile::v2_ipv4),
                                          selected(hasty, Profile::v3_ipv4)};
    const auto instances = lab_routers(cases, {});
    CHECK(instances[0].interval == 1s);
    CHECK(instances[1].interval == 500ms);
}

#include "tester/run/plan.hpp"

#include <catch2/catch.hpp>

#include "tester/bench/bench.hpp"

using namespace tester;
using namespace std::chrono_literals;
using engine::Task;

namespace {

Task<> takes_a_second(Bench& t) {
    co_await t.sleep(1s);
}
Task<> takes_three_seconds(Bench& t) {
    co_await t.sleep(3s);
}

const Case quick{.id = "a/quick",
                 .clauses = {rfc9568("6.4.2")},
                 .says = "x",
                 .profiles = v3_profiles,
                 .run = takes_a_second};
const Case slow{.id = "a/slow", .clauses = {rfc9568("6.4.2")}, .says = "x", .run = takes_three_seconds};
const Case watching{.id = "a/watching",
                    .clauses = {rfc9568("5.2.3")},
                    .says = "x",
                    .only_observes = true,
                    .run = takes_a_second};
const Case for_owner{.id = "a/owner",
                     .clauses = {rfc9568("6.4.1")},
                     .says = "x",
                     .needs = {.role = Role::owner},
                     .run = takes_a_second};
const Case stopping{.id = "a/stopping",
                    .clauses = {rfc9568("6.4.3")},
                    .says = "x",
                    .needs = {.control = Verb::stop},
                    .run = takes_a_second};

VirtualRouterFacts router(std::uint8_t vrid, Profile profile = Profile::v3_ipv4,
                          std::uint8_t priority = 100) {
    VirtualRouterFacts facts;
    facts.vrid = vrid;
    facts.profile = profile;
    facts.priority = priority;
    facts.addresses = {*engine::IpAddress::parse(profile == Profile::v3_ipv6 ? "fe80::10" : "172.16.100.10")};
    return facts;
}

SelectedCase selected(const Case& which, Profile profile = Profile::v3_ipv4) {
    return {&which, profile, find_suite("rfc9568")};
}

struct Able final : Control {
    bool can(Verb verb) const override { return verb == Verb::stop; }
};
Control unable;
Able able;
const ControlOf nobody = [](const VirtualRouterFacts&) -> Control& { return unable; };
const ControlOf somebody = [](const VirtualRouterFacts&) -> Control& { return able; };

std::optional<std::string> need(const Needs& needs, const VirtualRouterFacts& where,
                                const Control& control = unable) {
    Case which = quick;
    which.needs = needs;
    return what_it_needs(which, Profile::v3_ipv4, where, control);
}

}  // namespace

TEST_CASE("a router that is as the case needs it lacks nothing", "[plan]") {
    CHECK_FALSE(need({}, router(1)));
    CHECK_FALSE(need({.role = Role::owner}, router(1, Profile::v3_ipv4, 255)));
    CHECK_FALSE(need({.control = Verb::stop}, router(1), able));
}

TEST_CASE("what a router lacks is said, and its bounds are acceptable", "[plan]") {
    CHECK(what_it_needs(quick, Profile::v3_ipv6, router(1), unable) == "a virtual router of profile v3-ipv6");
    CHECK(need({.role = Role::owner}, router(1)) ==
          "a virtual router whose address the device owns (priority 255)");
    CHECK(need({}, router(1, Profile::v3_ipv4, 255)) ==
          "a virtual router whose address the device does not own (priority below 255)");
    const Needs middling{.lowest_priority = 50, .highest_priority = 200};
    CHECK(need(middling, router(1, Profile::v3_ipv4, 49)) == "a priority from 50 to 200");
    CHECK(need(middling, router(1, Profile::v3_ipv4, 201)) == "a priority from 50 to 200");
    CHECK_FALSE(need(middling, router(1, Profile::v3_ipv4, 50)));
    CHECK_FALSE(need(middling, router(1, Profile::v3_ipv4, 200)));
    const Needs steady{.shortest_interval = 500ms, .longest_interval = 2s};
    auto where = router(1);
    for (const auto interval : {500ms, 2000ms}) {
        where.advertisement_interval = interval;
        CHECK_FALSE(need(steady, where));
    }
    where.advertisement_interval = 490ms;
    CHECK(need(steady, where) == "an advertisement interval of at least 0.50 s");
    where.advertisement_interval = 2010ms;
    CHECK(need(steady, where) == "an advertisement interval of at most 2.00 s");
    CHECK(need({.addresses = 2}, router(1)) == "at least 2 virtual addresses");
    where = router(1);
    where.addresses.push_back(where.addresses[0].shifted(1));
    CHECK_FALSE(need({.addresses = 2}, where));
    CHECK(need({.most_addresses = 1}, where) == "at most 1 virtual address");
    CHECK(need({.control = Verb::stop}, router(1)) == "a driver that can stop the device");
    CHECK(need({.control = Verb::crash}, router(1), able) == "a driver that can crash the device");
}

TEST_CASE("an undeclared Preempt_Mode counts as on", "[plan]") {
    auto where = router(1);
    CHECK_FALSE(need({.preempt = true}, where));
    CHECK(need({.preempt = false}, where) == "Preempt_Mode off, declared in a DUT file (preempt = false)");
    where.preempt = false;
    CHECK(need({.preempt = true}, where) == "Preempt_Mode on");
    CHECK_FALSE(need({.preempt = false}, where));
    CHECK_FALSE(need({}, where));
}

TEST_CASE("a case's time is found by running it", "[plan]") {
    CHECK(estimated_seconds(selected(quick), router(1)) == Approx(1));
    CHECK(estimated_seconds(selected(slow), router(1)) == Approx(3));
}

TEST_CASE("cases go to the virtual router that is least busy", "[plan]") {
    const auto plan = make_plan({selected(quick), selected(slow), selected(quick), selected(quick)},
                                {router(1), router(2)}, nobody, false);
    // The long one has a lane for itself, the three short ones share the other.
    REQUIRE(plan.lanes.size() == 2);
    CHECK(plan.lanes[0].stimulating.size() == 1);
    CHECK(plan.lanes[0].stimulating[0].which == &slow);
    CHECK(plan.lanes[1].stimulating.size() == 3);
    CHECK(plan.lanes[0].where.vrid != plan.lanes[1].where.vrid);
    CHECK(plan.cases() == 4);
    CHECK(plan.estimated_seconds() == Approx(3));
    CHECK(plan.longest_case_seconds == Approx(3));
    CHECK(plan.disruptive.empty());
    CHECK(plan.skipped.empty());
}

TEST_CASE("observing cases share a lane and its time", "[plan]") {
    const auto plan =
        make_plan({selected(watching), selected(watching), selected(watching)}, {router(1)}, nobody, false);
    REQUIRE(plan.lanes.size() == 1);
    CHECK(plan.lanes[0].observing.size() == 3);
    CHECK(plan.lanes[0].stimulating.empty());
    CHECK(plan.estimated_seconds() == Approx(1));
}

TEST_CASE("a case goes only where its needs are met", "[plan]") {
    const auto plan =
        make_plan({selected(for_owner), selected(quick), selected(quick, Profile::v3_ipv6)},
                  {router(1), router(2, Profile::v3_ipv4, 255), router(3, Profile::v3_ipv6)}, nobody, false);
    REQUIRE(plan.lanes.size() == 3);
    for (const auto& lane : plan.lanes) {
        REQUIRE(lane.stimulating.size() == 1);
        const auto& what = lane.stimulating[0];
        CHECK(lane.where.vrid == (what.which == &for_owner ? 2 : what.profile == Profile::v3_ipv6 ? 3 : 1));
    }
}

TEST_CASE("the choosiest case finds its place before the others take it", "[plan]") {
    // Only VRID 1 will do for the picky one, so the others make way.
    Case picky = quick;
    picky.needs.highest_priority = 100;
    const auto plan = make_plan({selected(quick), selected(picky)},
                                {router(1), router(2, Profile::v3_ipv4, 200)}, nobody, false);
    REQUIRE(plan.lanes.size() == 2);
    CHECK(plan.lanes[0].where.vrid == 1);
    CHECK(plan.lanes[0].stimulating[0].which == &picky);
    CHECK(plan.lanes[1].stimulating[0].which == &quick);
}

TEST_CASE("a case that fits nowhere is skipped with what it would need", "[plan]") {
    const auto plan = make_plan({selected(for_owner), selected(quick, Profile::v3_ipv6), selected(stopping)},
                                {router(1)}, nobody, false);
    CHECK(plan.lanes.empty());
    REQUIRE(plan.skipped.size() == 3);
    CHECK(plan.skipped[0].id == "a/owner");
    CHECK(plan.skipped[0].outcome == Outcome::skipped);
    CHECK(plan.skipped[0].reason == "needs a virtual router whose address the device owns (priority 255)");
    CHECK(plan.skipped[1].reason == "needs a virtual router of profile v3-ipv6");
    CHECK(plan.skipped[2].reason == "needs a driver that can stop the device");
    CHECK(plan.cases() == 0);
    CHECK(plan.estimated_seconds() == 0);
}

TEST_CASE("what switches the whole device comes in a phase of its own", "[plan]") {
    const std::vector<SelectedCase> cases{selected(stopping), selected(slow)};
    const auto wide = make_plan(cases, {router(1)}, somebody, true);
    REQUIRE(wide.lanes.size() == 1);
    CHECK(wide.lanes[0].stimulating[0].which == &slow);
    REQUIRE(wide.disruptive.size() == 1);
    CHECK(wide.disruptive[0].stimulating[0].which == &stopping);
    CHECK(wide.estimated_seconds() == Approx(4));
    const auto narrow = make_plan(cases, {router(1)}, somebody, false);
    CHECK(narrow.disruptive.empty());
    REQUIRE(narrow.lanes.size() == 1);
    CHECK(narrow.lanes[0].stimulating.size() == 2);
}

TEST_CASE("a case of forwarding needs a network behind the device", "[plan]") {
    const Case forwarding{.id = "a/forwarding",
                          .clauses = {rfc9568("6.4.3")},
                          .says = "x",
                          .needs = {.second_interface = true},
                          .run = takes_a_second};
    auto where = router(1);
    CHECK(what_it_needs(forwarding, Profile::v3_ipv4, where, unable) ==
          "a second interface, with an IPv4 address on a network behind the device (--second-interface)");
    where.second_interface = true;
    CHECK_FALSE(what_it_needs(forwarding, Profile::v3_ipv4, where, unable));
    const auto ipv6 = router(2, Profile::v3_ipv6);
    CHECK(what_it_needs(forwarding, Profile::v3_ipv6, ipv6, unable).value().find("not link-local") !=
          std::string::npos);
}

namespace {

engine::Task<> waits_for_a_minute(Bench& t) {
    co_await t.sleep(std::chrono::seconds(63));
}

}  // namespace

TEST_CASE("what takes long is put off, saying how long, unless it is wanted", "[plan]") {
    const Case longish{.id = "precision/long",
                       .clauses = {rfc9568("6.4.3")},
                       .says = "x",
                       .takes_long = true,
                       .run = waits_for_a_minute};
    const Case usual{
        .id = "precision/usual", .clauses = {rfc9568("6.4.3")}, .says = "x", .run = waits_for_a_minute};
    const std::vector<SelectedCase> both{{&longish, Profile::v3_ipv4, find_suite("rfc9568")},
                                         {&usual, Profile::v3_ipv4, find_suite("rfc9568")}};
    auto selected = both;
    const auto put_off = put_off_long_ones(selected, false);
    REQUIRE(put_off.size() == 1);
    CHECK(put_off.front().id == "precision/long");
    CHECK(put_off.front().outcome == Outcome::skipped);
    CHECK(put_off.front().reason == "takes 63 s and more: add --long");
    REQUIRE(selected.size() == 1);
    CHECK(selected.front().which == &usual);

    selected = both;
    CHECK(put_off_long_ones(selected, true).empty());
    CHECK(selected.size() == 2);
}

TEST_CASE("cases that send much share few virtual routers, in a phase of their own", "[plan]") {
    const Case flood{.id = "robust/flood",
                     .clauses = {rfc9568("6.4.3")},
                     .says = "x",
                     .burdens_device = true,
                     .run = takes_a_second};
    const Case usual{.id = "a/usual", .clauses = {rfc9568("6.4.3")}, .says = "x", .run = takes_a_second};
    std::vector<SelectedCase> all(8, {&flood, Profile::v3_ipv4, find_suite("rfc9568")});
    all.push_back({&usual, Profile::v3_ipv4, find_suite("rfc9568")});
    std::vector<VirtualRouterFacts> routers;
    for (std::uint8_t vrid = 1; vrid <= 10; ++vrid) routers.push_back(router(vrid));
    const auto plan = make_plan(
        all, routers, [](const auto&) -> Control& { return unable; }, true);
    CHECK(plan.lanes.size() == 1);
    CHECK(plan.burdening.size() == 3);
    CHECK(plan.cases() == 9);
}

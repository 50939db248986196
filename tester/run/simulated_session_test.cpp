#include "tester/run/simulated_session.hpp"

#include <catch2/catch.hpp>

#include "tester/bench/rfc_times.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::Task<> ttl(Bench& t) {
    const Mark advert = co_await t.dut_is_active();
    t.expect_equal("TTL", 255, t.frame(advert).view.ip->ttl, advert);
}

engine::Task<> takeover(Bench& t) {
    co_await t.dut_is_backup();
    const Mark last = t.peer().hush();
    const auto due = active_down_interval(t.dut());
    const Mark advert = co_await t.dut_advertisement({last, due, due});
    t.expect_equal("priority", 100, t.frame(advert).view.advertisement.priority(), advert);
}

std::vector<Case> catalogue() {
    return {{.id = "advertisement/ttl",
             .clauses = {rfc3768("5.2.3"), rfc5798("5.1.1.3"), rfc9568("5.1.1.3")},
             .says = "The TTL is 255",
             .only_observes = true,
             .run = ttl},
            {.id = "backup/takeover",
             .clauses = {rfc3768("6.4.2"), rfc5798("6.4.2"), rfc9568("6.4.2")},
             .says = "A Backup takes over after Active_Down_Interval",
             .differs_by_rfc = true,
             .run = takeover}};
}

struct Counter final : RunObserver {
    std::size_t planned = 0, finished = 0;
    void run_planned(const Plan& plan) override { planned = plan.cases; }
    void case_finished(const CaseResult&) override { ++finished; }
};

const auto never_interrupted = [] { return false; };

std::vector<std::string> lines(const RunResult& result) {
    std::vector<std::string> all;
    for (const auto& one : result.cases)
        all.push_back(std::string(to_string(one.outcome)) + " " + one.id + " " + one.profile + " " +
                      one.suite);
    return all;
}

}  // namespace

TEST_CASE("an embedded device passes what the RFCs demand, in the selection's order", "[session]") {
    Counter counter;
    const auto result = run_embedded({.tool_version = "1.2", .command_line = "vrrptest"}, catalogue(),
                                     {.suites = {"all"}}, counter, never_interrupted);
    CHECK(lines(result) ==
          std::vector<std::string>{
              "pass advertisement/ttl v2-ipv4 rfc3768", "pass backup/takeover v2-ipv4 rfc3768",
              "pass advertisement/ttl v3-ipv4 rfc5798", "pass advertisement/ttl v3-ipv6 rfc5798",
              "pass backup/takeover v3-ipv4 rfc5798", "pass backup/takeover v3-ipv6 rfc5798",
              "pass backup/takeover v3-ipv4 rfc9568", "pass backup/takeover v3-ipv6 rfc9568"});
    CHECK(counter.planned == 8);
    CHECK(counter.finished == 8);
    CHECK(result.suites == std::vector<std::string>{"rfc3768", "rfc5798", "rfc9568"});
    CHECK(result.dut.address == "embedded");
    CHECK(result.link.interface == "simulated");
    CHECK(result.tool_version == "1.2");
    CHECK(result.tolerance.early_ms == 10);
    CHECK(result.started.size() == 19);
    CHECK_FALSE(result.aborted);
    CHECK(result.seconds < 5);
    REQUIRE(result.cases[0].virtual_router);
    CHECK(result.cases[0].virtual_router->vrid == 1);
    CHECK(result.cases[3].virtual_router->vrid == 1);
    CHECK(result.cases[3].virtual_router->family == "IPv6");
    CHECK(exit_code(result) == 0);
}

TEST_CASE("a case by itself and one among many have the same verdict", "[session]") {
    RunObserver nobody;
    const Selection selection{.suites = {"all"}};
    const auto together = run_embedded({}, catalogue(), selection, nobody, never_interrupted);
    const auto alone = run_embedded({.serial = true}, catalogue(), selection, nobody, never_interrupted);
    CHECK(lines(together) == lines(alone));
}

TEST_CASE("a mutant fails the case that exists to kill it", "[session]") {
    RunObserver nobody;
    EmbeddedOptions options;
    options.rules.shape_advertisement = [](engine::AdvertisementFrame& frame, const engine::Parameters&) {
        frame.ttl = 64;
    };
    const auto result = run_embedded(options, catalogue(), {.suites = {"rfc9568"}, .cases = {"*/ttl"}},
                                     nobody, never_interrupted);
    REQUIRE(result.cases.size() == 2);
    CHECK(result.cases[0].outcome == Outcome::fail);
    CHECK(result.cases[0].expected == "TTL 255");
    CHECK(result.cases[0].observed == "TTL 64");
    CHECK(exit_code(result) == 1);
}

TEST_CASE("more cases than VRIDs fit, and an interrupted run still names each", "[session]") {
    static const auto ids = [] {
        std::vector<std::string> all;
        for (int i = 0; i < 300; ++i) all.push_back("area/case-" + std::to_string(i));
        return all;
    }();
    std::vector<Case> many;
    for (const auto& id : ids)
        many.push_back(
            {.id = id, .clauses = {rfc9568("6.4.2")}, .says = "x", .profiles = v3_ipv4, .run = takeover});
    Counter counter;
    const auto result = run_embedded({}, many, {.suites = {"rfc9568"}}, counter, never_interrupted);
    REQUIRE(result.cases.size() == 300);
    CHECK(summarise(result).count(Outcome::pass) == 300);
    CHECK(result.cases[254].virtual_router->vrid == 255);
    CHECK(result.cases[255].virtual_router->vrid == 1);
    CHECK(result.seconds < 1);

    int polls = 0;
    Counter cut;
    const auto aborted = run_embedded({}, many, {.suites = {"rfc9568"}}, cut, [&] { return ++polls > 5; });
    CHECK(aborted.aborted);
    CHECK(aborted.cases.size() == 300);
    CHECK(cut.finished == 300);
    CHECK(aborted.cases[0].reason == "the run was interrupted before this case had ended");
    CHECK(aborted.cases[299].reason == "the run was interrupted before this case began");
    CHECK(exit_code(aborted) == 3);
}

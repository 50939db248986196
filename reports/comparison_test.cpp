#include "reports/comparison.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;
using reports::Change;
using tester::Outcome;

namespace {

tester::RunResult with(Outcome outcome, const std::string& observed = "", bool strict = false) {
    auto result = fixture::run();
    result.strict = strict;
    result.cases = {fixture::basic("tx/ttl-is-255", outcome, 1)};
    result.cases[0].observed = observed;
    return result;
}

Change change(const tester::RunResult& before, const tester::RunResult& after) {
    const auto comparison = reports::compare(before, after);
    if (comparison.cases.empty()) return Change::none;
    REQUIRE(comparison.cases.size() == 1);
    return comparison.cases.front().change;
}

Change change(Outcome before, Outcome after) {
    return change(with(before), with(after));
}

}  // namespace

TEST_CASE("every change of outcome has its word", "[reports]") {
    CHECK(change(Outcome::pass, Outcome::fail) == Change::regression);
    CHECK(change(Outcome::xpass, Outcome::fail) == Change::regression);
    CHECK(change(Outcome::advisory, Outcome::fail) == Change::regression);
    CHECK(change(Outcome::skipped, Outcome::fail) == Change::fails_unjudged);
    CHECK(change(Outcome::inconclusive, Outcome::fail) == Change::fails_unjudged);
    CHECK(change(Outcome::fail, Outcome::fail) == Change::still_fails);
    CHECK(change(Outcome::xfail, Outcome::fail) == Change::no_longer_excused);
    CHECK(change(Outcome::fail, Outcome::xfail) == Change::still_fails);
    CHECK(change(Outcome::pass, Outcome::xfail) == Change::now_excused);
    CHECK(change(Outcome::pass, Outcome::advisory) == Change::now_advised);
    CHECK(change(Outcome::pass, Outcome::inconclusive) == Change::no_longer_judged);
    CHECK(change(Outcome::pass, Outcome::error) == Change::no_longer_judged);
    CHECK(change(Outcome::fail, Outcome::skipped) == Change::no_longer_judged);
    CHECK(change(Outcome::fail, Outcome::pass) == Change::fix);
    CHECK(change(Outcome::xfail, Outcome::xpass) == Change::fix);
    CHECK(change(Outcome::advisory, Outcome::pass) == Change::fix);
    CHECK(change(Outcome::skipped, Outcome::pass) == Change::judged_now);
    CHECK(change(Outcome::pass, Outcome::xpass) == Change::none);
    CHECK(change(Outcome::skipped, Outcome::inconclusive) == Change::none);
}

TEST_CASE("a strict run fails what another only advises", "[reports]") {
    CHECK(change(with(Outcome::pass), with(Outcome::advisory, "", true)) == Change::regression);
    CHECK(change(with(Outcome::advisory, "", true), with(Outcome::fail)) == Change::still_fails);
}

TEST_CASE("another observation is told apart from another time", "[reports]") {
    CHECK(change(with(Outcome::fail, "one after 100.0 ms"), with(Outcome::fail, "one after 90.5 ms")) ==
          Change::still_fails);
    CHECK(change(with(Outcome::fail, "TTL 64"), with(Outcome::fail, "TTL 1")) == Change::fails_otherwise);
    CHECK(change(with(Outcome::xfail, "TTL 64"), with(Outcome::fail, "TTL 1")) == Change::fails_otherwise);
}

TEST_CASE("cases come and go", "[reports]") {
    const auto none = [] {
        auto result = fixture::run();
        result.cases.clear();
        return result;
    }();
    CHECK(change(none, with(Outcome::pass)) == Change::added);
    CHECK(change(none, with(Outcome::fail)) == Change::new_failure);
    CHECK(change(with(Outcome::pass), none) == Change::gone);
    CHECK(reports::exit_code(reports::compare(with(Outcome::pass), none), none) == 3);
}

TEST_CASE("only regressions are exit code 1", "[reports]") {
    const auto code = [](const tester::RunResult& before, const tester::RunResult& after) {
        return reports::exit_code(reports::compare(before, after), after);
    };
    CHECK(code(with(Outcome::pass), with(Outcome::fail)) == 1);
    CHECK(code(with(Outcome::fail), with(Outcome::fail)) == 0);
    CHECK(code(with(Outcome::fail), with(Outcome::pass)) == 0);
    CHECK(code(with(Outcome::pass), with(Outcome::skipped)) == 3);
}

TEST_CASE("every case has a key of its own, and a capture's checks by virtual router", "[reports]") {
    for (auto result : {fixture::run(), fixture::replayed()}) {
        result.cases.insert(result.cases.end(), result.cases.begin(), result.cases.end());
        const auto keys = reports::case_keys(result);
        CHECK(std::set<std::string>(keys.begin(), keys.end()).size() == result.cases.size());
        auto unchanged = reports::compare(result, result);
        CHECK(unchanged.of(Change::gone).empty());
        CHECK(unchanged.of(Change::added).empty());
    }
}

TEST_CASE("facts and virtual routers that changed are told", "[reports]") {
    auto after = fixture::run();
    after.dut.facts = {{"checksum form", "message-only"}, {"likely implementation", "keepalived"}};
    after.dut.virtual_routers[0].priority = 150;
    const auto facts = reports::compare(fixture::run(), after).facts;
    REQUIRE(facts.size() == 3);
    CHECK(facts[0].name == "checksum form");
    CHECK(facts[0].before == "pseudo-header");
    CHECK(facts[0].after == "message-only");
    CHECK(facts[1].before.empty());
    CHECK(facts[2].after == "priority 150, every 1 s, 192.0.2.1");
    CHECK(reports::compare(fixture::run(), fixture::run()).facts.empty());
}

TEST_CASE("what makes two results hard to compare is told", "[reports]") {
    auto after = fixture::run();
    CHECK(reports::compare(fixture::run(), after).remarks.empty());
    after.strict = true;
    after.aborted = true;
    after.tolerance.late_ms = 500;
    after.started = "2020-01-01T00:00:00";
    CHECK(reports::compare(fixture::run(), after).remarks.size() == 4);
}

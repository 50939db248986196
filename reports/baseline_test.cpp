#include "reports/baseline.hpp"

#include <catch2/catch.hpp>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"
#include "tester/dut/baseline_file.hpp"
#include "tester/run/known_deviations.hpp"

namespace fixture = reports::fixture;
using tester::Outcome;

namespace {

/// The same failures again, with the baseline that they gave.
void check_round_trip(const tester::RunResult& result) {
    const auto made = reports::baseline(result, "result.json");
    CAPTURE(made.toml);
    const auto known = tester::parse_baseline(made.toml, "known.toml");
    CHECK(known.size() == made.entries);
    for (auto one : result.cases) {
        const bool failed =
            one.outcome == Outcome::fail || (result.strict && one.outcome == Outcome::advisory);
        const bool passed = one.outcome == Outcome::pass;
        tester::apply_known_deviations(one, known, "2026-11-23");
        CAPTURE(one.id, one.profile, one.reason);
        if (failed) CHECK(one.outcome == Outcome::xfail);
        if (passed) CHECK(one.outcome == Outcome::pass);
    }
}

}  // namespace

TEST_CASE("a baseline excuses what the result shows, and nothing that passes", "[reports]") {
    check_round_trip(fixture::run());
    auto strict = fixture::run();
    strict.strict = true;
    check_round_trip(strict);
    CHECK(reports::baseline(fixture::run(), "x").entries == 1);
    CHECK(reports::baseline(strict, "x").entries == 2);
    CHECK(reports::baseline(fixture::run(), "x").doubtful == 3);
}

TEST_CASE("where a case passes in another suite, the entry is for the one in which it fails", "[reports]") {
    auto result = fixture::run();
    auto failed = fixture::failed(), passed = fixture::failed();
    passed.suite = "rfc9568";
    passed.clauses = {{9568, "6.4.2"}};
    passed.outcome = Outcome::pass;
    result.cases = {failed, passed};
    check_round_trip(result);
    CHECK(reports::baseline(result, "x").toml.find("suite = \"rfc5798\"") != std::string::npos);
    result.cases = {failed};
    CHECK(reports::baseline(result, "x").toml.find("suite =") == std::string::npos);
}

TEST_CASE("where a check passes for another virtual router of a capture, the entry is for one", "[reports]") {
    auto result = fixture::replayed();
    auto passed = result.cases[1];
    passed.outcome = Outcome::pass;
    passed.virtual_router->vrid = 51;
    result.cases.push_back(passed);
    check_round_trip(result);
    CHECK(reports::baseline(result, "x").toml.find("vrid = 10") != std::string::npos);
}

TEST_CASE("failures that are the same are one entry", "[reports]") {
    auto result = fixture::run();
    auto later = fixture::failed();
    later.suite = "failover";
    result.cases = {fixture::failed(), later};
    check_round_trip(result);
    CHECK(reports::baseline(result, "x").entries == 1);
}

TEST_CASE("whatever a device says, its baseline is TOML", "[reports]") {
    auto result = fixture::hostile_run();
    for (auto& one : result.cases) {
        one.profile = "v3-ipv4";
        one.observed = "\x01\"\\\n\t\xc3\xa9 \xe2\x80\xae \xf0\x9f\x98\x80 \xff";
    }
    const auto made = reports::baseline(result, fixture::hostile());
    const auto known = tester::parse_baseline(made.toml, "known.toml");
    REQUIRE(known.size() == 1);
    CHECK(*known[0].observed == "\x01\"\\\n\t\xc3\xa9 \xe2\x80\xae \xf0\x9f\x98\x80 \xef\xbf\xbd");
    for (const char c : made.toml) CHECK(static_cast<unsigned char>(c) != 0x1b);
}

TEST_CASE("a run without failures gives an empty baseline", "[reports]") {
    auto result = fixture::run();
    result.cases = {fixture::passed()};
    const auto made = reports::baseline(result, "x");
    CHECK(made.entries == 0);
    CHECK(tester::parse_baseline(made.toml, "known.toml").empty());
}

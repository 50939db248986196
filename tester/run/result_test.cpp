#include "tester/run/result.hpp"

#include <catch2/catch.hpp>
#include <initializer_list>

using tester::Outcome;

namespace {

tester::RunResult run_of(std::initializer_list<Outcome> outcomes) {
    tester::RunResult result;
    for (const auto outcome : outcomes) {
        tester::CaseResult one;
        one.outcome = outcome;
        result.cases.push_back(one);
    }
    return result;
}

}  // namespace

TEST_CASE("the words of the JSON contract", "[result]") {
    std::string words;
    for (const auto outcome : tester::all_outcomes) words.append(to_string(outcome)).append(" ");
    CHECK(words == "pass fail advisory inconclusive skipped error xfail xpass ");
    CHECK(to_string(tester::Level::must) == "MUST");
    CHECK(to_string(tester::Level::should) == "SHOULD");
    CHECK(to_string(tester::Level::may) == "MAY");
    CHECK(to_string(tester::Level::report) == "report");
}

TEST_CASE("a summary counts every outcome", "[result]") {
    const auto summary = summarise(run_of({Outcome::pass, Outcome::pass, Outcome::skipped}));
    CHECK(summary.total == 3);
    CHECK(summary.count(Outcome::pass) == 2);
    CHECK(summary.count(Outcome::skipped) == 1);
    CHECK(summary.count(Outcome::fail) == 0);
}

TEST_CASE("exit 0: nothing unexpected", "[result]") {
    CHECK(exit_code(run_of({Outcome::pass})) == 0);
    CHECK(exit_code(run_of({Outcome::pass, Outcome::skipped, Outcome::xfail, Outcome::advisory})) == 0);
    CHECK(exit_code(run_of({Outcome::xfail})) == 0);
}

TEST_CASE("exit 1: something unexpected, whatever else happened", "[result]") {
    CHECK(exit_code(run_of({Outcome::pass, Outcome::fail})) == 1);
    CHECK(exit_code(run_of({Outcome::xpass})) == 1);
    CHECK(exit_code(run_of({Outcome::error, Outcome::inconclusive, Outcome::fail})) == 1);
    auto strict = run_of({Outcome::pass, Outcome::advisory});
    strict.strict = true;
    CHECK(exit_code(strict) == 1);
}

TEST_CASE("exit 3: could not judge", "[result]") {
    CHECK(exit_code(run_of({Outcome::pass, Outcome::error})) == 3);
    CHECK(exit_code(run_of({Outcome::pass, Outcome::inconclusive})) == 3);
    CHECK(exit_code(run_of({Outcome::skipped, Outcome::skipped})) == 3);
    auto blocked = run_of({});
    blocked.environment_error = "eth0 is down";
    CHECK(exit_code(blocked) == 3);
}

TEST_CASE("exit 4: nothing selected", "[result]") {
    CHECK(exit_code(run_of({})) == 4);
}

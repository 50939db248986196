#include "reports/detail.hpp"

#include <catch2/catch.hpp>

#include "reports/fixture_for_tests.hpp"

using namespace reports;

namespace {

std::vector<std::string> texts_of(const tester::CaseResult& one, const std::string& label) {
    std::vector<std::string> texts;
    for (const auto& row : case_rows(one, {}))
        if (row.label == label) texts.push_back(row.text);
    return texts;
}

tester::Check broken(std::string expected, std::string observed) {
    return {.expected = std::move(expected), .observed = std::move(observed), .held = false};
}

}  // namespace

TEST_CASE("findings that read alike are told once, with their number", "[reports]") {
    auto one = fixture::basic("passive/ttl-is-255", tester::Outcome::fail, 0);
    one.expected = "TTL 255";
    one.observed = "10.0.0.1: TTL 1 (and 5 more)";
    one.checks = {broken("TTL 255", "10.0.0.1: TTL 1"),  broken("TTL 255", "10.0.0.1: TTL 10"),
                  broken("TTL 255", "10.0.0.1: TTL 10"), broken("TTL 255", "10.0.0.1: TTL 1"),
                  broken("TTL 255", "10.0.0.1: TTL 10"), broken("TTL 255", "10.0.0.1: TTL 3")};
    CHECK(texts_of(one, "observed") == std::vector<std::string>{"10.0.0.1: TTL 1 (and 5 more)"});
    // What decided stands above, and is not told again.
    CHECK(texts_of(one, "also") ==
          std::vector<std::string>{"expected TTL 255; observed 10.0.0.1: TTL 10 (3 times)",
                                   "expected TTL 255; observed 10.0.0.1: TTL 3"});
}

TEST_CASE("broken expectations with times of their own are told apart", "[reports]") {
    auto one = fixture::basic("backup/x", tester::Outcome::fail, 0);
    one.expected = "an advertisement";
    one.observed = "frame 9";
    auto early = broken("an advertisement", "frame 9"), late = early;
    early.measured_ms = 5;
    early.allowed_earliest_ms = 10;
    late.measured_ms = 50;
    late.allowed_latest_ms = 40;
    one.checks = {early, late};
    CHECK(texts_of(one, "also").empty());
    CHECK(texts_of(one, "timing").size() == 2);
}

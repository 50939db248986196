#include "reports/result_from_json.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/file.hpp"
#include "reports/fixture_for_tests.hpp"
#include "reports/json.hpp"

namespace fixture = reports::fixture;

namespace {

std::string refusal(std::string_view text) {
    try {
        (void)reports::result_from_json(text, "x.json");
    } catch (const reports::NotAResult& error) {
        return error.what();
    }
    return "it was read";
}

void check_refused(std::string_view text, const std::string& part) {
    const auto sentence = refusal(text);
    CAPTURE(std::string(text.substr(0, 200)), sentence);
    CHECK(sentence.find("x.json") != std::string::npos);
    CHECK(sentence.find(part) != std::string::npos);
}

std::string with(const std::string& from, const std::string& to) {
    auto text = reports::json(fixture::run());
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a result that was written as JSON is read as it was", "[reports]") {
    for (const auto& result : {fixture::run(), fixture::replayed()}) {
        const auto text = reports::json(result);
        const auto read = reports::result_from_json(text, "x.json");
        CHECK(reports::json(read) == text);
        CHECK(read.cases.size() == result.cases.size());
        CHECK(tester::exit_code(read) == tester::exit_code(result));
    }
    const auto read = reports::result_from_json(reports::json(fixture::run()), "x.json");
    CHECK(read.cases[1].checks[1].measured_ms == 3609.4);
    CHECK(read.cases[1].virtual_router->addresses == std::vector<std::string>{"192.0.2.1"});
    CHECK(read.dut.facts.at("checksum form") == "pseudo-header");
}

TEST_CASE("a hostile result is read, too", "[reports]") {
    const auto text = reports::json(fixture::hostile_run());
    CHECK(reports::json(reports::result_from_json(text, "x.json")) == text);
}

TEST_CASE("what is no result is refused in one sentence", "[reports]") {
    check_refused("", "it is no JSON");
    check_refused("hello", "it is no JSON");
    check_refused("[]", "it is no result");
    check_refused("{}", "it is no result");
    check_refused(R"({"tool": "vrrptest", "schema": 2, "cases": []})", "its schema is 2");
    check_refused(R"({"tool": "h2spec", "schema": 1, "cases": []})", "it is no result");
    check_refused(R"({"tool": "vrrptest", "schema": 1, "cases": 3})", "cases is no array");
    check_refused(R"({"tool": "vrrptest", "schema": 1, "cases": [3]})", "cases[0] is no object");
    check_refused(R"({"tool": "vrrptest", "schema": 1, "cases": [{}]})", "cases[0].id is missing");
    check_refused(R"({"tool": "vrrptest", "schema": 99999999999999999999999, "cases": []})", "schema");
    check_refused(std::string(100'000, '['), "nests deeper");
    check_refused(with("\"outcome\": \"pass\"", "\"outcome\": \"perhaps\""), "cases[0].outcome");
    check_refused(with("\"level\": \"MUST\"", "\"level\": \"WOULD\""), "cases[0].level");
    check_refused(with("\"number\": 41", "\"number\": -41"), "cases[1].frames[0].number is negative");
    check_refused(with("\"vrid\": 10", "\"vrid\": 99999999999"), "too large");
    check_refused(with("\"seconds\": 4.11", "\"seconds\": \"4\""), "is no number");
}

TEST_CASE("no octet of a result can be lost or changed so that reading it goes wrong", "[reports]") {
    const auto whole = reports::json(fixture::run());
    for (std::size_t size = 0; size < whole.size(); size += 29)
        CHECK_THROWS_AS(reports::result_from_json(std::string_view(whole).substr(0, size), "x.json"),
                        reports::NotAResult);
    for (std::size_t at = 0; at < whole.size(); at += 11) {
        auto changed = whole;
        for (const char c : {'0', '"', '{', ']', '\xff'}) {
            changed[at] = c;
            try {
                (void)reports::result_from_json(changed, "x.json");
            } catch (const reports::NotAResult& error) {
                CHECK(std::string(error.what()).find('\n') == std::string::npos);
            }
        }
    }
}

TEST_CASE("a file that cannot be read is told by its name", "[reports]") {
    CHECK_THROWS_WITH(reports::read_result("/no/such/result.json"),
                      Catch::Contains("/no/such/result.json") && Catch::Contains("no such file"));
    CHECK_THROWS_WITH(reports::read_result("/tmp"), Catch::Contains("a folder"));
    CHECK_THROWS_AS(reports::read_result("/dev/null"), reports::NotAResult);
    CHECK_THROWS_WITH(reports::read_result("/dev/zero"), Catch::Contains("larger than any result"));
}

#include "reports/matrix.hpp"

#include <catch2/catch.hpp>

#include "reports/fixture_for_tests.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/terminal.hpp"

using namespace reports;
using tester::Outcome;

namespace {

tester::CaseResult cell(const std::string& scenario, const std::string& profile, Outcome outcome,
                        const std::string& brief, const std::string& subject = "keepalived > frr") {
    tester::CaseResult one;
    one.id = "interop/" + scenario;
    one.area = "interop";
    one.suite = "interop";
    one.profile = profile;
    one.subject = subject;
    one.outcome = outcome;
    one.brief = brief;
    return one;
}

tester::RunResult run() {
    tester::RunResult result;
    result.cases = {
        cell("elect", "v2-ipv4", Outcome::pass, "A, virtual MAC"),
        cell("elect", "v3-ipv6", Outcome::pass, "A, virtual MAC"),
        cell("crash-failover", "v2-ipv4", Outcome::pass, "after 3.611 s, cut off 3.7 s"),
        cell("crash-failover", "v3-ipv6", Outcome::fail, "after 921 ms, cut off 940 ms"),
        cell("checksum-forms", "v3-ipv6", Outcome::error, ""),
        cell("elect", "v2-ipv4", Outcome::pass, "A, virtual MAC", "frr > keepalived"),
    };
    return result;
}

}  // namespace

TEST_CASE("a matrix has a block a pair, a column a profile and a row a scenario", "[reports][matrix]") {
    CHECK(matrix_text(run(), {Charset::ascii, 60, Paint()}) ==
          "keepalived > frr\n"
          "                v2-ipv4                v3-ipv6\n"
          "elect           PASS                   PASS\n"
          "                A, virtual MAC         A, virtual MAC\n"
          "crash-failover  PASS                   FAIL\n"
          "                after 3.611 s, cut     after 921 ms, cut off\n"
          "                off 3.7 s              940 ms\n"
          "checksum-forms  -                      ERROR\n"
          "\n"
          "frr > keepalived\n"
          "       v2-ipv4\n"
          "elect  PASS\n"
          "       A, virtual MAC\n");
    CHECK(matrix_text(fixture::run(), {Charset::ascii, 80, Paint()}).empty());
}

TEST_CASE("colours in a matrix change no column", "[reports][matrix]") {
    auto text = matrix_text(run(), {Charset::ascii, 60, Paint(true)});
    CHECK(text.find("\x1b[") != std::string::npos);
    for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
        text.erase(at, text.find('m', at) - at + 1);
    CHECK(text == matrix_text(run(), {Charset::ascii, 60, Paint()}));
}

TEST_CASE("a pair is part of a case's name in every report", "[reports][matrix]") {
    const auto xml = junit(run());
    CHECK(xml.find("classname=\"vrrptest.interop.v2-ipv4.keepalived-then-frr\"") != std::string::npos);
    CHECK(xml.find("classname=\"vrrptest.interop.v2-ipv4.frr-then-keepalived\"") != std::string::npos);
    const auto text = json(run());
    CHECK(text.find("\"subject\": \"keepalived > frr\"") != std::string::npos);
    CHECK(text.find("\"brief\": \"after 921 ms, cut off 940 ms\"") != std::string::npos);
    CHECK(case_line(run().cases[0], Paint(), Charset::ascii) ==
          "   PASS [   0.000s] interop/elect  v2-ipv4  keepalived > frr");
}

TEST_CASE("a lab's tables and timeline stand in the JSON report, and only a lab's", "[reports][tables]") {
    auto result = run();
    CHECK(json(result).find("\"tables\"") == std::string::npos);
    CHECK(json(result).find("\"timeline\"") == std::string::npos);
    result.tables = {{"before", {"address"}, {{"10.0.0.1"}}}};
    result.timeline = {{"Failover", 1.5, "r1", "loses its power", 0},
                       {"Failover", 2.5, "r2", "is Active", 7}};
    const auto text = json(result);
    CHECK(text.find("\"title\": \"before\"") != std::string::npos);
    CHECK(text.find("\"frame\": null") != std::string::npos);
    CHECK(text.find("\"frame\": 7") != std::string::npos);
    const auto shown = closing_text(result, {});
    CHECK(shown.find("before\n    address\n    10.0.0.1\n") != std::string::npos);
    // Of meetings the matrix says enough, unless somebody asks.
    CHECK(shown.find("loses its power") == std::string::npos);
    TerminalOptions verbose;
    verbose.verbosity = 1;
    CHECK(closing_text(result, verbose).find("loses its power") != std::string::npos);
    for (auto& one : result.cases) one.suite = "lab";
    CHECK(closing_text(result, {}).find("loses its power") != std::string::npos);
}

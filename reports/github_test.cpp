#include "reports/github.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;
using tester::Outcome;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::ptrdiff_t count(const std::string& text, const std::string& kind) {
    const auto lines = lines_of(text);
    return std::count_if(lines.begin(), lines.end(),
                         [&](const std::string& line) { return line.rfind("::" + kind + " ", 0) == 0; });
}

/// What the runner's own reader accepts as one annotation a line.
void check_form(const std::string& text) {
    static const std::regex form(
        R"(::(error|warning|notice) title=[^:,\r\n]*(,file=[^:,\r\n]+)?(,line=\d+)?::[^\r\n]*)");
    static const std::regex percent("%(?!25|0A|0D|3A|2C)");
    for (const auto& line : lines_of(text)) {
        CAPTURE(line);
        CHECK(std::regex_match(line, form));
        CHECK(!std::regex_search(line, percent));
    }
}

}  // namespace

TEST_CASE("findings are annotations of their kind", "[reports]") {
    const auto text = reports::github_annotations(fixture::run());
    check_form(text);
    CHECK(count(text, "error") == 3);    // fail, xpass, error
    CHECK(count(text, "warning") == 2);  // advisory, inconclusive
    CHECK(count(text, "notice") == 1);
    CHECK(lines_of(text).front() ==
          "::error title=backup/priority-zero-arms-skew-time v3-ipv4::RFC 5798 6.4.2 (MUST): A Backup that "
          "hears Priority 0 takes over after Skew_Time%0Aexpected: an advertisement of VRID 10 from the "
          "device 600 to 610 ms after frame 41%0Aobserved: the first came 3609 ms after it, as if the "
          "Active_Down_Timer had gone on running untouched");
    check_form(reports::github_annotations(fixture::replayed()));
}

TEST_CASE("in a strict run an advisory is an error", "[reports]") {
    auto result = fixture::run();
    result.strict = true;
    CHECK(count(reports::github_annotations(result), "error") == 4);
}

TEST_CASE("an annotation points at the DUT file, and at the line of a known deviation", "[reports]") {
    auto result = fixture::run();
    result.cases = {fixture::failed(),
                    fixture::with_reason("packet/ttl-255", Outcome::xpass, 1,
                                         "issue 7 (known deviation at lab/known,1.toml:12)")};
    const auto lines = lines_of(reports::github_annotations(result, "lab/dut.toml"));
    CHECK(lines[0].find(",file=lab/dut.toml::") != std::string::npos);
    CHECK(lines[1].find(",file=lab/known%2C1.toml,line=12::") != std::string::npos);
}

TEST_CASE("no more than ten of a kind, and the tenth tells of the rest", "[reports]") {
    auto result = fixture::run();
    result.cases.clear();
    for (int i = 0; i < 10; ++i) {
        result.cases.push_back(fixture::failed());
        result.cases.back().id = "backup/number-" + std::to_string(i);
    }
    CHECK(count(reports::github_annotations(result), "error") == 10);
    CHECK(reports::github_annotations(result).find("and ") == std::string::npos);
    for (int i = 10; i < 600; ++i) {
        result.cases.push_back(fixture::failed());
        result.cases.back().id = "backup/number-" + std::to_string(i);
    }
    const auto text = reports::github_annotations(result);
    check_form(text);
    CHECK(count(text, "error") == 10);
    CHECK(text.find("::error title=and 591 more::backup/number-9 v3-ipv4%0Abackup/number-10") !=
          std::string::npos);
    CHECK(text.size() < 64'000);
}

TEST_CASE("what a device says ends no annotation and begins none", "[reports]") {
    auto result = fixture::hostile_run();
    for (auto& one : result.cases) one.observed = "100%\r\n::error title=x::y" + fixture::hostile();
    check_form(reports::github_annotations(result, "a:b,c%d\n"));
}

TEST_CASE("a run that could not judge is an error", "[reports]") {
    tester::RunResult result;
    result.environment_error = "eth0 is down";
    CHECK(lines_of(reports::github_annotations(result)).front() ==
          "::error title=vrrptest could not judge::eth0 is down");
}

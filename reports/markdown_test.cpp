#include "reports/markdown.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

void check_balanced(const std::string& text) {
    for (const auto* name : {"details", "summary", "pre", "code"}) {
        CAPTURE(name);
        CHECK(count(text, std::string("<") + name + ">") + count(text, std::string("<") + name + " ") ==
              count(text, std::string("</") + name + ">"));
    }
}

}  // namespace

TEST_CASE("nothing in escaped text is Markdown, HTML or a mention", "[reports]") {
    CHECK(reports::markdown_escaped("plain text, 12 ms") == "plain text, 12 ms");
    CHECK(reports::markdown_escaped("*a* | <b> `c`\nd") == "&#42;a&#42; &#124; &#60;b&#62; &#96;c&#96; d");
    CHECK(reports::markdown_escaped("@octocat") == "&#64;&#8203;octocat");
    CHECK(reports::markdown_escaped("http://a www.b 10.0.0.1") == "http&#58;//a www&#46;b 10.0.0.1");
    CHECK(reports::markdown_code("a|b`") == "<code>a&#124;b&#96;</code>");
    CHECK(reports::markdown_lines("<a>&\n") == "<pre>\n&lt;a&gt;&amp;\n</pre>\n");
}

TEST_CASE("the verdict is one sentence", "[reports]") {
    auto result = fixture::run();
    CHECK(reports::verdict_sentence(result) ==
          "FAIL: 1 failed of 11 cases, 2 passed, 1 advisory, 1 inconclusive, 3 skipped, 1 error, 1 xfail, 1 "
          "xpass");
    result.cases = {fixture::passed()};
    CHECK(reports::verdict_sentence(result) == "PASS: 1 passed of 1 case");
    result.cases = {fixture::with_reason("a/b", tester::Outcome::skipped, 0, "x")};
    CHECK(reports::verdict_sentence(result).rfind("could not judge all", 0) == 0);
    result.cases.clear();
    CHECK(reports::verdict_sentence(result) == "nothing was selected");
    result.environment_error = "eth0 is down";
    CHECK(reports::verdict_sentence(result) == "could not judge: eth0 is down");
}

TEST_CASE("a summary is whole and bounded, whatever the device says", "[reports]") {
    for (auto result : {fixture::run(), fixture::replayed(), fixture::hostile_run()}) {
        check_balanced(reports::markdown(result));
        const auto once = result.cases;
        while (result.cases.size() < 20'000)
            result.cases.insert(result.cases.end(), once.begin(), once.end());
        const auto text = reports::markdown(result);
        CHECK(text.size() <= reports::most_of_markdown);
        check_balanced(text);
        CHECK(text.find("does not fit here") != std::string::npos);
    }
}

TEST_CASE("a hostile device writes no HTML into a summary", "[reports]") {
    const auto text = reports::markdown(fixture::hostile_run());
    CHECK(text.find("<b>") == text.find("<b>FAIL</b>"));
    CHECK(text.find('\x1b') == std::string::npos);
}

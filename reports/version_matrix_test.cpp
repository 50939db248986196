#include "reports/version_matrix.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;
using tester::Outcome;

namespace {

std::vector<reports::NamedResult> versions(std::size_t count) {
    std::vector<reports::NamedResult> results;
    for (std::size_t i = 0; i < count; ++i) {
        results.push_back({"version " + std::to_string(i), fixture::run()});
        if (i % 2 == 1) results.back().result.cases[1].outcome = Outcome::pass;
        if (i % 3 == 2) results.back().result.cases.pop_back();
    }
    return results;
}

}  // namespace

TEST_CASE("a row is the same case in every result", "[reports]") {
    const auto results = versions(3);
    const auto matrix = reports::version_matrix(results);
    REQUIRE(matrix.rows.size() == 11);
    CHECK(matrix.differing() == 2);
    CHECK(matrix.rows[1].differs);
    CHECK(matrix.rows[1].cells[0]->outcome == Outcome::fail);
    CHECK(matrix.rows[1].cells[1]->outcome == Outcome::pass);
    CHECK(matrix.rows[10].cells[2] == nullptr);
    CHECK(!matrix.rows[0].differs);
}

TEST_CASE("however many results there are, no line is wider than the terminal", "[reports]") {
    for (const std::size_t count : std::initializer_list<std::size_t>{2, 5, 7, 20}) {
        const auto results = versions(count);
        const auto text =
            reports::version_matrix_text(reports::version_matrix(results), {reports::Charset::ascii, 80});
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            CAPTURE(line);
            CHECK(line.size() <= 80);
        }
        // Each outcome twice: where they differ and in its area.
        CHECK(text.find("where they differ") != std::string::npos);
    }
}

TEST_CASE("a hostile device changes nothing of a matrix' form", "[reports]") {
    const std::vector<reports::NamedResult> results{{fixture::hostile(), fixture::hostile_run()},
                                                    {"b", fixture::run()}};
    const auto matrix = reports::version_matrix(results);
    const auto html = reports::version_matrix_html(matrix);
    CHECK(html.find("<b>") == std::string::npos);
    CHECK(html.find('\x1b') == std::string::npos);
    const auto markdown = reports::version_matrix_markdown(matrix);
    CHECK(markdown.find("<b>") == std::string::npos);
    CHECK(markdown.size() <= 1'000'000);
    const auto text = reports::version_matrix_text(matrix, {reports::Charset::ascii, 80});
    for (const char c : text) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
}

#include <stdio.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/baseline.hpp"
#include "reports/capture_fixture_for_tests.hpp"
#include "reports/diff.hpp"
#include "reports/file.hpp"
#include "reports/fixture_for_tests.hpp"
#include "reports/github.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/terminal.hpp"
#include "reports/version_matrix.hpp"

// What every renderer makes of the one run of reports/fixture_for_tests.hpp, to the octet, beside what
// somebody has looked at and approved: reports/golden/. After a change that is meant, VRRPTEST_APPROVE=1 in
// the environment of the tests writes them anew; look at the difference before you commit it.

namespace fixture = reports::fixture;
namespace fs = std::filesystem;
using reports::Charset;
using reports::TerminalOptions;
using tester::Outcome;

namespace {

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

void check_golden(const std::string& name, const std::string& text) {
    const auto path = fs::path(VRRPTEST_SOURCE_DIR) / "reports" / "golden" / name;
    if (::getenv("VRRPTEST_APPROVE")) reports::write_whole(path.string(), text);
    const auto golden = text_of(path);
    if (golden == text) {
        SUCCEED();
        return;
    }
    const auto is = lines_of(text), was = lines_of(golden);
    std::size_t line = 0;
    while (line < is.size() && line < was.size() && is[line] == was[line]) ++line;
    FAIL_CHECK("reports/golden/" << name << " differs in line " << line + 1
                                 << "\nwas: " << (line < was.size() ? was[line] : "(its end)")
                                 << "\nis:  " << (line < is.size() ? is[line] : "(its end)")
                                 << "\nVRRPTEST_APPROVE=1 writes all of them anew");
}

std::string on_terminal(const tester::RunResult& result, const TerminalOptions& options) {
    char* data = nullptr;
    std::size_t size = 0;
    std::FILE* memory = ::open_memstream(&data, &size);
    {
        reports::TerminalReporter reporter(memory, options);
        reporter.run_planned({result.cases.size(), 16, {"Sends on VRID 10 of eth0 only."}});
        for (const auto& one : result.cases) reporter.case_finished(one);
        reporter.run_finished(result);
    }
    std::fclose(memory);
    std::string text(data, size);
    ::free(data);
    return text;
}

TerminalOptions options(bool colour, int verbosity, bool utf8) {
    return {colour, reports::Progress::none, verbosity, 80, utf8};
}

/// What a newer device does: something mended, something broken, something new.
tester::RunResult newer() {
    auto result = fixture::run();
    result.started = "2026-11-23T09:00:00";
    result.dut.facts["checksum form"] = "message-only";
    result.dut.virtual_routers[0].priority = 150;
    result.cases[0].outcome = Outcome::fail;
    result.cases[0].expected = "an advertisement of VRID 10 3599 to 3609 ms after frame 3";
    result.cases[0].observed = "none until 3789.9 ms";
    result.cases[1].outcome = Outcome::pass;
    result.cases[3].observed = "none at all";
    result.cases[7].outcome = Outcome::fail;
    result.cases.pop_back();
    result.cases.push_back(fixture::basic("tx/vrid", Outcome::pass, 1));
    return result;
}

std::vector<reports::NamedResult> versions() {
    return {{"1.0", fixture::run()}, {"2.0", newer()}, {"2.0 again, with a name that is long", newer()}};
}

void check_width(const std::string& text) {
    for (const auto& line : lines_of(text)) {
        CAPTURE(line);
        CHECK(reports::width(line) <= 80);
    }
}

void check_ascii(const std::string& text) {
    for (const char c : text) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
}

}  // namespace

TEST_CASE("golden: a run on a terminal", "[reports][golden]") {
    for (const auto& [name, look] : {std::pair{"terminal-ascii.txt", options(false, 0, false)},
                                     std::pair{"terminal-utf8.txt", options(false, 0, true)},
                                     std::pair{"terminal-colour.txt", options(true, 0, true)},
                                     std::pair{"terminal-quiet.txt", options(false, -1, false)},
                                     std::pair{"terminal-verbose.txt", options(false, 1, false)}}) {
        const auto text = on_terminal(fixture::run(), look);
        check_golden(name, text);
        if (!look.colour) check_width(text);
        if (!look.utf8) check_ascii(text);
    }
}

TEST_CASE("golden: a capture on a terminal", "[reports][golden]") {
    const auto ascii = reports::closing_text(fixture::replayed(), options(false, 0, false));
    check_golden("closing-capture-ascii.txt", ascii);
    check_width(ascii);
    check_ascii(ascii);
    check_golden("closing-capture-colour.txt",
                 reports::closing_text(fixture::replayed(), options(true, 0, true)));
}

TEST_CASE("golden: reports for machines", "[reports][golden]") {
    const auto run = fixture::run();
    check_golden("junit-strict.xml", reports::junit(run, "runner1"));
    check_golden("junit-rich.xml",
                 reports::junit(run, {"runner1", reports::JunitDialect::rich, {"run.pcapng"}}));
    check_golden("result.json", reports::json(run));
    check_golden("result-capture.json", reports::json(fixture::replayed()));
    check_golden("github.txt", reports::github_annotations(run, "dut.toml"));
    check_golden("baseline.toml", reports::baseline(run, "result.json").toml);
}

TEST_CASE("golden: Markdown", "[reports][golden]") {
    check_golden("summary.md", reports::markdown(fixture::run()));
    check_golden("summary-capture.md", reports::markdown(fixture::replayed()));
}

TEST_CASE("golden: a diff", "[reports][golden]") {
    const auto before = fixture::run(), after = newer();
    const auto comparison = reports::compare(before, after);
    const reports::DiffNames names{"old.json", "new.json"};
    const auto ascii = reports::diff_text(comparison, names, {Charset::ascii, 80}, true);
    check_golden("diff-ascii.txt", ascii);
    check_width(ascii);
    check_ascii(ascii);
    check_golden("diff-colour.txt",
                 reports::diff_text(comparison, names, {Charset::utf8, 80, reports::Paint(true)}, false));
    check_golden("diff.json", reports::diff_json(comparison, names));
    check_golden("diff.md", reports::diff_markdown(comparison, names));
}

TEST_CASE("golden: a version matrix", "[reports][golden]") {
    const auto results = versions();
    const auto matrix = reports::version_matrix(results);
    const auto ascii = reports::version_matrix_text(matrix, {Charset::ascii, 80});
    check_golden("matrix-ascii.txt", ascii);
    check_width(ascii);
    check_ascii(ascii);
    // The look before it is every page's, and has tests of its own.
    const auto page = reports::version_matrix_html(matrix);
    check_golden("matrix.html", page.substr(page.find("<body>")));
    check_golden("matrix.md", reports::version_matrix_markdown(matrix));
}

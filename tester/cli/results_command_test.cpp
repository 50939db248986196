#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tester/cli/cli_for_tests.hpp"

// diff, baseline, matrix, and the options that write reports for CI.

using cli::test::check_complaint;
using cli::test::vrrptest;

namespace {

struct Folder {
    tester::TemporaryDirectory folder;
    std::string path(const char* name) const { return (folder.path() / name).string(); }
};

/// A result of the tool's own speaker.
std::string result(const Folder& folder, const char* name, std::vector<const char*> more = {}) {
    const auto path = folder.path(name);
    std::vector<const char*> arguments{"--dut", "embedded", "--suite", "rfc5798",   "--case",
                                       "tx/*",  "-q",       "--json",  path.c_str()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    (void)vrrptest(arguments);
    return path;
}

}  // namespace

TEST_CASE("a diff tells regressions and fixes by its exit code", "[cli]") {
    const Folder folder;
    const auto good = result(folder, "good.json"),
               bad = result(folder, "bad.json", {"--mutant", "advert-ttl-64"});
    const auto worse = vrrptest({"diff", good.c_str(), bad.c_str()});
    CHECK(worse.code == 1);
    CHECK(worse.out.find("2 regressions") != std::string::npos);
    const auto better = vrrptest({"diff", bad.c_str(), good.c_str(), "--json"});
    CHECK(better.code == 0);
    CHECK(nlohmann::json::parse(better.out)["summary"]["fix"] == 2);
    CHECK(vrrptest({"diff", good.c_str(), bad.c_str(), "--markdown", "-"}).out.rfind("## vrrptest diff", 0) ==
          0);
    check_complaint(vrrptest({"diff", good.c_str()}), 2, "two results");
    check_complaint(vrrptest({"diff", good.c_str(), good.c_str()}), 2, "the same file");
    check_complaint(vrrptest({"diff", good.c_str(), "/no/such.json"}), 2, "no such file");
    check_complaint(vrrptest({"diff", good.c_str(), "/tmp"}), 2, "a folder");
    const auto broken = folder.path("broken.json");
    std::ofstream(broken) << "{\"tool\": \"vrrptest\"";
    check_complaint(vrrptest({"diff", good.c_str(), broken.c_str()}), 2, "no JSON");
}

TEST_CASE("a run with the baseline that its result gave ends well", "[cli]") {
    const Folder folder;
    for (const auto* mutant : {"advert-ttl-64", "skew-time-zero", "advert-source-is-virtual-address"}) {
        const auto json = folder.path("bad.json"), toml = folder.path("known.toml");
        const std::vector<const char*> run{"--dut", "embedded", "--suite", "all", "--mutant", mutant, "-q"};
        auto first = run, second = run;
        first.insert(first.end(), {"--json", json.c_str()});
        second.insert(second.end(), {"--baseline", toml.c_str()});
        CHECK(vrrptest(first).code == 1);
        CHECK(vrrptest({"baseline", json.c_str(), "-o", toml.c_str()}).code == 0);
        const auto said = vrrptest(second);
        CAPTURE(mutant, said.out);
        CHECK(said.code == 0);
        CHECK(said.out.find("xfail") != std::string::npos);
    }
    check_complaint(vrrptest({"baseline"}), 2, "no result was named");
    check_complaint(vrrptest({"baseline", "/no/such.json"}), 2, "no such file");
    check_complaint(vrrptest({"baseline", "/tmp"}), 2, "a folder");
}

TEST_CASE("known deviations can be given wherever something is judged", "[cli]") {
    for (const auto* command : {"run", "lab", "interop", "replay", "watch"}) {
        CAPTURE(command);
        const auto help = vrrptest({command, "--help"}).out;
        for (const auto* option : {"--baseline", "--markdown", "--github", "--junit-dialect"}) {
            CAPTURE(option);
            CHECK(help.find(option) != std::string::npos);
        }
    }
}

TEST_CASE("a matrix names its columns by their files or as it is told", "[cli]") {
    const Folder folder;
    const auto good = result(folder, "good.json"),
               bad = result(folder, "bad.json", {"--mutant", "advert-ttl-64"});
    const auto named = "the reference=" + good, html = folder.path("matrix.html");
    const auto said = vrrptest({"matrix", named.c_str(), bad.c_str(), "--html", html.c_str()});
    CHECK(said.code == 0);
    CHECK(said.out.find("1  the reference: ") != std::string::npos);
    CHECK(said.out.find("2  bad: ") != std::string::npos);
    CHECK(said.out.find("2 differ") != std::string::npos);
    CHECK(tester::read_text(html).find("the reference") != std::string::npos);
    check_complaint(vrrptest({"matrix", good.c_str()}), 2, "two results");
    check_complaint(vrrptest({"matrix", good.c_str(), named.c_str()}), 2, "the same file");
    check_complaint(vrrptest({"matrix", good.c_str(), "x="}), 2, "NAME=FILE");
    check_complaint(vrrptest({"matrix", good.c_str(), "/tmp"}), 2, "a folder");
}

TEST_CASE("annotations and a summary come beside the other reports", "[cli]") {
    const Folder folder;
    const auto markdown = folder.path("summary.md"), junit = folder.path("report.xml"),
               html = folder.path("report.html");
    const std::vector<const char*> run{"--dut",   "embedded", "--suite",       "rfc5798", "--case",
                                       "tx/ttl*", "--mutant", "advert-ttl-64", "-q"};
    auto whole = run;
    whole.insert(whole.end(), {"--github", "--markdown", markdown.c_str(), "--junit", junit.c_str(),
                               "--junit-dialect", "rich", "--html", html.c_str()});
    const auto said = vrrptest(whole);
    CHECK(said.code == 1);
    CHECK(said.out.find("\n::error title=tx/ttl-is-255 v3-ipv4::") != std::string::npos);
    CHECK(tester::read_text(markdown).rfind("## vrrptest: FAIL", 0) == 0);
    CHECK(tester::read_text(junit).find("<property name=\"clauses\"") != std::string::npos);
    CHECK(tester::read_text(junit).find("[[ATTACHMENT|" + html + "]]") != std::string::npos);
    const auto with = [&](std::vector<const char*> more) {
        auto arguments = run;
        arguments.insert(arguments.end(), more.begin(), more.end());
        return vrrptest(arguments);
    };
    check_complaint(with({"--github", "--json", "-"}), 2, "--github writes to standard output");
    check_complaint(with({"--markdown", "-", "--junit", "-"}), 2, "only one report");
    check_complaint(with({"--markdown", "/no/such/x.md"}), 2, "cannot write");
    check_complaint(with({"--junit-dialect", "loose"}), 2, "strict or rich");
    CHECK(with({"--markdown", "-"}).out.rfind("## vrrptest", 0) == 0);
}

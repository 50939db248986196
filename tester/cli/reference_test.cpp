#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tester/cli/cli_for_tests.hpp"
#include "tester/cli/reference.hpp"

using cli::test::vrrptest;

namespace {

constexpr const char* commands[] = {"run",   "list",  "explain", "lab",  "config",   "interop", "replay",
                                    "watch", "speak", "craft",   "diff", "baseline", "matrix"};

std::set<std::string> options_in_help(const char* command) {
    const auto help = vrrptest({command, "--help"}).out;
    static const std::regex option(R"(\n +(?:-\w,)?(--[a-z0-9-]+))");
    std::set<std::string> names;
    for (std::sregex_iterator it(help.begin(), help.end(), option), end; it != end; ++it)
        names.insert((*it)[1]);
    return names;
}

std::string in_roff(const std::string& name) {
    return std::regex_replace(name, std::regex("-"), "\\-");
}

std::set<std::string> all_ids() {
    std::set<std::string> ids;
    for (const auto* list : {"cases", "checks", "scenarios", "labs"})
        for (const auto& each : nlohmann::json::parse(vrrptest({"list", list, "--json"}).out))
            ids.insert(each["id"].get<std::string>());
    return ids;
}

}  // namespace

TEST_CASE("every option of every command stands in the manual page", "[cli]") {
    const auto man = vrrptest({"list", "man"});
    CHECK(man.code == 0);
    std::size_t section = 0;
    for (const auto* command : commands) {
        section = man.out.find(std::string(".SS \"vrrptest ") + command + "\"", section);
        REQUIRE(section != std::string::npos);
        const auto part = man.out.substr(section, man.out.find("\n.S", section + 1) - section);
        const auto options = options_in_help(command);
        CHECK(options.contains("--help"));
        for (const auto& option : options) {
            CAPTURE(command, option);
            CHECK(part.find("\\fB" + in_roff(option) + "\\fR") != std::string::npos);
        }
    }
    // No command is missing here.
    CHECK(options_in_help("run").size() > 20);
    const auto help = vrrptest({"--help"}).out;
    std::size_t told = 0;
    for (const auto* command : commands)
        told += help.find("\n  " + std::string(command) + " ") != std::string::npos;
    CHECK(told == std::size(commands));
}

TEST_CASE("the manual page is one that man reads without complaint", "[cli]") {
    if (std::system("groff --version >/dev/null 2>&1") != 0) {
        WARN("not checked: groff is not installed");
        return;
    }
    const tester::TemporaryDirectory folder;
    const auto page = folder.path() / "vrrptest.1", complaints = folder.path() / "complaints";
    std::ofstream(page) << vrrptest({"list", "man"}).out;
    const auto command = "groff -man -Tutf8 -ww " + page.string() + " >/dev/null 2>" + complaints.string();
    CHECK(std::system(command.c_str()) == 0);
    CHECK(tester::read_text(complaints).empty());
}

TEST_CASE("everything that is judged stands in the reference, in each form", "[cli]") {
    const auto markdown = vrrptest({"list", "reference"}).out;
    const auto html = vrrptest({"list", "reference", "--html"}).out;
    std::set<std::string> in_json;
    for (const auto& each : nlohmann::json::parse(vrrptest({"list", "reference", "--json"}).out))
        in_json.insert(each["id"].get<std::string>());
    const auto ids = all_ids();
    CHECK(ids.size() > 400);
    CHECK(ids == in_json);
    for (const auto& id : ids) {
        CAPTURE(id);
        CHECK(markdown.find("</a>" + id + "\n") != std::string::npos);
        CHECK(html.find("<h3><code>" + id + "</code></h3>") != std::string::npos);
    }
}

TEST_CASE("whatever is listed can be explained, within 80 columns and in ASCII where asked for", "[cli]") {
    for (const auto& id : all_ids()) {
        const auto said = vrrptest({"explain", id.c_str()});
        CAPTURE(id);
        CHECK(said.code == 0);
        CHECK(said.out.rfind(id + "\n", 0) == 0);
    }
    const auto said = vrrptest({"explain", "rx/ttl-254"});
    std::size_t column = 0;
    for (const char c : said.out) {
        column = c == '\n' ? 0 : column + 1;
        CHECK(column <= 80);
        CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
    }
}

TEST_CASE("an explanation tells the control, older words, all kills and who does otherwise", "[cli]") {
    const auto of = [](const char* id) {
        return nlohmann::json::parse(vrrptest({"explain", id, "--json"}).out);
    };
    const auto ttl = of("rx/ttl-254");
    CHECK(ttl["control"].get<std::string>().find("Good advertisements of greater priority") == 0);
    CHECK(ttl["older_words"][0]["older"] == "Master_Down_Interval");
    CHECK(ttl["also_kills"].size() >= 1);
    const auto takeover = of("backup/takes-over-after-active-down-interval");
    bool has_frr = false;
    for (const auto& found : takeover["deviations"])
        has_frr = has_frr || found["implementation"].get<std::string>().rfind("frr-", 0) == 0;
    CHECK(has_frr);
    CHECK(of("interop/tie")["kind"] == "scenario");
    CHECK(of("lab/switch-pair/elected")["how"] == "vrrptest lab switch-pair");
    CHECK(of("passive/ttl-is-255")["only_observes"] == true);
}

TEST_CASE("every case that proves a discard names its control", "[cli]") {
    std::size_t with_control = 0;
    for (const auto& each : cli::described_cases()) {
        const bool is_discard = each.expects.find("after the last good") != std::string::npos;
        CAPTURE(each.id, each.stimulus);
        if (is_discard) CHECK(!each.control.empty());
        with_control += each.control.empty() ? 0 : 1;
    }
    CHECK(with_control > 60);
}

TEST_CASE("what the matrix says of a case are mutants that there are", "[cli]") {
    std::size_t told = 0;
    for (const auto& each : cli::described_cases()) {
        for (const auto& name : each.also_kills) {
            CAPTURE(each.id, name);
            CHECK(name.find_first_of(" ,:") == std::string::npos);
        }
        told += each.also_kills.size();
    }
    CHECK(told > 100);
}

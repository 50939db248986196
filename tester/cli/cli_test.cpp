#include "tester/cli/cli.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tester/cli/cli_for_tests.hpp"
#include "tester/dut/process.hpp"

using cli::test::check_complaint;
using cli::test::vrrptest;

TEST_CASE("usage errors are one sentence that says what to do, and exit code 2", "[cli]") {
    check_complaint(vrrptest({"--dut", "embedded"}), 2, "add --suite");
    check_complaint(vrrptest({"--suite", "rfc5798"}), 2, "add --dut");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc1"}), 2, "choose from rfc2338");
    check_complaint(vrrptest({"--dut", "nobody", "--suite", "rfc5798"}), 2, "no IP address");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--case", "no/such"}), 2, "no case");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--profile", "v4"}), 2, "v3-ipv6");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--interface", "x"}), 2,
                    "leave it out");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--mutant", "x"}), 2, "no mutant");
    check_complaint(vrrptest({"--dut", "1.2.3.4", "--suite", "rfc5798", "--mutant", "x"}), 2,
                    "--dut embedded");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--color", "pink"}), 2, "always");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--junit", "/no/such/x.xml"}), 2,
                    "cannot write");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--junit", "-", "--json", "-"}), 2,
                    "only one");
    check_complaint(vrrptest({"--dut", "1.2.3.4", "--dut-file", "/no/such.toml", "--suite", "rfc5798"}), 2,
                    "such.toml");
    check_complaint(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--pcapng", "run.pcapng"}), 2,
                    "many worlds");
    check_complaint(vrrptest({"--dut", "1.2.3.4", "--suite", "rfc5798", "--pcap", "/tmp"}), 2, "a folder");
    check_complaint(vrrptest({"--dut", "1.2.3.4", "--suite", "rfc5798", "--pcapng", "no-such-folder/runs/"}),
                    2, "--pcapng cannot make the folder no-such-folder/runs/");
    check_complaint(vrrptest({"--dut", "1.2.3.4", "--suite", "rfc5798", "--pcapng", "-"}), 2,
                    "--pcapng cannot go to standard output");
    check_complaint(vrrptest({"lab", "switch-pair", "--pcapng", "run.pcapng"}), 2, "--pcapng");
    check_complaint(vrrptest({"--dut", "embedded", "--suite"}), 2, "--suite");
    check_complaint(vrrptest({"--sute", "rfc5798"}), 2, "--suite");
    check_complaint(vrrptest({"explian", "x"}), 2, "explain");
    check_complaint(vrrptest({"explain", "tx/ttl-is-25"}), 2, "did you mean tx/ttl-is-255");
    check_complaint(vrrptest({"explain"}), 2, "no case was named");
    check_complaint(vrrptest({"list", "wishes"}), 2, "choose cases");
    check_complaint(vrrptest({"lab", "--suite", "rfc5798"}), 2, "lab keepalived");
    check_complaint(vrrptest({"lab", "keepalived", "--suite", "rfc5798", "--"}), 2, "missing after '--'");
}

TEST_CASE("the reference speaker passes, by either way of writing it", "[cli]") {
    const auto written_out = vrrptest({"run", "--dut", "embedded", "--suite", "rfc5798", "--case", "tx/*"});
    CHECK(written_out.code == 0);
    const auto short_form = vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--case", "tx/*"});
    CHECK(short_form.code == 0);
    CHECK(short_form.out.find("PASS") != std::string::npos);
    CHECK(short_form.out.find("Summary") != std::string::npos);
    CHECK(short_form.err.empty());
}

TEST_CASE("a mutant fails, which is exit code 1", "[cli]") {
    const auto said = vrrptest(
        {"--dut", "embedded", "--suite", "rfc5798", "--case", "tx/ttl-is-255", "--mutant", "advert-ttl-64"});
    CHECK(said.code == 1);
    CHECK(said.out.find("FAIL") != std::string::npos);
}

TEST_CASE("nothing selected is exit code 4", "[cli]") {
    CHECK(vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--profile", "v2-ipv4"}).code == 4);
    CHECK(vrrptest({"--suite", "rfc5798", "--profile", "v2-ipv4", "--list"}).code == 4);
}

TEST_CASE("a report on standard output is alone there", "[cli]") {
    const auto said = vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--case", "tx/*", "--json", "-"});
    CHECK(said.code == 0);
    const auto json = nlohmann::json::parse(said.out);
    CHECK(json["schema"] == 1);
    CHECK(json["summary"]["fail"] == 0);
    CHECK(said.err.find("Summary") != std::string::npos);
}

TEST_CASE("lists are JSON arrays of the contract", "[cli]") {
    const auto all = nlohmann::json::parse(vrrptest({"list", "cases", "--json"}).out);
    REQUIRE(!all.empty());
    for (const auto* key : {"id", "suites", "profiles", "level", "clauses", "says", "kills"})
        CHECK(all.front().contains(key));
    for (const auto& check : nlohmann::json::parse(vrrptest({"list", "checks", "--json"}).out)) {
        CHECK(check["suites"].back() == "passive");
        CHECK(vrrptest({"explain", check["id"].get<std::string>().c_str()}).code == 0);
    }
    CHECK(nlohmann::json::parse(vrrptest({"list", "mutants", "--json"}).out).front().contains("clause"));
    CHECK(nlohmann::json::parse(vrrptest({"list", "suites", "--json"}).out).front().contains("says"));
    CHECK(nlohmann::json::parse(vrrptest({"explain", "tx/ttl-is-255", "--json"}).out)["id"] ==
          "tx/ttl-is-255");
}

TEST_CASE("the seed of random stimuli is the user's, and is told", "[cli]") {
    const auto with = [](const char* seed) {
        return vrrptest({"--dut", "embedded", "--suite", "robustness", "--case", "robust/random-payloads",
                         "--seed", seed, "-v"});
    };
    CHECK(with("77").code == 0);
    CHECK(with("77").out.find("of seed 77") != std::string::npos);
    CHECK(with("x").code == 2);
}

TEST_CASE("cases that take long are run where time is simulated, and planned elsewhere if wanted", "[cli]") {
    const auto with = [](std::vector<const char*> arguments) {
        for (const auto* more : {"--suite", "rfc9568", "--case", "precision/no-drift-over-a-minute"})
            arguments.push_back(more);
        return vrrptest(arguments);
    };
    const auto json = nlohmann::json::parse(with({"--dut", "embedded", "--json", "-"}).out);
    CHECK(json["summary"]["pass"] == 2);  // IPv4 and IPv6
    CHECK(with({"lab", "frr", "--list"}).out.find("add --long") != std::string::npos);
    CHECK(with({"lab", "frr", "--list", "--long"}).out.find("add --long") == std::string::npos);
}

TEST_CASE("--list shows the selection and runs nothing", "[cli]") {
    const auto said = vrrptest({"--suite", "rfc5798", "--case", "tx/ttl-is-255", "--list"});
    CHECK(said.code == 0);
    CHECK(std::count(said.out.begin(), said.out.end(), '\n') == 2);  // IPv4 and IPv6
    CHECK(vrrptest({"--suite", "rfc5798", "--case", "tx/ttl-is-255", "--list", "--shard", "1/2"}).out !=
          vrrptest({"--suite", "rfc5798", "--case", "tx/ttl-is-255", "--list", "--shard", "2/2"}).out);
}

TEST_CASE("the help of every command fits a terminal of 80 columns", "[cli]") {
    const auto general = vrrptest({"--help"});
    std::istringstream lines(general.out);
    std::vector<std::string> commands;
    bool in_commands = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "Subcommands:")
            in_commands = true;
        else if (line.empty())
            in_commands = false;
        else if (in_commands && line[2] != ' ')
            commands.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    REQUIRE(commands.size() == 13);
    commands.emplace_back();
    for (const auto& command : commands) {
        const auto help = command.empty() ? general : vrrptest({command.c_str(), "--help"});
        CHECK(help.code == 0);
        std::istringstream text(help.out);
        for (std::string line; std::getline(text, line);) {
            INFO(command << ": " << line);
            CHECK(line.size() <= 80);
        }
    }
}

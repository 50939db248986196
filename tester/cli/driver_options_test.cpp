#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "tester/cli/cli_for_tests.hpp"

using cli::test::check_complaint;
using cli::test::vrrptest;

namespace {

/// A file that is gone with the object.
class File {
  public:
    explicit File(const std::string& text) : path_(folder_.path() / "file.toml") {
        tester::write_text(path_, text);
    }
    const char* path() const { return path_.c_str(); }

  private:
    tester::TemporaryDirectory folder_;
    std::string path_;
};

cli::test::Said run(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), {"run", "--dut", "192.0.2.1", "--suite", "rfc5798"});
    return vrrptest(arguments);
}

cli::test::Said lab(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "lab");
    arguments.insert(arguments.end(), {"--suite", "rfc5798"});
    return vrrptest(arguments);
}

}  // namespace

TEST_CASE("options for a driver that do not fit are one sentence", "[cli]") {
    check_complaint(run({"--driver", "keepalivd"}), 2, "did you mean keepalived?");
    check_complaint(run({"--driver", "abacus"}), 2, "choose keepalived, frr, command, manual or embedded");
    check_complaint(run({"--driver", "command"}), 2, "needs a DUT file");
    check_complaint(run({"--dut-shell", "ssh root@192.0.2.1"}), 2, "add --driver");
    check_complaint(run({"--vendor", "junos"}), 2, "add --driver");
    check_complaint(run({"--driver", "frr", "--use-vmac"}), 2, "--use-vmac is for the keepalived driver");
    check_complaint(run({"--driver", "manual", "--dut-shell", "ssh x"}), 2, "keepalived, frr and embedded");
    check_complaint(run({"--driver", "frr", "--vendor", "junos"}), 2, "--vendor is for the manual driver");
    check_complaint(run({"--driver", "manual", "--vendor", "unknown"}), 2, "no vendor 'unknown'");
    check_complaint(run({"--driver", "manual", "--vendor", "unknown", "--list"}), 2, "no vendor 'unknown'");
}

TEST_CASE("routers that no lab has are refused before anything is built", "[cli]") {
    check_complaint(lab({"nosuch"}), 2, "no router 'nosuch'");
    check_complaint(lab({"keepalived,nosuch"}), 2, "no router 'nosuch'");
    check_complaint(lab({"frr", "--use-vmac"}), 2, "--use-vmac is for keepalived");
    check_complaint(lab({"frr,embedded", "--", "true"}), 2, "");
}

TEST_CASE("a baseline that cannot be read is named with line and column", "[cli]") {
    const File file("[[known_deviation]]\ncase = \"tx/*\"\nraeson = \"x\"\n");
    const auto place = std::string(file.path()) + ":3:1: ";
    check_complaint(run({"--baseline", file.path()}), 2, place + "there is no key 'raeson' here");
    check_complaint(lab({"keepalived", "--baseline", file.path()}), 2, place);
    check_complaint(run({"--baseline", "/no/such.toml"}), 2, "/no/such.toml");
}

TEST_CASE("--list shows the batches that a device with few virtual routers needs", "[cli]") {
    const File file(
        "address = \"192.0.2.1\"\n[driver]\ntype = \"keepalived\"\n[capabilities]\nmost_virtual_routers = "
        "8\n");
    const auto said = vrrptest({"run", "--dut-file", file.path(), "--suite", "rfc5798", "--list"});
    CHECK(said.code == 0);
    CHECK(said.err.empty());
    CHECK(said.out.find("  batch 1  VRID ") != std::string::npos);
    CHECK(said.out.find("\nbatch 1: 8 virtual routers, ") != std::string::npos);
    CHECK(said.out.find("\nbatch 2: ") != std::string::npos);
    CHECK(said.out.find(" (stops it)  VRID ") != std::string::npos);
    const auto free = run({"--driver", "keepalived", "--list"});
    CHECK(free.code == 0);
    // Two hundred and fifty-five of a family are a configuration of their own.
    CHECK(free.out.find("\nbatch 2: 510 virtual routers, ") != std::string::npos);
    CHECK(free.out.find("\nbatch 3: ") == std::string::npos);
}

TEST_CASE("a known deviation is an expected failure, and its pass is unexpected", "[cli]") {
    const auto judge = [](const char* known, const char* selected) {
        const File file(std::string("[[known_deviation]]\ncase = \"") + known +
                        "\"\nreason = \"this device is old\"\n");
        auto said =
            vrrptest({"--dut", "embedded", "--suite", "rfc5798", "--profile", "v3-ipv4", "--case", selected,
                      "--mutant", "advert-ttl-64", "--baseline", file.path(), "--json", "-"});
        return std::pair{said.code, nlohmann::json::parse(said.out)};
    };
    const auto [expected_code, expected] = judge("tx/ttl-is-255", "tx/ttl-is-255");
    CHECK(expected_code == 0);
    CHECK(expected["summary"]["xfail"] == 1);
    CHECK(expected["summary"]["fail"] == 0);
    REQUIRE(expected["cases"].size() == 1);
    CHECK(expected["cases"][0]["outcome"] == "xfail");
    CHECK(expected["cases"][0]["reason"].get<std::string>().find("this device is old") != std::string::npos);

    const auto [passing_code, passing] = judge("tx/version", "tx/version");
    CHECK(passing_code == 1);
    CHECK(passing["summary"]["xpass"] == 1);
    CHECK(passing["cases"][0]["outcome"] == "xpass");

    const auto [failing_code, failing] = judge("tx/version", "tx/ttl-is-255");
    CHECK(failing_code == 1);
    CHECK(failing["summary"]["fail"] == 1);
}

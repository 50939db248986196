#include <signal.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/lan/host_network_test.hpp"
#include "tester/cli/cli_for_tests.hpp"
#include "tester/cli/running_for_tests.hpp"

using cli::test::check_complaint;
using cli::test::Running;
using cli::test::vrrptest;
using engine::test::PrivateNetwork;
using namespace std::chrono_literals;

namespace {

bool skipped() {
    if (PrivateNetwork::is_possible()) return false;
    WARN("skipped: needs root");
    return true;
}

}  // namespace

TEST_CASE("speak says in one sentence what it cannot be, and exits with 2", "[cli][speak]") {
    const auto speak = [](std::vector<const char*> more) {
        more.insert(more.begin(), "speak");
        return vrrptest(more);
    };
    check_complaint(speak({}), 2, "add -i IF");
    check_complaint(speak({"-i", "x"}), 2, "add --vrid");
    check_complaint(speak({"-i", "x", "--address", "192.0.2.1"}), 2, "add --vrid");
    check_complaint(speak({"-i", "x", "--vrid", "1"}), 2, "add --address");
    check_complaint(speak({"-i", "x", "--vrid", "0", "--address", "192.0.2.1"}), 2, "1 to 255");
    check_complaint(speak({"-i", "x", "--vrid", "256", "--address", "192.0.2.1"}), 2, "1 to 255");
    check_complaint(speak({"-i", "no-such", "--vrid", "1", "--address", "192.0.2.1"}), 2, "no interface");
    check_complaint(speak({"-i", "lo", "--vrid", "1", "--address", "192.0.2.1"}), 2, "not Ethernet");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "nobody"}), 2, "no IP address");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "192.0.2.1", "--version", "4"}), 2,
                    "--version");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "192.0.2.1", "--priority", "0"}), 2,
                    "--priority");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "192.0.2.1", "--interval", "5"}), 2,
                    "unit");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "192.0.2.1", "--auth", "1111"}), 2,
                    "pass:PASSWORD");
    check_complaint(speak({"-i", "x", "--vrid", "1", "--address", "192.0.2.1", "--owner", "--priority", "9"}),
                    2, "--owner");
    check_complaint(speak({"-i", "x", "--routers", "/no/such.toml"}), 2, "such.toml");
    check_complaint(speak({"-i", "x", "--routers", "/no/such.toml", "--priority", "9"}), 2, "such.toml");
}

TEST_CASE("speak is a router until it is interrupted, and its events are JSON lines", "[cli][speak][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("eth0", "other");
    network.ip("addr add 172.16.100.5/24 dev eth0");
    const tester::TemporaryDirectory folder;
    const auto file = (folder.path() / "routers.toml").string();
    const auto declare = [&](const char* priority, const char* more) {
        tester::write_text(file,
                           std::string("[[virtual_router]]\nvrid = 8\nprofile = \"v3-ipv4\"\ninterval = "
                                       "0.05\naddresses = [\"172.16.100.8\"]\npriority = ") +
                               priority + "\n" + more);
    };
    declare("100", "");
    Running speak({"speak", "-i", "eth0", "--vrid", "7", "--address", "172.16.100.10", "--interval", "50ms",
                   "--routers", file.c_str(), "--json"});
    REQUIRE(speak.says(R"("vrid":7,"profile":"v3-ipv4","from":"backup","to":"active")"));
    REQUIRE(speak.says(R"("vrid":8,"profile":"v3-ipv4","from":"backup","to":"active")"));
    declare("120", "");
    speak.signal(SIGHUP);
    CHECK(speak.says(R"("event":"reconfigured","vrid":8,"profile":"v3-ipv4","priority":120)"));
    declare("120", "colour = 1\n");
    speak.signal(SIGHUP);
    CHECK(speak.says("there is no key 'colour' here"));
    speak.signal(SIGTERM);
    CHECK(speak.code() == 0);
    std::istringstream lines(speak.out());
    std::string last;
    for (std::string line; std::getline(lines, line); last = line) {
        const auto event = nlohmann::json::parse(line);
        for (const auto* key : {"time", "event", "says"}) CHECK(event.contains(key));
    }
    CHECK(nlohmann::json::parse(last)["event"] == "ended");
}

TEST_CASE("speak stops while the interface has no link and starts anew when it is back",
          "[cli][speak][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("eth0", "other");
    network.ip("addr add 172.16.100.5/24 dev eth0");
    Running speak({"speak", "-i", "eth0", "--vrid", "7", "--address", "172.16.100.10", "--interval", "20ms"});
    REQUIRE(speak.says("Backup -> Active"));
    network.ip("link set dev other down");
    CHECK(speak.says("Active -> Initialize: eth0 has no carrier"));
    network.ip("link set dev other up");
    const auto is_active_again = [&] {
        const auto out = speak.out();
        return out.rfind("Backup -> Active") > out.find("has no carrier");
    };
    CHECK(tester::wait_until(is_active_again, 10s));
    network.ip("link set dev eth0 down");
    CHECK(speak.says("Active -> Initialize: eth0 is down"));
    speak.signal(SIGINT);
    CHECK(speak.code() == 0);
}

TEST_CASE("speak ends by itself after a time or a number of advertisements", "[cli][speak][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("eth0", "other");
    network.ip("addr add 172.16.100.5/24 dev eth0");
    const std::vector<const char*> owner{"speak",         "-i",         "eth0", "--vrid", "7", "--address",
                                         "172.16.100.10", "--interval", "10ms", "--owner"};
    auto counted = owner;
    counted.insert(counted.end(), {"--count", "5"});
    Running by_number(counted);
    CHECK(by_number.code() == 0);
    CHECK(by_number.says("6 advertisements sent"));  // the last one is the resignation
    auto timed = owner;
    timed.insert(timed.end(), {"--duration", "100ms"});
    Running by_time(timed);
    CHECK(by_time.code() == 0);
    CHECK(by_time.says("Active -> Initialize: left with priority 0"));
}

TEST_CASE("speak without the right to capture is told which one, and exits with 3", "[cli][speak][root]") {
    if (skipped()) return;
    const PrivateNetwork network;
    network.add_cable("eth0", "other");
    network.ip("addr add 172.16.100.5/24 dev eth0");
    const pid_t child = fork();
    if (child == 0) {
        const int without_rights = 65534;
        if (setresuid(without_rights, without_rights, without_rights) != 0) _exit(98);
        fclose(stderr);
        const char* arguments[] = {"vrrptest", "speak", "-i",        "eth0",
                                   "--vrid",   "7",     "--address", "172.16.100.10"};
        _exit(cli::run(8, arguments));
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
}

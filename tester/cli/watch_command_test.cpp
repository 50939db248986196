#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/lan/capture_reader.hpp"
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

// A command that captures or sends gives up its process's rights: such ones run in processes of their own.

/// A cable with a router at either end.
struct TwoPorts {
    PrivateNetwork network;
    TwoPorts() {
        network.add_cable("eth0", "eth1");
        network.ip("addr add 172.16.100.11/24 dev eth0");
        network.ip("addr add 172.16.100.12/24 dev eth1");
    }
};

std::vector<const char*> router(const char* interface, const char* priority) {
    return {"speak",         "-i",         interface, "--vrid",     "1",     "--address",
            "172.16.100.10", "--interval", "200ms",   "--priority", priority};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("watch says what it needs", "[cli][watch]") {
    check_complaint(vrrptest({"watch"}), 2, "add -i IF");
    check_complaint(vrrptest({"watch", "-i", "nosuchif"}), 2, "this host has:");
    check_complaint(vrrptest({"watch", "-i", "lo", "--suite", "rfc1"}), 2, "choose from");
    check_complaint(vrrptest({"watch", "-i", "lo", "--suite", "failover"}), 4, "needs a device to send to");
    check_complaint(vrrptest({"watch", "-i", "lo", "--duration", "x"}), 2, "'x'");
    check_complaint(vrrptest({"watch", "-i", "lo", "--count", "0"}), 2, "not in range 1 to 1000000000");
    check_complaint(vrrptest({"watch", "-i", "lo", "--pcap", "/no/such/file.pcap"}), 2, "/no/such");
    check_complaint(vrrptest({"watch", "eth0"}), 2, "eth0");
}

TEST_CASE("watch sees a failover and a wrong TTL as they happen", "[cli][watch][root][slow]") {
    if (skipped()) return;
    const TwoPorts lan;
    const tester::TemporaryDirectory folder;
    const auto json_path = (folder.path() / "report.json").string();
    const auto pcap_path = (folder.path() / "watched.pcap").string();
    Running watch({"watch", "-i", "eth0", "--json", json_path.c_str(), "--pcap", pcap_path.c_str()});
    Running preferred(router("eth0", "150"));
    REQUIRE(watch.says("172.16.100.11"));
    Running other(router("eth1", "100"));
    std::this_thread::sleep_for(1s);  // until it has become Backup
    preferred.signal(SIGTERM);
    CHECK(preferred.code() == 0);
    REQUIRE(watch.says("172.16.100.12"));
    CHECK_FALSE(has(watch.out(), "FAIL"));
    Running craft({"craft", "-i", "eth1", "--vrid", "1", "--address", "172.16.100.10", "--ttl", "254"});
    CHECK(craft.code() == 0);
    CHECK(watch.says("FAIL passive/"));
    CHECK_FALSE(has(watch.out(), "Summary"));
    watch.signal(SIGTERM);
    CHECK(watch.code() == 143);
    INFO(watch.out());
    CHECK(has(watch.out(), "VRID 1, IPv4, VRRPv3: 172.16.100.10; 1 takeover"));
    CHECK_FALSE(has(watch.out(), "\x1b"));

    const auto json = nlohmann::json::parse(tester::read_text(json_path));
    CHECK(json["link"]["interface"] == "eth0");
    CHECK(json["routers"][0]["takeovers"] == 1);
    CHECK(json["summary"]["fail"] >= 1);
    // The frames that were kept are those that findings cite, and replay finds the same in them.
    const auto replayed = vrrptest({"replay", pcap_path.c_str(), "--json", "-"});
    CHECK(replayed.code == 1);
    const auto again = nlohmann::json::parse(replayed.out);
    CHECK(again["capture"]["frames"] == json["capture"]["frames"]);
    CHECK(again["summary"]["fail"] == json["summary"]["fail"]);
    CHECK(again["routers"][0]["sources"] == json["routers"][0]["sources"]);
    for (std::size_t i = 0; i < json["cases"].size(); ++i)
        if (json["cases"][i]["outcome"] == "fail")
            CHECK(again["cases"][i]["frames"][0]["number"] == json["cases"][i]["frames"][0]["number"]);
}

TEST_CASE("watch notices an Active that falls silent while nothing is heard", "[cli][watch][root][slow]") {
    if (skipped()) return;
    const TwoPorts lan;
    Running watch({"watch", "-i", "eth1", "--duration", "4s"});
    {
        const Running only(router("eth0", "150"));
        REQUIRE(watch.says("172.16.100.11"));
        std::this_thread::sleep_for(1s);
    }  // It is killed.
    const auto before = watch.out();
    REQUIRE(watch.says("heard no more"));
    CHECK_FALSE(has(watch.out(), "Summary"));
    CHECK(watch.code() != 143);
}

TEST_CASE("watch ends by itself, and hears nothing of its own", "[cli][watch][root][slow]") {
    if (skipped()) return;
    const TwoPorts lan;
    // Nobody speaks: nothing can be judged, and nothing was sent that it could have heard itself.
    Running silent({"watch", "-i", "eth0", "--duration", "300ms"});
    CHECK(silent.code() == 3);
    CHECK(has(silent.out(), "no VRRP packet was heard on eth0"));
    const Running only(router("eth0", "150"));
    Running counted({"watch", "-i", "eth1", "--count", "10"});
    CHECK(counted.code() == 0);
    CHECK(has(counted.out(), "10 of VRRP"));
    // Every interface at once.
    Running any({"watch", "-i", "any", "--count", "10"});
    CHECK(any.code() == 0);
    CHECK(has(any.out(), "172.16.100.11"));
}

TEST_CASE("watch ends with its reports where the interface goes away", "[cli][watch][root][slow]") {
    if (skipped()) return;
    const TwoPorts lan;
    Running only(router("eth1", "150"));
    Running watch({"watch", "-i", "eth0"});
    REQUIRE(watch.says("172.16.100.12"));
    lan.network.ip("link del eth0");
    CHECK(watch.code() == 3);
    CHECK(has(watch.out(), "the capture on eth0 ended"));
    CHECK(has(watch.out(), "Summary"));
}

TEST_CASE("watch without the right to capture is told which one, and exits with 3", "[cli][watch][root]") {
    if (skipped()) return;
    const TwoPorts lan;
    const tester::TemporaryDirectory folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    const auto error = (folder.path() / "err").string();
    const pid_t child = fork();
    if (child == 0) {
        const int without_rights = 65534;
        if (setresuid(without_rights, without_rights, without_rights) != 0) _exit(98);
        if (!std::freopen(error.c_str(), "w", stderr)) _exit(97);
        const char* arguments[] = {"vrrptest", "watch", "-i", "eth0"};
        const int code = cli::run(4, arguments);
        std::fflush(stderr);
        _exit(code);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
    CHECK(has(tester::read_text(error), "setcap cap_net_raw"));
}

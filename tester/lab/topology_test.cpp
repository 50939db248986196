#include "tester/lab/topology.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "engine/lan/host_network.hpp"
#include "tester/dut/process.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

engine::IpAddress address(const char* text) {
    return engine::IpAddress::parse(text).value();
}

bool skipped() {
    const auto missing = LanTopology::what_is_missing();
    if (missing.empty()) return false;
    WARN("skipped: " + missing);
    return true;
}

std::string namespaces() {
    return run_command({"ip", "netns", "list"}).output;
}

bool has_namespaces_of(pid_t pid) {
    return namespaces().find("vrrptest-" + std::to_string(pid) + "-") != std::string::npos;
}

std::string kernel_setting(const LabHost& host, const std::string& name) {
    const NamespaceGuard guard(host.network_namespace);
    return read_text("/proc/sys/net/" + name);
}

/// A tester that makes a lab with a process in it and is then killed; its id.
pid_t killed_tester(const std::filesystem::path& ready) {
    const pid_t tester = fork();
    if (tester == 0) {
        try {
            LanTopology lan;
            const auto host = lan.add_host("r1", {});
            // A process that survives its tester: one that a shell left in the background.
            run_command(
                {"ip", "netns", "exec", host.network_namespace, "sh", "-c", "sleep 600 >/dev/null 2>&1 &"});
            write_text(ready, host.network_namespace);
            pause_for(60s);
        } catch (const std::exception&) {
        }
        _exit(1);
    }
    wait_until([&] { return !read_text(ready).empty(); }, 10s);
    kill(tester, SIGKILL);
    waitpid(tester, nullptr, 0);
    return tester;
}

}  // namespace

TEST_CASE("hosts of a lab reach each other at once", "[lab][root]") {
    if (skipped()) return;
    LanTopology lan;
    const auto router =
        lan.add_host("r1", {{address("172.16.100.1"), 24}, {address("2001:db8::1"), 64}}, true);
    const auto tester = lan.add_host("tester", {{address("172.16.100.250"), 24}});
    CHECK(kernel_setting(router, "ipv4/ip_forward") == "1\n");
    CHECK(kernel_setting(router, "ipv6/conf/eth0/forwarding") == "1\n");
    CHECK(kernel_setting(router, "ipv6/conf/eth0/accept_dad") == "0\n");
    CHECK(kernel_setting(tester, "ipv4/ip_forward") == "0\n");
    CHECK(kernel_setting(tester, "ipv6/conf/eth0/router_solicitations") == "0\n");
    CHECK(router.mac != tester.mac);
    const auto& own = router.own_addresses;
    CHECK(own.size() == 3);
    CHECK(std::find(own.begin(), own.end(), engine::eui64_link_local(router.mac)) != own.end());

    const NamespaceGuard guard(tester.network_namespace);
    const auto facts = engine::find_interface("eth0");
    REQUIRE(facts);
    CHECK(facts->mac == tester.mac);
    CHECK(facts->has_carrier);
    CHECK_FALSE(engine::find_interface("br0"));
    // iproute2 asks the kernel to resolve the neighbour; no ping is needed on the machine.
    CHECK(run_command({"ip", "neigh", "add", "172.16.100.1", "dev", "eth0", "nud", "none"}).status == 0);
    run_command({"ip", "neigh", "change", "172.16.100.1", "dev", "eth0", "use"});
    const auto resolved = [&] {
        return run_command({"ip", "neigh", "show", "172.16.100.1"}).output.find(to_string(router.mac)) !=
               std::string::npos;
    };
    CHECK(wait_until(resolved, 5s));
}

TEST_CASE("a cable can be pulled and put in again", "[lab][root]") {
    if (skipped()) return;
    LanTopology lan;
    const auto router = lan.add_host("r1", {{address("172.16.100.1"), 24}});
    const auto carrier = [&] {
        const NamespaceGuard guard(router.network_namespace);
        return engine::find_interface("eth0")->has_carrier;
    };
    lan.set_cable(router, false);
    CHECK(wait_until([&] { return !carrier(); }, 2s));
    lan.set_cable(router, true);
    CHECK(wait_until(carrier, 2s));
}

TEST_CASE("a lab leaves nothing, also after an exception and with processes in it", "[lab][root]") {
    if (skipped()) return;
    const TemporaryDirectory folder;
    ChildProcess sleeper;
    try {
        LanTopology lan;
        const auto host = lan.add_host("r1", {});
        sleeper = ChildProcess({"ip", "netns", "exec", host.network_namespace, "sleep", "600"},
                               folder.path() / "log");
        REQUIRE(wait_until(
            [&] {
                return !run_command({"ip", "netns", "pids", host.network_namespace}).output.empty();
            },
            5s));
        lan.add_host("r1", {});
    } catch (const std::runtime_error& e) {
        CHECK_THAT(e.what(), Catch::Matchers::Contains("File exists"));
    }
    CHECK_FALSE(sleeper.running());
    CHECK_FALSE(has_namespaces_of(getpid()));
}

TEST_CASE("leftovers of a killed tester are removed, and nothing else", "[lab][root]") {
    if (skipped()) return;
    const TemporaryDirectory folder;
    LanTopology living;
    const auto dead = killed_tester(folder.path() / "ready");
    REQUIRE(has_namespaces_of(dead));
    // The right name, but not made by the lab: it has no marker.
    const auto foreign = "vrrptest-" + std::to_string(dead) + "-9-foreign";
    run_or_throw({"ip", "netns", "add", foreign});
    const auto host = read_text(folder.path() / "ready");
    const auto inside = run_command({"ip", "netns", "pids", host}).output;
    CHECK_FALSE(inside.empty());

    const auto removed = remove_leftovers();
    CHECK(std::find(removed.begin(), removed.end(), host) != removed.end());
    CHECK(std::find(removed.begin(), removed.end(), foreign) == removed.end());
    CHECK(has_namespaces_of(getpid()));
    CHECK(namespaces().find(foreign) != std::string::npos);
    if (!inside.empty()) CHECK_FALSE(is_alive(std::stoi(inside)));
    run_command({"ip", "netns", "del", foreign});
    CHECK_FALSE(has_namespaces_of(dead));
}

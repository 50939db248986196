#include <net/if.h>

#include "tester/dut/keepalived_driver.hpp"
#include "tester/lab/fault_lab_for_tests.hpp"

using namespace tester;
using namespace tester::fault_tests;

namespace {

/// Cases that keepalived passes; the last ones take turns on one virtual router, which takes half a minute.
std::vector<std::string> taking_turns() {
    return {"lab",
            "keepalived",
            "--suite",
            "rfc5798",
            "--profile",
            "v3-ipv4",
            "--one-router",
            "--case",
            "tx/ttl-is-255",
            "--case",
            "tx/version",
            "--case",
            "backup/greater-priority-*",
            "--case",
            "backup/equal-priority-*",
            "--case",
            "backup/lower-priority-is-discarded"};
}

std::vector<std::string> all_at_once() {
    return {"lab",    "keepalived", "--suite", "rfc5798",  "--profile", "v3-ipv4",
            "--case", "tx/*",       "--case",  "backup/*", "--exclude", "tx/ethernet-source-*"};
}

std::vector<std::string> disruptive() {
    // Without its virtual MAC keepalived fails that one by itself.
    return {"lab",     "keepalived", "--suite",   "rfc5798",   "--profile",
            "v3-ipv4", "--case",     "release/*", "--exclude", "release/owner-announces-on-start"};
}

bool begins_to_judge(const RunningTester& tester) {
    return wait_until([&] { return tester.said().find("PASS") != std::string::npos; }, 30s);
}

void kill_keepalived(const RunningTester& tester) {
    const auto pids = tester.processes("r1", "keepalived");
    CHECK(pids.size() == 2);
    for (const auto pid : pids) kill(pid, SIGKILL);
}

}  // namespace

TEST_CASE("cases that ran when the router died are errors, and those after them are judged",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    RunningTester tester(taking_turns());
    REQUIRE(begins_to_judge(tester));
    pause_for(3s);
    kill_keepalived(tester);
    const int code = tester.wait(120s);
    CAPTURE(tester.said());
    CHECK(code == 3);
    const auto report = tester.report();
    CHECK(has(report, "error", "keepalived 2"));
    CHECK(has(report, "error", "ended by itself"));
    CHECK(count(report, "fail") == 0);
    CHECK(count(report, "error") <= 2);
    CHECK(count(report, "pass") >= 4);
    CHECK(report["cases"].back()["outcome"] == "pass");
    CHECK(report["environment_error"] == "");
    tester.check_nothing_left();
}

TEST_CASE("a router that dies while all cases stop and start it fails none",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    RunningTester tester(disruptive());
    std::vector<pid_t> first;
    REQUIRE(wait_until([&] { return (first = tester.processes("r1", "keepalived")).size() == 2; }, 20s));
    REQUIRE(wait_until(
        [&] {
            const auto now = tester.processes("r1", "keepalived");
            return now.size() == 2 && now != first;
        },
        60s));
    kill_keepalived(tester);
    const int code = tester.wait(120s);
    CAPTURE(tester.said());
    CHECK(code == 3);
    const auto report = tester.report();
    CHECK(count(report, "fail") == 0);
    CHECK(count(report, "error") >= 1);
    tester.check_nothing_left();
}

TEST_CASE("a router that dies again and again ends the run with one sentence",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    // Each death costs a case, so there are more cases than deaths that are borne.
    auto arguments = taking_turns();
    arguments.insert(arguments.end(), {"--case", "rx/*"});
    RunningTester tester(arguments);
    REQUIRE(begins_to_judge(tester));
    int code = -1;
    for (int deaths = 0; deaths < 60 && code < 0; ++deaths) {
        for (const auto pid : tester.processes("r1", "keepalived")) kill(pid, SIGKILL);
        code = tester.wait(500ms);
    }
    CAPTURE(tester.said());
    CHECK(code == 3);
    const auto report = tester.report();
    CHECK(report["environment_error"].get<std::string>().find("keepalived") != std::string::npos);
    CHECK(report["environment_error"].get<std::string>().find('\n') == std::string::npos);
    CHECK(count(report, "fail") == 0);
    tester.check_nothing_left();
}

TEST_CASE("a device's namespace or interface that vanishes ends the run with one sentence",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    const bool takes_interface = GENERATE(false, true);
    const std::string host = GENERATE("r1", "tester");
    // The tester stays in its namespace, whoever takes away the name.
    const bool ends = takes_interface || host == "r1";
    CAPTURE(takes_interface, host);
    RunningTester tester(all_at_once());
    REQUIRE(begins_to_judge(tester));
    pause_for(500ms);
    const auto keepalived = tester.processes("r1", "keepalived");
    if (takes_interface)
        run_or_throw({"ip", "-n", tester.host(host), "link", "del", "dev", "eth0"});
    else
        run_or_throw({"ip", "netns", "del", tester.host(host)});
    const int code = tester.wait(40s);
    CAPTURE(tester.said());
    const auto report = tester.report();
    CAPTURE(report["environment_error"]);
    CHECK(code == (ends ? 3 : 0));
    CHECK(report["environment_error"].get<std::string>().empty() == !ends);
    CHECK(report["environment_error"].get<std::string>().find('\n') == std::string::npos);
    CHECK(count(report, "fail") == 0);
    CHECK((count(report, "error") > 0) == ends);
    for (const auto pid : keepalived) CHECK_FALSE(is_alive(pid));
    tester.check_nothing_left();
}

TEST_CASE("the next lab removes what a killed one left, and nothing else",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    RunningTester living(all_at_once());
    RunningTester killed(all_at_once());
    REQUIRE(begins_to_judge(living));
    REQUIRE(begins_to_judge(killed));
    const auto orphans = killed.processes("r1", "keepalived");
    killed.signal(SIGKILL);
    REQUIRE(killed.wait(5s) == 128 + SIGKILL);
    CHECK(orphans.size() == 2);
    const std::string alike = killed.host("alike");
    run_or_throw({"ip", "netns", "add", alike});
    const auto folder =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(killed.pid()) + "-alike");
    std::filesystem::create_directory(folder);

    RunningTester next(
        {"lab", "keepalived", "--suite", "rfc5798", "--profile", "v3-ipv4", "--case", "tx/ttl-is-255"});
    CHECK(next.wait(30s) == 0);
    CHECK(std::filesystem::remove(folder));
    CHECK(run_command({"ip", "netns", "del", alike}).status == 0);
    for (const auto pid : orphans) CHECK_FALSE(is_alive(pid));
    killed.check_nothing_left();
    next.check_nothing_left();
    CAPTURE(living.said());
    CHECK(living.wait(60s) == 0);
    CHECK(count(living.report(), "pass") > 40);
    living.check_nothing_left();
}

TEST_CASE("an interrupted lab leaves whole reports and nothing else",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    const std::string when = GENERATE("apply", "takeover", "cases", "disruptive");
    CAPTURE(when);
    RunningTester tester(when == "disruptive" ? disruptive() : all_at_once());
    std::vector<pid_t> first;
    const auto runs = [&] { return (first = tester.processes("r1", "keepalived")).size(); };
    if (when == "apply") {
        REQUIRE(wait_until([&] { return runs() >= 1; }, 20s));
    } else if (when == "takeover") {
        REQUIRE(wait_until([&] { return runs() == 2; }, 20s));
        pause_for(700ms);
    } else if (when == "cases") {
        REQUIRE(begins_to_judge(tester));
    } else {
        REQUIRE(wait_until([&] { return runs() == 2; }, 20s));
        // In the middle of a stop: the first of the two processes is gone.
        REQUIRE(wait_until([&] { return tester.processes("r1", "keepalived").size() < 2; }, 60s));
    }
    tester.signal(SIGINT);
    const auto began = std::chrono::steady_clock::now();
    CHECK(tester.wait(15s) == 130);
    CAPTURE(tester.said(), engine::milliseconds(std::chrono::steady_clock::now() - began));
    const auto report = tester.report();
    REQUIRE(report.is_object());
    CHECK(report["aborted"] == true);
    CHECK(report["summary"]["total"] == report["cases"].size());
    CHECK(count(report, "error") > 0);
    CHECK(count(report, "fail") == 0);
    tester.check_nothing_left();
}

namespace {

/// A router that runs by itself and a driver for it, the user's own script, that hangs in one verb.
struct StuckDriver {
    LanTopology lan;
    LabHost router = lan.add_host("r1", {{*engine::IpAddress::parse("172.16.100.11"), 24}}, true);
    LabHost host = lan.add_host("tester", {{*engine::IpAddress::parse("172.16.100.5"), 24}});
    KeepalivedDriver keepalived{DeviceShell({"ip", "netns", "exec", router.network_namespace}), {}};
    TemporaryDirectory folder;

    explicit StuckDriver(const std::string& verb, int seconds = 3) {
        RouterConfig config;
        config.vrid = 7;
        config.interval = 500ms;
        config.addresses = {*engine::IpAddress::parse("172.16.100.10")};
        keepalived.apply({config});
        const auto script = folder.path() / "driver";
        write_text(script, "#!/bin/sh\n[ \"$1\" != verbs ] || exit 127\necho \"asked to $1\"\n[ \"$1\" != " +
                               verb + " ] || sleep 300\n");
        std::filesystem::permissions(script, std::filesystem::perms(0700));
        write_text(folder.path() / "dut.toml",
                   "address = '172.16.100.11'\n[driver]\ntype = 'command'\ncommand = ['" + script.string() +
                       "']\ntimeout = " + std::to_string(seconds) +
                       "\n[[virtual_router]]\nvrid = 7\nprofile = 'v3-ipv4'\npriority = 100\ninterval = "
                       "0.5\naddresses = ['172.16.100.10']\n");
    }
    std::vector<std::string> arguments() const {
        return {"run",
                "--dut-file",
                folder.path() / "dut.toml",
                "--suite",
                "rfc5798",
                "--profile",
                "v3-ipv4",
                "--case",
                "tx/ttl-is-255",
                "--case",
                "release/stop-sends-priority-zero"};
    }
};

}  // namespace

TEST_CASE("a driver that hangs is ended at its limit, and what it said is told",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    StuckDriver device("apply");
    RunningTester applying(device.arguments(), device.host.network_namespace);
    CHECK(applying.wait(20s) == 3);
    CAPTURE(applying.said());
    CHECK(applying.complaint().find("apply' did not end within 3 s; it said: asked to apply") !=
          std::string::npos);
    CHECK(is_one_sentence(applying.complaint()));
    applying.check_nothing_left();
}

TEST_CASE("a driver that hangs when it stops the device costs the cases that wanted it",
          "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    StuckDriver device("stop");
    RunningTester tester(device.arguments(), device.host.network_namespace);
    CHECK(tester.wait(60s) == 3);
    CAPTURE(tester.said());
    const auto report = tester.report();
    CHECK(has(report, "error", "stop' did not end within 3 s; it said: asked to stop"));
    CHECK(count(report, "pass") == 1);
    CHECK(count(report, "fail") == 0);
    tester.check_nothing_left();
}

TEST_CASE("an interruption does not wait for a driver that hangs", "[lab][root][keepalived][faults][slow]") {
    if (driver_tests::no_lab("keepalived")) return;
    const std::string verb = GENERATE("apply", "stop");
    CAPTURE(verb);
    StuckDriver device(verb, 120);
    RunningTester tester(device.arguments(), device.host.network_namespace);
    const auto script = (device.folder.path() / "driver").string();
    REQUIRE(wait_until([&] { return run_command({"pgrep", "-f", script + " " + verb}).status == 0; }, 40s));
    pause_for(300ms);
    tester.signal(SIGINT);
    CHECK(tester.wait(15s) == 130);
    CAPTURE(tester.said());
    CHECK(tester.report()["aborted"] == true);
    CHECK(count(tester.report(), "fail") == 0);
    tester.check_nothing_left();
}

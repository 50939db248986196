#include "tester/dut/keepalived_driver.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tester/dut/driver_lab_for_tests.hpp"
#include "tester/dut/keepalived_config.hpp"

using namespace driver_tests;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

bool skipped() {
    return no_lab("keepalived");
}

}  // namespace

TEST_CASE("the keepalived driver applies, changes a priority, stops and leaves nothing",
          "[lab][root][driver][slow]") {
    if (skipped()) return;
    const bool use_vmac = GENERATE(false, true);
    CAPTURE(use_vmac);
    DriverLab lab;
    const auto before = lab.traces();
    KeepalivedDriver driver(lab.shell, {.use_vmac = use_vmac});
    CHECK_THAT(driver.name(), StartsWith("keepalived 2."));
    CHECK_FALSE(driver.running());
    driver.apply(two_routers());
    CHECK(driver.running());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    CHECK(lab.answers_ping("172.16.100.11"));

    lab.forget();
    driver.set_priority(Profile::v3_ipv4, 1, 150);
    REQUIRE(lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 150); }));
    lab.listen_for(300ms);
    CHECK(lab.count(0) == 0);
    // It never fell silent for as long as a router does that has become Backup.
    const auto heard = lab.of(Family::ipv4, 1);
    for (std::size_t i = 1; i < heard.size(); ++i) CHECK(heard[i].when - heard[i - 1].when < 250ms);
    CHECK_FALSE(lab.heard(Family::ipv6, 1, 150));
    CHECK_THROWS_WITH(driver.set_priority(Profile::v2_ipv4, 9, 150),
                      "keepalived has no virtual router with VRID 9 (v2-ipv4)");

    lab.forget();
    driver.stop();
    CHECK_FALSE(driver.running());
    CHECK(lab.listen_until([&] { return lab.count(0) == 2; }, 2s));
    CHECK_THAT(driver.log(), Contains("Entering MASTER STATE"));
    driver.start();
    CHECK(lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 150); }));
    driver.release();
    CHECK(lab.traces() == before);
}

TEST_CASE("a device that the keepalived driver kills is silent and answers nobody",
          "[lab][root][driver][slow]") {
    if (skipped()) return;
    const bool use_vmac = GENERATE(false, true);
    CAPTURE(use_vmac);
    DriverLab lab;
    KeepalivedDriver driver(lab.shell, {.use_vmac = use_vmac});
    driver.apply(two_routers());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    lab.forget();
    driver.kill();
    CHECK_FALSE(driver.running());
    CHECK_FALSE(lab.answers_ping("172.16.100.11"));
    CHECK(lab.answers_ping("172.16.100.1"));
    lab.forget();
    lab.listen_for(400ms);
    CHECK(lab.adverts.empty());
    driver.start();
    CHECK(lab.listen_until([&] { return both_heard(lab, 100); }));
}

TEST_CASE("a running keepalived takes any other virtual routers", "[lab][root][driver][slow]") {
    if (skipped()) return;
    const bool use_vmac = GENERATE(false, true);
    CAPTURE(use_vmac);
    DriverLab lab;
    KeepalivedDriver driver(lab.shell, {.use_vmac = use_vmac});
    driver.apply(two_routers());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    // One changes its version, one goes, others come, one with the address that another had.
    auto version_2 = ipv4_router(1, "172.16.100.12");
    version_2.profile = Profile::v2_ipv4;
    version_2.interval = 1s;
    auto heir = ipv4_router(2, "172.16.100.11");
    heir.preempt = false;
    driver.apply({version_2, heir, ipv6_router(2)});
    lab.forget();
    REQUIRE(lab.listen_until([&] {
        return lab.heard(Family::ipv4, 1, 100) && lab.heard(Family::ipv4, 2, 100) &&
               lab.heard(Family::ipv6, 2, 100);
    }));
    CHECK(lab.of(Family::ipv4, 1).front().version == 2);
    CHECK(lab.of(Family::ipv6, 1).empty());
    CHECK(lab.answers_ping("172.16.100.11"));
    CHECK(lab.answers_ping("172.16.100.12"));
    driver.apply(two_routers());
    lab.forget();
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    CHECK(lab.of(Family::ipv4, 1).front().version == 3);
    CHECK(lab.of(Family::ipv4, 2).empty());
    CHECK(lab.answers_ping("172.16.100.11"));
    CHECK_FALSE(lab.answers_ping("172.16.100.12"));
}

TEST_CASE("a killed keepalived leaves no filter behind", "[lab][root][driver][slow]") {
    if (skipped()) return;
    DriverLab lab;
    KeepalivedDriver driver(lab.shell);
    auto router = ipv4_router(1, "172.16.100.11");
    router.accept = false;
    driver.apply({router});
    REQUIRE(lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 100); }));
    CHECK_FALSE(lab.answers_ping("172.16.100.11"));
    driver.kill();
    router.accept = true;
    if (lab.shell.run("command -v nft\n").status != 0) {
        CHECK_THROWS_WITH(
            driver.apply({router}),
            StartsWith("a killed keepalived has left a packet filter for 172.16.100.11 on the device"));
        router.addresses = {address("172.16.100.12")};
    }
    driver.apply({router});
    lab.forget();
    REQUIRE(lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 100); }));
    CHECK(lab.answers_ping(to_string(router.addresses[0]).c_str()));
}

TEST_CASE("keepalived on a device without a link waits for it", "[lab][root][driver]") {
    if (skipped()) return;
    DriverLab lab;
    lab.lan.set_cable(lab.device, false);
    KeepalivedDriver driver(lab.shell, {.set_link = [&](bool up) { lab.lan.set_cable(lab.device, up); }});
    driver.apply(two_routers());
    CHECK(driver.running());
    driver.set_link(true);
    CHECK(lab.listen_until([&] { return both_heard(lab, 100); }));
    driver.set_link(false);
    lab.forget();
    lab.listen_for(300ms);
    CHECK(lab.adverts.empty());
}

TEST_CASE("the keepalived driver says why keepalived does not start", "[lab][root][driver]") {
    if (skipped()) return;
    DriverLab lab;
    SECTION("it ends at once") {
        KeepalivedDriver driver(lab.shell);
        driver.apply(two_routers());
        driver.kill();
        const TemporaryDirectory folder;
        write_text(folder.path() / "keepalived", "#!/bin/sh\necho the licence has expired\nexit 1\n");
        std::filesystem::permissions(folder.path() / "keepalived", std::filesystem::perms::owner_all);
        KeepalivedDriver broken(DeviceShell({"ip", "netns", "exec", lab.device.network_namespace, "env",
                                             "PATH=" + folder.path().string() + ":/usr/bin:/bin"}));
        driver.release();
        CHECK_THROWS_WITH(broken.apply(two_routers()), "keepalived ended at once: the licence has expired");
        CHECK_FALSE(broken.running());
    }
    SECTION("the interface is another") {
        KeepalivedDriver driver(lab.shell, {.interface = "eth7"});
        CHECK_THROWS_WITH(driver.apply(two_routers()),
                          StartsWith("the device has no interface eth7: it has eth0"));
    }
    SECTION("another one runs there") {
        KeepalivedDriver driver(lab.shell);
        driver.apply({});
        KeepalivedDriver second(lab.shell);
        CHECK_THROWS_WITH(second.apply({}), "another vrrptest (process " + std::to_string(getpid()) +
                                                ") works on the device: wait for it or end it");
    }
    SECTION("somebody else's runs there") {
        const TemporaryDirectory folder;
        write_text(folder.path() / "conf", keepalived_config({}, two_routers()));
        ChildProcess theirs(
            {"ip", "netns", "exec", lab.device.network_namespace, "keepalived", "-P", "-n", "-l", "-f",
             folder.path() / "conf", "-p", folder.path() / "pid", "-r", folder.path() / "vrrp.pid"},
            folder.path() / "log");
        REQUIRE(wait_until([&] { return !read_text(folder.path() / "vrrp.pid").empty(); }, 5s));
        KeepalivedDriver driver(lab.shell);
        CHECK_THROWS_WITH(
            driver.apply({}),
            Catch::Matchers::Matches("keepalived already runs on the device \\(process [0-9]+\\): stop "
                                     "it first, for two would fight over the interface"));
        CHECK(theirs.running());
    }
}

TEST_CASE("what a killed tester left on a device is cleaned by the next", "[lab][root][driver]") {
    if (skipped()) return;
    DriverLab lab;
    const auto before = lab.traces();
    const pid_t killed = fork();
    REQUIRE(killed >= 0);
    if (killed == 0) {
        try {
            KeepalivedDriver driver(lab.shell, {.use_vmac = true});
            driver.apply({ipv4_router(7, "172.16.100.17")});
            ::kill(getpid(), SIGKILL);
        } catch (const std::exception&) {
        }
        _exit(1);
    }
    waitpid(killed, nullptr, 0);
    REQUIRE(lab.listen_until([&] { return lab.heard(Family::ipv4, 7, 100); }));
    KeepalivedDriver driver(lab.shell);
    driver.apply({ipv4_router(1, "172.16.100.11")});
    CHECK(lab.heard(Family::ipv4, 7, 100));
    lab.forget();
    REQUIRE(lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 100); }));
    CHECK(lab.of(Family::ipv4, 7).empty());
    CHECK(lab.traces().find("vrrp4-7") == std::string::npos);
    driver.release();
    CHECK(lab.traces() == before);
}

TEST_CASE("the keepalived driver takes the link away and gives it back", "[lab][root][driver]") {
    if (skipped()) return;
    DriverLab lab;
    KeepalivedDriver driver(lab.shell);
    driver.apply(two_routers());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    driver.set_link(false);
    lab.forget();
    lab.listen_for(300ms);
    CHECK(lab.adverts.empty());
    driver.set_link(true);
    CHECK(lab.listen_until([&] { return both_heard(lab, 100); }));
    CHECK(lab.shell.run("ip addr show dev eth0\n").output.find("2001:db8::1/64") != std::string::npos);
}

TEST_CASE("how fast keepalived starts with 150 virtual routers", "[.measure]") {
    if (skipped()) return;
    DriverLab lab;
    std::vector<RouterConfig> routers;
    for (int i = 1; i <= 75; ++i) {
        routers.push_back(ipv4_router(static_cast<std::uint8_t>(i), "172.16.100.100", 1s));
        routers.back().addresses = {address("172.16.100.100").shifted(i)};
        routers.push_back(ipv6_router(static_cast<std::uint8_t>(i), 1s));
    }
    for (const bool use_vmac : {false, true}) {
        KeepalivedDriver driver(lab.shell, {.use_vmac = use_vmac});
        const auto timed = [&](const char* what, const std::function<void()>& work) {
            const auto began = lab.scheduler.now();
            work();
            WARN((use_vmac ? "vmac " : "")
                 << what << " " << engine::milliseconds(lab.scheduler.now() - began) << " ms");
        };
        timed("apply", [&] { driver.apply(routers); });
        pause_for(6s);
        timed("reload", [&] { driver.apply(routers); });
        timed("set_priority", [&] { driver.set_priority(Profile::v3_ipv4, 3, 120); });
        timed("kill", [&] { driver.kill(); });
        timed("start", [&] { driver.start(); });
        pause_for(6s);
        timed("stop", [&] { driver.stop(); });
        timed("release", [&] { driver.release(); });
    }
}

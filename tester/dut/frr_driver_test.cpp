#include "tester/dut/frr_driver.hpp"

#include "tester/dut/driver_lab_for_tests.hpp"

using namespace driver_tests;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

bool skipped() {
    return no_lab("/usr/lib/frr/vrrpd");
}

}  // namespace

TEST_CASE("the FRR driver applies, changes a priority, stops and leaves nothing",
          "[lab][root][driver][slow]") {
    if (skipped()) return;
    DriverLab lab;
    const auto before = lab.traces();
    FrrDriver driver(lab.shell);
    CHECK_THAT(driver.name(), StartsWith("FRR "));
    CHECK(driver.capabilities().families_share_vrids);
    driver.apply(two_routers());
    CHECK(driver.running());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    CHECK(lab.answers_ping("172.16.100.11"));

    lab.forget();
    driver.set_priority(Profile::v3_ipv4, 1, 150);
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 150); }));
    CHECK(lab.count(0) == 0);

    lab.forget();
    driver.stop();
    CHECK_FALSE(driver.running());
    CHECK(lab.listen_until([&] { return lab.count(0) == 2; }, 2s));
    CHECK_FALSE(lab.answers_ping("172.16.100.11"));
    driver.start();
    CHECK(lab.listen_until([&] { return both_heard(lab, 150); }));

    // Another version, another address, one that goes and one that comes.
    auto version_2 = ipv4_router(1, "172.16.100.12");
    version_2.profile = Profile::v2_ipv4;
    version_2.interval = 1s;
    driver.apply({version_2, ipv6_router(2)});
    lab.forget();
    REQUIRE(
        lab.listen_until([&] { return lab.heard(Family::ipv4, 1, 100) && lab.heard(Family::ipv6, 2, 100); }));
    CHECK(lab.of(Family::ipv4, 1).front().version == 2);
    CHECK(lab.of(Family::ipv6, 1).empty());
    CHECK_FALSE(driver.log().empty());
    driver.release();
    CHECK(lab.traces() == before);
    CHECK(run_command({"ip", "netns", "pids", lab.device.network_namespace}).output.empty());
}

TEST_CASE("a device that the FRR driver kills is silent and answers nobody", "[lab][root][driver][slow]") {
    if (skipped()) return;
    DriverLab lab;
    FrrDriver driver(lab.shell);
    driver.apply(two_routers());
    REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
    lab.forget();
    driver.kill();
    CHECK_FALSE(driver.running());
    CHECK_FALSE(lab.answers_ping("172.16.100.11"));
    CHECK(lab.answers_ping("172.16.100.1"));
    lab.listen_for(400ms);
    CHECK(lab.count(0) == 0);
    lab.forget();
    lab.listen_for(400ms);
    CHECK(lab.adverts.empty());
    driver.start();
    CHECK(lab.listen_until([&] { return both_heard(lab, 100); }));
}

TEST_CASE("what FRR cannot have is refused in one sentence", "[lab][root][driver]") {
    if (skipped()) return;
    DriverLab lab;
    FrrDriver driver(lab.shell);
    auto owner = ipv4_router(3, "172.16.100.13");
    owner.priority = 255;
    CHECK_THROWS_WITH(driver.apply({owner}),
                      "FRR cannot be configured as the address owner (priority 255) (VRID 3)");
    CHECK_THROWS_WITH(driver.set_priority(Profile::v3_ipv4, 1, 3),
                      "FRR has no virtual router with VRID 1 (v3-ipv4)");
    CHECK_THROWS_WITH(driver.start(), "FRR has no configuration yet: apply one first");
}

TEST_CASE("how many virtual routers FRR holds, and how fast", "[.measure]") {
    if (skipped()) return;
    for (const int count : {50, 100, 200}) {
        DriverLab lab;
        std::vector<RouterConfig> routers;
        for (int i = 1; i <= count; ++i) {
            routers.push_back(ipv4_router(static_cast<std::uint8_t>(i), "172.16.101.0", 1s));
            routers.back().addresses = {address("172.16.101.0").shifted(i)};
        }
        FrrDriver driver(lab.shell);
        const auto timed = [&](const char* what, const std::function<void()>& work) {
            const auto began = lab.scheduler.now();
            work();
            WARN(count << " " << what << " " << engine::milliseconds(lab.scheduler.now() - began) << " ms");
        };
        timed("apply", [&] { driver.apply(routers); });
        lab.listen_for(6s);
        int heard = 0;
        for (int i = 1; i <= count; ++i) heard += lab.heard(Family::ipv4, i, 100);
        WARN(count << " advertising " << heard);
        timed("kill", [&] { driver.kill(); });
        timed("start", [&] { driver.start(); });
        timed("stop", [&] { driver.stop(); });
        timed("release", [&] { driver.release(); });
    }
}

TEST_CASE("an FRR that is started again and again speaks in both families", "[lab][root][driver][slow]") {
    if (skipped()) return;
    DriverLab lab;
    FrrDriver driver(lab.shell);
    driver.apply(two_routers());
    for (int i = 0; i < 4; ++i) {
        CAPTURE(i);
        lab.forget();
        REQUIRE(lab.listen_until([&] { return both_heard(lab, 100); }));
        i % 2 == 0 ? driver.stop() : driver.kill();
        driver.start();
    }
}

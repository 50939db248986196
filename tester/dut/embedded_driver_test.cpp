#include "tester/dut/embedded_driver.hpp"

#include "tester/dut/driver_lab_for_tests.hpp"

using namespace driver_tests;
using Catch::Matchers::Contains;

namespace {

/// Does with signals what `vrrptest speak` does, and tells it.
std::filesystem::path fake_speaker(const TemporaryDirectory& folder, const std::string& body) {
    const auto path = folder.path() / "speaker";
    write_text(path, "#!/bin/sh\n" + body);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
}

}  // namespace

TEST_CASE("the embedded driver runs a speaker and tells it of priorities", "[lab][root][driver]") {
    if (no_lab("ip")) return;
    DriverLab lab;
    const TemporaryDirectory folder;
    const auto before = lab.traces();
    EmbeddedDriver driver(lab.shell, {.program = fake_speaker(folder, R"(echo "started $*"
trap 'grep priority "$5"' HUP
trap 'echo resigned; exit 0' TERM
while :; do sleep 0.02; done
)"),
                                      .standard = engine::Rfc::rfc5798});
    driver.apply({ipv4_router(7, "172.16.100.17")});
    CHECK(driver.running());
    CHECK_THAT(driver.log(), Contains("started speak -i eth0 --routers /tmp/vrrptest-dut."));
    CHECK_THAT(driver.log(), Contains("--standard 5798"));
    driver.set_priority(Profile::v3_ipv4, 7, 33);
    CHECK(wait_until([&] { return driver.log().find("priority = 33") != std::string::npos; }, 5s));
    driver.stop();
    CHECK_FALSE(driver.running());
    CHECK_THAT(driver.log(), Contains("resigned"));
    driver.start();
    CHECK(driver.running());
    driver.kill();
    CHECK_FALSE(driver.running());
    driver.start();
    driver.release();
    CHECK(lab.traces() == before);
    CHECK(run_command({"ip", "netns", "pids", lab.device.network_namespace}).output.empty());
}

TEST_CASE("a speaker that ends at once leaves its last words", "[lab][root][driver]") {
    if (no_lab("ip")) return;
    DriverLab lab;
    const TemporaryDirectory folder;
    EmbeddedDriver driver(lab.shell,
                          {.program = fake_speaker(folder, "echo eth0 has no address >&2\nexit 2\n")});
    CHECK_THROWS_WITH(driver.apply({ipv4_router(7, "172.16.100.17")}),
                      "the embedded speaker ended at once: eth0 has no address");
    CHECK_FALSE(driver.running());
    EmbeddedDriver nothing(lab.shell, {.program = "/no/such/vrrptest"});
    driver.release();
    CHECK_THROWS_WITH(nothing.apply({}),
                      "there is no vrrptest at /no/such/vrrptest on the device: copy it there, or say where "
                      "it is (program)");
}

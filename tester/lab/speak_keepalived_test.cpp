#include "tester/dut/keepalived_driver.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/lab/speak_lab_for_tests.hpp"

using namespace tester;
using namespace tester::test;

TEST_CASE("the speaker is a router beside a real keepalived: elected, pre-empted, authenticated, left",
          "[lab][root][keepalived][speak][slow]") {
    if (!LanTopology::what_is_missing().empty() || !what_is_missing_for("keepalived").empty()) {
        WARN("skipped: needs root, iproute2 and keepalived");
        return;
    }
    // Both secrets are longer than the eight octets of which keepalived makes use.
    auto password = speaker_router(Profile::v2_ipv4, 51);
    password.authentication = engine::parse_authentication("pass:longpassword").value();
    auto header = speaker_router(Profile::v2_ipv4, 52);
    header.authentication = engine::parse_authentication("ah:longs3cretkey").value();
    SpeakLab lab(
        {password, header, speaker_router(Profile::v3_ipv4, 53), speaker_router(Profile::v3_ipv6, 53)});

    auto better = lab.routers;
    for (auto& router : better) router.priority = 150;
    better[1].authentication.key = "longs3cretkey";
    KeepalivedDriver keepalived(DeviceShell({"ip", "netns", "exec", lab.device.network_namespace}));
    lab.live({[&] { keepalived.apply(better); }, [&] { keepalived.kill(); }});
}

#include "tester/dut/frr_driver.hpp"
#include "tester/lab/scene_routers.hpp"
#include "tester/lab/speak_lab_for_tests.hpp"

using namespace tester;
using namespace tester::test;

TEST_CASE("the speaker is a router beside a real FRR: elected, pre-empted, left",
          "[lab][root][frr][speak][slow]") {
    if (!LanTopology::what_is_missing().empty() || !what_is_missing_for("frr").empty()) {
        WARN("skipped: needs root, iproute2 and FRR");
        return;
    }
    SpeakLab lab({speaker_router(Profile::v2_ipv4, 51), speaker_router(Profile::v3_ipv4, 53),
                  speaker_router(Profile::v3_ipv6, 54)});
    auto better = lab.routers;
    for (auto& router : better) {
        router.priority = 150;
        router.accept.reset();  // FRR has no switch for it
    }
    FrrDriver frr(DeviceShell({"ip", "netns", "exec", lab.device.network_namespace}));
    lab.live({[&] { frr.apply(better); }, [&] { frr.kill(); }});
}

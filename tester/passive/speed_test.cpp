#include <catch2/catch.hpp>
#include <ctime>

#include "tester/passive/passive_for_tests.hpp"

// How long the judge takes for a frame; run it from a build with optimisation: vrrptest_tests [.bench]

using namespace tester;
using namespace tester::test;

namespace {

/// As many checks as there really are, each as cheap as a check can be, spread over what they look at.
std::vector<PassiveCheck> dummy_checks() {
    std::vector<PassiveCheck> checks;
    for (int index = 0; index < 40; ++index) {
        PassiveCheck check{
            .id = "test/dummy", .clauses = {rfc3768("5"), rfc5798("5"), rfc9568("5")}, .says = "It is so"};
        if (index < 14) {
            check.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
                if (packet.view.ip->ttl == 255) ruling.holds();
            };
        } else if (index < 26) {
            check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
                if (packet.speaker && packet.message().priority() != 0) ruling.holds();
            };
        } else if (index < 32) {
            check.on_change = [](const ChangeSeen&, Ruling& ruling) { ruling.holds(); };
        } else {
            check.on_host_frame = [](const HostFrameSeen&, Ruling& ruling) { ruling.holds(); };
        }
        checks.push_back(check);
    }
    return checks;
}

}  // namespace

TEST_CASE("the judge's speed with forty checks", "[.bench][passive]") {
    std::vector<engine::Octets> frames;
    for (const std::uint8_t vrid : std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8}) {
        frames.push_back(octets_of({.vrid = vrid}));
        frames.push_back(octets_of({.vrid = vrid, .version = 2, .interval = 1}));
        frames.push_back(
            octets_of({.source = "fe80::11", .vrid = vrid, .addresses = {"fe80::10", "2001:db8::10"}}));
    }
    PassiveJudge judge(dummy_checks(), {});
    constexpr std::size_t count = 1'000'000;
    const std::clock_t begin = std::clock();  // this process alone, whatever else the machine does
    for (std::size_t index = 0; index < count; ++index) {
        const engine::Octets& octets = frames[index % frames.size()];
        judge.feed(
            {.number = index + 1,
             .when = engine::Instant{1'000'000'000'000 + static_cast<std::int64_t>(index) * 41'666'667},
             .octets = octets,
             .original_size = octets.size()});
    }
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const auto verdict = judge.conclude();
    CHECK(verdict.routers.size() == 16);
    for (const auto& result : verdict.cases) CHECK(result.outcome != Outcome::fail);
    WARN("ns per VRRP frame: " << seconds * 1e9 / static_cast<double>(count));
}

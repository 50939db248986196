#include <catch2/catch.hpp>
#include <filesystem>

#include "tester/passive/passive_for_tests.hpp"

// Captures that other people recorded, where they are at hand: what tshark shows of them, as literals.

using namespace tester;
using namespace tester::test;
using Lines = std::vector<std::string>;

namespace {

/// The verdict on a file of ../shared/captures; nothing where it is not there.
std::optional<PassiveJudge::Verdict> verdict_on(const std::string& name) {
    const auto path = std::filesystem::path(VRRPTEST_SOURCE_DIR).parent_path() / "shared" / "captures" / name;
    const auto beside =
        std::filesystem::path(VRRPTEST_SOURCE_DIR).parent_path().parent_path() / "shared" / "captures" / name;
    const auto& found = std::filesystem::exists(path) ? path : beside;
    if (!std::filesystem::exists(found)) return std::nullopt;
    PassiveJudge judge({ttl_check(), changes()}, {});
    engine::CaptureReader reader(found.string());
    engine::CapturedFrame frame;
    while (reader.next(frame)) judge.feed(frame);
    return judge.conclude();
}

}  // namespace

TEST_CASE("seven routers preempt one another over five virtual routers", "[passive][captures]") {
    const auto verdict = verdict_on("tcpdump-vrrp.pcap");
    if (!verdict) return;
    REQUIRE(verdict->routers.size() == 5);
    const int vrids[] = {42, 43, 44, 45, 46};
    const int versions[] = {2, 2, 3, 3, 3};
    const std::size_t addresses[] = {3, 1, 2, 2, 5};
    const char* forms[] = {"message-only", "message-only", "pseudo-header", "pseudo-header", "pseudo-header"};
    for (std::size_t index = 0; index < 5; ++index) {
        const RouterReport& router = verdict->routers[index];
        CHECK(router.vrid == vrids[index]);
        CHECK(router.versions == std::vector<int>{versions[index]});
        CHECK(router.addresses.size() == addresses[index]);
        CHECK(router.takeovers == 6);
        REQUIRE(router.speakers.size() == 7);
        for (std::size_t speaker = 0; speaker < 7; ++speaker) {
            const SpeakerReport& one = router.speakers[speaker];
            CHECK(one.priorities == std::vector<int>{191 + static_cast<int>(speaker)});
            CHECK(one.checksum_form == forms[index]);
            CHECK(one.advertised_interval_seconds == 10);
            CHECK(one.measured_interval_seconds.value() == Approx(10).margin(0.011));
            CHECK(one.mac_habit == "virtual");
            CHECK(one.is_active == (speaker == 6));
        }
    }
    CHECK(verdict->routers[0].authentication == Lines{"simple text password"});
    CHECK(verdict->routers[1].authentication == Lines{"none"});
    CHECK(verdict->routers[0].speakers[1].source == "10.0.0.92");
    CHECK(verdict->routers[3].speakers[6].source == "fe80::20c:42ff:fe5e:c2dc");
    // Five that come first, and six preemptions each of five.
    CHECK(verdict->timeline.size() == 35);
    CHECK(verdict->cases.at(0).observed == "held 34 times");
    CHECK(verdict->remarks.empty());
}

TEST_CASE("five packets of CARP show no virtual router", "[passive][captures]") {
    const auto verdict = verdict_on("libpcap-carp.pcap");
    if (!verdict) return;
    CHECK(verdict->routers.empty());
    CHECK(verdict->timeline.empty());
    CHECK(verdict->remarks ==
          Lines{"5 packets of CARP, which shares VRRP's protocol number, were not judged"});
}

TEST_CASE("a router inside 802.1ah is found with its tags", "[passive][captures]") {
    const auto verdict = verdict_on("zeek-pbb.pcap");
    if (!verdict) return;
    REQUIRE(verdict->routers.size() == 1);
    const RouterReport& router = verdict->routers[0];
    CHECK(router.segment == "VLAN 4051, I-SID 2014011");
    CHECK(router.vrid == 51);
    CHECK(router.addresses == Lines{"10.199.245.1"});
    REQUIRE(router.speakers.size() == 1);
    CHECK(router.speakers[0].source == "10.199.245.2");
    CHECK(router.speakers[0].first_seconds == Approx(3.757134));
}

TEST_CASE("a fuzzer's packets are counted and make nobody Active", "[passive][captures]") {
    for (const char* name : {"tcpdump-vrrp-oobr.pcap", "tcpdump-vrrp-oobr-2.pcap"}) {
        const auto verdict = verdict_on(name);
        if (!verdict) return;
        CHECK(verdict->routers.empty());
    }
}

TEST_CASE("a hand-made advertisement with the other family's virtual MAC is one from a MAC of its own",
          "[passive][captures]") {
    const auto verdict = verdict_on("pcpp-VRRP-V3-IPv6.pcap");
    if (!verdict) return;
    REQUIRE(verdict->routers.size() == 1);
    CHECK(verdict->routers[0].speakers.at(0).mac == "00:00:5e:00:01:01");
    CHECK(verdict->routers[0].speakers[0].mac_habit == "own");
}

#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "tester/passive/judge_state.hpp"
#include "tester/passive/passive_for_tests.hpp"

// Whatever a file holds, the judge takes no more than so much memory, and says what it leaves out.

using namespace tester;
using namespace tester::test;
using Lines = std::vector<std::string>;

namespace {

bool has_remark(const PassiveJudge::Verdict& verdict, const std::string& text) {
    for (const auto& remark : verdict.remarks)
        if (remark.find(text) != std::string::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("no more virtual routers are kept than there is room for", "[passive][bounds]") {
    TestCapture capture({ttl_check()});
    Advert advert;
    for (int vlan = 1; vlan <= 12; ++vlan) {
        advert.vlans = {static_cast<std::uint16_t>(vlan)};
        for (int vrid = 1; vrid <= 255; ++vrid) {
            advert.vrid = static_cast<std::uint8_t>(vrid);
            capture.advert(0.001 * static_cast<double>(capture.number), advert);
        }
    }
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.routers.size() == 1024);
    // 12 * 255 = 3060 = 1024 + 2036.
    CHECK(has_remark(verdict, "2036 packets of virtual routers beyond the first 1024 were left out"));
    CHECK(verdict.timeline.size() == 1024);
    CHECK(capture.judge.vrrp_packets() == 3060);
}

TEST_CASE("the timeline has so many events and no more", "[passive][bounds]") {
    TestCapture capture({ttl_check()});
    for (int index = 0; index < 1100; ++index) {
        capture.advert(index, {});
        capture.advert(index + 0.5, {.priority = 0});
    }
    const auto verdict = capture.judge.conclude();
    // It takes over and resigns 1100 times.
    CHECK(verdict.timeline.size() == 2000);
    CHECK(has_remark(verdict, "the timeline leaves out 200 events beyond the first 2000"));
}

TEST_CASE("thousands of sources of one virtual router are sixteen and a number", "[passive][bounds]") {
    TestCapture capture({ttl_check(), changes()});
    Advert advert;
    for (int index = 0; index < 3000; ++index) {
        advert.source = fmt::format("172.16.{}.{}", 1 + index / 200, 1 + index % 200);
        capture.advert(0.001 * index, advert);
    }
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.routers.size() == 1);
    CHECK(verdict.routers[0].speakers.size() == 16);
    CHECK(has_remark(verdict, "2984 packets of routers beyond the first 16 of a virtual router"));
    // They are judged all the same.
    CHECK(verdict.cases.at(0).observed == "held 3000 times");
}

TEST_CASE("so many segments are kept apart and no more", "[passive][bounds]") {
    TestCapture capture({ttl_check()});
    Advert advert;
    for (std::uint16_t outer = 1; outer <= 50; ++outer) {
        for (std::uint16_t inner = 1; inner <= 50; ++inner) {
            advert.vlans = {outer, inner};
            capture.advert(0.001 * static_cast<double>(capture.number), advert);
        }
    }
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.routers.size() == 1024);
    CHECK(verdict.routers[0].segment == "VLAN 1.1");
    CHECK(has_remark(verdict, "1476 packets of virtual routers"));
}

TEST_CASE("findings everywhere are kept up to a bound, and counted beyond", "[passive][bounds]") {
    std::vector<PassiveCheck> checks;
    for (int index = 0; index < 12; ++index) checks.push_back(ttl_check());
    TestCapture capture(checks);
    Advert advert{.ttl = 3};
    for (int round = 0; round < 3; ++round) {
        for (int vrid = 1; vrid <= 255; ++vrid) {
            advert.vrid = static_cast<std::uint8_t>(vrid);
            capture.advert(0.001 * static_cast<double>(capture.number), advert);
        }
    }
    const auto verdict = capture.judge.conclude();
    // 2000 = 166 * 12 + 8: so many virtual routers keep a finding of each check, and one more of eight. Of
    // what no finding is kept, each check tells together.
    REQUIRE(verdict.cases.size() == 2000 + 12);
    std::size_t checks_kept = 0, together = 0;
    for (const auto& result : verdict.cases) {
        CHECK(result.outcome == Outcome::fail);
        checks_kept += result.checks.size();
        if (!result.virtual_router) ++together;
    }
    CHECK(checks_kept == 2000);
    CHECK(together == 12);
    CHECK(verdict.cases[0].observed ==
          "did not hold for 88 virtual routers, 264 times in all (too many findings to keep these)");
    // 12 * 255 * 3 = 9180.
    CHECK(has_remark(verdict, "7180 findings beyond the first 2000"));
    CHECK(verdict.cases.back().observed.find("and 2 more") != std::string::npos);
}

namespace {

/// So many checks of one kind, each of its own name.
std::vector<PassiveCheck> many(std::size_t count, void (*on_packet)(const PacketSeen&, Ruling&)) {
    PassiveCheck check = ttl_check(Level::report);
    check.on_packet = on_packet;
    return std::vector<PassiveCheck>(count, check);
}

/// One advertisement of each of 255 virtual routers.
PassiveJudge::Verdict verdict_on_all_vrids(const std::vector<PassiveCheck>& checks) {
    TestCapture capture(checks);
    Advert advert;
    for (int vrid = 1; vrid <= 255; ++vrid) {
        advert.vrid = static_cast<std::uint8_t>(vrid);
        capture.advert(0.001 * vrid, advert);
    }
    return capture.judge.conclude();
}

}  // namespace

TEST_CASE("facts are kept up to a bound", "[passive][bounds]") {
    const auto verdict = verdict_on_all_vrids(many(20, [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(packet.speaker, "number", std::to_string(packet.message().vrid()));
    }));
    // 20 * 255 = 5100 = 3000 + 2100, and each cites one frame.
    CHECK(has_remark(verdict, "2100 facts beyond the first 3000"));
    CHECK(has_remark(verdict, "the frames of 1500 findings, facts or doubts are left out"));
    std::size_t facts = 0, frames = 0;
    for (const auto& result : verdict.cases) {
        facts += result.facts.size();
        frames += result.frames.size();
    }
    CHECK(facts == 3000);
    CHECK(frames == 1500);
}

TEST_CASE("so many facts of one router are kept and no more", "[passive][bounds]") {
    TestCapture capture(many(1, [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(packet.speaker, std::to_string(packet.frame.number), "seen");
    }));
    capture.adverts(0, 40, {});
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.cases.at(0).facts.size() == 32);
    CHECK(has_remark(verdict, "8 facts beyond the first 3000, or 32 of a check and virtual router"));
}

TEST_CASE("a fact that changes all the time takes no more room than one", "[passive][bounds]") {
    TestCapture capture(many(1, [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(packet.speaker, "frame", std::to_string(packet.frame.number));
    }));
    capture.adverts(0, 4000, {});
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.cases.at(0).brief == "4000");
    CHECK(verdict.cases[0].frames.size() == 1);
    CHECK(verdict.remarks.empty());
}

TEST_CASE("reasons of doubts are kept up to a bound", "[passive][bounds]") {
    const auto verdict = verdict_on_all_vrids(many(10, [](const PacketSeen& packet, Ruling& ruling) {
        ruling.doubts(fmt::format("VRID {} is doubtful", packet.message().vrid()));
    }));
    // 10 * 255 = 2550 = 1000 + 1550: 100 virtual routers have all theirs, and 155 have none.
    CHECK(has_remark(verdict, "1550 reasons beyond the first 1000"));
    REQUIRE(verdict.cases.size() == 10 * 101);
    std::size_t together = 0;
    for (const auto& result : verdict.cases) {
        CHECK(result.outcome == Outcome::inconclusive);
        if (result.virtual_router) continue;
        ++together;
        CHECK(result.reason == "there were too many reasons to keep this one");
        CHECK(result.observed == "nothing could be said of 155 virtual routers, 155 times in all");
    }
    CHECK(together == 10);
}

TEST_CASE("a virtual router has so many deadlines and no more", "[passive][bounds]") {
    auto checks = many(1, [](const PacketSeen& packet, Ruling& ruling) {
        ruling.look_again(packet.frame.when + engine::Duration(3'600'000'000'000),
                          static_cast<std::uint32_t>(packet.frame.number));
    });
    checks[0].on_deadline = [](const DeadlineSeen&, Ruling& ruling) { ruling.holds(); };
    TestCapture capture(checks);
    capture.adverts(0, 200, {});
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.cases.at(0).observed == "held 128 times");
    CHECK(has_remark(verdict, "72 times a check could not wait"));
}

TEST_CASE("long address lists of very many virtual routers are shortened", "[passive][bounds]") {
    TestCapture capture({ttl_check()});
    Advert advert{.ttl = 64};
    advert.addresses.clear();
    for (int last = 0; last < 255; ++last) advert.addresses.push_back(fmt::format("172.16.101.{}", last));
    for (const bool is_right : {true, false}) {
        advert.ttl = is_right ? 255 : 64;
        for (int vrid = 1; vrid <= 100; ++vrid) {
            advert.vrid = static_cast<std::uint8_t>(vrid);
            capture.advert(0.001 * static_cast<double>(capture.number), advert);
        }
    }
    const auto verdict = capture.judge.conclude();
    // 16 * 255 = 4080 of 4096 are listed in full, and of 84 lists 16 each.
    std::size_t listed = 0, named = 0;
    for (const auto& router : verdict.routers) listed += router.addresses.size();
    for (const auto& result : verdict.cases) named += result.virtual_router.value().addresses.size();
    CHECK(listed == 4080 + 84 * 16);
    CHECK(named == 4080 + 84 * 16);
    CHECK(has_remark(verdict, "168 address lists of more than 16 are shortened to these"));
}

TEST_CASE("a leap back of time begins everything anew and says so", "[passive][bounds]") {
    PassiveCheck check = changes();
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        ruling.look_again(packet.frame.when + engine::Duration(2'000'000'000), 0);
    };
    check.on_change = nullptr;
    check.on_deadline = [](const DeadlineSeen& deadline, Ruling& ruling) {
        if (deadline.capture_ended) return ruling.holds();
        ruling.fails(nullptr, "no deadline passes", "one has");
    };
    TestCapture capture({check, changes()});
    capture.adverts(100, 105, {});
    capture.adverts(0, 5, {});
    CHECK(change_log() == Lines{"first nobody -> 172.16.100.11", "first nobody -> 172.16.100.11"});
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.cases.at(0).observed == "held 2 times");
    CHECK(has_remark(verdict, "the time goes back by more than a second at frame 6 (once in all)"));
    REQUIRE(verdict.routers.size() == 1);
    CHECK(verdict.routers[0].speakers.at(0).advertisements == 10);
    CHECK(verdict.routers[0].speakers[0].measured_interval_seconds.value() == Approx(1));
}

TEST_CASE("interfaces that are a little out of step begin nothing anew", "[passive][bounds]") {
    TestCapture capture({changes()});
    Advert second;
    second.interface = 1;
    for (int index = 0; index < 10; ++index) {
        capture.advert(index, {});
        capture.advert(index - 0.4, second);
    }
    const auto verdict = capture.judge.conclude();
    CHECK(change_log().size() == 2);
    CHECK(verdict.remarks.empty());
    REQUIRE(verdict.routers.size() == 2);
    CHECK(verdict.routers[0].segment == "interface 1");
    CHECK(verdict.routers[1].segment == "interface 2");
}

TEST_CASE("segments are named by interface and tags where there are several", "[passive][bounds]") {
    TestCapture capture({ttl_check()}, {.interface_names = {"eth0", "eth1"}});
    Advert second;
    second.interface = 1;
    second.vlans = {3};
    capture.advert(0, {});
    capture.advert(0.5, second);
    const auto routers = capture.judge.routers();
    REQUIRE(routers.size() == 2);
    CHECK(routers[0].segment == "eth0");
    CHECK(routers[1].segment == "eth1, VLAN 3");
    CHECK(capture.told.back() ==
          "0.500 #2 VRID 1 (IPv4, eth1, VLAN 3): 172.16.100.11 is Active (priority 100)");
}

TEST_CASE("any octets can be judged", "[passive][bounds]") {
    PassiveCheck host = changes();
    host.on_change = nullptr;
    host.on_host_frame = [](const HostFrameSeen& frame, Ruling& ruling) {
        if (frame.speaker == nullptr) return ruling.doubts("whose?");
        ruling.holds();
    };
    TestCapture capture({ttl_check(), changes(), host});
    std::mt19937 random(9568);
    const std::vector<engine::Octets> seeds{
        octets_of({}), octets_of({.version = 2, .interval = 1}),
        octets_of({.source = "fe80::11", .addresses = {"fe80::10", "2001:db8::1"}}),
        engine::craft(engine::ArpFrame{.ethernet_source = engine::virtual_mac(engine::Family::ipv4, 1),
                                       .ethernet_destination = engine::broadcast_mac,
                                       .sender_mac = engine::virtual_mac(engine::Family::ipv4, 1),
                                       .sender_ip = ip("172.16.100.10"),
                                       .target_mac = {},
                                       .target_ip = ip("172.16.100.10")})};
    double at = 0;
    for (int round = 0; round < 20000; ++round) {
        engine::Octets frame = seeds[random() % seeds.size()];
        for (unsigned edits = random() % 4; edits > 0; --edits)
            frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
        if (random() % 8 == 0) frame.resize(random() % (frame.size() + 1));
        at += static_cast<double>(random() % 1000) / 1000 - 0.2;
        if (random() % 200 == 0) at -= 5;
        capture.frame(at, frame, random() % 16 == 0, static_cast<std::uint32_t>(random() % 3));
    }
    const auto verdict = capture.judge.conclude();
    CHECK(capture.judge.frames() == 20000);
    CHECK_FALSE(verdict.cases.empty());
    CHECK_FALSE(verdict.routers.empty());
}

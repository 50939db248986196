#include "tester/passive/results.hpp"

#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

// Very many virtual routers have results together, and those of a few each its own.

using namespace tester;
using namespace tester::test;

namespace {

PassiveCheck noting_priority() {
    PassiveCheck check = ttl_check(Level::report);
    check.id = "test/priority";
    check.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(packet.speaker, "priority", std::to_string(packet.message().priority()));
    };
    return check;
}

PassiveCheck doubting_odd_vrids() {
    PassiveCheck check = ttl_check();
    check.id = "test/doubts";
    check.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
        if (packet.message().vrid() % 2 == 1) return ruling.doubts("its number is odd");
        ruling.holds();
    };
    return check;
}

PassiveCheck timing_gaps() {
    PassiveCheck check = ttl_check();
    check.id = "test/gaps";
    check.on_packet = nullptr;
    check.on_gap = [](const GapSeen& gap, Ruling& ruling) {
        ruling.holds_in(gap.measured, gap.interval - gap.early, gap.interval + gap.late);
    };
    return check;
}

/// Three advertisements of each of so many virtual routers; VRID 7 forgets its TTL, and VRID 9 is slower.
PassiveJudge::Verdict verdict_on(int routers) {
    TestCapture capture({ttl_check(), noting_priority(), doubting_odd_vrids(), timing_gaps()});
    for (int round = 0; round < 3; ++round) {
        for (int vrid = 1; vrid <= routers; ++vrid) {
            Advert advert{.vrid = static_cast<std::uint8_t>(vrid)};
            if (vrid == 7) advert.ttl = 64;
            if (vrid == 8) advert.priority = 120;
            capture.advert(round * (vrid == 9 ? 1.003 : 1.0) + 0.001 * vrid, advert);
        }
    }
    return capture.judge.conclude();
}

std::vector<CaseResult> of_check(const PassiveJudge::Verdict& verdict, const std::string& id) {
    std::vector<CaseResult> found;
    for (const auto& result : verdict.cases)
        if (result.id == id) found.push_back(result);
    return found;
}

}  // namespace

TEST_CASE("as many virtual routers as are told apart have a result each", "[passive][results]") {
    const auto verdict = verdict_on(64);
    // The one with a wrong TTL is not heeded and has no gaps.
    CHECK(verdict.cases.size() == 4 * 64 - 1);
    CHECK(verdict.remarks.empty());
    for (const auto& result : verdict.cases) CHECK(result.virtual_router.has_value());
    CHECK(of_check(verdict, "test/ttl-is-255").at(0).observed == "held 3 times");
}

TEST_CASE("one more, and what came out alike is told together", "[passive][results]") {
    const auto verdict = verdict_on(65);
    REQUIRE(verdict.remarks.size() == 1);
    CHECK(verdict.remarks[0] ==
          "of 65 virtual routers, more than 64, those for which a check came out alike have one result "
          "together");

    const auto ttl = of_check(verdict, "test/ttl-is-255");
    REQUIRE(ttl.size() == 2);
    CHECK(ttl[0].outcome == Outcome::pass);
    CHECK(ttl[0].observed == "held 192 times, by 64 virtual routers");
    CHECK(ttl[0].brief == ttl[0].observed);
    CHECK(ttl[0].profile == "v3-ipv4");
    CHECK_FALSE(ttl[0].virtual_router);
    CHECK(ttl[1].outcome == Outcome::fail);
    REQUIRE(ttl[1].virtual_router);
    CHECK(ttl[1].virtual_router->vrid == 7);
    CHECK(ttl[1].observed == "172.16.100.11: TTL 64 (and 2 more)");

    const auto priority = of_check(verdict, "test/priority");
    REQUIRE(priority.size() == 2);
    CHECK(priority[0].observed == "100 (64 virtual routers)");
    CHECK_FALSE(priority[0].virtual_router);
    CHECK(priority[1].observed == "172.16.100.11: 120");
    REQUIRE(priority[1].virtual_router);
    CHECK(priority[1].virtual_router->vrid == 8);

    const auto doubts = of_check(verdict, "test/doubts");
    REQUIRE(doubts.size() == 2);
    CHECK(doubts[0].observed == "held 96 times, by 32 virtual routers");
    CHECK(doubts[1].outcome == Outcome::inconclusive);
    CHECK(doubts[1].reason == "its number is odd");
    CHECK(doubts[1].observed == "nothing could be said of 33 virtual routers, 99 times in all");

    const auto gaps = of_check(verdict, "test/gaps");
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].observed == "held 128 times, by 64 virtual routers, after 1.000 s to 1.003 s");
    REQUIRE(gaps[0].checks.size() == 2);
    CHECK(gaps[0].checks[1].measured_ms.value() == Approx(1003));
    CHECK(verdict.cases.size() == 7);
}

TEST_CASE("versions and families are told apart also where virtual routers are not", "[passive][results]") {
    TestCapture capture({ttl_check()});
    for (int vrid = 1; vrid <= 40; ++vrid) {
        const auto number = static_cast<std::uint8_t>(vrid);
        capture.advert(0.001 * vrid, {.vrid = number, .version = 2, .interval = 1});
        capture.advert(0.1 + 0.001 * vrid, {.source = "fe80::11", .vrid = number, .addresses = {"fe80::10"}});
    }
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.cases.size() == 2);
    CHECK(verdict.cases[0].profile == "v2-ipv4");
    CHECK(verdict.cases[1].profile == "v3-ipv6");
    for (const auto& result : verdict.cases) CHECK(result.observed == "held 40 times, by 40 virtual routers");
    REQUIRE(verdict.cases[0].clauses.size() == 1);
    CHECK(verdict.cases[0].clauses[0].rfc == 3768);
}

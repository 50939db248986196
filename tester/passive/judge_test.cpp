#include "tester/passive/judge.hpp"

#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

const Advert good{};
const Advert bad{.ttl = 64};

const CaseResult& only(const PassiveJudge::Verdict& verdict) {
    REQUIRE(verdict.cases.size() == 1);
    return verdict.cases.front();
}

PassiveCheck bare(std::string_view id) {
    return {.id = id, .clauses = {rfc3768("5.3"), rfc9568("5.2")}, .says = "Something is so"};
}

/// Looks again 1.5 s after each advertisement, with the VRID's own cookie, and says what came of it.
PassiveCheck silence_check() {
    PassiveCheck check = bare("test/no-silence");
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        ruling.look_again(packet.frame.when + engine::Duration(1500ms), 7);
    };
    check.on_deadline = [](const DeadlineSeen& deadline, Ruling& ruling) {
        if (deadline.capture_ended) return ruling.doubts("the capture ended");
        ruling.fails(
            nullptr, "an advertisement",
            fmt::format("silence until {:.3f} s, cookie {}, since frame {}",
                        engine::seconds(deadline.circumstances.now - deadline.circumstances.capture_start),
                        deadline.cookie, deadline.since));
    };
    return check;
}

}  // namespace

TEST_CASE("a check that holds passes and says how often", "[passive][judge]") {
    TestCapture capture({ttl_check()});
    capture.adverts(0, 3, good);
    const auto verdict = capture.judge.conclude();
    const CaseResult& result = only(verdict);
    CHECK(result.outcome == Outcome::pass);
    CHECK(result.id == "test/ttl-is-255");
    CHECK(result.area == "test");
    CHECK(result.profile == "v3-ipv4");
    CHECK(result.suite == "passive");
    CHECK(result.observed == "held 3 times");
    CHECK(result.expected == "The TTL is 255");
    REQUIRE(result.virtual_router);
    CHECK(result.virtual_router->vrid == 1);
    CHECK(result.virtual_router->version == 3);
    CHECK(result.virtual_router->priority == 100);
    CHECK(result.virtual_router->interval_seconds == 1);
    CHECK(result.virtual_router->addresses == Lines{"172.16.100.10"});
    // RFC 3768 says nothing of version 3; the newest comes first.
    REQUIRE(result.clauses.size() == 2);
    CHECK(result.clauses[0].rfc == 9568);
    CHECK(result.clauses[1].rfc == 5798);
    CHECK(capture.judge.frames() == 3);
    CHECK(capture.judge.vrrp_packets() == 3);
}

TEST_CASE("what does not hold fails with its frames, the first five of them", "[passive][judge]") {
    TestCapture capture({ttl_check()});
    capture.advert(0, good);
    for (int index = 0; index < 8; ++index) capture.advert(1 + index * 0.1, bad);
    const auto verdict = capture.judge.conclude();
    const CaseResult& result = only(verdict);
    CHECK(result.outcome == Outcome::fail);
    CHECK(result.expected == "TTL 255");
    CHECK(result.observed == "172.16.100.11: TTL 64 (and 7 more)");
    CHECK(result.checks.size() == 5);
    REQUIRE(result.frames.size() == 5);
    CHECK(result.frames[0].number == 2);
    CHECK(result.frames[0].time_seconds == Approx(1));
    CHECK(result.frames[0].role == "violates");
    CHECK(result.frames[0].sender == "172.16.100.11");
    CHECK(result.frames[0].summary.find("TTL 64") != std::string::npos);
    CHECK(result.frames[0].hex.substr(0, 24) == "01005e00001200005e000101");
    // Told once, not eight times.
    CHECK(capture.told == Lines{"0.000 #1 VRID 1 (IPv4): 172.16.100.11 is Active (priority 100)",
                                "1.000 #2 VRID 1 (IPv4): test/ttl-is-255 172.16.100.11: TTL 64"});
    REQUIRE(verdict.timeline.size() == 2);
    CHECK(verdict.timeline[1].who == "fail");
    CHECK(verdict.timeline[1].frame == 2);
    CHECK(verdict.timeline[1].scene == "VRID 1 (IPv4)");
}

TEST_CASE("a finding is told once for each router", "[passive][judge]") {
    Advert second = good, second_bad = bad;
    second.source = second_bad.source = "172.16.100.12";
    TestCapture capture({ttl_check()});
    capture.advert(0, good);
    capture.advert(0.1, second);
    capture.told.clear();
    for (int index = 1; index < 5; ++index) {
        capture.advert(index * 0.5, bad);
        capture.advert(index * 0.5 + 0.1, second_bad);
    }
    CHECK(capture.told == Lines{"0.500 #3 VRID 1 (IPv4): test/ttl-is-255 172.16.100.11: TTL 64",
                                "0.600 #4 VRID 1 (IPv4): test/ttl-is-255 172.16.100.12: TTL 64"});
}

TEST_CASE("a SHOULD that does not hold is an advisory", "[passive][judge]") {
    TestCapture capture({ttl_check(Level::should)});
    capture.advert(0, bad);
    CHECK(only(capture.judge.conclude()).outcome == Outcome::advisory);
}

TEST_CASE("each virtual router, family and version has a result of its own", "[passive][judge]") {
    TestCapture capture({ttl_check()});
    Advert old = good, six = good, second = good;
    old.version = 2;
    old.interval = 1;
    old.ttl = 1;
    six.source = "fe80::11";
    six.addresses = {"fe80::10"};
    second.vrid = 2;
    capture.advert(0, good);
    capture.advert(0.1, old);
    capture.advert(0.2, six);
    capture.advert(0.3, second);
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.cases.size() == 4);
    CHECK(verdict.cases[0].profile == "v2-ipv4");
    CHECK(verdict.cases[0].outcome == Outcome::fail);
    CHECK(verdict.cases[1].profile == "v3-ipv4");
    CHECK(verdict.cases[1].outcome == Outcome::pass);
    CHECK(verdict.cases[2].profile == "v3-ipv6");
    CHECK(verdict.cases[3].virtual_router->vrid == 2);
    CHECK(verdict.routers.size() == 3);
}

TEST_CASE("with a document chosen only its checks and versions count", "[passive][judge]") {
    PassiveCheck new_one = ttl_check();
    new_one.id = "test/only-9568";
    new_one.clauses = {rfc9568("5.1.1.3")};
    Advert old = good;
    old.version = 2;
    old.interval = 1;
    old.vrid = 2;
    TestCapture capture({ttl_check(), new_one}, {.rfc = engine::Rfc::rfc3768});
    capture.advert(0, good);
    capture.advert(0.5, old);
    const auto verdict = capture.judge.conclude();
    const CaseResult& result = only(verdict);
    CHECK(result.profile == "v2-ipv4");
    REQUIRE(result.clauses.size() == 1);
    CHECK(result.clauses[0].rfc == 3768);
    CHECK(verdict.routers.size() == 2);
}

TEST_CASE("a check is told which document judges: the chosen one, or the newest that it names",
          "[passive][judge]") {
    PassiveCheck check = bare("test/rfc");
    check.clauses = {rfc3768("1"), rfc5798("1")};
    check.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(nullptr, "rfc", std::to_string(static_cast<int>(packet.circumstances.rfc)));
    };
    Advert old = good;
    old.version = 2;
    TestCapture capture({check});
    capture.advert(0, good);
    capture.advert(0.5, old);
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.cases.size() == 2);
    CHECK(verdict.cases[0].facts.at("rfc of 172.16.100.11") == "3768");
    CHECK(verdict.cases[1].facts.at("rfc of 172.16.100.11") == "5798");
}

TEST_CASE("a check that nothing showed is skipped", "[passive][judge]") {
    TestCapture capture({ttl_check()});
    capture.other(0);
    const auto verdict = capture.judge.conclude();
    CHECK(only(verdict).outcome == Outcome::skipped);
    CHECK(only(verdict).reason == "nothing in the capture showed it");
    CHECK(verdict.routers.empty());
    CHECK(verdict.remarks.empty());
}

TEST_CASE("an empty capture can be concluded", "[passive][judge]") {
    TestCapture capture({ttl_check()});
    CHECK(capture.judge.conclude().cases.size() == 1);
}

TEST_CASE("times that hold are shown with the widest", "[passive][judge]") {
    PassiveCheck check = bare("test/gap");
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        if (packet.speaker) ruling.holds_in(packet.frame.when - packet.speaker->last.when, 900ms, 1050ms);
    };
    TestCapture capture({check});
    for (const double at : {0.0, 1.0, 1.95, 2.97, 4.0}) capture.advert(at, good);
    const auto verdict = capture.judge.conclude();
    const CaseResult& result = only(verdict);
    CHECK(result.observed == "held 4 times, after 0.950 s to 1.030 s");
    REQUIRE(result.checks.size() == 2);
    CHECK(result.checks[0].measured_ms == Approx(950));
    CHECK(result.checks[1].measured_ms == Approx(1030));
    CHECK(result.checks[1].allowed_earliest_ms == Approx(900));
    CHECK(result.checks[1].allowed_latest_ms == Approx(1050));
}

TEST_CASE("doubts alone are inconclusive, beside what held they are mentioned", "[passive][judge]") {
    PassiveCheck check = bare("test/doubts");
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        if (packet.message().priority() == 100) return ruling.doubts("nobody knows");
        ruling.holds();
    };
    TestCapture capture({check});
    capture.adverts(0, 3, good);
    SECTION("alone") {
        const auto verdict = capture.judge.conclude();
        CHECK(only(verdict).outcome == Outcome::inconclusive);
        CHECK(only(verdict).reason == "nobody knows");
        CHECK(only(verdict).frames.at(0).number == 1);
    }
    SECTION("beside one that held") {
        Advert other = good;
        other.priority = 101;
        capture.advert(3, other);
        const auto verdict = capture.judge.conclude();
        CHECK(only(verdict).outcome == Outcome::pass);
        CHECK(only(verdict).observed == "held once; 3 times nothing could be said: nobody knows");
    }
}

TEST_CASE("facts are kept by router and name, the last value of each", "[passive][judge]") {
    PassiveCheck check = bare("test/facts");
    check.level = Level::report;
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        ruling.notes(packet.speaker, "priority", std::to_string(packet.message().priority()));
    };
    TestCapture capture({check});
    Advert raised = good;
    raised.priority = 120;
    capture.advert(0, good);
    capture.advert(1, good);
    capture.advert(2, raised);
    const auto verdict = capture.judge.conclude();
    const CaseResult& result = only(verdict);
    CHECK(result.outcome == Outcome::pass);
    CHECK(result.facts.size() == 1);
    CHECK(result.facts.at("priority of 172.16.100.11") == "120");
    CHECK(result.observed == "172.16.100.11: 120");
}

TEST_CASE("a deadline is asked for in its time, and a later one replaces it", "[passive][judge]") {
    TestCapture capture({silence_check()});
    capture.adverts(0, 3, good);
    capture.other(3.4);
    CHECK(capture.told.size() == 1);
    capture.other(10);
    REQUIRE(capture.told.size() >= 2);
    CHECK(capture.told[1] ==
          "3.500 #3 VRID 1 (IPv4): test/no-silence silence until 3.500 s, cookie 7, since frame 3");
    const auto verdict = capture.judge.conclude();
    CHECK(only(verdict).outcome == Outcome::fail);
    REQUIRE(only(verdict).frames.size() == 1);
    CHECK(only(verdict).frames[0].number == 3);
    CHECK(only(verdict).frames[0].time_seconds == Approx(2));
}

TEST_CASE("a deadline that the capture does not reach says nothing", "[passive][judge]") {
    TestCapture capture({silence_check()});
    capture.adverts(0, 3, good);
    const auto verdict = capture.judge.conclude();
    CHECK(only(verdict).outcome == Outcome::inconclusive);
    CHECK(only(verdict).reason == "the capture ended");
}

TEST_CASE("deadlines pass in the order of time, whichever virtual router's they are", "[passive][judge]") {
    TestCapture capture({silence_check()});
    for (const int vrid : {3, 1, 2}) {
        Advert advert = good;
        advert.vrid = static_cast<std::uint8_t>(vrid);
        capture.advert(vrid * 0.1, advert);
    }
    capture.told.clear();
    capture.other(2.5);
    // Times are since the capture's first frame, which was that of VRID 3.
    REQUIRE(capture.told.size() == 3);
    CHECK(capture.told[0].substr(0, 20) == "1.300 #2 VRID 1 (IPv");
    CHECK(capture.told[1].substr(0, 20) == "1.400 #3 VRID 2 (IPv");
    CHECK(capture.told[2].substr(0, 20) == "1.500 #1 VRID 3 (IPv");
}

TEST_CASE("a deadline can be forgotten", "[passive][judge]") {
    PassiveCheck check = silence_check();
    check.on_packet = [](const PacketSeen&, Ruling& ruling) { ruling.forget(7); };
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        if (packet.message().priority() == 0) return ruling.forget(7);
        ruling.look_again(packet.frame.when + engine::Duration(1500ms), 7);
    };
    check.on_packet = nullptr;
    TestCapture capture({check});
    Advert resigns = good;
    resigns.priority = 0;
    capture.advert(0, good);
    capture.advert(1, resigns);
    capture.other(10);
    CHECK(only(capture.judge.conclude()).outcome == Outcome::skipped);
}

TEST_CASE("a check remembers for each router, and frames that have gone by are cited", "[passive][judge]") {
    PassiveCheck check = bare("test/memory");
    check.on_advertisement = [](const PacketSeen& packet, Ruling& ruling) {
        if (!packet.speaker) return;
        auto& count = ruling.memory(packet.speaker, 1);
        if (++count < 3) return ruling.holds();
        ruling.cite(packet.speaker->before_last.frame, "before");
        ruling.fails(packet.speaker, "fewer than 3", std::to_string(count));
    };
    TestCapture capture({check});
    Advert other = good;
    other.vrid = 2;
    capture.adverts(0, 4, good);
    capture.adverts(4, 7, other);
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.cases.size() == 2);
    CHECK(verdict.cases[0].observed == "172.16.100.11: 3");
    REQUIRE(verdict.cases[0].frames.size() == 2);
    CHECK(verdict.cases[0].frames[0].number == 2);
    CHECK(verdict.cases[0].frames[0].role == "before");
    CHECK(verdict.cases[0].frames[0].summary.find("VRID 1") != std::string::npos);
    CHECK(verdict.cases[0].frames[1].number == 4);
    CHECK(verdict.cases[1].outcome == Outcome::pass);
}

TEST_CASE("checks are asked at the end of the capture about each virtual router", "[passive][judge]") {
    PassiveCheck check = bare("test/end");
    check.at_end = [](const RouterSeen& router, Ruling& ruling) {
        if (router.packets == 2) return ruling.holds();
        ruling.fails(nullptr, "2", std::to_string(router.packets));
    };
    TestCapture capture({check});
    capture.adverts(0, 2, good);
    CHECK(only(capture.judge.conclude()).outcome == Outcome::pass);
}

TEST_CASE("CARP is told apart, and only checks that record are shown it", "[passive][judge]") {
    PassiveCheck record = bare("test/carp");
    record.level = Level::report;
    record.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
        if (packet.is_carp) ruling.notes(nullptr, "CARP", "is here, too");
    };
    TestCapture capture({ttl_check(), record});
    engine::Octets carp = octets_of({.priority = 1,
                                     .version = 2,
                                     .interval = 1,
                                     .addresses = {"1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4", "1.1.1.5"},
                                     .ttl = 64});
    carp[14 + 20 + 3] = 7;  // where VRRP counts addresses: 36 octets would be five
    capture.frame(0, carp);
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.routers.empty());
    CHECK(verdict.cases.at(0).outcome == Outcome::skipped);
    CHECK(verdict.cases.at(1).observed == "172.16.100.11: is here, too");
    CHECK(verdict.remarks ==
          Lines{"one packet of CARP, which shares VRRP's protocol number, was not judged"});
    CHECK(capture.judge.vrrp_packets() == 0);
}

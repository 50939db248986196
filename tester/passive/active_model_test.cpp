#include "tester/passive/active_model.hpp"

#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using Lines = std::vector<std::string>;

namespace {

const Advert r1{.source = "172.16.100.11", .priority = 200};
const Advert r2{.source = "172.16.100.12", .priority = 100};
const Advert r1_resigns{.source = "172.16.100.11", .priority = 0};
const Advert r2_resigns{.source = "172.16.100.12", .priority = 0};

}  // namespace

TEST_CASE("the first router that is heard is the Active, and nothing is said of how it came to be",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 10, r1);
    CHECK(change_log() == Lines{"first nobody -> 172.16.100.11"});
    CHECK(capture.told == Lines{"0.000 #1 VRID 1 (IPv4): 172.16.100.11 is Active (priority 200)"});
}

TEST_CASE("a router takes over after silence: 3 intervals and the skew of its own priority",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    // Priority 100: (256 - 100) / 256 s = 0.609 s after three intervals since 2 s.
    capture.advert(5.61, r2);
    CHECK(change_log() ==
          Lines{"first nobody -> 172.16.100.11", "after_silence 172.16.100.11 -> 172.16.100.12"});
    CHECK(capture.told.back() ==
          "5.610 #4 VRID 1 (IPv4): 172.16.100.12 (priority 100) takes over 3.610 s after the last "
          "advertisement of 172.16.100.11");
    CHECK(capture.judge.routers().at(0).takeovers == 1);
}

TEST_CASE("a router of lower priority that speaks before the skew is over contests", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    // 10 ms early are tolerated, 109 ms are not: 2 s + 3 s + 0.609 s - 0.109 s.
    capture.advert(5.5, r2);
    CHECK(change_log().back() == "contested 172.16.100.11 -> 172.16.100.12");
    // The other was dead, as its continued silence shows; now this one is the Active.
    capture.adverts(6.5, 12, r2);
    CHECK(change_log().size() == 2);
    CHECK(capture.judge.routers().at(0).takeovers == 1);
    CHECK(capture.judge.routers().at(0).speakers.at(1).is_active);
    CHECK_FALSE(capture.judge.routers().at(0).speakers.at(0).is_active);
    CHECK(capture.told.back() ==
          "2.000 #3 VRID 1 (IPv4): 172.16.100.11 has been silent since the other began");
}

TEST_CASE("version 2 takes over after a skew of seconds whatever the interval", "[passive][model]") {
    const Advert old1{.source = "172.16.100.11", .priority = 200, .version = 2, .interval = 10};
    const Advert old2{.source = "172.16.100.12", .priority = 1, .version = 2, .interval = 10};
    TestCapture capture({changes()});
    capture.advert(0, old1);
    // 3 * 10 s + (256 - 1) / 256 s = 30.996 s; by the rule of version 3 it would be 39.96 s.
    capture.advert(31, old2);
    CHECK(change_log().back() == "after_silence 172.16.100.11 -> 172.16.100.12");
}

TEST_CASE("version 3 takes over after a skew that the interval scales", "[passive][model]") {
    const Advert slow1{.source = "172.16.100.11", .priority = 200, .interval = 1000};
    const Advert slow2{.source = "172.16.100.12", .priority = 1, .interval = 1000};
    TestCapture capture({changes()});
    capture.advert(0, slow1);
    // 3 * 10 s + (256 - 1) / 256 * 10 s = 39.961 s.
    capture.advert(31, slow2);
    CHECK(change_log().back() == "contested 172.16.100.11 -> 172.16.100.12");
}

TEST_CASE("a router takes over after a release", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    capture.advert(2.3, r1_resigns);
    capture.advert(2.91, r2);
    CHECK(change_log().back() == "after_release 172.16.100.11 -> 172.16.100.12");
    REQUIRE(capture.told.size() == 3);
    CHECK(capture.told[1] == "2.300 #4 VRID 1 (IPv4): 172.16.100.11 resigns (priority 0)");
    CHECK(capture.told[2] ==
          "2.910 #5 VRID 1 (IPv4): 172.16.100.12 (priority 100) takes over 0.610 s after 172.16.100.11 "
          "resigned");
}

TEST_CASE("a release that comes first in the capture is one, too", "[passive][model]") {
    TestCapture capture({changes()});
    capture.advert(0, r1_resigns);
    capture.advert(0.61, r2);
    CHECK(change_log() == Lines{"after_release 172.16.100.11 -> 172.16.100.12"});
}

TEST_CASE("a router that comes back after its own release is shown as such and is no takeover",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    capture.advert(2.3, r1_resigns);
    capture.advert(8, r1);
    CHECK(change_log() ==
          Lines{"first nobody -> 172.16.100.11", "after_release 172.16.100.11 -> 172.16.100.11"});
    CHECK(capture.judge.routers().at(0).takeovers == 0);
    CHECK(capture.told.back() ==
          "8.000 #5 VRID 1 (IPv4): 172.16.100.11 is Active again (priority 200), 5.700 s after it resigned");
}

TEST_CASE("a greater priority preempts, and who yields is silent from then on", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r2);
    capture.advert(2.5, r1);
    CHECK(change_log().back() == "preemption 172.16.100.12 -> 172.16.100.11");
    capture.adverts(3.5, 10, r1);
    CHECK(change_log().size() == 2);
    const auto routers = capture.judge.routers();
    CHECK(routers.at(0).takeovers == 1);
    CHECK_FALSE(routers[0].speakers[0].is_active);
    CHECK(routers[0].speakers[1].is_active);
}

TEST_CASE("a router that was preempted is told to yield when it has stopped", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r2);
    capture.advert(2.5, r1);
    capture.advert(3, r2);  // before it has heard the other
    capture.adverts(3.5, 10, r1);
    CHECK(change_log().size() == 2);
    CHECK(capture.told.back() == "3.000 #5 VRID 1 (IPv4): 172.16.100.12 yields after 0.500 s");
}

TEST_CASE("of equal priorities the greater address preempts and the lower one contests", "[passive][model]") {
    const Advert low{.source = "172.16.100.9"};
    const Advert high{.source = "172.16.100.100"};
    TestCapture capture({changes()});
    capture.advert(0, low);
    capture.advert(0.5, high);
    CHECK(change_log().back() == "preemption 172.16.100.9 -> 172.16.100.100");
    TestCapture other({changes()});
    other.advert(0, high);
    other.advert(0.5, low);
    CHECK(change_log().back() == "contested 172.16.100.100 -> 172.16.100.9");
}

TEST_CASE("two routers that stay Active at once are one contest, however long", "[passive][model]") {
    TestCapture capture({changes()});
    for (double at = 0; at < 20; at += 1) {
        capture.advert(at, r1);
        capture.advert(at + 0.5, r2);
    }
    CHECK(change_log() == Lines{"first nobody -> 172.16.100.11", "contested 172.16.100.11 -> 172.16.100.12"});
    auto routers = capture.judge.routers();
    CHECK(routers.at(0).speakers.at(0).is_active);
    CHECK(routers[0].speakers.at(1).is_active);
    CHECK(routers[0].takeovers == 0);

    // The worse one stops, as it should have at once: 19.5 s - 0.5 s.
    capture.adverts(20, 26, r1);
    CHECK(capture.told.back() == "19.500 #40 VRID 1 (IPv4): 172.16.100.12 yields after 19.000 s");
    // And begins anew.
    capture.advert(25.5, r2);
    CHECK(change_log().size() == 3);
    CHECK(change_log().back() == "contested 172.16.100.11 -> 172.16.100.12");
}

TEST_CASE("when the better of two Actives resigns the other goes on without having taken over",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.advert(0, r1);
    capture.advert(0.5, r2);
    capture.advert(0.8, r1_resigns);
    capture.adverts(1.5, 8, r2);
    CHECK(change_log().size() == 2);
    CHECK(capture.judge.routers().at(0).takeovers == 1);
    CHECK(capture.judge.routers().at(0).speakers.at(1).is_active);
}

TEST_CASE("an Active that nobody follows is gone after its longest Active_Down_Interval",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    // Priority 1 would wait for 2 s + 3 s + 255/256 s = 5.996 s, and 5 % of 3.996 s later at most.
    capture.other(6.1);
    CHECK(change_log().size() == 1);
    capture.other(6.3);
    CHECK(change_log().back() == "gone 172.16.100.11 -> nobody");
    CHECK(capture.told.back() ==
          "6.196 #0 VRID 1 (IPv4): 172.16.100.11 is heard no more, and nobody takes over");
}

TEST_CASE("time alone makes an Active gone, for a capture that is watched", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    capture.judge.pass_time(TestCapture::time(6.1));
    CHECK(change_log().size() == 1);
    capture.judge.pass_time(TestCapture::time(6.3));
    CHECK(change_log().back() == "gone 172.16.100.11 -> nobody");
}

TEST_CASE("who takes over after the last one is gone follows it", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    capture.advert(20, r2);
    CHECK(change_log() == Lines{"first nobody -> 172.16.100.11", "gone 172.16.100.11 -> nobody",
                                "after_silence 172.16.100.11 -> 172.16.100.12"});
}

TEST_CASE("an Active that comes back after its own silence is the first again", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r1);
    capture.advert(20, r1);
    CHECK(change_log().back() == "first nobody -> 172.16.100.11");
    CHECK(capture.judge.routers().at(0).takeovers == 0);
}

TEST_CASE("a preempted router that takes over again when the other dies has not been Active meanwhile",
          "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r2);
    capture.advert(2.2, r1);   // its only one
    capture.advert(5.81, r2);  // 3.609 s later
    CHECK(change_log().back() == "after_silence 172.16.100.11 -> 172.16.100.12");
}

TEST_CASE("a router that speaks both versions is one", "[passive][model]") {
    Advert new1 = r1, old1 = r1, new2 = r2;
    old1.version = 2;
    old1.interval = 1;
    Advert new0 = r1_resigns, old0 = r1_resigns;
    old0.version = 2;
    old0.interval = 1;
    TestCapture capture({changes()});
    for (double at = 0; at < 5; at += 1) {
        capture.advert(at, new1);
        capture.advert(at + 0.001, old1);
    }
    CHECK(change_log() == Lines{"first nobody -> 172.16.100.11"});
    capture.advert(4.5, new0);
    capture.advert(4.501, old0);
    capture.advert(5.12, new2);
    CHECK(change_log() ==
          Lines{"first nobody -> 172.16.100.11", "after_release 172.16.100.11 -> 172.16.100.12"});
    const auto routers = capture.judge.routers();
    REQUIRE(routers.size() == 1);
    CHECK(routers[0].versions == std::vector<int>{2, 3});
    CHECK(routers[0].takeovers == 1);
}

TEST_CASE("an Active that raises its priority above the other's goes before it", "[passive][model]") {
    Advert raised = r2;
    raised.priority = 250;
    TestCapture capture({changes()});
    capture.advert(0, r1);
    capture.advert(0.5, r2);
    capture.advert(1, r1);
    capture.advert(1.5, raised);
    CHECK(change_log().size() == 2);
    CHECK(capture.judge.routers().at(0).takeovers == 1);
}

TEST_CASE("the tester's own advertisements shape what is seen, and no check is asked about them",
          "[passive][model]") {
    Advert own = r1;
    own.own = true;
    own.ttl = 255;
    TestCapture capture({changes(), ttl_check()});
    capture.adverts(0, 3, own);
    CHECK(change_log().empty());
    capture.advert(5.61, r2);
    CHECK(change_log() == Lines{"after_silence 172.16.100.11 -> 172.16.100.12"});
    const auto verdict = capture.judge.conclude();
    CHECK(verdict.routers.at(0).speakers.at(0).is_tester);
    REQUIRE(verdict.cases.size() == 2);
    CHECK(verdict.cases[1].observed == "held once");
}

TEST_CASE("packets that a conformant router discards change nothing", "[passive][model]") {
    TestCapture capture({changes()});
    capture.adverts(0, 3, r2);
    Advert wrong = r1;
    SECTION("an off-link TTL") {
        wrong.ttl = 254;
    }
    SECTION("a wrong checksum") {
        wrong.checksum = 0x1234;
    }
    SECTION("an unknown version") {
        wrong.version = 4;
    }
    SECTION("no address") {
        wrong.addresses.clear();
    }
    SECTION("to somebody alone") {
        wrong.destination = "172.16.100.12";
    }
    capture.advert(2.5, wrong);
    CHECK(change_log().size() == 1);
}

TEST_CASE("either checksum form counts in version 3 over IPv4", "[passive][model]") {
    TestCapture capture({changes()});
    Advert pseudo = r1;
    pseudo.form = engine::ChecksumForm::pseudo_header;
    capture.advert(0, pseudo);
    CHECK(change_log().size() == 1);
    CHECK(capture.judge.routers().at(0).speakers.at(0).checksum_form == "pseudo-header");
    capture.advert(1, r1);
    CHECK(capture.judge.routers().at(0).speakers.at(0).checksum_form == "mixed");
}

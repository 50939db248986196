#include "tester/passive/repetition.hpp"

#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

using namespace tester;
using namespace tester::test;

namespace {

const Advert good{};
const Advert bad{.ttl = 64};

}  // namespace

TEST_CASE("a packet that says the same again is counted by checks that look at packets alone",
          "[passive][judge]") {
    static int asked;
    asked = 0;
    PassiveCheck alone = ttl_check();
    alone.packet_alone = true;
    alone.on_packet = [](const PacketSeen& packet, Ruling& ruling) {
        ++asked;
        const int ttl = packet.view.ip->ttl;
        if (ttl == 255) return ruling.holds();
        ruling.fails(packet.speaker, "TTL 255", fmt::format("TTL {}", ttl));
    };
    TestCapture capture({alone, ttl_check()});
    const auto both_hold = [&](std::string_view observed) {
        const auto verdict = capture.judge.conclude();
        REQUIRE(verdict.cases.size() == 2);
        CHECK(verdict.cases[0].observed == observed);
        CHECK(verdict.cases[1].observed == observed);
    };
    SECTION("the same") {
        capture.adverts(0, 10, good);
        CHECK(asked == 2);  // of the first one nothing is kept, since its router was not known
        both_hold("held 10 times");
    }
    SECTION("another identification, with its header checksum") {
        for (int index = 0; index < 10; ++index) {
            engine::Octets frame = octets_of(good);
            frame[14 + 4] = static_cast<std::uint8_t>(index);
            engine::repair_ipv4_header_checksum(frame);
            capture.frame(index, frame);
        }
        CHECK(asked == 2);
        both_hold("held 10 times");
    }
    SECTION("two that take turns") {
        Advert other = good;
        other.priority = 101;
        for (int index = 0; index < 10; ++index) capture.advert(index, index % 2 == 0 ? good : other);
        CHECK(asked == 10);
        both_hold("held 10 times");
    }
    SECTION("what does not hold is looked at again") {
        capture.adverts(0, 3, good);
        capture.adverts(3, 6, bad);
        CHECK(asked == 5);
        both_hold("172.16.100.11: TTL 64 (and 2 more)");
    }
    SECTION("one octet differs, wherever it is") {
        capture.adverts(0, 3, good);
        for (std::size_t at = 0; at < octets_of(good).size(); ++at) {
            engine::Octets frame = octets_of(good);
            frame[at] ^= 0x01;
            capture.frame(3, frame);
            capture.frame(3, octets_of(good));
        }
        const auto verdict = capture.judge.conclude();
        // A changed TTL fails; what else changes is either seen as such or beside the point of this check.
        for (const auto& result : verdict.cases)
            if (result.virtual_router && result.virtual_router->vrid == 1 && result.profile == "v3-ipv4")
                CHECK(result.outcome == Outcome::fail);
    }
}

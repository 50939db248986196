#include "tester/passive/reigns.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tester/passive/passive_for_tests.hpp"

using namespace tester;
using namespace tester::test;
using Lines = std::vector<std::string>;

namespace {

const Advert r1{.source = "172.16.100.11", .priority = 200};
const Advert r2{.source = "172.16.100.12", .priority = 100};
const Advert r1_resigns{.source = "172.16.100.11", .priority = 0};

Lines lines_of(TestCapture& capture) {
    Lines lines;
    const auto routers = capture.judge.routers();
    for (const auto& each : routers.at(0).reigns)
        lines.push_back(fmt::format("{} {:.3f}-{:.3f} {}", each.source.substr(each.source.rfind('.')),
                                    each.from_seconds, each.to_seconds, each.end));
    return lines;
}

}  // namespace

TEST_CASE("a reign ends with silence, a resignation, or the capture", "[passive][reigns]") {
    TestCapture silent({});
    silent.adverts(0, 3, r1);
    silent.adverts(5.61, 8, r2);
    CHECK(lines_of(silent) == Lines{".11 0.000-2.000 fell silent", ".12 5.610-7.610 the capture ends"});
    CHECK(silent.judge.routers()[0].reigns[0].mac == "00:00:5e:00:01:01");
    TestCapture released({});
    released.adverts(0, 3, r1);
    released.advert(2.3, r1_resigns);
    released.adverts(2.91, 5, r2);
    CHECK(lines_of(released) == Lines{".11 0.000-2.300 resigned", ".12 2.910-4.910 the capture ends"});
}

TEST_CASE("who is preempted yields, and two that go on overlap", "[passive][reigns]") {
    TestCapture capture({});
    capture.adverts(0, 3, r2);
    capture.adverts(2.5, 10, r1);
    CHECK(lines_of(capture) ==
          Lines{".12 0.000-2.000 yielded to 172.16.100.11", ".11 2.500-9.500 the capture ends"});
    TestCapture split({});
    for (int second = 0; second < 5; ++second) {
        split.advert(second, r1);
        if (second > 1) split.advert(second + 0.5, r2);
    }
    CHECK(lines_of(split) == Lines{".11 0.000-4.000 the capture ends", ".12 2.500-4.500 the capture ends"});
}

TEST_CASE("a flapping router fills no memory, and what is left out is counted", "[passive][reigns]") {
    TestCapture capture({});
    double now = 0;
    for (std::size_t i = 0; i < Reigns::most_reigns + 10; ++i) {
        capture.advert(now, r1);
        capture.advert(now + 0.5, r1_resigns);
        now += 1;
    }
    CHECK(lines_of(capture).size() == Reigns::most_reigns);
    const auto verdict = capture.judge.conclude();
    REQUIRE(verdict.remarks.size() == 1);
    CHECK(verdict.remarks[0].find("10 times of being Active beyond the first 64") == 0);
}

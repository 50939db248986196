#include "tester/bench/rfc_times.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;

namespace {

VirtualRouterFacts device(Profile profile, std::uint8_t priority, engine::Duration interval) {
    VirtualRouterFacts facts;
    facts.profile = profile;
    facts.priority = priority;
    facts.advertisement_interval = interval;
    return facts;
}

}  // namespace

TEST_CASE("version 2 times are those of worked examples", "[rfc_times]") {
    CHECK(skew_time(2, 100, 1s) == 609375us);
    CHECK(active_down_interval(2, 100, 1s) == 3609375us);
    CHECK(skew_time(2, 100, 10s) == 609375us);
    CHECK(active_down_interval(2, 100, 10s) == 30609375us);
    CHECK(skew_time(2, 254, 1s) == 7812500ns);
    CHECK(active_down_interval(2, 254, 255s) == 765007812500ns);
    CHECK(skew_time(2, 1, 1s) == 996093750ns);
    CHECK(skew_time(2, 255, 1s) == 3906250ns);
}

TEST_CASE("version 3 times are those of worked examples", "[rfc_times]") {
    CHECK(skew_time(3, 100, 1s) == 609375us);
    CHECK(active_down_interval(3, 100, 1s) == 3609375us);
    CHECK(skew_time(3, 254, 100ms) == 781250ns);
    CHECK(active_down_interval(3, 254, 100ms) == 300781250ns);
    CHECK(skew_time(3, 100, 10s) == 6093750us);
    CHECK(active_down_interval(3, 100, 10s) == 36093750us);
    CHECK(skew_time(3, 1, 40950ms) == 40790039062ns);
    CHECK(active_down_interval(3, 1, 40950ms) == 163640039062ns);
}

TEST_CASE("a device's times are those of its interval, or of one that it has learnt", "[rfc_times]") {
    const auto v3 = device(Profile::v3_ipv6, 100, 1s);
    CHECK(skew_time(v3) == 609375us);
    CHECK(active_down_interval(v3) == 3609375us);
    CHECK(skew_time(v3, 2s) == 1218750us);
    CHECK(active_down_interval(v3, 2s) == 7218750us);
    const auto v2 = device(Profile::v2_ipv4, 100, 10s);
    CHECK(skew_time(v2) == 609375us);
    CHECK(active_down_interval(v2) == 30609375us);
}

#include "tester/lab/scene_verbs.hpp"

#include <catch2/catch.hpp>

using namespace tester;
using namespace std::chrono_literals;

TEST_CASE("a cut-off is told in words", "[story]") {
    CHECK(text_of(CutOff{3630ms, 181, true, 1, 2}) == "cut off for 3.630 s, 181 requests lost");
    CHECK(text_of(CutOff{60ms, 1, true, 1, 2}) == "cut off for 60 ms, 1 request lost");
    CHECK(text_of(CutOff{24ms, 0, true, 1, 2}) == "not cut off: no request lost");
    // A router that forwards may keep requests until it knows where to: late, but not lost.
    CHECK(text_of(CutOff{805ms, 0, true, 1, 2}) == "cut off for 805 ms, 0 requests lost");
    CHECK(text_of(CutOff{4s, 0, false, 1, 0}) == "cut off for more than 4.000 s, without an end");
    CHECK(text_of(std::nullopt) == "not measured, since the address did not answer before");
}

TEST_CASE("an address and its prefix length are written together", "[story]") {
    const auto read = address_with_prefix("2001:db8::11/64");
    CHECK(to_string(read.address) == "2001:db8::11");
    CHECK(read.prefix_length == 64);
}

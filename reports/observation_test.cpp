#include "reports/observation.hpp"

#include <catch2/catch.hpp>

using reports::observation_pattern;

TEST_CASE("of an observation stays what was wrong, and what another run has otherwise is left open",
          "[reports]") {
    CHECK(observation_pattern("TTL 64") == "TTL 64");
    CHECK(observation_pattern("priority 99") == "priority 99");
    CHECK(observation_pattern("silence after random payload 15 of seed 9568") ==
          "silence after random payload 15 of seed 9568");
    CHECK(observation_pattern("none until 1575.0 ms") == "none until * ms");
    CHECK(observation_pattern("after 3609.4 ms (allowed 600.0 to 650.0)") == "after * ms (allowed * to *)");
    CHECK(observation_pattern("the first came 3609 ms after frame 41, as if") ==
          "the first came * ms after frame *, as if");
    CHECK(observation_pattern("Ethernet source 00:00:5e:00:02:03") == "Ethernet source *");
    CHECK(observation_pattern("addresses 172.16.101.6 172.16.102.6 fe80::1") == "addresses *");
    CHECK(observation_pattern("source 2001:db8::11.") == "source *.");
    CHECK(observation_pattern("172.16.100.1/24 and a checksum 0xdead") == "* and a checksum *");
    CHECK(observation_pattern("an advertisement of VRID 7") == "an advertisement of VRID *");
    CHECK(observation_pattern("").empty());
    CHECK(observation_pattern("at 10:11") == "at 10:11");
}

#include "tester/cli/parsing.hpp"

#include <catch2/catch.hpp>

#include "tester/run/preflight.hpp"

using namespace std::chrono_literals;
using tester::UsageError;

TEST_CASE("a time has a unit", "[cli]") {
    CHECK(cli::parse_duration("10ms") == 10ms);
    CHECK(cli::parse_duration("1.5s") == 1500ms);
    CHECK(cli::parse_duration("500us") == 500us);
    CHECK(cli::parse_duration("0ms") == 0ms);
    for (const auto* wrong : {"", "10", "ms", "-1ms", "10 ms", "10m", "1e99s", "nan s", "infs", "10ms "})
        CHECK_THROWS_AS(cli::parse_duration(wrong), UsageError);
}

TEST_CASE("a lateness is a time, a percentage or both", "[cli]") {
    const auto both = cli::parse_lateness("50ms+5%");
    CHECK(both.fixed == 50ms);
    CHECK(both.percent == 5);
    CHECK(cli::parse_lateness("5%+50ms").fixed == 50ms);
    CHECK(cli::parse_lateness("2.5%").percent == 2.5);
    CHECK(cli::parse_lateness("2.5%").fixed == 0ms);
    CHECK(cli::parse_lateness("20ms").percent == 0);
    for (const auto* wrong : {"", "5", "%", "50ms+", "+5%", "5%%", "-5%", "50ms,5%", "nan%"})
        CHECK_THROWS_AS(cli::parse_lateness(wrong), UsageError);
}

TEST_CASE("a shard is one part of several", "[cli]") {
    CHECK(cli::parse_shard("2/8").part == 2);
    CHECK(cli::parse_shard("2/8").parts == 8);
    CHECK(cli::parse_shard("1/1").parts == 1);
    for (const auto* wrong : {"", "2", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1 /4"})
        CHECK_THROWS_AS(cli::parse_shard(wrong), UsageError);
}

TEST_CASE("a VRID is a number from 1 to 255", "[cli]") {
    CHECK(cli::parse_vrid("1") == 1);
    CHECK(cli::parse_vrid("255") == 255);
    for (const auto* wrong : {"", "0", "256", "-1", "1x", "99999999999"})
        CHECK_THROWS_AS(cli::parse_vrid(wrong), UsageError);
}

TEST_CASE("lists may be written with commas or as several values", "[cli]") {
    CHECK(cli::split_list({"a,b", "c"}) == std::vector<std::string>{"a", "b", "c"});
    CHECK(cli::split_list({",a,,b,"}) == std::vector<std::string>{"a", "b"});
    CHECK(cli::split_list({""}).empty());
    CHECK(cli::split_list({}).empty());
}

TEST_CASE("a slip finds the word that was meant", "[cli]") {
    const std::vector<std::string> known{"tx/ttl-is-255", "rx/ttl-254", "backup/skew-time"};
    CHECK(cli::nearest("tx/ttl-is-256", known).front() == "tx/ttl-is-255");
    CHECK(cli::nearest("skew", known).front() == "backup/skew-time");
    CHECK(cli::nearest("zzzzz", known).empty());
    CHECK(cli::did_you_mean("tx/ttl-is-25", {"tx/ttl-is-255"}) == "did you mean tx/ttl-is-255?");
    CHECK(cli::did_you_mean("q", {"something-else"}).empty());
}

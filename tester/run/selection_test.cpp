#include "tester/run/selection.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

using namespace tester;
using Catch::Matchers::Contains;

namespace {

engine::Task<> nothing(Bench&) {
    co_return;
}

const std::vector<Case>& catalogue() {
    static const std::vector<Case> cases{
        {.id = "tx/ttl",
         .clauses = {rfc3768("5.2.3"), rfc5798("5.1.1.3"), rfc9568("5.1.1.3")},
         .says = "x",
         .run = nothing},
        {.id = "tx/count", .clauses = {rfc9568("5.2.5")}, .says = "x", .profiles = v3_ipv4, .run = nothing},
        {.id = "active/losing",
         .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
         .says = "x",
         .differs_by_rfc = true,
         .run = nothing},
        {.id = "rx/auth-type", .clauses = {rfc3768("7.1")}, .says = "x", .profiles = v2_ipv4, .run = nothing},
    };
    return cases;
}

std::vector<std::string> lines(const std::vector<SelectedCase>& selected) {
    std::vector<std::string> all;
    for (const auto& what : selected)
        all.push_back(std::string(what.which->id) + " " + std::string(to_string(what.profile)) + " " +
                      std::string(what.suite->name));
    return all;
}
std::vector<std::string> chosen(const Selection& selection) {
    return lines(select(catalogue(), selection));
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a glob matches the whole text, * any run and ? one character", "[selection]") {
    for (const auto& [glob, text] : {std::pair{"*", ""},
                                     {"*", "tx/ttl"},
                                     {"tx/*", "tx/ttl"},
                                     {"tx/ttl", "tx/ttl"},
                                     {"*ttl", "tx/ttl"},
                                     {"t?/t?l", "tx/ttl"},
                                     {"*/*", "tx/ttl"},
                                     {"**t**l*", "tx/ttl"},
                                     {"*aab", "aaaab"},
                                     {"*a*b*c", "xaxbxbxc"},
                                     {"", ""}})
        CHECK(matches_glob(glob, text));
    for (const auto& [glob, text] : {std::pair{"", "a"},
                                     {"?", ""},
                                     {"tx", "tx/ttl"},
                                     {"ttl", "tx/ttl"},
                                     {"tx/ttl?", "tx/ttl"},
                                     {"TX/*", "tx/ttl"},
                                     {"*a*b*c", "xaxcxb"},
                                     {"tx/*x", "tx/ttl"},
                                     {"tx/[t]tl", "tx/ttl"}})
        CHECK_FALSE(matches_glob(glob, text));
}

TEST_CASE("a suite has the cases that serve its RFC, in each profile that it covers", "[selection]") {
    CHECK(chosen({.suites = {"rfc3768"}}) == Lines{"tx/ttl v2-ipv4 rfc3768", "rx/auth-type v2-ipv4 rfc3768"});
    CHECK(chosen({.suites = {"rfc9568"}}) ==
          Lines{"tx/ttl v3-ipv4 rfc9568", "tx/ttl v3-ipv6 rfc9568", "tx/count v3-ipv4 rfc9568",
                "active/losing v3-ipv4 rfc9568", "active/losing v3-ipv6 rfc9568"});
}

TEST_CASE("a case runs once under the first suite, unless the RFCs differ: then once a suite",
          "[selection]") {
    CHECK(chosen({.suites = {"all"}}) ==
          Lines{"tx/ttl v2-ipv4 rfc3768", "rx/auth-type v2-ipv4 rfc3768", "tx/ttl v3-ipv4 rfc5798",
                "tx/ttl v3-ipv6 rfc5798", "active/losing v3-ipv4 rfc5798", "active/losing v3-ipv6 rfc5798",
                "tx/count v3-ipv4 rfc9568", "active/losing v3-ipv4 rfc9568",
                "active/losing v3-ipv6 rfc9568"});
    CHECK(
        chosen({.suites = {"rfc9568", "rfc5798"}, .cases = {"*/ttl", "*/losing"}, .profiles = {"v3-ipv4"}}) ==
        Lines{"tx/ttl v3-ipv4 rfc9568", "active/losing v3-ipv4 rfc9568", "active/losing v3-ipv4 rfc5798"});
}

TEST_CASE("a suite that is named twice counts once", "[selection]") {
    CHECK(chosen({.suites = {"rfc3768", "rfc3768"}}).size() == 2);
    CHECK(chosen({.suites = {"rfc9568", "rfc9568"}}).size() == 5);
}

TEST_CASE("'all' beside a suite that it holds runs nothing twice", "[selection]") {
    CHECK(chosen({.suites = {"all", "all"}}) == chosen({.suites = {"all"}}));
    CHECK(chosen({.suites = {"rfc3768", "all"}}) == chosen({.suites = {"all"}}));
}

TEST_CASE("globs choose, excludes take away, profiles narrow", "[selection]") {
    CHECK(chosen({.suites = {"rfc9568"}, .cases = {"tx/*"}, .excludes = {"*/ttl"}}) ==
          Lines{"tx/count v3-ipv4 rfc9568"});
    CHECK(chosen({.suites = {"rfc9568"}, .cases = {"tx/count", "active/*"}, .profiles = {"v3-ipv6"}}) ==
          Lines{"active/losing v3-ipv6 rfc9568"});
    CHECK(chosen({.suites = {"rfc9568"}, .profiles = {"v2-ipv4"}}).empty());
    CHECK(chosen({.suites = {"rfc9568"}, .excludes = {"*"}}).empty());
    CHECK(chosen({}).empty());
}

TEST_CASE("a case of another suite may be named, and is then not selected", "[selection]") {
    CHECK(chosen({.suites = {"rfc9568"}, .cases = {"rx/auth-type"}}).empty());
}

TEST_CASE("unknown names are refused in one sentence", "[selection]") {
    CHECK_THROWS_AS(chosen({.suites = {"rfc1"}}), std::invalid_argument);
    CHECK_THROWS_WITH(chosen({.suites = {"rfc1"}}),
                      "there is no suite 'rfc1'; choose from rfc2338, rfc3768, rfc5798, rfc9568, "
                      "robustness, host, failover, passive, all");
    CHECK_THROWS_WITH(chosen({.suites = {"rfc9568"}, .profiles = {"v4"}}),
                      "there is no profile 'v4'; choose from v2-ipv4, v3-ipv4, v3-ipv6");
    CHECK_THROWS_WITH(chosen({.suites = {"rfc9568"}, .cases = {"nothing/*"}}), Contains("'nothing/*'"));
    CHECK_THROWS_WITH(chosen({.suites = {"rfc9568"}, .excludes = {"typo"}}), Contains("'typo'"));
}

TEST_CASE("the shards of a selection are disjoint and together are all of it", "[selection]") {
    const auto whole = chosen({.suites = {"all"}});
    for (const int shards : {1, 2, 3, 9, 20}) {
        std::multiset<std::string> together;
        for (int shard = 1; shard <= shards; ++shard) {
            Selection selection{.suites = {"all"}};
            selection.shard = shard;
            selection.shards = shards;
            const auto part = chosen(selection);
            // No shard is more than one case longer than another.
            CHECK(part.size() >= whole.size() / static_cast<std::size_t>(shards));
            CHECK(part.size() <= whole.size() / static_cast<std::size_t>(shards) + 1);
            together.insert(part.begin(), part.end());
        }
        CHECK(together == std::multiset<std::string>(whole.begin(), whole.end()));
    }
}

TEST_CASE("suites are found by their whole name", "[selection]") {
    REQUIRE(find_suite("rfc5798"));
    CHECK(find_suite("rfc5798")->rfc == engine::Rfc::rfc5798);
    CHECK(find_suite("rfc") == nullptr);
    CHECK(find_suite("all") == nullptr);
    for (const auto& suite : all_suites()) CHECK_FALSE(suite.says.empty());
}

TEST_CASE("a selection that holds nothing says what contradicts what", "[run]") {
    static const Case over_ipv6{
        .id = "tx/ipv6", .clauses = {rfc5798("5.1.2.1")}, .says = "is about IPv6", .profiles = v3_ipv6};
    const std::span<const Case> one(&over_ipv6, 1);
    CHECK(why_nothing(one, {.suites = {"rfc3768"}}) ==
          "tx/ipv6 is no part of rfc3768; it is part of rfc5798");
    CHECK(why_nothing(one, {.suites = {"rfc5798"}, .profiles = {"v3-ipv4"}}) ==
          "rfc5798 has nothing to do with --profile v3-ipv4: leave the profile out, or choose another");
    CHECK(why_nothing(one, {.suites = {"rfc5798"}, .cases = {"tx/*"}, .excludes = {"tx/i*"}}) ==
          "--exclude tx/i* takes away every case that was chosen");
    CHECK(why_nothing(one, {.suites = {"rfc5798"}, .shard = 2, .shards = 2}) ==
          "shard 2/2 holds no case of this selection, which has fewer cases than shards");
    CHECK(select(one, {.suites = {"rfc5798"}, .shard = 2, .shards = 2}).empty());
}

TEST_CASE("a suite about a matter repeats no verdict of an RFC's suite", "[run]") {
    static const Case differing{.id = "active/differs",
                                .clauses = {rfc5798("6.4.3"), rfc9568("6.4.3")},
                                .says = "differs",
                                .topics = Topic::failover,
                                .profiles = v3_ipv4,
                                .differs_by_rfc = true};
    const std::span<const Case> one(&differing, 1);
    CHECK(select(one, {.suites = {"all"}}).size() == 2);
    CHECK(select(one, {.suites = {"rfc5798", "failover"}}).size() == 2);
    CHECK(select(one, {.suites = {"rfc9568", "failover"}}).size() == 1);
    CHECK(select(one, {.suites = {"failover"}}).at(0).rfc() == engine::Rfc::rfc9568);
}

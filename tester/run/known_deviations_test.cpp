#include "tester/run/known_deviations.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace tester;

namespace {

KnownDeviation physical_mac() {
    return {.case_glob = "tx/ethernet-source-is-virtual-mac",
            .profile = "v3-ipv4",
            .suite = "rfc5798",
            .reason = "keepalived without use_vmac",
            .observed = "Ethernet source*",
            .expires = "2027-06-30",
            .where = "known.toml:3"};
}

CaseResult judged(Outcome outcome, const std::string& observed = "Ethernet source 3e:e9:c2:df:69:2e") {
    CaseResult result;
    result.id = "tx/ethernet-source-is-virtual-mac";
    result.profile = "v3-ipv4";
    result.suite = "rfc5798";
    result.outcome = outcome;
    result.observed = observed;
    return result;
}

CaseResult amended(CaseResult result, const KnownDeviation& known, const std::string& day = "2026-11-23") {
    apply_known_deviations(result, std::vector{known}, day);
    return result;
}

}  // namespace

TEST_CASE("a known failure is expected", "[known_deviations]") {
    for (const auto outcome : {Outcome::fail, Outcome::advisory}) {
        const auto result = amended(judged(outcome), physical_mac());
        CHECK(result.outcome == Outcome::xfail);
        CHECK(result.reason == "keepalived without use_vmac (known deviation at known.toml:3)");
    }
}

TEST_CASE("a pass where a failure is known is unexpected", "[known_deviations]") {
    CHECK(amended(judged(Outcome::pass), physical_mac()).outcome == Outcome::xpass);
}

TEST_CASE("what proves nothing is not changed by what is known", "[known_deviations]") {
    for (const auto outcome : {Outcome::inconclusive, Outcome::skipped, Outcome::error})
        CHECK(amended(judged(outcome), physical_mac()).outcome == outcome);
}

TEST_CASE("another failure than the known one stays a failure", "[known_deviations]") {
    const auto result = amended(judged(Outcome::fail, "TTL 64"), physical_mac());
    CHECK(result.outcome == Outcome::fail);
    CHECK(result.reason == "the known deviation at known.toml:3 says that 'Ethernet source*' is observed");
}

TEST_CASE("an entry counts through its last day", "[known_deviations]") {
    CHECK(amended(judged(Outcome::fail), physical_mac(), "2027-06-30").outcome == Outcome::xfail);
    const auto late = amended(judged(Outcome::fail), physical_mac(), "2027-07-01");
    CHECK(late.outcome == Outcome::fail);
    CHECK(late.reason == "the known deviation at known.toml:3 expired on 2027-06-30");
    CHECK(amended(judged(Outcome::pass), physical_mac(), "2027-07-01").outcome == Outcome::pass);
}

TEST_CASE("an entry is about its case, profile and suite only", "[known_deviations]") {
    auto known = physical_mac();
    known.profile = "v3-ipv6";
    CHECK(amended(judged(Outcome::fail), known).outcome == Outcome::fail);
    known.profile.reset();
    CHECK(amended(judged(Outcome::fail), known).outcome == Outcome::xfail);
    known.suite = "rfc9568";
    CHECK(amended(judged(Outcome::fail), known).outcome == Outcome::fail);
    known.suite.reset();
    known.case_glob = "tx/*";
    CHECK(amended(judged(Outcome::fail), known).outcome == Outcome::xfail);
    known.case_glob = "rx/*";
    CHECK(amended(judged(Outcome::fail), known).outcome == Outcome::fail);
}

TEST_CASE("under a suite about a matter, what is known for the RFC that judges holds", "[known_deviations]") {
    CaseResult result;
    result.id = "active/losing-advertisement";
    result.profile = "v2-ipv4";
    result.suite = "failover";
    result.clauses = {{3768, "6.4.3"}, {2338, "6.4.3"}};
    result.outcome = Outcome::fail;
    KnownDeviation entry;
    entry.case_glob = "active/*";
    entry.reason = "answers at once";
    for (const auto& [suite, outcome] :
         {std::pair{"rfc3768", Outcome::xfail}, std::pair{"rfc2338", Outcome::fail},
          std::pair{"failover", Outcome::xfail}}) {
        CAPTURE(suite);
        entry.suite = suite;
        auto judged = result;
        apply_known_deviations(judged, std::vector<KnownDeviation>{entry}, "2026-11-23");
        CHECK(judged.outcome == outcome);
    }
}

TEST_CASE("an entry for one virtual router of a capture is about no other", "[known_deviations]") {
    auto known = physical_mac();
    known.vrid = 7;
    auto result = judged(Outcome::fail);
    CHECK(amended(result, known).outcome == Outcome::fail);
    result.virtual_router = VirtualRouterReference{7, "IPv4", 3, 100, 1, {}};
    CHECK(amended(result, known).outcome == Outcome::xfail);
    result.virtual_router->vrid = 8;
    CHECK(amended(result, known).outcome == Outcome::fail);
}

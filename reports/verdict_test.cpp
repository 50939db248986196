#include "reports/verdict.hpp"

#include <catch2/catch.hpp>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/fixture_for_tests.hpp"
#include "reports/vendor_words.hpp"

namespace fixture = reports::fixture;
using tester::Outcome;

namespace {

tester::RunResult run_of(std::vector<tester::CaseResult> cases) {
    auto result = fixture::run();
    result.cases = std::move(cases);
    return result;
}

std::string sentence(const tester::RunResult& result) {
    return reports::verdict_of(result).sentence;
}

tester::CaseResult failed_in(std::string profile, std::string suite) {
    auto one = fixture::failed();
    one.profile = std::move(profile);
    one.suite = std::move(suite);
    return one;
}

}  // namespace

TEST_CASE("the verdict on a device in one sentence", "[reports][verdict]") {
    CHECK(sentence(run_of({fixture::passed()})) ==
          "Nothing that violates RFC 5798 was found in the device at 192.0.2.2: the one case passed.");
    auto result = run_of({fixture::passed(), fixture::failed(), failed_in("v2-ipv4", "rfc3768")});
    result.dut.facts["likely implementation"] = "looks like FRR: announcements 1 at once";
    const auto verdict = reports::verdict_of(result);
    CHECK(verdict.outcome == Outcome::fail);
    CHECK(verdict.sentence ==
          "The device at 192.0.2.2, which looks like FRR, violates 1 requirement of RFC 5798:");
    CHECK(verdict.which ==
          std::vector<std::string>{"A Backup that hears Priority 0 takes over after Skew_Time"});
    result.dut.facts["likely implementation"] = "not known: too few facts";
    result.dut.address = "embedded";
    CHECK(sentence(result) == "The embedded speaker violates 1 requirement of RFC 5798:");
}

TEST_CASE("an advisory violates nothing, unless the run is strict", "[reports][verdict]") {
    auto result = run_of({fixture::passed(), fixture::advisory()});
    CHECK(sentence(result) ==
          "Nothing that violates RFC 5798 was found in the device at 192.0.2.2; 1 recommendation is not "
          "followed "
          "(SHOULD):");
    result.strict = true;
    CHECK(sentence(result) ==
          "The device at 192.0.2.2 does not follow 1 recommendation of RFC 5798 (SHOULD), and the run is "
          "strict:");
    CHECK(reports::verdict_of(result).outcome == Outcome::advisory);
}

TEST_CASE("doubt is no pass", "[reports][verdict]") {
    const auto doubt = fixture::with_reason("a/b", Outcome::inconclusive, 1, "it never became Backup");
    CHECK(sentence(run_of({doubt})) ==
          "Could not judge the device at 192.0.2.2, because: it never became Backup.");
    const auto mixed = reports::verdict_of(run_of({fixture::passed(), doubt}));
    CHECK(mixed.outcome == Outcome::inconclusive);
    CHECK(
        mixed.sentence ==
        "Nothing that violates RFC 5798 was found in the device at 192.0.2.2, but 1 of 2 cases could not be "
        "judged, because: it never became Backup.");
    const auto skipped = fixture::with_reason("a/b", Outcome::skipped, 0, "needs two interfaces");
    CHECK(sentence(run_of({skipped, skipped})) ==
          "Nothing was judged of the device at 192.0.2.2: all cases were skipped, because: needs two "
          "interfaces.");
    // The exit code says the same.
    CHECK(tester::exit_code(run_of({fixture::passed(), doubt})) == 3);
}

TEST_CASE("known deviations and their surprises", "[reports][verdict]") {
    const auto known = fixture::with_reason("a/b", Outcome::xfail, 1, "issue 42");
    CHECK(sentence(run_of({fixture::passed(), known})) ==
          "Nothing that violates RFC 5798 was found in the device at 192.0.2.2: the one case passed, apart "
          "from "
          "1 known deviation:");
    const auto surprise = fixture::with_reason("a/b", Outcome::xpass, 1, "issue 42");
    CHECK(sentence(run_of({fixture::passed(), surprise})) ==
          "Nothing that violates RFC 5798 was found in the device at 192.0.2.2, but one requirement is met "
          "although a known deviation says that it fails:");
}

TEST_CASE("the verdict on captures and on routers that met", "[reports][verdict]") {
    CHECK(sentence(fixture::replayed()) == "In run.pcap 1 requirement of RFC 5798 is violated:");
    auto met = fixture::failed();
    met.suite = "interop";
    met.subject = "keepalived > frr";
    auto well = fixture::passed();
    well.suite = "interop";
    well.subject = "frr > keepalived";
    CHECK(sentence(run_of({met, well})) ==
          "1 of 2 scenarios in which keepalived and frr meet violates 1 requirement of RFC 5798:");
}

TEST_CASE("how to reproduce a case", "[reports][verdict]") {
    auto result = fixture::run();
    result.command_line =
        "vrrptest --dut 192.0.2.2 --suite rfc5798,rfc9568 --case 'backup/*' --junit r.xml --html=r.html -q "
        "--slow 2";
    const auto one = fixture::failed();
    CHECK(reports::reproduction_command(result, one) ==
          "vrrptest --dut 192.0.2.2 --slow 2 --suite rfc5798 --case backup/priority-zero-arms-skew-time "
          "--profile v3-ipv4");
    result.command_line = "vrrptest replay 'my file.pcap'";
    CHECK(reports::reproduction_command(result, one) ==
          "vrrptest replay 'my file.pcap' --case backup/priority-zero-arms-skew-time --profile v3-ipv4");
    auto met = one;
    met.suite = "interop";
    met.id = "interop/crash-failover";
    met.subject = "keepalived > frr";
    CHECK(reports::reproduction_command(result, met) ==
          "vrrptest interop keepalived frr --scenario crash-failover --profile v3-ipv4");
}

TEST_CASE("the words for a vendor hold all that it takes to look into it", "[reports][verdict]") {
    const auto result = fixture::run();
    const auto other = failed_in("v2-ipv4", "rfc3768");
    const auto& one = result.cases[1];
    CHECK(reports::vendor_words(result, {&one, &other}) ==
          R"(Violated: A Backup that hears Priority 0 takes over after Skew_Time

Device:         the device at 192.0.2.2 (02:00:00:00:00:02)
Case:           backup/priority-zero-arms-skew-time (v3-ipv4, rfc5798)
Clause:         RFC 5798 6.4.2 (MUST)
Expected:       an advertisement of VRID 10 from the device 600 to 610 ms after frame 41
Observed:       the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched
Timing:         2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms
Virtual router: VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1
Also in:        v2-ipv4, rfc3768

Frames:
  41 at 12.001204 s, stimulus: 192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10 priority 0
    0000  45 c0 00 20
  57 at 15.610604 s, violates: 192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10 priority 100 interval 100 cs 192.0.2.1
    0000  45 c0 00 24

To reproduce:
  vrrptest --dut 192.0.2.2 --suite rfc5798 --case backup/priority-zero-arms-skew-time --profile v3-ipv4

Judged by vrrptest 0.1.0 on 2026-11-22T21:08:39, tolerance early 10 ms, late 50 ms or 5 %.
)");
}

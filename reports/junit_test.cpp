#include "reports/junit.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <pugixml.hpp>
#include <set>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/file.hpp"
#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;
namespace fs = std::filesystem;

namespace {

bool run_quietly(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

/// Both published schemas accept it, as far as this host can tell.
void check_schemas(const std::string& xml) {
    const fs::path schemas = fs::path(VRRPTEST_SOURCE_DIR) / "../shared/junit";
    if (!fs::exists(schemas) || !run_quietly("xmllint --version")) {
        WARN("not validated: xmllint or ../shared/junit is missing");
        return;
    }
    const auto file = fs::temp_directory_path() / ("vrrptest-junit-" + std::to_string(::getpid()) + ".xml");
    reports::write_whole(file.string(), xml);
    for (const auto* schema : {"junit.xsd", "junit-windyroad.xsd"}) {
        INFO(schema << "\n" << xml);
        CHECK(run_quietly("xmllint --noout --schema '" + (schemas / schema).string() + "' '" + file.string() +
                          "'"));
    }
    fs::remove(file);
}

/// The counters equal the children, and classname with name is unique.
void check_counters(const pugi::xml_document& document) {
    std::set<std::string> names;
    for (const auto suite : document.child("testsuites").children("testsuite")) {
        int tests = 0;
        int failures = 0;
        int errors = 0;
        int skipped = 0;
        for (const auto one : suite.children("testcase")) {
            ++tests;
            failures += one.child("failure") ? 1 : 0;
            errors += one.child("error") ? 1 : 0;
            skipped += one.child("skipped") ? 1 : 0;
            const std::string name = one.attribute("name").value();
            CHECK(name.find_first_of(". ") == std::string::npos);
            CHECK(names.insert(one.attribute("classname").value() + ("\n" + name)).second);
        }
        CHECK(suite.attribute("tests").as_int() == tests);
        CHECK(suite.attribute("failures").as_int() == failures);
        CHECK(suite.attribute("errors").as_int() == errors);
        CHECK(suite.attribute("skipped").as_int() == skipped);
    }
}

pugi::xml_document parsed(const tester::RunResult& result) {
    const auto xml = reports::junit(result);
    check_schemas(xml);
    pugi::xml_document document;
    REQUIRE(document.load_string(xml.c_str()));
    check_counters(document);
    return document;
}

pugi::xml_node case_named(const pugi::xml_document& document, const char* name) {
    for (const auto suite : document.child("testsuites").children("testsuite")) {
        if (const auto found = suite.find_child_by_attribute("testcase", "name", name)) return found;
    }
    return {};
}

}  // namespace

TEST_CASE("a failure in JUnit, to the letter", "[reports]") {
    auto result = fixture::run();
    result.cases = {fixture::passed(), fixture::failed()};
    CHECK(reports::junit(result, "runner1") == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite package="vrrptest.rfc5798" id="0" name="vrrptest.rfc5798.v3-ipv4" timestamp="2026-11-22T21:08:39" hostname="runner1" tests="2" failures="1" errors="0" skipped="0" time="4.110">
    <properties>
      <property name="tool" value="vrrptest" />
      <property name="tool.version" value="0.1.0" />
      <property name="command" value="vrrptest --dut 192.0.2.2 --suite rfc5798" />
      <property name="suites" value="rfc5798" />
      <property name="strict" value="false" />
      <property name="tolerance" value="early 10 ms, late 50 ms or 5 %" />
      <property name="dut" value="192.0.2.2" />
      <property name="dut.mac" value="02:00:00:00:00:02" />
      <property name="dut.checksum form" value="pseudo-header" />
      <property name="interface" value="eth0" />
      <property name="tester.address" value="192.0.2.9" />
      <property name="tester.mac" value="02:00:00:00:00:09" />
      <property name="worst-scheduling-delay-ms" value="1.2" />
      <property name="frames.seen" value="512" />
      <property name="frames.dropped" value="0" />
    </properties>
    <testcase name="backup/active-down-timer" classname="vrrptest.rfc5798.v3-ipv4" time="3.612" />
    <testcase name="backup/priority-zero-arms-skew-time" classname="vrrptest.rfc5798.v3-ipv4" time="4.110">
      <failure message="expected an advertisement of VRID 10 from the device 600 to 610 ms after frame 41; observed the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched" type="MUST">
clause    RFC 5798 6.4.2 (MUST)
demands   A Backup that hears Priority 0 takes over after Skew_Time
expected  an advertisement of VRID 10 from the device 600 to 610 ms after frame 41
observed  the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched
timing    2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms
router    VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1
held      the device is Backup; observed it is silent
frame 41  12.001s  stimulus  192.0.2.9 &gt; 224.0.0.18 VRRPv3 VRID 10 priority 0
          45c0 0020
frame 57  15.611s  violates  192.0.2.2 &gt; 224.0.0.18 VRRPv3 VRID 10 priority 100 interval 100 cs
                             192.0.2.1
          45c0 0024
</failure>
    </testcase>
    <system-out>FAIL backup/priority-zero-arms-skew-time: RFC 5798 6.4.2 (MUST)
expected an advertisement of VRID 10 from the device 600 to 610 ms after frame 41; observed the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched
  held      the device is Backup; observed it is silent
  broken    an advertisement of VRID 10 from the device 600 to 610 ms after frame 41; observed the first came 3609 ms
            after it, as if the Active_Down_Timer had gone on running untouched; 2949.4 ms too late: after 3609.4 ms,
            allowed 590.0 to 660.0 ms
PASS backup/active-down-timer: RFC 5798 6.4.2 (MUST)
  held      an advertisement of VRID 10; observed frame 12; after 3610.2 ms, allowed 3599.4 to 3789.9 ms
</system-out>
    <system-err></system-err>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("every outcome in JUnit", "[reports]") {
    const auto document = parsed(fixture::run());
    const auto message = [&](const char* name, const char* child) {
        return std::string(case_named(document, name).child(child).attribute("message").value());
    };
    const auto type = [&](const char* name, const char* child) {
        return std::string(case_named(document, name).child(child).attribute("type").value());
    };
    CHECK(message("host/forwards", "skipped") == "needs --second-interface");
    CHECK(message("packet/reserved-zero", "skipped") == "xfail: issue 42");
    CHECK(type("packet/ttl-255", "failure") == "xpass");
    CHECK(type("backup/discards-ttl-254", "error") == "inconclusive");
    CHECK(type("active/resigns-on-stop", "error") == "environment");
    CHECK(message("active/resigns-on-stop", "error") == "the driver's stop command exited with 1");
    CHECK(case_named(document, "active/gratuitous-arp-repeated").first_child().empty());
    const std::string output =
        document.child("testsuites").child("testsuite").child("system-out").text().get();
    CHECK(output.find("advisory: expected 2 gratuitous ARPs within 1 s; observed 1") != std::string::npos);
}

TEST_CASE("a strict run makes a failure of a SHOULD", "[reports]") {
    auto result = fixture::run();
    result.strict = true;
    const auto document = parsed(result);
    const auto failure = case_named(document, "active/gratuitous-arp-repeated").child("failure");
    CHECK(failure.attribute("type").value() == std::string("SHOULD"));
}

TEST_CASE("a suite per suite and profile, and no namesakes", "[reports]") {
    auto result = fixture::run();
    auto other = fixture::passed();
    other.profile = "v3-ipv6";
    result.cases = {fixture::passed(), other, fixture::passed()};
    const auto document = parsed(result);
    const auto suites = document.child("testsuites");
    CHECK(suites.first_child().attribute("name").value() == std::string("vrrptest.rfc5798.v3-ipv4"));
    CHECK(suites.last_child().attribute("name").value() == std::string("vrrptest.rfc5798.v3-ipv6"));
    CHECK(suites.last_child().attribute("id").as_int() == 1);
    CHECK(case_named(document, "backup/active-down-timer-2"));
}

TEST_CASE("a run that could not begin is one error", "[reports]") {
    tester::RunResult result;
    result.environment_error = "eth0 is down";
    result.aborted = true;
    const auto document = parsed(result);
    const auto error = case_named(document, "preflight").child("error");
    CHECK(error.attribute("type").value() == std::string("environment"));
    CHECK(error.attribute("message").value() == std::string("eth0 is down"));
}

TEST_CASE("nothing selected, hostile text, odd numbers and huge text are valid too", "[reports]") {
    (void)parsed({});
    (void)parsed(fixture::hostile_run());
    check_schemas(reports::junit(fixture::run(), " "));
    auto result = fixture::run();
    result.seconds = result.cases[0].seconds = -1e300 * 1e300;
    result.cases[1].seconds = 1e-7;
    result.cases[2].seconds = 123456.7;
    for (auto& one : result.cases) {
        one.observed = one.reason = std::string(200'000, 'x');
        one.frames.assign(300, {1, 1, "observed", std::string(2000, 'y'), std::string(5000, '0')});
        one.checks.assign(300, {std::string(3000, 'z'), one.id, false, 1, 2, 3});
    }
    (void)parsed(result);
    CHECK(reports::junit(result).size() < 500'000);
}

TEST_CASE("a capture in JUnit: a suite for each file, and a name for each virtual router", "[reports]") {
    auto result = fixture::replayed();
    result.captures.push_back({fixture::hostile(), 1, 0, 0, {fixture::hostile()}});
    for (int vrid : {10, 11, 11}) {
        auto one = result.cases[0];
        one.subject = "captures/b.pcap";
        one.virtual_router->vrid = vrid;
        result.cases.push_back(one);
    }
    result.environment_error = "captures/b.pcap ends within packet 1";
    const auto document = parsed(result);
    CHECK(case_named(document, "passive/active-down-timer/vrid-10"));
    CHECK(case_named(document, "passive/active-down-timer/vrid-11"));
    CHECK(case_named(document, "passive/active-down-timer/vrid-11-2"));
    CHECK(case_named(document, "passive/password-is-constant").child("skipped"));
    CHECK(case_named(document, "preflight").child("error"));
    const auto suites = document.child("testsuites");
    CHECK(suites.find_child_by_attribute("testsuite", "name", "vrrptest.passive.v3-ipv4.captures/b-pcap"));
}

namespace {

/// As Jenkins' schema has it once the properties of cases are gone, which no published schema knows.
void check_rich_schema(pugi::xml_document& document) {
    for (const auto suite : document.child("testsuites").children("testsuite"))
        for (auto one : suite.children("testcase")) CHECK(one.remove_child("properties"));
    const fs::path schema = fs::path(VRRPTEST_SOURCE_DIR) / "../shared/junit/junit.xsd";
    if (!fs::exists(schema) || !run_quietly("xmllint --version")) {
        WARN("not validated: xmllint or ../shared/junit is missing");
        return;
    }
    const auto file = fs::temp_directory_path() / ("vrrptest-rich-" + std::to_string(::getpid()) + ".xml");
    document.save_file(file.c_str());
    CHECK(run_quietly("xmllint --noout --schema '" + schema.string() + "' '" + file.string() + "'"));
    fs::remove(file);
}

pugi::xml_document rich(const tester::RunResult& result, std::vector<std::string> attachments = {}) {
    const auto xml =
        reports::junit(result, {"localhost", reports::JunitDialect::rich, std::move(attachments)});
    pugi::xml_document document;
    REQUIRE(document.load_string(xml.c_str()));
    check_counters(document);
    return document;
}

std::string property(pugi::xml_node one, const char* name) {
    return one.child("properties")
        .find_child_by_attribute("property", "name", name)
        .attribute("value")
        .value();
}

}  // namespace

TEST_CASE("the rich dialect tells all of a case in the case", "[reports]") {
    const auto document = rich(fixture::run(), {"out/run.pcapng", "out/page.html", "bad]]path", "bad\npath"});
    const auto failed = case_named(document, "backup/priority-zero-arms-skew-time");
    CHECK(property(failed, "clauses") == "RFC 5798 6.4.2, RFC 9568 6.4.2, RFC 3768 6.4.2");
    CHECK(property(failed, "level") == "MUST");
    CHECK(property(failed, "outcome") == "fail");
    CHECK(property(failed, "timing") == "2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms");
    CHECK(property(failed, "virtual-router").find("VRID 10") == 0);
    const std::string output = failed.child("system-out").text().get();
    CHECK(output.find("frame 57") != std::string::npos);
    CHECK(output.find("\n[[ATTACHMENT|out/run.pcapng]]\n[[ATTACHMENT|out/page.html]]\n") !=
          std::string::npos);
    CHECK(output.find("bad") == std::string::npos);
    const auto passed = case_named(document, "backup/active-down-timer");
    CHECK(property(passed, "outcome") == "pass");
    CHECK(std::string(passed.child("system-out").text().get()).find("ATTACHMENT") == std::string::npos);
}

TEST_CASE("the rich dialect is Jenkins' schema but for the properties of cases", "[reports]") {
    for (const auto& result : {fixture::run(), fixture::replayed(), fixture::hostile_run()}) {
        auto document = rich(result, {"a.pcapng"});
        check_rich_schema(document);
    }
}

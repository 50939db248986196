#include "reports/json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;

TEST_CASE("the keys and values of the JSON contract", "[reports]") {
    const auto report = nlohmann::json::parse(reports::json(fixture::run()));
    CHECK(report["schema"] == 1);
    CHECK(report["tool"] == "vrrptest");
    CHECK(report["version"] == "0.1.0");
    CHECK(report["started"] == "2026-11-22T21:08:39");
    CHECK(report["dut"]["address"] == "192.0.2.2");
    CHECK(report["dut"]["facts"]["checksum form"] == "pseudo-header");
    CHECK(report["link"]["interface"] == "eth0");
    CHECK(
        report["summary"].dump() ==
        R"({"advisory":1,"error":1,"fail":1,"inconclusive":1,"pass":2,"seconds":15.75,"skipped":3,"total":11,)"
        R"("xfail":1,"xpass":1})");
    REQUIRE(report["cases"].size() == 11);
    CHECK(report["cases"][0]["virtual_router"].is_null());
    CHECK(report["cases"][4]["reason"] == "needs preempt_mode = false");
}

TEST_CASE("a case in JSON", "[reports]") {
    auto result = fixture::run();
    result.cases = {fixture::failed()};
    const auto report = nlohmann::ordered_json::parse(reports::json(result));
    CHECK(report["cases"][0].dump(1) == R"({
 "id": "backup/priority-zero-arms-skew-time",
 "profile": "v3-ipv4",
 "suite": "rfc5798",
 "level": "MUST",
 "outcome": "fail",
 "seconds": 4.11,
 "clauses": [
  {
   "rfc": 5798,
   "section": "6.4.2"
  },
  {
   "rfc": 9568,
   "section": "6.4.2"
  },
  {
   "rfc": 3768,
   "section": "6.4.2"
  }
 ],
 "expected": "an advertisement of VRID 10 from the device 600 to 610 ms after frame 41",
 "observed": "the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched",
 "reason": "",
 "frames": [
  {
   "number": 41,
   "time": 12.001204,
   "role": "stimulus",
   "summary": "192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10 priority 0",
   "hex": "45c0 0020",
   "sender": ""
  },
  {
   "number": 57,
   "time": 15.610604,
   "role": "violates",
   "summary": "192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10 priority 100 interval 100 cs 192.0.2.1",
   "hex": "45c0 0024",
   "sender": ""
  }
 ],
 "virtual_router": {
  "vrid": 10,
  "family": "IPv4",
  "version": 3,
  "priority": 100,
  "interval": 1.0,
  "addresses": [
   "192.0.2.1"
  ]
 },
 "area": "backup",
 "says": "A Backup that hears Priority 0 takes over after Skew_Time",
 "started_seconds": 0.0,
 "attempts": 1,
 "checks": [
  {
   "expected": "the device is Backup",
   "observed": "it is silent",
   "held": true,
   "measured_ms": null,
   "allowed_earliest_ms": null,
   "allowed_latest_ms": null,
   "anchor_seconds": null
  },
  {
   "expected": "an advertisement of VRID 10 from the device 600 to 610 ms after frame 41",
   "observed": "the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched",
   "held": false,
   "measured_ms": 3609.4,
   "allowed_earliest_ms": 590.0,
   "allowed_latest_ms": 660.0,
   "anchor_seconds": null
  }
 ]
})");
}

TEST_CASE("hostile text leaves JSON whole", "[reports]") {
    const auto text = reports::json(fixture::hostile_run());
    CHECK(text.find('\x1b') == std::string::npos);
    const auto report = nlohmann::json::parse(text);
    CHECK(report["cases"].size() == 11);
}

TEST_CASE("an empty run is JSON too", "[reports]") {
    const auto report = nlohmann::json::parse(reports::json({}));
    CHECK(report["cases"].is_array());
    CHECK(report["summary"]["total"] == 0);
    CHECK(report["dut"]["facts"].is_object());
}

#include "reports/routers.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/capture_fixture_for_tests.hpp"
#include "reports/json.hpp"
#include "reports/terminal.hpp"

using namespace reports;

namespace {

const TableLook ascii{Charset::ascii, 80, Paint()};

void check_fits(const std::string& text, std::size_t columns) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(width(line) <= columns);
        CHECK((line.empty() || line.back() != ' '));
    }
}

}  // namespace

TEST_CASE("the table of virtual routers at 80 columns", "[reports][routers]") {
    const auto text = routers_text(fixture::captured_routers(), ascii);
    INFO(text);
    CHECK(text ==
          "Virtual routers                           priority  interval  measured   adverts\n"
          "  VRID 1, IPv4, VRRPv3: 172.16.100.10; 1 takeover\n"
          "            172.16.100.11                   150, 0       1 s   1.000 s        41\n"
          "            00:00:5e:00:01:01 (virtual), checksum pseudo-header, last at 40.2 s\n"
          "    active  172.16.100.12                      100       1 s         -         1\n"
          "            02:00:00:00:00:12 (its own), checksum pseudo-header\n"
          "  VRID 51, VLAN 10, IPv6, VRRPv3: fe80::1:1, 2001:db8:aaaa:bbbb::1,\n"
          "    2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff; 2 are Active at once\n"
          "    active  fe80::ffff:26ff:fe16:f9ed  255, .. 100       1 s   1.000 s  10000000\n"
          "            00:00:5e:00:02:33 (virtual), checksum pseudo-header\n"
          "    active  fe80::2:2                           90       1 s   1.000 s         3\n"
          "            00:00:5e:00:02:33 (virtual), checksum pseudo-header\n");
    check_fits(text, 80);
}

TEST_CASE("a table of virtual routers without any", "[reports][routers]") {
    CHECK(routers_text({}, ascii).find("nobody advertises one") != std::string::npos);
}

TEST_CASE("routers of several captures stand below each one's name", "[reports][routers]") {
    auto routers = fixture::captured_routers();
    routers[0].subject = "a.pcap";
    routers[1].subject = "b.pcap";
    const auto text = routers_text(routers, ascii);
    CHECK(text.find("\na.pcap\n  VRID 1,") != std::string::npos);
    CHECK(text.find("\nb.pcap\n  VRID 51,") != std::string::npos);
}

TEST_CASE("what routers and files are called cannot harm a terminal", "[reports][routers]") {
    const auto bad = fixture::hostile();
    auto routers = fixture::captured_routers();
    for (auto& router : routers) {
        router.subject = router.segment = router.family = bad;
        router.addresses = router.authentication = {bad};
        for (auto& speaker : router.speakers)
            speaker.source = speaker.mac = speaker.mac_habit = speaker.checksum_form = bad;
    }
    const auto text = routers_text(routers, ascii) + changes_text({{bad, 1, bad, bad, 1}}, ascii, 24);
    for (const char c : text) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
    check_fits(text, 80);
}

TEST_CASE("of a long story the beginning and the end are told", "[reports][routers]") {
    std::vector<tester::TimelineEvent> events;
    for (int i = 1; i <= 100; ++i)
        events.push_back(
            {"VRID 1 (IPv4)", double(i), "192.0.2.1", "event " + std::to_string(i) + ".", std::size_t(i)});
    const auto text = changes_text(events, ascii, 24);
    CHECK(std::count(text.begin(), text.end(), '\n') == 27);
    CHECK(text.find("event 8.") != std::string::npos);
    CHECK(text.find("event 9.") == std::string::npos);
    CHECK(text.find("... 76 further events; -v shows all") != std::string::npos);
    CHECK(text.find("event 84.") == std::string::npos);
    CHECK(text.find("event 85.") != std::string::npos);
    CHECK(text.rfind("VRID 1 (IPv4)") == text.find("VRID 1 (IPv4)"));
    CHECK(changes_text(events, ascii, 0).find("event 50.") != std::string::npos);
}

TEST_CASE("of many virtual routers some stories are told", "[reports][routers]") {
    std::vector<tester::TimelineEvent> events;
    for (int i = 0; i < 2000; ++i)
        events.push_back({"VRID " + std::to_string(i % 100), double(i), "192.0.2.1", "is Active", 1});
    const auto text = changes_text(events, ascii, 24);
    CHECK(text.find("VRID 3\n") != std::string::npos);
    CHECK(text.find("VRID 4\n") == std::string::npos);
    CHECK(text.find("... 96 further virtual routers; -v shows all") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1 + 4 * (1 + 6 + 1) + 1);
}

TEST_CASE("findings stand below, and not in a short story", "[reports][routers]") {
    const std::vector<tester::TimelineEvent> events{{"VRID 1", 1, "fail", "passive/ttl-is-255: TTL 254", 1}};
    CHECK(changes_text(events, ascii, 24).find("ttl") == std::string::npos);
    CHECK(changes_text(events, ascii, 0).find("ttl") != std::string::npos);
}

TEST_CASE("what is told of a capture when it has been judged", "[reports][routers]") {
    TerminalOptions in_utf8;
    in_utf8.utf8 = true;
    const auto text = closing_text(fixture::replayed(), in_utf8);
    INFO(text);
    CHECK(text ==
          "────────────────────────────────────────────────────────────────────────────────\n"
          "1 skipped (-v names the cases)\n"
          "      1  the capture shows no simple text password\n"
          "────────────────────────────────────────────────────────────────────────────────\n"
          "Virtual routers                           priority  interval  measured   adverts\n"
          "  VRID 1, IPv4, VRRPv3: 172.16.100.10; 1 takeover\n"
          "            172.16.100.11                   150, 0       1 s   1.000 s        41\n"
          "            00:00:5e:00:01:01 (virtual), checksum pseudo-header, last at 40.2 s\n"
          "    active  172.16.100.12                      100       1 s         -         1\n"
          "            02:00:00:00:00:12 (its own), checksum pseudo-header\n"
          "  VRID 51, VLAN 10, IPv6, VRRPv3: fe80::1:1, 2001:db8:aaaa:bbbb::1,\n"
          "    2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff; 2 are Active at once\n"
          "    active  fe80::ffff:26ff:fe16:f9ed  255, .. 100       1 s   1.000 s  10000000\n"
          "            00:00:5e:00:02:33 (virtual), checksum pseudo-header\n"
          "    active  fe80::2:2                           90       1 s   1.000 s         3\n"
          "            00:00:5e:00:02:33 (virtual), checksum pseudo-header\n"
          "────────────────────────────────────────────────────────────────────────────────\n"
          "What happened\n"
          "VRID 1 (IPv4)\n"
          "        0.000s  frame 1   172.16.100.11 is Active (priority 150)\n"
          "       40.200s  frame 81  172.16.100.11 resigns (priority 0)\n"
          "       40.810s  frame 82  172.16.100.12 (priority 100) takes over 0.610 s after\n"
          "                          172.16.100.11 resigned\n"
          "VRID 51 (IPv6), VLAN 10\n"
          "        0.100s  frame 2  fe80::ffff:26ff:fe16:f9ed is Active (priority 100)\n"
          "────────────────────────────────────────────────────────────────────────────────\n"
          "1 advisory (a SHOULD not followed; --strict makes it a failure)\n"
          " ADVISE [   2.000s] passive/gratuitous-arp-repeated  v3-ipv4  VRID 10\n"
          "        clause    RFC 5798 6.4.2 (SHOULD)\n"
          "        demands   A new Active repeats its gratuitous ARP\n"
          "        expected  2 gratuitous ARPs within 1 s\n"
          "        observed  1\n"
          "        router    VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1\n"
          "────────────────────────────────────────────────────────────────────────────────\n"
          "1 failed ('vrrptest explain CASE' tells more)\n"
          "   FAIL [   4.110s] passive/priority-zero-arms-skew-time  v3-ipv4  VRID 10\n"
          "        clause    RFC 5798 6.4.2 (MUST)\n"
          "        demands   A Backup that hears Priority 0 takes over after Skew_Time\n"
          "        expected  an advertisement of VRID 10 from the device 600 to 610 ms\n"
          "                  after frame 41\n"
          "        observed  the first came 3609 ms after it, as if the Active_Down_Timer\n"
          "                  had gone on running untouched\n"
          "        timing    2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms\n"
          "        router    VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1\n"
          "        frame 41  12.001s  stimulus  192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10\n"
          "                                     priority 0\n"
          "        frame 57  15.611s  violates  192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10\n"
          "                                     priority 100 interval 100 cs 192.0.2.1\n"
          "────────────────────────────────────────────────────────────────────────────────\n"
          "capture   run.pcap: 12345 frames, 120 of VRRP, in 61.250 s\n"
          "          the file ends within packet 12346\n"
          "timing    tolerance early 10 ms, late 50 ms or 5 %\n"
          "speed     2469000 frames a second\n"
          "Summary [   0.005s] 4 cases: 1 passed, 1 failed, 1 advisory, 1 skipped\n");
    check_fits(text, 80);
}

TEST_CASE("a quiet report of a capture has what went wrong and the summary", "[reports][routers]") {
    TerminalOptions options;
    options.verbosity = -1;
    const auto text = closing_text(fixture::replayed(), options);
    CHECK(text.find("FAIL") != std::string::npos);
    CHECK(text.find("ADVISE") != std::string::npos);
    CHECK(text.find("Virtual routers") == std::string::npos);
    CHECK(text.find("What happened") == std::string::npos);
    CHECK(text.find("observed") == std::string::npos);
    CHECK(text.find("Summary") != std::string::npos);
}

TEST_CASE("a capture and its virtual routers in JSON", "[reports][routers]") {
    const auto report = nlohmann::ordered_json::parse(json(fixture::replayed()));
    CHECK(report["schema"] == 1);
    CHECK(report["capture"].dump() == R"({"name":"run.pcap","frames":12345,"vrrp":120,"seconds":61.25,)"
                                      R"("remarks":["the file ends within packet 12346"]})");
    CHECK_FALSE(report.contains("captures"));
    REQUIRE(report["routers"].size() == 2);
    CHECK(report["routers"][0].dump(1) == R"({
 "vrid": 1,
 "family": "IPv4",
 "version": 3,
 "sources": [
  "172.16.100.11",
  "172.16.100.12"
 ],
 "priorities": [
  150,
  0,
  100
 ],
 "addresses": [
  "172.16.100.10"
 ],
 "interval": 1.0,
 "checksum_form": "pseudo-header",
 "mac": "02:00:00:00:00:12",
 "takeovers": 1,
 "segment": "",
 "versions": [
  3
 ],
 "authentication": [],
 "speakers": [
  {
   "source": "172.16.100.11",
   "mac": "00:00:5e:00:01:01",
   "mac_habit": "virtual",
   "priorities": [
    150,
    0
   ],
   "versions": [
    3
   ],
   "advertisements": 41,
   "checksum_form": "pseudo-header",
   "interval": 1.0,
   "measured_interval": 1.0004,
   "first_seconds": 0.0,
   "last_seconds": 40.2,
   "is_active": false,
   "is_tester": false
  },
  {
   "source": "172.16.100.12",
   "mac": "02:00:00:00:00:12",
   "mac_habit": "own",
   "priorities": [
    100
   ],
   "versions": [
    3
   ],
   "advertisements": 1,
   "checksum_form": "pseudo-header",
   "interval": 1.0,
   "measured_interval": null,
   "first_seconds": 0.0,
   "last_seconds": 60.8,
   "is_active": true,
   "is_tester": false
  }
 ],
 "reigns": []
})");
    CHECK(report["timeline"].size() == 5);
}

TEST_CASE("several captures are an array in JSON", "[reports][routers]") {
    auto result = fixture::replayed();
    result.captures.push_back({"b.pcap", 1, 0, 0, {}});
    const auto report = nlohmann::json::parse(json(result));
    CHECK(report["captures"].size() == 2);
    CHECK(report["captures"][1]["name"] == "b.pcap");
    CHECK_FALSE(report.contains("capture"));
    // A run against a device has none of this.
    const auto run = nlohmann::json::parse(json(fixture::run()));
    for (const auto* key : {"capture", "captures", "routers"}) CHECK_FALSE(run.contains(key));
}

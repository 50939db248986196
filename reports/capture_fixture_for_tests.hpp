#pragma once

#include "reports/fixture_for_tests.hpp"

/// What replay leaves behind of one capture: a failover, somebody with a wrong TTL, and IPv6 in a VLAN.
namespace reports::fixture {

inline tester::SpeakerReport speaker(std::string source, std::string mac, std::string habit,
                                     std::vector<int> priorities, std::size_t advertisements,
                                     double last_seconds, bool is_active) {
    tester::SpeakerReport one;
    one.source = std::move(source);
    one.mac = std::move(mac);
    one.mac_habit = std::move(habit);
    one.priorities = std::move(priorities);
    one.versions = {3};
    one.advertisements = advertisements;
    one.checksum_form = "pseudo-header";
    one.advertised_interval_seconds = 1;
    if (advertisements > 1) one.measured_interval_seconds = 1.0004;
    one.last_seconds = last_seconds;
    one.is_active = is_active;
    return one;
}

inline std::vector<tester::RouterReport> captured_routers() {
    tester::RouterReport failover;
    failover.vrid = 1;
    failover.family = "IPv4";
    failover.versions = {3};
    failover.addresses = {"172.16.100.10"};
    failover.speakers = {speaker("172.16.100.11", "00:00:5e:00:01:01", "virtual", {150, 0}, 41, 40.2, false),
                         speaker("172.16.100.12", "02:00:00:00:00:12", "own", {100}, 1, 60.8, true)};
    failover.takeovers = 1;
    tester::RouterReport tagged;
    tagged.segment = "VLAN 10";
    tagged.vrid = 51;
    tagged.family = "IPv6";
    tagged.versions = {3};
    tagged.addresses = {"fe80::1:1", "2001:db8:aaaa:bbbb::1", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"};
    tagged.speakers = {speaker("fe80::ffff:26ff:fe16:f9ed", "00:00:5e:00:02:33", "virtual",
                               {255, 200, 150, 100}, 10'000'000, 61, true),
                       speaker("fe80::2:2", "00:00:5e:00:02:33", "virtual", {90}, 3, 61, true)};
    return {failover, tagged};
}

inline tester::RunResult replayed() {
    using tester::Outcome;
    tester::RunResult result;
    result.tool_version = "0.1.0";
    result.command_line = "vrrptest replay run.pcap";
    result.started = "2026-11-22T21:08:39";
    result.suites = {"passive"};
    result.captures = {{"run.pcap", 12345, 120, 61.25, {"the file ends within packet 12346"}}};
    result.routers = captured_routers();
    const std::string one = "VRID 1 (IPv4)", other = "VRID 51 (IPv6), VLAN 10";
    result.timeline = {
        {one, 0, "172.16.100.11", "is Active (priority 150)", 1},
        {other, 0.1, "fe80::ffff:26ff:fe16:f9ed", "is Active (priority 100)", 2},
        {one, 40.2, "172.16.100.11", "resigns (priority 0)", 81},
        {one, 40.81, "172.16.100.12", "(priority 100) takes over 0.610 s after 172.16.100.11 resigned", 82},
        {one, 40.81, "fail", "passive/ttl-is-255: TTL 254", 82}};
    result.seconds = 0.005;
    const auto of_the_capture = [](tester::CaseResult result_of) {
        result_of.id = "passive/" + result_of.id.substr(result_of.id.find('/') + 1);
        result_of.area = "passive";
        result_of.suite = "passive";
        result_of.virtual_router = router();
        return result_of;
    };
    auto applied_nowhere = with_reason("passive/password-is-constant", Outcome::skipped, 0,
                                       "the capture shows no simple text password");
    applied_nowhere.suite = "passive";
    applied_nowhere.profile.clear();
    result.cases = {of_the_capture(passed()), of_the_capture(failed()), of_the_capture(advisory()),
                    std::move(applied_nowhere)};
    return result;
}

}  // namespace reports::fixture

#pragma once

#include <string>
#include <utility>

#include "tester/run/result.hpp"

/// The one run that every report's test renders: each outcome once or twice, with the texts of real cases.
namespace reports::fixture {

inline tester::VirtualRouterReference router() {
    return {10, "IPv4", 3, 100, 1, {"192.0.2.1"}};
}

inline tester::CaseResult basic(std::string id, tester::Outcome outcome, double seconds) {
    tester::CaseResult one;
    one.area = id.substr(0, id.find('/'));
    one.id = std::move(id);
    one.profile = "v3-ipv4";
    one.suite = "rfc5798";
    one.outcome = outcome;
    one.seconds = seconds;
    one.attempts = 1;
    one.clauses = {{5798, "6.4.2"}, {9568, "6.4.2"}};
    return one;
}

inline tester::CaseResult passed() {
    auto one = basic("backup/active-down-timer", tester::Outcome::pass, 3.612);
    one.says = "A Backup that hears nothing takes over after Active_Down_Interval";
    one.checks = {{"an advertisement of VRID 10", "frame 12", true, 3610.2, 3599.4, 3789.9}};
    return one;
}

inline tester::CaseResult failed() {
    auto one = basic("backup/priority-zero-arms-skew-time", tester::Outcome::fail, 4.11);
    one.says = "A Backup that hears Priority 0 takes over after Skew_Time";
    one.clauses.push_back({3768, "6.4.2"});
    one.expected = "an advertisement of VRID 10 from the device 600 to 610 ms after frame 41";
    one.observed =
        "the first came 3609 ms after it, as if the Active_Down_Timer had gone on running untouched";
    one.checks = {{"the device is Backup", "it is silent", true, {}, {}, {}},
                  {one.expected, one.observed, false, 3609.4, 590.0, 660.0}};
    one.frames = {
        {41, 12.001204, "stimulus", "192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10 priority 0", "45c0 0020"},
        {57, 15.610604, "violates",
         "192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10 priority 100 interval 100 cs 192.0.2.1", "45c0 0024"}};
    one.virtual_router = router();
    return one;
}

inline tester::CaseResult with_reason(std::string id, tester::Outcome outcome, double seconds,
                                      std::string reason) {
    auto one = basic(std::move(id), outcome, seconds);
    one.reason = std::move(reason);
    return one;
}

inline tester::CaseResult advisory() {
    auto one = basic("active/gratuitous-arp-repeated", tester::Outcome::advisory, 2);
    one.level = tester::Level::should;
    one.says = "A new Active repeats its gratuitous ARP";
    one.expected = "2 gratuitous ARPs within 1 s";
    one.observed = "1";
    return one;
}

inline tester::CaseResult reported() {
    auto one = basic("packet/checksum-form", tester::Outcome::pass, 1.004);
    one.level = tester::Level::report;
    one.observed = "the pseudo-header is part of the checksum";
    return one;
}

inline tester::RunResult run() {
    using tester::Outcome;
    tester::RunResult result;
    result.tool_version = "0.1.0";
    result.command_line = "vrrptest --dut 192.0.2.2 --suite rfc5798";
    result.started = "2026-11-22T21:08:39";
    result.suites = {"rfc5798"};
    result.dut = {"192.0.2.2", "02:00:00:00:00:02", {router()}, {{"checksum form", "pseudo-header"}}};
    result.link = {"eth0", "192.0.2.9", "02:00:00:00:00:09", 1.25, 512, 0};
    result.seconds = 15.75;
    result.cases = {
        passed(),
        failed(),
        reported(),
        advisory(),
        with_reason("backup/preempt-mode-false", Outcome::skipped, 0, "needs preempt_mode = false"),
        with_reason("active/loses-to-higher", Outcome::skipped, 0, "needs preempt_mode = false"),
        with_reason("host/forwards", Outcome::skipped, 0, "needs --second-interface"),
        with_reason("backup/discards-ttl-254", Outcome::inconclusive, 3.7, "the device never became Backup"),
        with_reason("active/resigns-on-stop", Outcome::error, 0.1, "the driver's stop command exited with 1"),
        with_reason("packet/reserved-zero", Outcome::xfail, 1, "issue 42"),
        with_reason("packet/ttl-255", Outcome::xpass, 1, "issue 7, mended in release 2.3 as it seems"),
    };
    return result;
}

/// What a device or a file could say to harm a terminal or an XML reader.
inline std::string hostile() {
    return std::string("a\0b", 3) +
           "\x1b[31mred\x1b]0;title\a ]]> & <b> \"q\" \xff\xfe \xc0\xaf \xed\xa0\x80 \r\n\ttab \x7f"
           "\xc2\x9b"
           "31m \xe2\x80\xae"
           "txt \xef\xbf\xbf end";
}

inline tester::RunResult hostile_run() {
    auto result = run();
    const auto text = hostile();
    result.dut.address = result.dut.mac = result.link.interface = result.link.tester_mac = text;
    result.dut.facts[text] = text;
    result.started = result.command_line = result.tool_version = text;
    result.dut.virtual_routers[0].family = text;
    for (auto& one : result.cases) {
        one.id += text;
        one.profile += text;
        one.suite += text;
        one.says = one.expected = one.observed = one.reason = text;
        one.clauses = {{5798, text}};
        one.checks = {{text, text, false, 1.0, 2.0, 3.0}};
        one.frames = {{1, 0.5, text, text, text}};
        one.virtual_router = result.dut.virtual_routers[0];
    }
    return result;
}

}  // namespace reports::fixture

#include "reports/terminal.hpp"

#include <stdio.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <functional>
#include <sstream>

#include "reports/fixture_for_tests.hpp"

namespace fixture = reports::fixture;
using reports::Progress;
using reports::TerminalOptions;
using reports::TerminalReporter;

namespace {

constexpr const char* erase = "\r\x1b[K";

/// What `use` makes a reporter write; the reporter is destroyed before it is read.
std::string written(const TerminalOptions& options, const std::function<void(TerminalReporter&)>& use) {
    char* data = nullptr;
    std::size_t size = 0;
    std::FILE* memory = ::open_memstream(&data, &size);
    {
        TerminalReporter reporter(memory, options);
        use(reporter);
    }
    std::fclose(memory);
    std::string text(data, size);
    ::free(data);
    return text;
}

std::string whole_run(const tester::RunResult& result, const TerminalOptions& options) {
    return written(options, [&](TerminalReporter& reporter) {
        reporter.run_planned({result.cases.size(),
                              16,
                              {"Sends on VRID 10 of eth0 only; hosts that use 192.0.2.1 will see it move."}});
        double elapsed = 0;
        for (const auto& one : result.cases) {
            reporter.case_finished(one);
            elapsed += 1;
            reporter.tick(elapsed, 16 - elapsed, 3);
        }
        reporter.run_finished(result);
    });
}

/// What a terminal shows in the end: escape sequences act, or vanish when they only colour.
std::string on_screen(const std::string& text) {
    std::string screen;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 4, erase) == 0) {
            screen.resize(screen.rfind('\n') + 1);
            i += 3;
        } else if (text[i] == '\x1b') {
            i = text.find('m', i);
        } else {
            screen += text[i];
        }
    }
    return screen;
}

bool is_ascii(const std::string& text) {
    for (const char c : text) {
        if (c != '\n' && (c < 0x20 || c > 0x7e)) return false;
    }
    return true;
}

const std::string golden = R"(Running 11 cases, about 16 s
        Sends on VRID 10 of eth0 only; hosts that use 192.0.2.1 will see it
        move.
   PASS [   3.612s] backup/active-down-timer  v3-ipv4
   FAIL [   4.110s] backup/priority-zero-arms-skew-time  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        demands   A Backup that hears Priority 0 takes over after Skew_Time
        expected  an advertisement of VRID 10 from the device 600 to 610 ms
                  after frame 41
        observed  the first came 3609 ms after it, as if the Active_Down_Timer
                  had gone on running untouched
        timing    2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms
        router    VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1
        frame 41  12.001s  stimulus  192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10
                                     priority 0
        frame 57  15.611s  violates  192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10
                                     priority 100 interval 100 cs 192.0.2.1
   PASS [   1.004s] packet/checksum-form  v3-ipv4
        observed  the pseudo-header is part of the checksum
 ADVISE [   2.000s] active/gratuitous-arp-repeated  v3-ipv4
        clause    RFC 5798 6.4.2 (SHOULD)
        demands   A new Active repeats its gratuitous ARP
        expected  2 gratuitous ARPs within 1 s
        observed  1
 INCONC [   3.700s] backup/discards-ttl-254  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        reason    the device never became Backup
  ERROR [   0.100s] active/resigns-on-stop  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        reason    the driver's stop command exited with 1
  XFAIL [   1.000s] packet/reserved-zero  v3-ipv4: issue 42
  XPASS [   1.000s] packet/ttl-255  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        reason    issue 7, mended in release 2.3 as it seems
--------------------------------------------------------------------------------
device    192.0.2.2 at 02:00:00:00:00:02; checksum form pseudo-header
          VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1
link      eth0, tester 192.0.2.9 at 02:00:00:00:00:09; 512 frames, 0 dropped
timing    tolerance early 10 ms, late 50 ms or 5 %; this host was at most 1.2 ms
          late
--------------------------------------------------------------------------------
3 skipped (-v names the cases)
      2  needs preempt_mode = false
      1  needs --second-interface
--------------------------------------------------------------------------------
1 error (the tester or its environment, not the device)
      1  the driver's stop command exited with 1
  ERROR [   0.100s] active/resigns-on-stop  v3-ipv4
--------------------------------------------------------------------------------
1 inconclusive (the clause was not reached, or this host was too slow)
      1  the device never became Backup
 INCONC [   3.700s] backup/discards-ttl-254  v3-ipv4
--------------------------------------------------------------------------------
1 advisory (a SHOULD not followed; --strict makes it a failure)
 ADVISE [   2.000s] active/gratuitous-arp-repeated  v3-ipv4
        clause    RFC 5798 6.4.2 (SHOULD)
        demands   A new Active repeats its gratuitous ARP
        expected  2 gratuitous ARPs within 1 s
        observed  1
--------------------------------------------------------------------------------
1 xpass (passed, although a known deviation says that it fails)
  XPASS [   1.000s] packet/ttl-255  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        reason    issue 7, mended in release 2.3 as it seems
--------------------------------------------------------------------------------
1 failed ('vrrptest explain CASE' tells more)
   FAIL [   4.110s] backup/priority-zero-arms-skew-time  v3-ipv4
        clause    RFC 5798 6.4.2 (MUST)
        demands   A Backup that hears Priority 0 takes over after Skew_Time
        expected  an advertisement of VRID 10 from the device 600 to 610 ms
                  after frame 41
        observed  the first came 3609 ms after it, as if the Active_Down_Timer
                  had gone on running untouched
        timing    2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms
        router    VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1
        frame 41  12.001s  stimulus  192.0.2.9 > 224.0.0.18 VRRPv3 VRID 10
                                     priority 0
        frame 57  15.611s  violates  192.0.2.2 > 224.0.0.18 VRRPv3 VRID 10
                                     priority 100 interval 100 cs 192.0.2.1
--------------------------------------------------------------------------------
Summary [  15.750s] 11 cases: 2 passed, 1 failed, 1 advisory, 1 inconclusive,
                    3 skipped, 1 error, 1 xfail, 1 xpass
)";

}  // namespace

TEST_CASE("a run on a pipe of 80 columns, to the letter", "[reports]") {
    const auto text = whole_run(fixture::run(), {});
    CHECK(text == golden);
    CHECK(is_ascii(text));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
}

TEST_CASE("colour and the progress line change nothing of the words", "[reports]") {
    TerminalOptions options;
    options.colour = true;
    const auto coloured = whole_run(fixture::run(), options);
    CHECK(on_screen(coloured) == golden);
    CHECK(coloured.find("   \x1b[1;31mFAIL\x1b[0m [   4.110s]") != std::string::npos);
    CHECK(coloured.find("   \x1b[32mPASS\x1b[0m [") != std::string::npos);
    options.progress = Progress::bar;
    CHECK(on_screen(whole_run(fixture::run(), options)) == golden);
    CHECK(whole_run(fixture::run(), {false, Progress::none, 0, 80, true}).find("─") != std::string::npos);
}

TEST_CASE("the progress line is erased before anything else is written", "[reports]") {
    const auto text = written({false, Progress::bar, 0, 80, false}, [](TerminalReporter& reporter) {
        reporter.run_planned({4, 0, {}});
        reporter.tick(1.5, 12, 3);
        reporter.tick(1.5, 12, 3);
        reporter.case_finished(fixture::passed());
        reporter.say("a warning\nof somebody");
    });
    const std::string progress =
        "Running [     1.5s] ........................ 0/4 done, 3 running, 12 s left";
    CHECK(text == "Running 4 cases\n" + progress + erase +
                      "   PASS [   3.612s] backup/active-down-timer  v3-ipv4\n" + progress + erase +
                      "a warning of somebody\n" + progress + erase);
}

TEST_CASE("the progress line fits any terminal", "[reports]") {
    for (int columns = 40; columns < 130; ++columns) {
        const auto text = written({false, Progress::bar, 0, columns, false}, [](TerminalReporter& reporter) {
            reporter.run_planned({214, 0, {}});
            reporter.case_finished(fixture::passed());
            reporter.tick(1234.5, 4000, 120);
        });
        const auto start = text.rfind("Running [");
        CHECK(text.rfind(erase) - start < static_cast<std::size_t>(columns));
    }
}

TEST_CASE("progress names the slowest case where there is room for all of it", "[reports]") {
    const auto told = [](int columns, Progress progress) {
        return written({false, progress, 0, columns, false}, [](TerminalReporter& reporter) {
            reporter.run_planned({40, 0, {}});
            reporter.tick(10, 40, 12, tester::RunObserver::Slowest{"backup/active-down-timer", 3.21});
        });
    };
    const std::string words = "12 running, 40 s left, slowest backup/active-down-timer 3.2 s";
    CHECK(told(120, Progress::bar).find(words) != std::string::npos);
    CHECK(told(80, Progress::bar).find("slowest") == std::string::npos);
    CHECK(told(80, Progress::plain).find(words + "\n") != std::string::npos);
}

TEST_CASE("frames are told as they come, if somebody wants to see everything", "[reports]") {
    CHECK(TerminalReporter(stdout, {false, Progress::none, 1, 80, false}).wants_frames());
    CHECK_FALSE(TerminalReporter(stdout, {false, Progress::none, 0, 80, false}).wants_frames());
    const auto text = written({false, Progress::none, 1, 80, false}, [](TerminalReporter& reporter) {
        reporter.frame_seen({41, 12.0012, "sent", "VRRPv3 advertisement\x1b[31m VRID 10", ""});
        reporter.frame_seen({42, 12.6, "heard", "gratuitous ARP", ""});
    });
    CHECK(text ==
          "   sent [  12.001s] frame 41: VRRPv3 advertisement[31m VRID 10\n"
          "  heard [  12.600s] frame 42: gratuitous ARP\n");
}

TEST_CASE("plain progress is a line every ten seconds", "[reports]") {
    const auto text = written({false, Progress::plain, 0, 80, false}, [](TerminalReporter& reporter) {
        for (int i = 0; i <= 25; ++i) reporter.tick(i, -1, 2);
    });
    CHECK(text ==
          "Running [    10.0s] 0/0 done, 2 running\n"
          "Running [    20.0s] 0/0 done, 2 running\n");
}

TEST_CASE("quiet is the summary alone, which names what went wrong", "[reports]") {
    const auto text = whole_run(fixture::run(), {false, Progress::none, -1, 80, false});
    CHECK(text.find("   FAIL [   4.110s] backup/priority-zero-arms-skew-time  v3-ipv4\n") == 0);
    CHECK(text.find("clause") == std::string::npos);
    CHECK(text.find("   PASS [") == std::string::npos);
    CHECK(text.find("SKIP") == std::string::npos);
    CHECK(text.find("FAIL [") == text.rfind("FAIL ["));
    CHECK(text.find("Summary [") != std::string::npos);
}

TEST_CASE("verbose names the skipped cases and every check", "[reports]") {
    const auto text = whole_run(fixture::run(), {false, Progress::none, 1, 80, false});
    CHECK(text.find("   SKIP [   0.000s] host/forwards  v3-ipv4: needs --second-interface\n") !=
          std::string::npos);
    CHECK(text.find("        held      an advertisement of VRID 10; observed frame 12") != std::string::npos);
    CHECK(text.find("                  45c0 0024\n") != std::string::npos);
}

TEST_CASE("hostile text moves no cursor", "[reports]") {
    CHECK(is_ascii(whole_run(fixture::hostile_run(), {false, Progress::none, 1, 80, false})));
    const auto text = whole_run(fixture::hostile_run(), {false, Progress::none, 1, 80, true});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("a run that judged nothing says why", "[reports]") {
    tester::RunResult result;
    CHECK(reports::closing_text(result, {false, Progress::none, -1, 80, false}) ==
          "NOTHING   no case was selected; 'vrrptest list' names them all\n"
          "Summary [   0.000s] 0 cases: 0 passed, 0 failed\n");
    result.environment_error = "eth0 is down";
    result.aborted = true;
    CHECK(reports::closing_text(result, {false, Progress::none, -1, 80, false}) ==
          "ERROR     eth0 is down\n"
          "ABORTED   the cases that had not ended count as errors\n"
          "Summary [   0.000s] 0 cases: 0 passed, 0 failed\n");
}

TEST_CASE("many facts of a device stand on a line each, a few beside its address", "[reports]") {
    auto result = fixture::run();
    const reports::TerminalOptions plain{false, Progress::none, 0, 80, false};
    CHECK(reports::closing_text(result, plain).find("02:00:00:00:00:02; checksum form pseudo-header\n") !=
          std::string::npos);
    for (const auto* name : {"announcements", "timers", "likely implementation"})
        result.dut.facts[name] = "some";
    const auto text = reports::closing_text(result, plain);
    CHECK(text.find("device    192.0.2.2 at 02:00:00:00:00:02\n") != std::string::npos);
    for (const auto& [name, value] : result.dut.facts)
        CHECK(text.find("\n          " + name + ": " + value + "\n") != std::string::npos);
}

#include <cstdlib>
#include <stdexcept>

#include "cases/passive_checks.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/terminal.hpp"
#include "tester/cli/judging.hpp"
#include "tester/cli/rejudging.hpp"
#include "tester/passive/replay.hpp"

// A libFuzzer target: the input is a capture file, which goes all the way of `vrrptest replay`: read, judged
// by every check of two suites that contradict each other, a run's cases judged again, told as it happens and
// reported in every form.

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

tester::Selection selection_of(const char* suite) {
    tester::Selection selection;
    if (*suite != '\0') selection.suites = {suite};
    return selection;
}

tester::RunResult replay(engine::OctetView file) {
    static const auto suites = [] {
        const auto checks = cases::passive_checks();
        auto all = tester::select_passive(checks, selection_of("passive"));
        for (auto& suite : tester::select_passive(checks, selection_of("rfc5798")))
            all.push_back(std::move(suite));
        return all;
    }();
    tester::RunResult result;
    engine::CaptureReader reader(file);
    cli::Rejudging again(selection_of(""), reader);
    reports::TerminalOptions look;
    std::size_t told = 0;
    tester::ReplayOptions options;
    options.name = "fuzz";
    options.panel.suites = suites;
    options.panel.tell = [&](const tester::Happening& what) {
        told += cli::told_at_once(what, "0.000s", look).size();
    };
    options.also = [&](const engine::CapturedFrame& frame) { again.see(frame); };
    auto judged = tester::replay(reader, options);
    require(judged.capture.vrrp <= judged.capture.frames);
    again.conclude(judged, result);
    cli::add(std::move(judged), result);
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tester::RunResult result;
    try {
        result = replay(engine::OctetView(data, size));
    } catch (const std::runtime_error&) {
        return 0;  // It is no capture.
    }
    require(result.captures.size() == 1);
    for (const auto& one : result.cases)
        for (const auto& frame : one.frames) require(frame.number <= result.captures.front().frames);
    require(!reports::json(result).empty());
    require(!reports::junit(result, "fuzz").empty());
    require(!reports::closing_text(result, {}).empty());
    return 0;
}

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "cases/catalogue.hpp"
#include "engine/lan/capture_reader.hpp"
#include "tester/lab/lab_session.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/recorded/rejudge.hpp"
#include "tester/recorded/run_of_capture.hpp"

using namespace tester;

TEST_CASE("a run against a real keepalived is judged again as it was", "[recorded][lab][slow]") {
    if (geteuid() != 0 || std::system("keepalived --version >/dev/null 2>&1") != 0) {
        WARN("needs root and keepalived");
        return;
    }
    const auto path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-lab.pcapng");
    LabOptions lab;
    lab.router = "keepalived";
    LiveOptions live;
    live.run_path = path.string();
    live.encode_record = encode;
    Selection selection;
    selection.suites = {"rfc3768", "rfc5798"};
    selection.cases = {"backup/priority-zero-*",          "release/*", "several/*", "change/*", "resolve/*",
                       "precision/no-drift-over-a-minute"};
    RunObserver nobody;
    const auto run = run_in_lab(lab, live, cases::catalogue(), selection, nobody, [] { return false; });
    REQUIRE(run.environment_error.empty());
    engine::CaptureReader reader(path.string());
    RunOfCapture found(reader);
    engine::CapturedFrame frame;
    while (reader.next(frame)) found.see(frame);
    std::filesystem::remove(path);
    REQUIRE(found.open() == "");
    const auto again = rejudge(found.recording(), cases::catalogue(), {});
    for (const auto& each : again.differences) {
        CAPTURE(each.id, each.profile, each.suite, each.was, each.is);
        CHECK(each.id.empty());
    }
    REQUIRE(again.result.cases.size() == run.cases.size());
    for (std::size_t i = 0; i < run.cases.size(); ++i) {
        const auto& then = run.cases[i];
        const auto& now = again.result.cases[i];
        CAPTURE(then.id, then.profile, then.suite);
        CHECK(now.id == then.id);
        CHECK(now.outcome == then.outcome);
        CHECK(now.observed == then.observed);
        CHECK(now.reason == then.reason);
        CHECK(now.frames.size() == then.frames.size());
    }
    CHECK(exit_code(again.result) == exit_code(run));
}

#include "tester/run/case_files.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/lan/capture_reader.hpp"
#include "tester/recorded/run_for_tests.hpp"

using namespace tester;

namespace {

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-cases");
    Folder() { std::filesystem::create_directory(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

test::RecordedRun run_of(const char* mutant) {
    Selection selection;
    selection.suites = {"rfc5798"};
    selection.profiles = {"v3-ipv4"};
    selection.cases = {"backup/priority-zero-arms-skew-time", "tx/ttl-is-255"};
    return test::record_run(selection, engine::mutated_rules(*engine::find_mutant(mutant)));
}

void keep(const test::RecordedRun& run, const std::string& folder) {
    auto copy = run.frames;
    for (auto& frame : copy) frame.view = engine::read_frame(frame.octets);
    const engine::CaptureLog log(copy, copy.size());
    CaseFiles(folder, {"lan", "beyond"}).keep(log, {}, run.record);
}

}  // namespace

TEST_CASE("each case has a file with its own frames, and the verdict on those that it cites", "[recorded]") {
    const Folder folder;
    const auto run = run_of("skew-time-zero");
    keep(run, folder.path.string());
    std::size_t files = 0;
    for (const auto& one : run.record.result.cases) {
        if (one.frames.empty()) continue;
        ++files;
        const auto path = folder.path / case_file_name(one, false);
        INFO(path);
        REQUIRE(std::filesystem::exists(path));
        engine::CaptureReader reader(path.string());
        engine::CapturedFrame frame;
        std::size_t cited = 0;
        while (reader.next(frame)) {
            const auto view = engine::read_frame(frame.octets);
            if (view.kind == engine::FrameKind::vrrp)
                CHECK(view.advertisement.vrid() == one.virtual_router->vrid);
            const auto comment = reader.comment();
            if (comment.empty()) continue;
            ++cited;
            CHECK(comment.find(one.id + " v3-ipv4 rfc5798: ") == 0);
            CHECK(comment.find("expected " + one.expected.substr(0, 40)) != std::string_view::npos);
            CHECK(comment.find("\nframe ") != std::string_view::npos);
        }
        CHECK(reader.problem().empty());
        CHECK(cited == one.frames.size());
    }
    CHECK(files == 2);
    const auto failed = std::find_if(run.record.result.cases.begin(), run.record.result.cases.end(),
                                     [](const CaseResult& one) { return one.outcome == Outcome::fail; });
    REQUIRE(failed != run.record.result.cases.end());
    CHECK(verdict_comment(*failed, "violates").find(": violates, FAIL (RFC 5798 6.4.2, MUST): expected ") !=
          std::string::npos);
}

TEST_CASE("a folder that is gone is one sentence", "[recorded]") {
    const auto run = run_of("skew-time-zero");
    CHECK_THROWS_WITH(keep(run, "no-such-folder"), Catch::Matchers::Contains("cannot write"));
}

TEST_CASE("a case's file is named after it", "[recorded]") {
    CaseResult one;
    one.id = "backup/active-down-timer";
    one.profile = "v3-ipv4";
    one.suite = "rfc9568";
    CHECK(case_file_name(one, false) == "backup-active-down-timer-v3-ipv4.pcapng");
    CHECK(case_file_name(one, true) == "backup-active-down-timer-v3-ipv4-rfc9568.pcapng");
}

TEST_CASE("a verdict's comment never grows beyond what the format has room for", "[recorded]") {
    CaseResult one;
    one.expected = one.observed = one.reason = std::string(100'000, 'x');
    CHECK(verdict_comment(one, "observed").size() < 2000);
}

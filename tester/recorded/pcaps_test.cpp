#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "cases/catalogue.hpp"
#include "engine/lan/capture_reader.hpp"
#include "tester/recorded/rejudge.hpp"
#include "tester/recorded/run_of_capture.hpp"

using namespace tester;

// The runs of real routers in pcaps/: each comes to the verdicts that the run itself printed.

namespace {

std::string without_line_breaks(const std::string& text) {
    std::string result;
    for (const char c : text)
        if (c != '\n' && c != '\t') result += c;
    return result;
}

/// A line of a table of verdicts: "case<TAB>profile<TAB>suite<TAB>outcome<TAB>observed".
std::string line_of(const CaseResult& one) {
    return one.id + '\t' + one.profile + '\t' + one.suite + '\t' + std::string(to_string(one.outcome)) +
           '\t' + without_line_breaks(one.observed);
}

std::set<std::string> lines_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::set<std::string> lines;
    std::string line;
    std::getline(file, line);  // the columns' names
    while (std::getline(file, line)) lines.insert(line);
    return lines;
}

}  // namespace

TEST_CASE("the recorded runs of real routers come to the verdicts that they came to", "[recorded]") {
    std::size_t runs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(VRRPTEST_SOURCE_DIR "/pcaps")) {
        if (!entry.path().string().ends_with(".pcapng.gz")) continue;
        CAPTURE(entry.path().filename().string());
        ++runs;
        engine::CaptureReader reader(entry.path().string());
        RunOfCapture run(reader);
        engine::CapturedFrame frame;
        while (reader.next(frame)) run.see(frame);
        REQUIRE(run.is_run());
        REQUIRE(run.open() == "");
        const auto again = rejudge(run.recording(), cases::catalogue(), {});
        CHECK(again.differences.empty());
        const auto table = entry.path().stem().replace_extension("tsv");
        auto expected = lines_of(entry.path().parent_path() / table);
        CHECK(expected.size() > 10);
        for (const auto& one : again.result.cases) CHECK(expected.erase(line_of(one)) == 1);
        for (const auto& missing : expected) CHECK(missing == "judged again");
    }
    CHECK(runs >= 6);
}

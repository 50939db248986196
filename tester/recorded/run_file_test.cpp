#include <unistd.h>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <random>

#include "engine/lan/capture_reader.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/recorded/rejudge.hpp"
#include "tester/recorded/run_for_tests.hpp"
#include "tester/recorded/run_of_capture.hpp"
#include "tester/run/run_file.hpp"

using namespace tester;

namespace {

std::filesystem::path temporary(const std::string& name) {
    return std::filesystem::temp_directory_path() / ("vrrptest-" + std::to_string(getpid()) + "-" + name);
}

/// What a program prints; empty where it is not installed.
std::string output_of(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    std::string text;
    char buffer[4096];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
    pclose(pipe);
    return text;
}

/// A run of few cases, so that every octet of its record can be looked at.
test::RecordedRun small_run() {
    Selection selection;
    selection.suites = {"rfc5798"};
    selection.profiles = {"v3-ipv4"};
    selection.cases = {"backup/priority-zero-arms-skew-time", "release/start-waits-in-backup",
                       "release/addresses-are-given-up"};
    return test::record_run(selection, engine::rfc_rules());
}

std::string json_of(const RunRecord& record) {
    std::string text;
    for (const auto& block : encode(record)) {
        const std::string part(block.begin(), block.end());
        text += part.substr(part.find('\n') + 1);
    }
    return text;
}

/// Whatever the text says: a record that can be judged, or none.
void survive(const std::string& text, const test::RecordedRun& run) {
    auto record = record_of_json(text);
    if (!record) return;
    Recording recording;
    run.give_frames_to(recording);
    if (!recording.open(std::move(*record)).empty()) return;
    try {
        (void)rejudge(recording, cases::catalogue(), {});
    } catch (const std::invalid_argument&) {
        // A suite of a name that there is not.
    }
}

}  // namespace

TEST_CASE("a run's file holds its record, its frames and what is to be said of them", "[recorded]") {
    auto run = small_run();
    run.record.result.cases.front().frames.push_back({3, 0.5, "stimulus", "", ""});
    const auto path = temporary("run.pcapng");
    run.write_to(path.string());
    engine::CaptureReader reader(path.string());
    RunOfCapture found(reader);
    engine::CapturedFrame frame;
    std::size_t sent_by_cases = 0, cited = 0, own = 0;
    while (reader.next(frame)) {
        found.see(frame);
        CHECK(found.is_run());
        CHECK(run.frames[frame.number - 1].when == frame.when);
        const auto& logged = run.frames[frame.number - 1];
        CHECK(
            std::equal(frame.octets.begin(), frame.octets.end(), logged.octets.begin(), logged.octets.end()));
        const auto comment = reader.comment();
        if (comment.find("sent by ") != std::string_view::npos) ++own;
        if (comment.find("sent by backup/priority-zero-arms-skew-time v3-ipv4 rfc5798") !=
            std::string_view::npos)
            ++sent_by_cases;
        if (comment.find("backup/priority-zero-arms-skew-time v3-ipv4 rfc5798: ") != std::string_view::npos)
            ++cited;
    }
    CHECK(reader.problem().empty());
    REQUIRE(found.open().empty());
    CHECK(sent_by_cases >= 2);
    CHECK(cited >= 2);
    CHECK(own == run.record.own.size());
    CHECK(rejudge(found.recording(), cases::catalogue(), {}).differences.empty());

    // Wireshark's numbers are those of the log, which reports cite.
    const auto shown = output_of("tshark -n -r " + path.string() +
                                 " -T fields -e frame.number -e frame.time_epoch 2>/dev/null");
    if (!shown.empty()) {
        for (const auto& each : run.frames)
            CHECK(shown.find(fmt::format("{}\t{}.{:09}\n", each.number, each.when.nanoseconds / 1'000'000'000,
                                         each.when.nanoseconds % 1'000'000'000)) != std::string::npos);
        const auto complaints = output_of("tshark -n -r " + path.string() + " 2>&1 >/dev/null");
        CHECK(complaints.find("tshark:") == std::string::npos);
        const auto outbound = output_of("tshark -n -r " + path.string() +
                                        " -Y 'frame.packet_flags_direction == 2' -T fields -e frame.number");
        CHECK(std::count(outbound.begin(), outbound.end(), '\n') ==
              static_cast<std::ptrdiff_t>(run.record.own.size()));
        const auto told = output_of("capinfos " + path.string() + " 2>&1");
        CHECK(told.find("pcapng") != std::string::npos);
        CHECK(told.find("damaged") == std::string::npos);
    }
    std::filesystem::remove(path);
}

TEST_CASE("a frame that many verdicts rest on names a few of them", "[recorded]") {
    RunRecord record;
    record.frames = 2;
    record.own = {1};
    for (int i = 0; i < 20; ++i) {
        CaseResult one;
        one.id = "area/case-" + std::to_string(i);
        one.profile = "v3-ipv4";
        one.suite = "rfc9568";
        one.frames = {{2, 0, "observed", "", ""}};
        record.result.cases.push_back(one);
    }
    const auto comments = comments_on(record);
    REQUIRE(comments.size() == 3);
    CHECK(comments[1] == "sent by the tester beside its cases");
    CHECK(comments[2].find("area/case-0 v3-ipv4 rfc9568: observed, SKIPPED\narea/case-1 ") == 0);
    CHECK(comments[2].find("area/case-7 ") != std::string::npos);
    CHECK(comments[2].find("area/case-8 ") == std::string::npos);
    CHECK(comments[2].find("\nand 12 more") == comments[2].size() - 12);
}

TEST_CASE("a record that does not fit its frames is refused", "[recorded]") {
    const auto run = small_run();
    Recording recording;
    CHECK(recording.open(run.record).find("the file holds 0") != std::string::npos);
}

TEST_CASE("a case that does otherwise than it did says so", "[recorded]") {
    auto run = small_run();
    SECTION("since it knows its virtual router otherwise, and sends something else") {
        for (auto& attempt : run.record.attempts) attempt.where.priority = 210;
    }
    SECTION("since a frame that it sent is another one in the file") {
        run.frames[run.record.own.back() - 1].octets.back() ^= 1;
    }
    Recording recording;
    run.give_frames_to(recording);
    REQUIRE(recording.open(run.record).empty());
    const auto again = rejudge(recording, cases::catalogue(), {});
    REQUIRE(!again.differences.empty());
    CHECK(again.differences.front().was.find("pass") == 0);
    CHECK(again.differences.front().is.find("error: the recording holds no such frame") == 0);
    CHECK(again.differences.front().changes_verdict);
    CHECK(exit_code(again.result) == 3);
}

TEST_CASE("a frame at another time changes the verdict that rests on it", "[recorded]") {
    auto run = small_run();
    const auto& passed = *std::find_if(
        run.record.result.cases.begin(), run.record.result.cases.end(),
        [](const CaseResult& each) { return each.id == "backup/priority-zero-arms-skew-time"; });
    REQUIRE(passed.outcome == Outcome::pass);
    run.frames[passed.frames.back().number - 1].when.nanoseconds += 100'000'000;
    Recording recording;
    run.give_frames_to(recording);
    REQUIRE(recording.open(run.record).empty());
    const auto again = rejudge(recording, cases::catalogue(), {});
    REQUIRE(again.differences.size() == 1);
    CHECK(again.differences.front().changes_verdict);
    CHECK(again.differences.front().was.find("pass") == 0);
    CHECK(again.differences.front().is.find("fail: ") == 0);
    CHECK(exit_code(again.result) == 1);
}

TEST_CASE("what the run itself made of a verdict is repeated", "[recorded]") {
    auto run = small_run();
    auto& printed = run.record.result.cases.front();
    printed.outcome = Outcome::inconclusive;
    printed.reason = "this host kept programs waiting for up to 90 ms, twice";
    Recording recording;
    run.give_frames_to(recording);
    REQUIRE(recording.open(run.record).empty());
    const auto again = rejudge(recording, cases::catalogue(), {});
    CHECK(again.differences.empty());
    CHECK(again.result.cases.front().outcome == Outcome::inconclusive);
    CHECK(again.result.cases.front().reason == printed.reason);
    CHECK(exit_code(again.result) == 3);
}

TEST_CASE("a selection is judged alone, whatever suite the run was for where the RFCs agree", "[recorded]") {
    const auto run = small_run();
    Recording recording;
    run.give_frames_to(recording);
    REQUIRE(recording.open(run.record).empty());
    Selection other;
    other.suites = {"rfc9568"};
    other.cases = {"backup/*"};
    const auto again = rejudge(recording, cases::catalogue(), other);
    CHECK(again.differences.empty());
    REQUIRE(again.result.cases.size() == 1);
    CHECK(again.result.cases.front().suite == "rfc9568");
    other.cases = {"tx/*"};
    CHECK(
        rejudge(recording, cases::catalogue(), other).result.nothing_because.find("its suites are rfc5798") !=
        std::string::npos);
}

TEST_CASE("a damaged record is a sentence, whatever the damage", "[recorded]") {
    const auto run = small_run();
    const auto blocks = encode(run.record);
    REQUIRE(blocks.size() == 1);
    for (std::size_t length = 0; length < blocks.front().size(); length += length < 200 ? 1 : 37) {
        RecordReader reader;
        reader.add(engine::OctetView(blocks.front()).first(length));
        CHECK_FALSE(reader.record().has_value());
        if (length > 13) CHECK_FALSE(reader.problem().empty());
    }
    const auto text = json_of(run.record);
    std::mt19937 random(9568);
    for (int i = 0; i < 3000; ++i) {
        auto damaged = text;
        for (auto flips = random() % 3 + 1; flips > 0; --flips)
            damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 7);
        survive(damaged, run);
    }
}

TEST_CASE("numbers in a record that no run could have had do no harm", "[recorded]") {
    const auto run = small_run();
    const auto text = json_of(run.record);
    std::mt19937 random(5798);
    const char* const numbers[] = {"0", "-1", "1", "255", "256", "4294967296", "9223372036854775807", "1e99"};
    for (int i = 0; i < 3000; ++i) {
        auto damaged = text;
        auto digit = damaged.find_first_of("0123456789", random() % damaged.size());
        if (digit == std::string::npos) continue;
        const auto end = damaged.find_first_not_of("0123456789", digit);
        damaged.replace(digit, end - digit, numbers[random() % std::size(numbers)]);
        survive(damaged, run);
    }
}

TEST_CASE("parts of a record that do not fit together are told", "[recorded]") {
    const auto add = [](RecordReader& reader, const std::string& text) {
        reader.add(engine::Octets(text.begin(), text.end()));
    };
    RecordReader foreign;
    add(foreign, "something else\n{}");
    CHECK_FALSE(foreign.is_run());
    RecordReader newer;
    add(newer, "vrrptest run 2 part 1 of 1\n{}");
    CHECK(newer.is_run());
    CHECK_FALSE(newer.record().has_value());
    CHECK(newer.problem().find("newer") != std::string::npos);
    RecordReader second;
    add(second, "vrrptest run 1 part 2 of 2\n{}");
    CHECK(second.problem().find("do not fit") != std::string::npos);
    RecordReader first;
    add(first, "vrrptest run 1 part 1 of 2\n{");
    CHECK_FALSE(first.record().has_value());
    CHECK(first.problem().find("incomplete") != std::string::npos);
    add(first, "vrrptest run 1 part 2 of 2\n}");
    CHECK_FALSE(first.record().has_value());
}

#include "tester/recorded/rejudge.hpp"

#include <catch2/catch.hpp>

#include "cases/catalogue.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/recorded/run_for_tests.hpp"

using namespace tester;

namespace {

/// The record as a file would bring it back.
RunRecord through_file(const RunRecord& record) {
    RecordReader reader;
    for (const auto& block : encode(record)) reader.add(block);
    auto read = reader.record();
    CAPTURE(reader.problem());
    REQUIRE(read.has_value());
    return std::move(*read);
}

void check_judged_alike(const test::RecordedRun& run) {
    Recording recording;
    run.give_frames_to(recording);
    REQUIRE(recording.open(through_file(run.record)).empty());
    const auto again = rejudge(recording, cases::catalogue(), {});
    for (const auto& each : again.differences) {
        CAPTURE(each.id, each.profile, each.suite, each.was, each.is);
        CHECK(each.id.empty());
    }
    REQUIRE(again.result.cases.size() == run.record.result.cases.size());
    for (const auto& now : again.result.cases) {
        const auto& then = run.result_of(now);
        CAPTURE(now.id, now.profile, now.suite, now.reason);
        CHECK(now.outcome == then.outcome);
        CHECK(now.observed == then.observed);
        CHECK(now.expected == then.expected);
        CHECK(now.reason == then.reason);
        CHECK(now.checks.size() == then.checks.size());
        CHECK(now.facts == then.facts);
        CHECK(now.seconds == then.seconds);
        REQUIRE(now.frames.size() == then.frames.size());
        for (std::size_t i = 0; i < now.frames.size(); ++i)
            CHECK(now.frames[i].number == then.frames[i].number);
    }
    CHECK(exit_code(again.result) == exit_code(run.record.result));
}

}  // namespace

TEST_CASE("a run of the reference is judged again as it was", "[recorded]") {
    const auto suite = GENERATE("rfc2338", "rfc3768", "rfc5798", "rfc9568", "host", "failover", "robustness");
    CAPTURE(suite);
    check_judged_alike(test::record_run({suite}, engine::rfc_rules()));
}

TEST_CASE("a run of a faulty device is judged again with the same failures", "[recorded]") {
    const auto name = GENERATE("skew-time-zero", "priority-zero-ignored", "resolution-answered-after-stop");
    CAPTURE(name);
    const auto* mutant = engine::find_mutant(name);
    REQUIRE(mutant);
    const auto run = test::record_run({"rfc3768", "rfc5798"}, engine::mutated_rules(*mutant));
    CHECK(summarise(run.record.result).count(Outcome::fail) > 0);
    check_judged_alike(run);
}

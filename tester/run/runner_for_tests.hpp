#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tester/dut/embedded.hpp"
#include "tester/run/runner.hpp"

/// A runner on the embedded speaker in virtual time, and somebody who watches.
namespace tester::test {

using namespace std::chrono_literals;
using engine::Task;

inline int runs = 0;  // of cases that count them, within one test

/// What happened, in order, with the virtual time in milliseconds.
struct Witness final : RunObserver {
    engine::Scheduler& scheduler;
    engine::Instant start = scheduler.now();
    std::vector<std::string> events;
    std::vector<std::size_t> running;
    Slowest slowest;

    explicit Witness(engine::Scheduler& clock) : scheduler(clock) {}
    void note(const char* what, const CaseResult& result) {
        events.push_back(std::to_string((scheduler.now() - start) / 1ms) + " " + what + " " + result.id);
    }
    void case_started(const CaseResult& result) override { note("starts", result); }
    void case_finished(const CaseResult& result) override { note("ends", result); }
    void tick(double, double, std::size_t n, const std::optional<Slowest>& longest) override {
        running.push_back(n);
        if (longest) slowest = *longest;
    }
};

struct World {
    EmbeddedWorld embedded;
    std::vector<VirtualRouterFacts> routers;
    Witness witness{embedded.scheduler()};
    SchedulingDelay delay;
    RunnerOptions options{};
    Plan plan;
    std::vector<CaseResult> results;
    std::vector<std::unique_ptr<Case>> cases;

    explicit World(int count = 1) {
        for (int vrid = 1; vrid <= count; ++vrid) {
            routers.push_back(embedded.add(Profile::v3_ipv4, static_cast<std::uint8_t>(vrid), {},
                                           engine::Rfc::rfc9568, engine::rfc_rules()));
            plan.lanes.push_back({routers.back(), {}, {}, 0});
        }
        embedded.startup();
    }
    SelectedCase selected(const char* id, Task<> (*body)(Bench&), Level level = Level::must) {
        cases.push_back(std::make_unique<Case>(
            Case{.id = id, .clauses = {rfc9568("1")}, .says = "x", .level = level, .run = body}));
        return {cases.back().get(), Profile::v3_ipv4, find_suite("rfc9568")};
    }
    bool run(bool with_delay = false) {
        runs = 0;
        const ControlOf control_of = [this](const auto& facts) -> auto& {
            return embedded.control(facts);
        };
        Runner runner(embedded.station(), options, control_of, with_delay ? &delay : nullptr, witness,
                      witness.start);
        return runner.run(plan, results);
    }
    void run_on(engine::Duration duration) {
        bool over = false;
        embedded.scheduler().call_after(duration, [&] { over = true; });
        embedded.scheduler().run_until([&] { return over; });
    }
    std::vector<int> sent() {
        std::vector<int> priorities;
        const auto& log = embedded.station().log();
        for (engine::FrameNumber n = 1; n <= log.last(); ++n)
            if (log.frame(n).own) priorities.push_back(log.frame(n).view.advertisement.priority());
        return priorities;
    }
};

}  // namespace tester::test

#include "tester/lab/processor_watch.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "tester/dut/process.hpp"
#include "tester/lab/topology.hpp"

using namespace tester;
using namespace std::chrono_literals;

namespace {

/// Programs in a namespace that never stop computing.
std::vector<ChildProcess> busy_programs(const std::string& network_namespace,
                                        const std::filesystem::path& log, unsigned count) {
    std::vector<ChildProcess> programs;
    for (unsigned i = 0; i < count; ++i)
        programs.emplace_back(
            Arguments{"ip", "netns", "exec", network_namespace, "sh", "-c", "while :; do :; done"}, log);
    return programs;
}

}  // namespace

TEST_CASE("a lab knows how long its router's programs wait for a processor", "[lab][root]") {
    if (const auto missing = LanTopology::what_is_missing(); !missing.empty()) {
        WARN("skipped: " << missing);
        return;
    }
    LanTopology lan;
    const auto busy = lan.add_host("busy", {});
    const auto idle = lan.add_host("idle", {});
    const TemporaryDirectory folder;
    ProcessorWatch of_busy(busy.network_namespace);
    ProcessorWatch of_idle(idle.network_namespace);
    // More than there are processors.
    const auto programs = busy_programs(busy.network_namespace, folder.path() / "log",
                                        3 * std::max(1U, std::thread::hardware_concurrency()));
    engine::Duration longest{};
    const bool have_waited = wait_until(
        [&] {
            longest = std::max(longest, of_busy.take_longest_wait());
            return longest > 30ms;
        },
        10s);
    CHECK(have_waited);
    // Three for a processor: each waits for two thirds of the tenth of a second, and none for much more than
    // it all.
    CHECK(longest < 400ms);
    // Where no program runs none waits.
    CHECK(of_idle.take_longest_wait() == 0ns);
}

TEST_CASE("a lab knows how long its router is busy without a rest", "[lab][root]") {
    if (const auto missing = LanTopology::what_is_missing(); !missing.empty()) {
        WARN("skipped: " << missing);
        return;
    }
    LanTopology lan;
    const auto busy = lan.add_host("busy", {});
    const TemporaryDirectory folder;
    ProcessorWatch watch(busy.network_namespace);
    const auto programs = busy_programs(busy.network_namespace, folder.path() / "log", 1);
    engine::Duration longest{};
    const bool was_busy = wait_until(
        [&] {
            longest = std::max(longest, watch.take_longest_wait());
            return longest == 100ms;
        },
        10s);
    CHECK(was_busy);
}

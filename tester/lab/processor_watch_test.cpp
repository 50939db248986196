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

/// Programs in a namespace that never stop computing, more than there are processors.
std::vector<ChildProcess> crowd(const std::string& network_namespace, const std::filesystem::path& log) {
    std::vector<ChildProcess> programs;
    for (unsigned i = 0; i < 3 * std::max(1U, std::thread::hardware_concurrency()); ++i)
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
    const auto programs = crowd(busy.network_namespace, folder.path() / "log");
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

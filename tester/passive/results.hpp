#pragma once

#include <cstddef>
#include <vector>

#include "tester/passive/bookkeeping.hpp"
#include "tester/passive/router_table.hpp"
#include "tester/passive/tally_result.hpp"

namespace tester {

/// Where a capture shows more virtual routers than this, those for which a check came out alike have one
/// result together: nobody reads 67 results of each of 510, and they would take more time and memory than
/// the judging. Up to it, about what a switch has on its segments, each has its own.
inline constexpr std::size_t most_routers_told_apart = 64;

struct PassiveResults {
    /// A result a check and virtual router that it applied to, or a check and profile for many that came out
    /// alike; never of a failure that is kept. Skipped once for a check that applied to none.
    std::vector<CaseResult> cases{};
    bool are_merged = false;
    std::size_t lists_shortened = 0;  // of addresses
};

/// The results of all checks.
PassiveResults passive_results(const Bookkeeping& books, const RouterTable& table,
                               const PassiveOptions& options);

}  // namespace tester

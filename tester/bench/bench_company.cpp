#include <fmt/format.h>

#include "tester/bench/bench.hpp"

// The virtual routers that a case has beside its own.

namespace tester {

void Bench::add_company(VirtualRouterFacts facts) {
    const bool is_twin = facts.family() != dut_.family();
    auto fresh = std::make_unique<Bench>(station_, std::move(facts), rfc_, tolerance_, nobody_);
    fresh->main_ = this;
    if (is_twin)
        twin_ = std::move(fresh);
    else
        siblings_.push_back(std::move(fresh));
}

const Bench* Bench::disturbed_by_foreigner() const {
    if (foreign_speaker_) return this;
    for (const auto& sibling : siblings_)
        if (sibling->foreign_speaker_) return sibling.get();
    return twin_ && twin_->foreign_speaker_ ? twin_.get() : nullptr;
}

/// Where a case looks at several virtual routers, the check says at which.
Check Bench::of_this(Check check) const {
    if (main_)
        check.expected =
            fmt::format("VRID {} ({}): {}", dut_.vrid, to_string(dut_.profile), std::move(check.expected));
    return check;
}

}  // namespace tester

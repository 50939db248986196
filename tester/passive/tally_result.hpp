#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tester/passive/address_allowance.hpp"
#include "tester/passive/judge.hpp"
#include "tester/passive/router_track.hpp"

namespace tester {

/// A check's result without anything that came of it; for a profile with the clauses that speak of it.
CaseResult empty_result(const PassiveCheck& check, const PassiveOptions& options);
CaseResult empty_result(const PassiveCheck& check, const PassiveOptions& options, Profile profile);

/// The virtual router in the version of that slot, as its Active or its last speaker advertises it.
VirtualRouterReference reference_to(const RouterTrack& router, std::uint8_t slot,
                                    AddressAllowance& allowance);

/// What came of a check for one virtual router.
void conclude_tally(CaseResult& result, const PassiveCheck& check, const Tally& tally);

/// How a check came out, as far as virtual routers can be told together that have it in common.
enum class Likeness : std::uint8_t {
    none,              // a failure, which is told of its virtual router alone
    held,              // and the first doubt, if there was any
    noted,             // the same facts, whoever they are of
    doubted,           // for the same reason
    failed_unwritten,  // of which there were too many to keep any
};
struct Kin {
    Likeness likeness{};
    std::string text{};  // the facts, or the reason of the doubt
    auto operator<=>(const Kin&) const = default;
};
Kin kin_of(const Tally& tally);

/// Virtual routers for which a check came out alike.
class Alike {
  public:
    void add(const RouterTrack& router, std::uint8_t slot, const Tally& tally);

    std::size_t routers() const { return routers_; }
    const RouterTrack& first() const { return *first_; }
    std::uint8_t slot() const { return slot_; }
    const Tally& tally() const { return *tally_; }  // of the first
    /// The result of all of them together.
    void conclude(CaseResult& result, const PassiveCheck& check, const Kin& kin) const;

  private:
    std::string routers_text() const;

    std::size_t routers_ = 0;
    std::uint64_t held_ = 0, failed_ = 0, doubted_ = 0;
    const TimedHold *shortest_ = nullptr, *longest_ = nullptr;
    const RouterTrack* first_ = nullptr;
    const Tally* tally_ = nullptr;
    std::uint8_t slot_ = 0;
};

}  // namespace tester

#include "tester/passive/results.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace tester {
namespace {

/// Gathers the results of all checks and virtual routers.
class Results {
  public:
    Results(const Bookkeeping& books, const RouterTable& table, const PassiveOptions& options)
        : books_(books), table_(table), options_(options) {}

    PassiveResults gather() {
        results_.are_merged = table_.all().size() > most_routers_told_apart;
        if (!results_.are_merged) allowance_.left = AddressAllowance::most_listed_again;
        for (std::size_t index = 0; index < books_.checks().size(); ++index) {
            const PassiveCheck& check = books_.checks()[index];
            if (options_.rfc && !check.serves(*options_.rfc)) continue;
            const std::size_t before = results_.cases.size();
            results_.are_merged ? add_merged(check, index) : add_each(check, index);
            if (results_.cases.size() != before) continue;
            CaseResult& result = results_.cases.emplace_back(empty_result(check, options_));
            result.outcome = Outcome::skipped;
            result.reason = "nothing in the capture showed it";
        }
        results_.lists_shortened = allowance_.shortened;
        return std::move(results_);
    }

  private:
    /// Calls with each virtual router, version and tally that the check has applied to.
    template <class Receiver>
    void for_each_tally(std::size_t check, Receiver receive) const {
        for (const auto& router : table_.all()) {
            for (std::uint8_t slot = 0; slot < version_slots; ++slot) {
                const auto& tallies = router->tallies[slot];
                if (!tallies.empty() && tallies[check].has_applied()) receive(*router, slot, tallies[check]);
            }
        }
    }

    void add_each(const PassiveCheck& check, std::size_t index) {
        for_each_tally(index, [&](const RouterTrack& router, std::uint8_t slot, const Tally& tally) {
            add(check, router, slot, tally);
        });
    }

    void add(const PassiveCheck& check, const RouterTrack& router, std::uint8_t slot, const Tally& tally) {
        const Profile profile = profile_of(slot, router.seen.family);
        CaseResult& result = results_.cases.emplace_back(empty_result(check, options_, profile));
        result.virtual_router = reference_to(router, slot, allowance_);
        conclude_tally(result, check, tally);
    }

    /// What is alike first; then each failure.
    void add_merged(const PassiveCheck& check, std::size_t index) {
        std::map<std::pair<Profile, Kin>, Alike> groups;
        for_each_tally(index, [&](const RouterTrack& router, std::uint8_t slot, const Tally& tally) {
            Kin kin = kin_of(tally);
            if (kin.likeness == Likeness::none) return;
            groups[{profile_of(slot, router.seen.family), std::move(kin)}].add(router, slot, tally);
        });
        for (const auto& [key, alike] : groups) {
            if (alike.routers() == 1) {
                add(check, alike.first(), alike.slot(), alike.tally());
                continue;
            }
            CaseResult& result = results_.cases.emplace_back(empty_result(check, options_, key.first));
            alike.conclude(result, check, key.second);
        }
        for_each_tally(index, [&](const RouterTrack& router, std::uint8_t slot, const Tally& tally) {
            if (kin_of(tally).likeness == Likeness::none) add(check, router, slot, tally);
        });
    }

    const Bookkeeping& books_;
    const RouterTable& table_;
    const PassiveOptions& options_;
    AddressAllowance allowance_;
    PassiveResults results_;
};

}  // namespace

PassiveResults passive_results(const Bookkeeping& books, const RouterTable& table,
                               const PassiveOptions& options) {
    return Results(books, table, options).gather();
}

}  // namespace tester

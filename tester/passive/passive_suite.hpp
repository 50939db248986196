#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tester/passive/check.hpp"
#include "tester/run/selection.hpp"

namespace tester {

/// The passive checks of one suite, and the document that they judge by.
struct PassiveSuite {
    std::string name;
    std::optional<engine::Rfc> rfc{};  // nothing: the newest that a check names for the version that is seen
    std::vector<PassiveCheck> checks;
};

/// The suites of a selection that hold passive checks: `passive` holds all, the suite of an RFC those that
/// serve it, in the versions and families that it speaks of, and the suites about a matter none. Case and
/// profile patterns narrow them; a suite that is left without a check is left out. Throws
/// std::invalid_argument for an unknown suite or profile.
std::vector<PassiveSuite> select_passive(std::span<const PassiveCheck> checks, const Selection& selection);

/// Throws std::invalid_argument for a pattern of --case or --exclude that matches none of these ids.
void reject_patterns_without_match(const Selection& selection, const std::vector<std::string_view>& ids);

}  // namespace tester

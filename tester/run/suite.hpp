#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tester/bench/case.hpp"

namespace tester {

/// A named set of cases: those that serve one RFC, or those about one matter whatever the RFC.
struct Suite {
    std::string_view name;
    std::string_view says;
    std::optional<engine::Rfc> rfc{};  // nothing: a matter
    Topic topic = Topic::none;         // the matter

    /// True if the case is part of it in the profile.
    bool holds(const Case& which, Profile profile) const;
    /// The document that decides in this suite where the RFCs contradict each other: the suite's own, or the
    /// newest for the profile that the case names.
    engine::Rfc judges_by(const Case& which, Profile profile) const;
};

std::span<const Suite> all_suites();
const Suite* find_suite(std::string_view name);

}  // namespace tester

#pragma once

#include <span>
#include <string>
#include <vector>

#include "tester/bench/case.hpp"
#include "tester/run/suite.hpp"

namespace tester {

/// What the user asked for.
struct Selection {
    std::vector<std::string> suites{};    // names; "all" stands for each
    std::vector<std::string> cases{};     // globs over case ids; none: all
    std::vector<std::string> excludes{};  // globs over case ids
    std::vector<std::string> profiles{};  // none: all
    int shard = 1, shards = 1;            // --shard K/N: every Nth item from the Kth
    std::uint64_t seed = default_seed;    // of random stimuli
    bool long_ones = false;               // also the cases that take long on a real device
};

/// One case in one profile for one suite: what a result line is about.
struct SelectedCase {
    const Case* which = nullptr;
    Profile profile = Profile::v3_ipv4;
    const Suite* suite = nullptr;
    std::uint64_t seed = default_seed;

    /// The document that decides where the RFCs contradict each other.
    engine::Rfc rfc() const { return suite->judges_by(*which, profile); }
};

/// `*` matches any run of characters, `?` one.
bool matches_glob(std::string_view glob, std::string_view text);

/// The suites that the selection names, each once. Throws std::invalid_argument for an unknown one.
std::vector<const Suite*> chosen_suites(const Selection& selection);
/// All, where it names none. Throws std::invalid_argument for an unknown one.
Profiles chosen_profiles(const Selection& selection);
/// True if neither --case nor --exclude leaves it out.
bool is_chosen(const Selection& selection, std::string_view id);

/// Why a selection that holds no case holds none: one sentence, without its dot, that says what contradicts
/// what.
std::string why_nothing(std::span<const Case> catalogue, const Selection& selection);

/// Every case of the selection, in the catalogue's order. A case whose expectation is the same in several
/// selected suites appears once, under the first. Throws std::invalid_argument with one sentence naming an
/// unknown suite or profile, or a case glob that matches nothing at all.
std::vector<SelectedCase> select(std::span<const Case> catalogue, const Selection& selection);

}  // namespace tester

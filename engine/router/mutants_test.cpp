#include "engine/router/mutants.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <tuple>

namespace engine {
namespace {

/// Every member of the rules; a member that is added does not compile until it is named here, too.
auto members(const Rules& rules) {
    const auto& [reception, skew, down, period, starts, advertised, ignores, resignation, resets, learnt,
                 yields, answers, stepping, discarded, puts_off, at_once, before, resigns, from_backup,
                 losing, times, hears, verifies, unchecked, trusts, stalls, dies, reread, entangled, omitted,
                 versions, shape, edit, header, garp, na, arp_reply, na_reply, delay, count, announces,
                 refresh, defaults, change, resigns_changed, restarts, keeps, stays, reverses, resolution,
                 accepts, refuses, defends, hears_in_backup, answers_from, queries, serves, sends_ra,
                 answers_rs, ra_in_backup, shape_ra, precedes, duplicate, forwarding] = rules;
    return std::tie(reception, skew, down, period, starts, advertised, ignores, resignation, resets, learnt,
                    yields, answers, stepping, discarded, puts_off, at_once, before, resigns, from_backup,
                    losing, times, hears, verifies, unchecked, trusts, stalls, dies, reread, entangled,
                    omitted, versions, shape, edit, header, garp, na, arp_reply, na_reply, delay, count,
                    announces, refresh, defaults, change, resigns_changed, restarts, keeps, stays, reverses,
                    resolution, accepts, refuses, defends, hears_in_backup, answers_from, queries, serves,
                    sends_ra, answers_rs, ra_in_backup, shape_ra, precedes, duplicate, forwarding);
}

int differences(const Rules& a, const Rules& b) {
    return std::apply(
        [&](const auto&... left) {
            return std::apply([&](const auto&... right) { return (0 + ... + int(left != right)); },
                              members(b));
        },
        members(a));
}

}  // namespace

TEST_CASE("every mutant is the reference with exactly one rule replaced", "[mutants]") {
    for (const auto& mutant : all_mutants()) {
        CAPTURE(mutant.name);
        const Rules rules = mutated_rules(mutant);
        CHECK(differences(rules, rfc_rules()) == 1);
        int checks = 0;
        for (std::size_t i = 0; i < reception_check_count; ++i)
            checks += rules.reception[i] != rfc_rules().reception[i];
        CHECK(checks <= 1);
    }
}

TEST_CASE("no two mutants have the same fault", "[mutants]") {
    const auto all = all_mutants();
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            CAPTURE(all[i].name, all[j].name);
            CHECK(differences(mutated_rules(all[i]), mutated_rules(all[j])) > 0);
        }
}

TEST_CASE("a mutant leaves out one step at most", "[mutants]") {
    for (const auto& mutant : all_mutants()) {
        const auto omitted = mutated_rules(mutant).omitted_steps;
        CHECK((omitted & (omitted - 1)) == 0);
    }
}

TEST_CASE("every step and every reception check has a mutant", "[mutants]") {
    std::uint32_t omitted = 0;
    std::set<std::size_t> checks;
    for (const auto& mutant : all_mutants()) {
        const Rules rules = mutated_rules(mutant);
        omitted |= rules.omitted_steps;
        for (std::size_t i = 0; i < reception_check_count; ++i)
            if (rules.reception[i] != rfc_rules().reception[i]) checks.insert(i);
    }
    CHECK(omitted == (2u << static_cast<unsigned>(Step::address_announcement)) - 1);
    CHECK(checks.size() == reception_check_count);
}

TEST_CASE("every mutant has a name of its own, of words with hyphens", "[mutants]") {
    std::set<std::string_view> names;
    for (const auto& mutant : all_mutants()) {
        CAPTURE(mutant.name);
        CHECK(names.insert(mutant.name).second);
        REQUIRE_FALSE(mutant.name.empty());
        CHECK(mutant.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
              std::string_view::npos);
        CHECK(mutant.name.front() != '-');
        CHECK(mutant.name.back() != '-');
    }
    CHECK(names.size() > 100);
}

TEST_CASE("every mutant says what it does in a sentence of its own, and which clause it breaks",
          "[mutants]") {
    std::set<std::string_view> sentences;
    for (const auto& mutant : all_mutants()) {
        CAPTURE(mutant.name);
        CHECK(mutant.says.size() > 10);
        CHECK(mutant.says.find(' ') != std::string_view::npos);
        CHECK(mutant.says.back() != '.');
        CHECK(sentences.insert(mutant.says).second);
        const auto clause = mutant.clause;
        CHECK(clause.substr(0, 4) == "RFC ");
        CHECK(clause.find_first_not_of("0123456789", 4) == 8);
        CHECK(clause.size() > 9);
    }
}

TEST_CASE("a mutant is found by its name, and no other name finds one", "[mutants]") {
    for (const auto& mutant : all_mutants()) CHECK(find_mutant(mutant.name) == &mutant);
    CHECK(find_mutant("") == nullptr);
    CHECK(find_mutant("skew-time") == nullptr);
    CHECK(find_mutant("skew-time-zero ") == nullptr);
}

TEST_CASE("the list is made of its parts", "[mutants]") {
    std::size_t sum = 0;
    for (const auto part :
         {wire_mutants(), reception_mutants(), machine_mutants(), host_mutants(), authentication_mutants(),
          forwarding_mutants(), host_duties_mutants(), several_mutants(), interoperation_mutants(),
          robustness_mutants(), change_mutants(), default_mutants(), habit_mutants(), capture_mutants()})
        sum += part.size();
    CHECK(all_mutants().size() == sum);
}

}  // namespace engine

#include "cases/requirements.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <list>
#include <map>
#include <set>

#include "cases/catalogue.hpp"

using cases::Requirement;
using tester::Case;
using tester::Clause;

namespace {

constexpr std::string_view header = "id\trfc\tsection\tstatement\tlevel\tcases\treason\n";

cases::Ledger read(const std::string& lines) {
    // The views must outlive this function.
    static std::list<std::string> kept;
    kept.push_back(std::string(header) + lines);
    return cases::read_ledger(kept.back());
}

bool is_within(std::string_view inner, std::string_view outer) {
    return inner.substr(0, outer.size()) == outer &&
           (inner.size() == outer.size() || inner[outer.size()] == '.');
}

/// A case may decide a requirement of another section than its own clauses' where the one section leans on
/// the other.
struct Kinship {
    std::string_view row;     // the requirement's section
    std::string_view clause;  // the case's
    std::string_view why;
};
constexpr Kinship kinships[] = {
    {"7.1", "5", "what 7.1 has a receiver verify are the fields that section 5 defines"},
    {"7.1", "6.4.2", "an interval that 7.1 must not drop is the one that 6.4.2 learns"},
    {"7.2", "5", "what 7.2 has a sender fill in are the fields that section 5 defines"},
    {"5", "7.2", "and a field is seen in what 7.2 sends"},
    {"7.2", "7.3", "the source MAC address of 7.2 is the one that 7.3 defines"},
    {"6.1", "6.4.1", "the intervals of 6.1 show only in the timers that 6.4 starts"},
    {"6.1", "6.4.2", "the intervals of 6.1 show only in the timers that 6.4 starts"},
    {"6.1", "7.3", "the virtual MAC address of 6.1 is the one that 7.3 defines"},
    {"6.1", "8.1.2", "the virtual MAC address of 6.1 is the one that ARP gives"},
    {"6.1", "8.2.2", "the virtual MAC address of 6.1 is the one that ND gives"},
    {"6.4.2", "5.2.7", "the interval that 6.4.2 learns is the field that 5.2.7 defines"},
    {"6.4.2", "6.4.3", "stepping down ends in the duties of 6.4.2, and taking over in those of 6.4.3"},
    {"6.4.3", "6.4.2", "stepping down ends in the duties of 6.4.2, and taking over in those of 6.4.3"},
    {"6.4.3", "8.2.2", "what 6.4.3 answers is what 8.2.2 describes"},
};

bool fits(const Requirement& row, const Clause& clause) {
    if (static_cast<int>(clause.rfc) != row.rfc) return false;
    const auto section = row.section.substr(0, row.section.find(' '));
    if (is_within(section, clause.section) || is_within(clause.section, section)) return true;
    return std::any_of(std::begin(kinships), std::end(kinships), [&](const Kinship& kinship) {
        return is_within(section, kinship.row) && is_within(clause.section, kinship.clause);
    });
}

/// Whether the case is run at all in the suite of the row's RFC.
bool is_run_for(const Requirement& row, const Case& which) {
    return std::any_of(std::begin(tester::all_profiles), std::end(tester::all_profiles),
                       [&](tester::Profile profile) {
                           return which.profiles.contains(profile) &&
                                  tester::covers(static_cast<engine::Rfc>(row.rfc), profile);
                       });
}

}  // namespace

TEST_CASE("a ledger's line that says nothing is complained about", "[requirements]") {
    const auto good = read(
        "R1-2-1\t9568\t2\tIt does\tMUST\ta/b c/d\t\n"
        "R1-2-2\t9568\t2\tIt is\tis\t\tnot yet");
    CHECK(good.complaints.empty());
    REQUIRE(good.requirements.size() == 2);
    CHECK(good.requirements[0].cases == std::vector<std::string_view>{"a/b", "c/d"});
    CHECK(good.requirements[1].reason == "not yet");

    CHECK(cases::read_ledger("").complaints.size() == 1);
    CHECK(cases::read_ledger("id\trfc\n").complaints.size() == 1);
    for (const char* bad :
         {"\n", "R1\t9568\t2\tIt does\tMUST\ta/b\n", "R1\t9568\t2\tIt does\tMUST\ta/b\t\t\n",
          "\t9568\t2\tIt does\tMUST\ta/b\t\n", "R1\tx\t2\tIt does\tMUST\ta/b\t\n",
          "R1\t9568x\t2\tIt does\tMUST\ta/b\t\n", "R1\t99999999999\t2\tIt does\tMUST\ta/b\t\n",
          "R1\t9568\t2\tIt does\tMUST\t\t\n", "R1\t9568\t2\tIt does\tMUST\ta/b\tnot yet\n",
          "R1\t9568\t2\tIt does\tMUST\ta/b  c/d\t\n", "R1\t9568\t\tIt does\tMUST\ta/b\t\n"}) {
        CAPTURE(bad);
        CHECK(read(bad).complaints.size() == 1);
        CHECK(read(bad).requirements.empty());
    }
}

TEST_CASE("every requirement is claimed by cases or excused by a reason", "[requirements]") {
    const auto ledger = cases::read_ledger(cases::ledger_text());
    CHECK(ledger.complaints == std::vector<std::string>{});
    const auto all = cases::requirements();
    CHECK(all.size() == ledger.requirements.size());
    CHECK(all.size() == 435);

    std::set<std::string_view> ids;
    std::map<int, std::pair<int, int>> claimed_and_not;
    for (const auto& row : all) {
        CAPTURE(row.id);
        CHECK(ids.insert(row.id).second);
        CHECK(row.id.substr(0, 6) == "R" + std::to_string(row.rfc) + "-");
        CHECK(row.cases.empty() != row.reason.empty());
        CHECK(row.reason.rfind("not yet", 0) == std::string::npos);
        auto& [claimed, not_claimed] = claimed_and_not[row.rfc];
        ++(row.cases.empty() ? not_claimed : claimed);
    }
    std::string counts;
    for (const auto& [rfc, count] : claimed_and_not)
        counts += "RFC " + std::to_string(rfc) + ": " + std::to_string(count.first) + " claimed, " +
                  std::to_string(count.second) + " not; ";
    INFO(counts);
    CHECK(claimed_and_not.size() == 4);
}

TEST_CASE("a case claims only requirements of its own clauses", "[requirements]") {
    for (const auto& row : cases::requirements()) {
        const std::set<std::string_view> once(row.cases.begin(), row.cases.end());
        CAPTURE(row.id, row.section);
        CHECK(once.size() == row.cases.size());
        for (const auto id : row.cases) {
            CAPTURE(id);
            const auto* which = cases::find_case(id);
            REQUIRE(which != nullptr);
            const auto& clauses = which->clauses;
            CHECK(std::any_of(clauses.begin(), clauses.end(),
                              [&](const Clause& clause) { return fits(row, clause); }));
            CHECK(is_run_for(row, *which));
        }
    }
}

TEST_CASE("no kinship of sections is left over", "[requirements]") {
    for (const auto& kinship : kinships) {
        CAPTURE(kinship.row, kinship.clause, kinship.why);
        bool is_used = false;
        for (const auto& row : cases::requirements()) {
            if (!is_within(row.section.substr(0, row.section.find(' ')), kinship.row)) continue;
            for (const auto id : row.cases) {
                const auto* which = cases::find_case(id);
                REQUIRE(which != nullptr);
                for (const auto& clause : which->clauses)
                    is_used = is_used || (static_cast<int>(clause.rfc) == row.rfc &&
                                          is_within(clause.section, kinship.clause));
            }
        }
        CHECK(is_used);
    }
}

TEST_CASE("every case that judges decides a requirement", "[requirements]") {
    std::set<std::string_view> named;
    for (const auto& row : cases::requirements()) named.insert(row.cases.begin(), row.cases.end());
    std::vector<std::string_view> idle;
    for (const auto& each : cases::catalogue())
        if (each.level != tester::Level::report && !named.contains(each.id)) idle.push_back(each.id);
    CHECK(idle == std::vector<std::string_view>{});
}

TEST_CASE("the ledger has the rows of the shared one", "[requirements]") {
    std::ifstream shared(VRRPTEST_SOURCE_DIR "/../shared/requirements.tsv");
    if (!shared) {
        WARN("skipped: there is no shared/requirements.tsv beside the sources");
        return;
    }
    std::vector<std::string> expected, ids;
    std::string line;
    std::getline(shared, line);
    while (std::getline(shared, line)) expected.push_back(line.substr(0, line.find('\t')));
    for (const auto& row : cases::requirements()) ids.emplace_back(row.id);
    CHECK(ids == expected);
}

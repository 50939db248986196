#include "tester/run/device_facts.hpp"

#include <catch2/catch.hpp>

#include "tester/run/likely_implementation.hpp"

using namespace tester;

namespace {

CaseResult noting(const std::string& profile, std::map<std::string, std::string> facts) {
    CaseResult result;
    result.profile = profile;
    result.outcome = Outcome::pass;
    result.facts = std::move(facts);
    return result;
}

DeviceFacts same_everywhere(const std::map<std::string, std::string>& facts) {
    return facts_of({noting("v2-ipv4", facts), noting("v3-ipv6", facts)}, {});
}

std::map<std::string, std::string> frr_facts() {
    return {{"advertisements come from", "the virtual MAC"},
            {"announcements", "1 at once"},
            {"checksum form", "pseudo-header"},
            {"losing advertisement", "not answered"},
            {"timers", "whole centiseconds"},
            {"octets after the message", "discarded"}};
}

bool begins(const std::optional<std::string>& text, const std::string& how) {
    return text && text->substr(0, how.size()) == how;
}

}  // namespace

TEST_CASE("facts are told by profile where they differ, and as mixed where virtual routers do",
          "[device_facts]") {
    RunResult result;
    result.dut.facts = {{"implementation", "x 1.0"}, {"timers", "guessed"}};
    result.cases = {noting("v2-ipv4", {{"timers", "fine"}, {"resignations", "1"}, {"announcements", "1"}}),
                    noting("v3-ipv4", {{"timers", "fine"}, {"resignations", "3"}, {"announcements", "1"}}),
                    noting("v3-ipv6", {{"timers", "fine"}, {"resignations", "1"}, {"announcements", "1"}}),
                    noting("v3-ipv6", {{"announcements", "5"}})};
    auto failed = noting("v2-ipv4", {{"timers", "coarse"}});
    failed.outcome = Outcome::inconclusive;
    result.cases.push_back(failed);
    gather_facts(result);
    CHECK(result.dut.facts.at("implementation") == "x 1.0");
    CHECK(result.dut.facts.at("timers") == "fine");
    CHECK(result.dut.facts.at("resignations") == "1 (v2-ipv4 and v3-ipv6), 3 (v3-ipv4)");
    CHECK(result.dut.facts.at("announcements") == "1 (v2-ipv4 and v3-ipv4), mixed (1, 5) (v3-ipv6)");
}

TEST_CASE("an implementation is named with the facts that it was known by", "[device_facts]") {
    CHECK(*likely_implementation(same_everywhere(frr_facts())) ==
          "looks like FRR: advertisements come from the virtual MAC, checksum form pseudo-header, "
          "announcements 1 at once, losing advertisement not answered, timers whole centiseconds, octets "
          "after the message discarded");
    CHECK(
        begins(likely_implementation(same_everywhere({{"advertisements come from", "the physical MAC"},
                                                      {"announcements", "5 at once and 5 more after 5 s"}})),
               "looks like keepalived without use_vmac: "));
    CHECK(begins(likely_implementation(
                     same_everywhere({{"advertisements come from", "the virtual MAC"},
                                      {"announcements", "5 at once and 5 more after 5 s"},
                                      {"losing advertisement", "answered at once, with announcements"}})),
                 "looks like keepalived with use_vmac: "));
}

TEST_CASE("facts that fit nobody, too many, or say too little, leave it open", "[device_facts]") {
    auto odd = frr_facts();
    odd["announcements"] = "3 at once";
    odd["checksum form"] = "neither";
    CHECK(begins(likely_implementation(same_everywhere(odd)),
                 "not known: these facts fit none of those that are known: "));
    // What discovery alone sees of most routers.
    CHECK(begins(likely_implementation(facts_of({}, {{"advertisements come from", "the virtual MAC"},
                                                     {"checksum form", "pseudo-header"}})),
                 "not known: these facts fit "));
    CHECK(begins(likely_implementation(facts_of({}, {{"advertisements come from", "the physical MAC"}})),
                 "not known: too few facts to tell keepalived without use_vmac from others: "));
    CHECK(begins(likely_implementation(facts_of({}, {{"advertisements come from", "the physical MAC"},
                                                     {"checksum form", "pseudo-header"}})),
                 "looks like keepalived without use_vmac: "));
    CHECK_FALSE(likely_implementation(facts_of({}, {{"implementation", "FRR 8.4.4"}})));
    CHECK_FALSE(likely_implementation({}));
}

TEST_CASE("a device that is not the same in every profile fits no single implementation", "[device_facts]") {
    auto facts = same_everywhere(frr_facts());
    facts["announcements"]["v3-ipv6"] = {"1 at once", "5 at once"};
    facts["checksum form"] = {{"v3-ipv4", {"neither"}}};
    CHECK(begins(likely_implementation(facts), "not known: these facts fit none"));
}

TEST_CASE("the implementation itself is no fact that it is known by", "[device_facts]") {
    RunResult result;
    result.cases = {noting("v2-ipv4", frr_facts())};
    gather_facts(result);
    const auto once = result.dut.facts;
    gather_facts(result);
    CHECK(result.dut.facts == once);
    CHECK(begins(result.dut.facts.at("likely implementation"), "looks like FRR: "));
}

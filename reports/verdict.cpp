#include "reports/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;
using tester::RunResult;
using Cases = std::vector<const CaseResult*>;

Cases cases_of(const RunResult& result, std::initializer_list<Outcome> outcomes) {
    Cases found;
    for (const auto& one : result.cases)
        if (std::find(outcomes.begin(), outcomes.end(), one.outcome) != outcomes.end()) found.push_back(&one);
    return found;
}

/// A requirement is one, in however many profiles, suites and virtual routers it was judged.
std::vector<std::string> requirements_of(const Cases& cases) {
    std::set<std::string> ids;
    std::vector<std::string> says;
    for (const auto* one : cases)
        if (ids.insert(one->id).second) says.push_back(one->says.empty() ? one->id : one->says);
    return says;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// "keepalived", where the facts say that the device looks like it.
std::string likely_name(const RunResult& result) {
    static constexpr std::string_view lead = "looks like ";
    const auto fact = result.dut.facts.find("likely implementation");
    if (fact == result.dut.facts.end() || !fact->second.starts_with(lead)) return "";
    return fact->second.substr(lead.size(), fact->second.find(':') - lead.size());
}

std::string with_look(const RunResult& result) {
    const auto name = likely_name(result);
    const auto subject = subject_text(result);
    return name.empty() ? subject : fmt::format("{}, which looks like {},", subject, name);
}

/// "of RFC 5798"; of nothing where the cases name no clause.
std::string of_rfcs(const Cases& cases) {
    const auto rfcs = rfcs_text(cases);
    return rfcs.empty() ? "" : " of " + rfcs;
}

std::string what_would_violate(const Cases& cases) {
    const auto rfcs = rfcs_text(cases);
    return rfcs.empty() ? "Nothing that violates what was checked" : "Nothing that violates " + rfcs;
}

std::string reasons_of(const Cases& cases) {
    std::vector<std::string> reasons;
    for (const auto* one : cases)
        if (!one->reason.empty() && std::find(reasons.begin(), reasons.end(), one->reason) == reasons.end())
            reasons.push_back(one->reason);
    if (reasons.empty()) return "";
    return ", " + std::string("because: ") + reasons.front() +
           (reasons.size() > 1 ? fmt::format("; and {}", count_text(reasons.size() - 1, "further reason"))
                               : "");
}

class Judging {
  public:
    explicit Judging(const RunResult& result) : result_(result) {}

    Verdict verdict() const {
        auto made = plain();
        if (result_.aborted) {
            if (made.sentence.starts_with("Nothing") || made.sentence.starts_with("The "))
                made.sentence[0] += 'a' - 'A';
            made.sentence = "The run was interrupted; until then " + made.sentence;
        }
        return made;
    }

  private:
    Verdict plain() const {
        const auto failed = cases_of(result_, {Outcome::fail});
        if (!failed.empty()) return violation(failed);
        if (!result_.environment_error.empty())
            return {Outcome::error,
                    fmt::format("Could not judge {}, because: {}.", subject_text(result_),
                                without_stop(result_.environment_error)),
                    {}};
        if (result_.cases.empty()) return nothing();
        if (const auto cases = cases_of(result_, {Outcome::xpass}); !cases.empty()) return surprise(cases);
        const auto advised = cases_of(result_, {Outcome::advisory});
        if (result_.strict && !advised.empty()) return advice(advised, Outcome::advisory);
        if (const auto cases = cases_of(result_, {Outcome::error, Outcome::inconclusive}); !cases.empty())
            return doubt(cases);
        const auto passed = cases_of(result_, {Outcome::pass});
        if (passed.empty() && advised.empty()) return nothing();
        if (!advised.empty()) return advice(advised, Outcome::pass);
        return conformance(passed);
    }

    static std::string without_stop(std::string text) {
        while (text.ends_with('.')) text.pop_back();
        return text;
    }

    Verdict violation(const Cases& failed) const {
        auto which = requirements_of(failed);
        auto sentence = capitalised(fmt::format("{} violates {}{}", with_look(result_),
                                                count_text(which.size(), "requirement"), of_rfcs(failed)));
        if (!is_of_one_device())
            sentence = fmt::format("{} of {} in which {} meet violate{} {}{}", failed.size(),
                                   count_text(result_.cases.size(), "scenario"), subject_text(result_),
                                   failed.size() == 1 ? "s" : "", count_text(which.size(), "requirement"),
                                   of_rfcs(failed));
        if (!result_.captures.empty())
            sentence = fmt::format("In {} {}{} {} violated", subject_text(result_),
                                   count_text(which.size(), "requirement"), of_rfcs(failed),
                                   which.size() == 1 ? "is" : "are");
        return {Outcome::fail, sentence + ":", std::move(which)};
    }

    Verdict nothing() const {
        const auto skipped = cases_of(result_, {Outcome::skipped});
        if (!result_.cases.empty() && skipped.size() == result_.cases.size())
            return {
                Outcome::inconclusive,
                fmt::format("Nothing was judged of {}: {} skipped{}.", subject_text(result_),
                            skipped.size() == 1 ? "the one case was" : "all cases were", reasons_of(skipped)),
                {}};
        if (!result_.cases.empty()) return conformance({});
        const auto why = result_.nothing_because.empty() ? std::string("no case was selected")
                                                         : without_stop(result_.nothing_because);
        return {Outcome::inconclusive, fmt::format("Nothing was judged: {}.", why), {}};
    }

    Verdict surprise(const Cases& cases) const {
        auto which = requirements_of(cases);
        return {Outcome::xpass,
                fmt::format("{} was found in {}, but {} although a known deviation says that it fails:",
                            what_would_violate(cases), subject_text(result_),
                            which.size() == 1 ? "one requirement is met"
                                              : fmt::format("{} requirements are met", which.size())),
                std::move(which)};
    }

    Verdict advice(const Cases& advised, Outcome outcome) const {
        auto which = requirements_of(advised);
        const auto count = count_text(which.size(), "recommendation");
        auto sentence =
            outcome == Outcome::pass
                ? fmt::format("{} was found in {}; {} not followed (SHOULD):",
                              what_would_violate(cases_of(result_, {Outcome::pass, Outcome::advisory})),
                              with_look(result_), count + (which.size() == 1 ? " is" : " are"))
                : capitalised(fmt::format("{} does not follow {}{} (SHOULD), and the run is strict:",
                                          with_look(result_), count, of_rfcs(advised)));
        return {outcome, std::move(sentence), std::move(which)};
    }

    Verdict doubt(const Cases& cases) const {
        const auto judged = cases_of(result_, {Outcome::pass, Outcome::advisory, Outcome::xfail});
        const auto outcome =
            cases_of(result_, {Outcome::error}).empty() ? Outcome::inconclusive : Outcome::error;
        if (judged.empty())
            return {
                outcome, fmt::format("Could not judge {}{}.", subject_text(result_), reasons_of(cases)), {}};
        return {outcome,
                fmt::format("{} was found in {}, but {} of {} could not be judged{}.",
                            what_would_violate(judged), subject_text(result_), cases.size(),
                            count_text(result_.cases.size(), "case"), reasons_of(cases)),
                {}};
    }

    Verdict conformance(const Cases& passed) const {
        const auto known = cases_of(result_, {Outcome::xfail});
        auto sentence = fmt::format(
            "{} was found in {}: {} passed", what_would_violate(passed.empty() ? known : passed),
            with_look(result_), passed.size() == 1 ? "the one case" : fmt::format("{} cases", passed.size()));
        const auto which = requirements_of(known);
        if (!which.empty())
            sentence += fmt::format(", apart from {}", count_text(which.size(), "known deviation"));
        return {which.empty() ? Outcome::pass : Outcome::xfail, sentence + (which.empty() ? "." : ":"),
                which};
    }

    bool is_of_one_device() const {
        return std::all_of(result_.cases.begin(), result_.cases.end(), [this](const CaseResult& one) {
            return one.subject.empty() || !result_.captures.empty();
        });
    }

    const RunResult& result_;
};

void add_once(std::vector<std::string>& list, const std::string& item) {
    if (!item.empty() && std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

/// "keepalived > frr" is two names.
void add_names(std::vector<std::string>& names, std::string subject) {
    for (auto at = subject.find(" > "); at != std::string::npos; at = subject.find(" > ")) {
        add_once(names, subject.substr(0, at));
        subject.erase(0, at + 3);
    }
    add_once(names, subject);
}

}  // namespace

std::string enumeration(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

std::string rfcs_text(const std::vector<const CaseResult*>& cases) {
    std::set<int> numbers;
    for (const auto* one : cases)
        if (!one->clauses.empty()) numbers.insert(one->clauses.front().rfc);
    std::vector<std::string> words;
    for (const int number : numbers) words.push_back(fmt::format("RFC {}", number));
    return enumeration(words);
}

std::string subject_text(const RunResult& result) {
    constexpr std::size_t few = 4;
    std::vector<std::string> names;
    for (const auto& capture : result.captures)
        names.push_back(capture.name.substr(capture.name.find_last_of('/') + 1));
    if (names.size() > few) return count_text(names.size(), "capture");
    if (!names.empty()) return enumeration(names);
    for (const auto& one : result.cases) add_names(names, one.subject);
    if (!names.empty()) return enumeration(names);
    if (result.dut.address == "embedded") return "the embedded speaker";
    if (!result.dut.address.empty()) return "the device at " + result.dut.address;
    const auto is_lab = std::any_of(result.cases.begin(), result.cases.end(),
                                    [](const CaseResult& one) { return one.suite == "lab"; });
    return is_lab ? "the lab" : "the device";
}

Verdict verdict_of(const RunResult& result) {
    return Judging(result).verdict();
}

}  // namespace reports

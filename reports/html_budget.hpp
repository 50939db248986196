#pragma once

#include <string>
#include <vector>

#include "reports/html_case.hpp"
#include "reports/html_parts.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// All cases of a result as HTML that takes about `octets` at most. Each begins with a line; then what went
/// wrong gets all its evidence, the first result of each case before its repetitions in other profiles, as
/// long as there is room; then all that passed as much as fits for each of them alike.
class TrimmedCases {
  public:
    TrimmedCases(const tester::RunResult& result, const HtmlAnchors& anchors, std::size_t octets);

    /// One of the result's cases.
    const std::string& of(const tester::CaseResult& one) const;
    /// What was left out, and where it stands; empty where nothing was.
    std::string note() const;

  private:
    struct Shown {
        std::string html;
        Evidence evidence = Evidence::line;
    };

    std::vector<const tester::CaseResult*> troubled() const;
    void give_all(const std::vector<const tester::CaseResult*>& cases);
    void give_alike(const std::vector<const tester::CaseResult*>& cases);
    Shown& at(const tester::CaseResult& one);

    const tester::RunResult& result_;
    const HtmlAnchors& anchors_;
    std::vector<Shown> shown_;
    std::size_t spare_ = 0;
    std::size_t trimmed_passes_ = 0;
    std::size_t trimmed_troubles_ = 0;
    Evidence passes_show_ = Evidence::full;
};

}  // namespace reports

#pragma once

#include <string>
#include <vector>

#include "reports/html_parts.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// The cases of one area: "rx".
struct CaseArea {
    std::string name;
    std::string title;  // "Reception"; the name where nobody has given it a title
    std::vector<const tester::CaseResult*> cases;
    std::size_t findings = 0;
};

/// In the order in which the areas first appear.
std::vector<CaseArea> areas_of(const tester::RunResult& result);

/// All cases by area and clause, each opening to its evidence. The evidence of the less important is trimmed
/// until the section takes at most `octets`, and a note says what was left out; what failed is told in full
/// before anything else is.
std::string html_cases(const tester::RunResult& result, const HtmlAnchors& anchors, std::size_t octets);

}  // namespace reports

#pragma once

#include <string>

#include "reports/html_parts.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// What somebody must do something about, one card a case whatever its profiles and suites, failures first:
/// what was demanded and observed, links to the evidence, and a text for the vendor to paste. Then known
/// deviations, and what could not be judged, by its reasons. Empty where everything passed.
std::string html_findings(const tester::RunResult& result, const HtmlAnchors& anchors);

/// Why cases were skipped, by reason; empty where none was.
std::string html_skipped(const tester::RunResult& result, const HtmlAnchors& anchors);

}  // namespace reports

#pragma once

#include <string>

#include "reports/html_parts.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// How much of a case's evidence a page shows.
enum class Evidence {
    line,    // what is demanded, expected and observed
    brief,   // also every check with measured and allowed times
    frames,  // also its frames, a line each
    full,    // also the picture, and every frame field by field with its octets
};

/// One case that opens to its evidence.
std::string html_case(const tester::CaseResult& one, const HtmlAnchors& anchors, Evidence evidence);

/// The id of the finding that tells of all results of this case: "finding-tx-ttl-is-255".
std::string finding_id(const tester::CaseResult& one);

/// Whether something must be done about it, so that it has a finding: failed, advisory, or passed although
/// it is known to fail.
bool is_finding(const tester::CaseResult& one);

/// Measured time and allowed window on one axis, beside a text that says both; empty where there is no
/// window or nothing was measured.
std::string html_gauge(const tester::Check& check);

}  // namespace reports

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/paint.hpp"
#include "reports/text.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// One thing said of a case below its status line. Further lines hang below the start of `text`.
struct Row {
    std::string label;  // "expected"
    std::string lead;   // columns before the text, such as a frame's time and role
    std::string text;
    Tone tone = Tone::plain;
};

struct DetailOptions {
    Charset charset = Charset::utf8;
    bool verbose = false;       // every check and the frames' octets too
    std::size_t frames = 12;    // at most so many; says how many are left out
    std::size_t octets = 4000;  // of any one text
};

/// Clause, demand, expected, observed, timing, reason, virtual router and frames: what decides whom to
/// believe.
std::vector<Row> case_rows(const tester::CaseResult& one, const DetailOptions& options);

/// Only the checks, one row each with measured and allowed times.
std::vector<Row> check_rows(const tester::CaseResult& one, const DetailOptions& options);

struct Layout {
    std::size_t indent = 8;
    std::size_t columns = 80;
    Paint paint{};
};

/// Only the frames, one row each.
std::vector<Row> frame_rows(const tester::CaseResult& one, const DetailOptions& options);

/// Rows as lines that fit, labels in one column.
std::string lay_out(const std::vector<Row>& rows, const Layout& layout);

/// "2949.4 ms too late: after 3609.4 ms, allowed 590.0 to 660.0 ms"; empty for a check without times.
std::string timing_text(const tester::Check& check);

}  // namespace reports

#pragma once

#include <string>

#include "reports/paint.hpp"
#include "reports/text.hpp"
#include "tester/run/result.hpp"

namespace reports {

struct TableLook {
    Charset charset = Charset::utf8;
    std::size_t columns = 80;
    Paint paint{};
};

/// A title, the columns' names and the rows, each column as wide as its widest cell. Where that is wider than
/// the terminal the last column is broken into lines.
std::string table_text(const tester::LabTable& table, const TableLook& look);

/// What happened, a line an event, with the time since the run's start: times in one column, then who, then
/// what, then the frame.
std::string timeline_text(const std::vector<tester::TimelineEvent>& events, const TableLook& look);

}  // namespace reports

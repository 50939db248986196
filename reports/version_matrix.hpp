#pragma once

#include <string>
#include <vector>

#include "reports/tables.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// One column: a version of the device, say.
struct NamedResult {
    std::string name;
    tester::RunResult result;
};

/// A row: the same case in every result; null where a result has it not.
struct MatrixRow {
    std::string name;
    std::string area;
    std::vector<const tester::CaseResult*> cells;
    bool differs = false;
};

/// Several results side by side, in the order in which they were given; refers to them.
struct VersionMatrix {
    std::vector<const NamedResult*> columns;
    std::vector<MatrixRow> rows;  // area by area, in the order of the results
    std::size_t differing() const;
};
VersionMatrix version_matrix(const std::vector<NamedResult>& results);

/// Where they differ, then all by area, then the counts. What does not fit beside each other comes below.
std::string version_matrix_text(const VersionMatrix& matrix, const TableLook& look);
/// The same as a page.
std::string version_matrix_html(const VersionMatrix& matrix);
/// The same as tables; at most a million octets.
std::string version_matrix_markdown(const VersionMatrix& matrix);

}  // namespace reports

#pragma once

#include <string>

#include "reports/tables.hpp"
#include "tester/run/result.hpp"

namespace reports {

/// The cases that have a subject, such as "keepalived > frr", as a matrix: a row a scenario, a column a
/// profile, a block a subject, and in each cell the outcome's word above the evidence in brief. Empty where
/// no case has a subject.
std::string matrix_text(const tester::RunResult& result, const TableLook& look);

}  // namespace reports

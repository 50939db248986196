#pragma once

#include <string>

#include "reports/comparison.hpp"
#include "reports/tables.hpp"

namespace reports {

/// The two results of a comparison, as people call them: "old.json", "new.json".
struct DiffNames {
    std::string before, after;
};

/// What changed, the worst first, and a summary line. Of long lists that need no action only the beginning is
/// told, unless `is_whole`.
std::string diff_text(const Comparison& comparison, const DiffNames& names, const TableLook& look,
                      bool is_whole);

/// {schema, tool, before, after, summary: {regression, ..., unchanged}, cases: [{change, id, profile, suite,
/// subject, before: {outcome, expected, observed, reason}, after}], facts: [{name, before, after}], remarks}.
std::string diff_json(const Comparison& comparison, const DiffNames& names);

/// For a pull request: a sentence, a table of counts, and the changes; at most a million octets.
std::string diff_markdown(const Comparison& comparison, const DiffNames& names);

}  // namespace reports

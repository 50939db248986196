#pragma once

#include <string>
#include <vector>

#include "reports/tables.hpp"
#include "tester/cli/reference.hpp"

namespace cli {

/// A page for a terminal.
std::string explain_text(const Described& what, const reports::TableLook& look);
/// The same as a JSON object.
std::string explain_json(const Described& what);

/// {id, suites, profiles, level, clauses, says, kills} of each, as a JSON array.
std::string list_json(const std::vector<Described>& all);
/// Everything that explain_json tells of each, as a JSON array.
std::string reference_json(const std::vector<Described>& all);

/// All of them as one document, area by area, with contents.
std::string reference_markdown(const std::vector<Described>& all);
std::string reference_html(const std::vector<Described>& all);

}  // namespace cli

#pragma once

#include <string_view>

namespace reports {

/// What makes a report of cases better with a script: filters, search, folding, links that open their case,
/// `/` for the search, copying. Nothing is hidden from those who have none.
std::string_view html_script();

}  // namespace reports

#pragma once

#include <string>
#include <vector>

#include "tester/bench/case.hpp"

namespace cli {

/// What a case cannot do without, a phrase each; a need that every device meets is left out.
std::vector<std::string> needs_text(const tester::Needs& needs);

}  // namespace cli

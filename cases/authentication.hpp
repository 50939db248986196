#pragma once

#include <vector>

#include "tester/bench/case.hpp"

// What the two files of the area auth/ share.

namespace cases {

/// The cases of authentication type 2, the IP Authentication Header.
void add_header_authentication_cases(std::vector<tester::Case>& list);

}  // namespace cases

#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// The stable machine-readable report, "schema": 1. Keys are only ever added.
std::string json(const tester::RunResult& result);

}  // namespace reports

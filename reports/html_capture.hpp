#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// What captures show: what was read, and every virtual router with its speakers and who was Active when.
/// Empty where no capture was judged.
std::string html_capture(const tester::RunResult& result);

/// What happened in them, a table a virtual router. Empty likewise.
std::string html_happenings(const tester::RunResult& result);

}  // namespace reports

#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// What captures show: what was read, every virtual router with its speakers and who was Active when, and
/// what happened. Empty where no capture was judged.
std::string html_capture(const tester::RunResult& result);

}  // namespace reports

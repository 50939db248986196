#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// The top of the page: the verdict in one sentence, how many cases came to what, when and how long.
std::string html_header(const tester::RunResult& result);

/// The device as it was seen, its virtual routers and its habits, and the link to it; empty for a capture.
std::string html_device(const tester::RunResult& result);

}  // namespace reports

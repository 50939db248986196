#pragma once

#include <cstddef>
#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// What a page takes at most for any suite: a mail carries it, and a browser opens it at once.
inline constexpr std::size_t most_html_octets = 2 * 1024 * 1024;

/// The report that people look at: one self-contained file, whose first sentence is the verdict. Evidence of
/// what passed is trimmed before it grows beyond `most_octets`, and the page says so; captures with tens of
/// thousands of results may take more.
std::string html(const tester::RunResult& result, std::size_t most_octets = most_html_octets);

}  // namespace reports

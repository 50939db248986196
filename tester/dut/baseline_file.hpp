#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tester/dut/known_deviation.hpp"

namespace tester {

/// The [[known_deviation]] tables of a TOML file that holds nothing else. Throws DutFileError with the file,
/// line and column.
std::vector<KnownDeviation> read_baseline(const std::filesystem::path& path);
/// The same from text; `name` is what errors call it.
std::vector<KnownDeviation> parse_baseline(const std::string& text, const std::string& name);

}  // namespace tester

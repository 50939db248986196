#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tester/run/run_record.hpp"

namespace tester {

/// The moments of an attempt in short: for each the letter of its kind, the nanoseconds since the moment
/// before (the attempt's start) and the frames logged since, "n1200,0 s81,1 r3609000122,14".
std::string text_of(const Attempt& attempt);
/// Fills the attempt's moments, whose start and first frame are known; false if the text is not such a one.
bool read_moments(std::string_view text, Attempt& attempt);

/// "1-3,7,9-12": numbers in ascending order.
std::string ranges_text(const std::vector<engine::FrameNumber>& numbers);
/// Nothing if the text is not such a one or names a number greater than `most`.
std::optional<std::vector<engine::FrameNumber>> read_ranges(std::string_view text, engine::FrameNumber most);

}  // namespace tester

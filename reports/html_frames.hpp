#pragma once

#include <string>

#include "tester/run/result.hpp"

namespace reports {

/// A frame field by field, expected and actual side by side, with its octets; what differs is marked by a
/// sign as well as by colour. Where the fields are not known, its octets alone.
std::string html_frame(const tester::CitedFrame& frame);

/// A line a frame: number, time, role and summary.
std::string html_frame_lines(const tester::CaseResult& one, std::size_t most);

/// The octets in rows of sixteen, those of fields that differ in brackets and marked.
std::string html_octets(const tester::CitedFrame& frame);

}  // namespace reports

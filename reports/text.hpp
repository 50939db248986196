#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tester/run/result.hpp"

/// Pure functions of the result model: what people and machines read of a run.
namespace reports {

enum class Charset { ascii, utf8 };

/// One line that is safe on a terminal and legal in XML 1.0. What comes from a device is hostile: white space
/// of any kind becomes a space, control and direction-changing characters vanish, and what is not UTF-8 is
/// replaced.
std::string clean(std::string_view text, Charset charset = Charset::utf8);

/// The columns that clean text takes, counted in code points.
std::size_t width(std::string_view text);

/// At most `octets` of it, never ending inside a character; says so where something was cut.
std::string clip(std::string text, std::size_t octets);

/// Breaks at spaces; a word longer than a line is broken anywhere. Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

std::string padded(std::string_view text, std::size_t columns);

/// "RFC 3768 6.4.2, RFC 5798 6.4.2 (MUST)".
std::string clause_text(const tester::CaseResult& one);

/// What tells results of one case from each other: profile, suite, what was judged, and of a capture's checks
/// the virtual router, of which it may show dozens. Those that there are.
std::vector<std::string> whereabouts(const tester::CaseResult& one);

/// "VRID 10, IPv4, VRRPv3, priority 100, every 1 s, 192.0.2.1".
std::string router_text(const tester::VirtualRouterReference& router);

/// "early 10 ms, late 50 ms or 5 %".
std::string tolerance_text(const tester::Tolerance& tolerance);

/// "12 s", "2 min 5 s", "1 h 3 min": for people who wait.
std::string duration_text(double seconds);

/// "1 case", "2 cases".
std::string count_text(std::size_t count, std::string_view noun);

}  // namespace reports

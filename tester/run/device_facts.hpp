#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tester/run/result.hpp"

namespace tester {

/// What a device was found to do, by name: profile -> values. An empty profile stands for all of them.
using DeviceFacts = std::map<std::string, std::map<std::string, std::set<std::string>>>;

/// What the cases that passed have noted, and what is in `known` already where no case noted it.
DeviceFacts facts_of(const std::vector<CaseResult>& cases, const std::map<std::string, std::string>& known);

/// One fact in a line: "5 at once"; "1 (v2-ipv4 and v3-ipv4), 5 (v3-ipv6)" where profiles differ; "mixed (1,
/// 5)" where the virtual routers of one profile do.
std::string fact_text(const std::map<std::string, std::set<std::string>>& by_profile);

/// Puts what the cases noted into the result's device facts, and which implementation that looks like.
void gather_facts(RunResult& result);

}  // namespace tester

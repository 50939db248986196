#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tester/run/result.hpp"

namespace reports {

enum class JunitDialect { strict, rich };

struct JunitOptions {
    std::string hostname = "localhost";
    JunitDialect dialect = JunitDialect::strict;
    std::vector<std::string> attachments{};  // paths as they were given; rich alone names them
};

/// JUnit XML. The strict dialect is what both published schemas accept (Jenkins' junit-10.xsd and Windy
/// Road's): one flat <testsuite> per suite and profile (and subject, where there are several devices),
/// classname "vrrptest.<suite>.<profile>[.<subject>]", name the case's id. The pair is unique in the file,
/// because GitLab shows only the first of two namesakes.
///
///     fail                      <failure type="MUST|SHOULD|MAY">
///     xpass                     <failure type="xpass">
///     advisory                  a pass, told in system-out; <failure type="SHOULD"> when strict
///     inconclusive, error       <error type="inconclusive">, <error type="environment">
///     skipped, xfail            <skipped message="reason">, <skipped message="xfail: reason">
///     no run at all             <testsuite name="vrrptest.preflight"> with one <error type="environment">
///
/// The rich one has in each <testcase>, beside that, <properties> (clauses, level, outcome, what was expected
/// and observed, measured and allowed times, virtual router) and a <system-out> with its checks and frames;
/// of what failed also "[[ATTACHMENT|path]]" for Jenkins' JUnit Attachments and GitLab. Without those
/// <properties>, which no published schema knows there, Jenkins' accepts it.
std::string junit(const tester::RunResult& result, const JunitOptions& options);
std::string junit(const tester::RunResult& result, std::string_view hostname = "localhost");

}  // namespace reports

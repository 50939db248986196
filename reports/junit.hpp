#pragma once

#include <string>
#include <string_view>

#include "tester/run/result.hpp"

namespace reports {

/// JUnit XML in the dialect that both published schemas accept (Jenkins' junit-10.xsd and Windy Road's): one
/// flat <testsuite> per suite and profile (and subject, where there are several devices), classname
/// "vrrptest.<suite>.<profile>[.<subject>]", name the case's id. The pair is unique in the file, because
/// GitLab shows only the first of two namesakes.
///
///     fail                      <failure type="MUST|SHOULD|MAY">
///     xpass                     <failure type="xpass">
///     advisory                  a pass, told in system-out; <failure type="SHOULD"> when strict
///     inconclusive, error       <error type="inconclusive">, <error type="environment">
///     skipped, xfail            <skipped message="reason">, <skipped message="xfail: reason">
///     no run at all             <testsuite name="vrrptest.preflight"> with one <error type="environment">
std::string junit(const tester::RunResult& result, std::string_view hostname = "localhost");

}  // namespace reports

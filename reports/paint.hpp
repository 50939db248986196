#pragma once

#include <string>
#include <string_view>

#include "tester/run/result.hpp"

namespace reports {

/// What a piece of text means; a colour only repeats what a word already says.
enum class Tone { plain, good, bad, warning, doubt, quiet, strong };

class Paint {
  public:
    explicit Paint(bool on = false) : on_(on) {}
    std::string operator()(Tone tone, std::string_view text) const;

  private:
    bool on_;
};

/// How an outcome is shown: a word of at most six letters at the start of its line, a tone, and the noun or
/// adjective of the summary line.
///
///     PASS    the device does what the clause demands
///     FAIL    it does not (a MUST; a SHOULD with --strict is ADVISE and fails the run)
///     ADVISE  it does not follow a SHOULD
///     INCONC  inconclusive: the clause was never reached, or this host was too slow to judge (TTCN-3's word)
///     SKIP    does not apply to this device or configuration
///     ERROR   the tester or its environment failed, not the device
///     XFAIL   fails as the known deviations say
///     XPASS   passes although the known deviations say that it fails
struct Status {
    std::string_view word;
    Tone tone = Tone::plain;
};

Status status_of(tester::Outcome outcome);

/// "2 passed", "1 error", as the summary line counts.
std::string counted_text(tester::Outcome outcome, int count);

}  // namespace reports

#pragma once

#include <string>
#include <vector>

#include "tester/bench/bench.hpp"
#include "tester/lab/scene.hpp"
#include "tester/run/result.hpp"

namespace tester {

/// What a claim is about.
struct ClaimSubject {
    std::string id;  // "lab/switch-pair/elected"
    std::string suite;
    std::string subject;  // of several devices; may be empty
    Profile profile = Profile::v2_ipv4;
    std::string says;
    Level level = Level::must;
    /// Sections that version 2's RFC 3768 and version 3's RFC 5798 and RFC 9568 number alike.
    std::vector<std::string> sections{};
};

/// "3.611 s" from a second on, "121 ms" below.
std::string time_text(engine::Duration d);

/// Something that is said of a scene, the checks that it has to stand, and the frames they rest on: a case's
/// result in the making.
class Claim {
  public:
    Claim(const Scene& scene, ClaimSubject subject, TimingTolerance tolerance = {});

    /// The first check that does not hold decides.
    bool check(bool held, const std::string& expected, const std::string& observed);
    /// A time that the RFC gives. `what` reads "r2 takes over".
    bool check_time(const std::string& what, engine::Duration measured, engine::Duration nominal);
    /// The same with a span: no earlier than the first, no later than the second, tolerances besides.
    bool check_time(const std::string& what, engine::Duration measured, engine::Duration earliest,
                    engine::Duration latest);
    void cite(engine::FrameNumber number, const std::string& role);
    /// What a matrix shows of it.
    void brief(const std::string& words) { result_.brief = words; }
    /// For a claim that only records: what was seen.
    void observe(const std::string& observed);

    bool holds() const { return holds_; }
    /// What became of it; a failure while the tester itself was late is Inconclusive: sooner where it rests
    /// on times than where it does not.
    CaseResult result() const;

  private:
    const Scene& scene_;
    TimingTolerance tolerance_;
    CaseResult result_;
    engine::Instant began_;
    bool holds_ = true;
    bool failed_otherwise_ = false;
};

/// A result without a scene, for what could not be judged.
CaseResult unjudged(const ClaimSubject& subject, Outcome outcome, const std::string& reason);

}  // namespace tester

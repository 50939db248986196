#pragma once

#include <span>
#include <string>

#include "engine/lan/capture_reader.hpp"
#include "tester/bench/case.hpp"
#include "tester/passive/panel.hpp"
#include "tester/recorded/run_of_capture.hpp"
#include "tester/run/result.hpp"
#include "tester/run/selection.hpp"

namespace cli {

/// Judges the cases of a run again where the capture is the file of one (--pcapng).
class Rejudging {
  public:
    /// Of `selection` without suites, those of the run. Sets itself up to hear the reader's blocks, which
    /// must be done before its first frame.
    Rejudging(const tester::Selection& selection, engine::CaptureReader& reader);

    /// Each frame, right after it was read.
    void see(const engine::CapturedFrame& frame) { run_.see(frame); }
    /// Known from the first frame on.
    bool is_run() const { return run_.is_run(); }
    /// Adds the cases, what of their verdicts differs from the run's, and the run's device and link.
    void conclude(tester::Judged& judged, tester::RunResult& whole);

  private:
    tester::Selection selection_;
    std::span<const tester::Case> catalogue_;
    tester::RunOfCapture run_;
};

}  // namespace cli

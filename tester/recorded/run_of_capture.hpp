#pragma once

#include <string>

#include "engine/lan/capture_reader.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/recorded/recording.hpp"

namespace tester {

/// Finds out whether a capture holds a recorded run while somebody else reads it, and keeps its frames if so.
/// Of any other capture nothing is kept.
class RunOfCapture {
  public:
    /// Before the first next() of the reader, which must outlive this.
    explicit RunOfCapture(engine::CaptureReader& reader);
    RunOfCapture(const RunOfCapture&) = delete;
    RunOfCapture& operator=(const RunOfCapture&) = delete;

    /// Each frame, right after next() gave it.
    void see(const engine::CapturedFrame& frame);
    /// True if the capture says that it is a run; known from the first frame on, but for a run that saw none.
    bool is_run() const { return is_announced_ || records_.is_run(); }
    /// After the last frame, once: why the run cannot be judged again, in a sentence; empty if it can.
    std::string open();
    /// Once open() had nothing to say.
    Recording& recording() { return recording_; }

  private:
    engine::CaptureReader& reader_;
    RecordReader records_;
    Recording recording_;
    bool is_announced_ = false;
};

}  // namespace tester

#pragma once

#include <functional>
#include <string>

#include "engine/lan/capture_reader.hpp"
#include "tester/passive/panel.hpp"

namespace tester {

struct ReplayOptions {
    PanelOptions panel;
    std::string name;  // of the capture, for reports
    /// Gets every frame right after it was read.
    std::function<void(const engine::CapturedFrame&)> also{};
    /// Called when `also` has seen the first frame and nothing is judged yet: what is judged may be changed.
    std::function<void(PanelOptions&)> begin{};
    std::function<bool()> interrupted = [] { return false; };
    /// Now and then, for whoever waits.
    std::function<void(engine::FrameNumber frames)> progress{};
};

/// Judges a capture from its first frame to its last, or to where it breaks off. `Judged::trouble` says why
/// it could not be judged whole: it broke off, or holds nothing of VRRP.
Judged replay(engine::CaptureReader& reader, const ReplayOptions& options);

}  // namespace tester

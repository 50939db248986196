#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/lan/instant.hpp"

namespace tester {

/// Looks whether the device lives while cases run on it. A device that dies by itself must not fail cases:
/// what was running then is an Error, and the rest goes on once it has been started again.
class DeviceGuard {
  public:
    virtual ~DeviceGuard() = default;
    /// The device was found running, or was meant to be stopped, at this time: whatever ended before was not
    /// disturbed.
    virtual engine::Instant known_sound_at() const = 0;
    /// One sentence about what is wrong with it; nothing as long as all is well.
    virtual std::optional<std::string> trouble() const = 0;
    /// Starts it again and returns when it runs, or soon after an interruption. Throws EnvironmentError if it
    /// cannot be started.
    virtual void recover(const std::function<bool()>& interrupted) = 0;
};

}  // namespace tester

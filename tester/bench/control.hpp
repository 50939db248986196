#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace tester {

/// What a device can be made to do beside the wire.
enum class Verb : std::uint8_t { stop, start, crash };

std::string_view to_string(Verb verb);

/// The hand on the device's switch. A device without a driver has none of the verbs.
class Control {
  public:
    virtual ~Control() = default;
    virtual bool can(Verb) const { return false; }
    /// Does it to the virtual router, or to the whole device where it can do no less, and calls `done`
    /// when it begins, so that nothing the device does on the way is missed; not necessarily at once, since
    /// cases that share a device must agree first.
    virtual void perform(Verb, std::uint8_t /*vrid*/, std::function<void()> /*done*/) {}
    /// A case begins on the device.
    virtual void join() {}
    /// A case has ended and will ask for nothing more.
    virtual void leave() {}
};

}  // namespace tester

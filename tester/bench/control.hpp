#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/lan/instant.hpp"
#include "engine/packet/address.hpp"
#include "tester/bench/profile.hpp"

namespace tester {

/// What a device can be made to do beside the wire. The last two are changes of one virtual router while the
/// device runs: of its priority alone, and of anything in Change.
enum class Verb : std::uint8_t { stop, start, crash, link_down, link_up, change_priority, change };

inline constexpr Verb all_verbs[] = {Verb::stop,    Verb::start,           Verb::crash, Verb::link_down,
                                     Verb::link_up, Verb::change_priority, Verb::change};

std::string_view to_string(Verb verb);  // "stop", "take the link from", as it stands before "the device"

/// A change of one virtual router; what is not given stays as it is. An empty one makes the device read the
/// configuration that it has once more.
struct Change {
    std::optional<std::uint8_t> priority{};  // 1-254
    std::optional<engine::Duration> interval{};
    std::optional<bool> preempt{};
    std::optional<std::vector<engine::IpAddress>> addresses{};  // all that it is to have, in their order

    bool is_of_priority_alone() const { return priority && !interval && !preempt && !addresses; }
    Verb verb() const { return is_of_priority_alone() ? Verb::change_priority : Verb::change; }
};

/// The hand on the device's switch. A device without a driver has none of the verbs.
class Control {
  public:
    virtual ~Control() = default;
    virtual bool can(Verb) const { return false; }
    /// Does it to the virtual router, or to the whole device where it can do no less, and calls `done`
    /// when it begins, so that nothing the device does on the way is missed; not necessarily at once, since
    /// cases that share a device must agree first. Not for changes.
    virtual void perform(Verb, std::uint8_t /*vrid*/, std::function<void()> /*done*/) {}
    /// Changes one virtual router while the device runs and calls `done` when the device runs with it, with
    /// the moment at which the device began to change.
    virtual void change(Profile, std::uint8_t /*vrid*/, const Change&,
                        std::function<void(engine::Instant begun)> /*done*/) {}
    /// A case begins on the device.
    virtual void join() {}
    /// A case has ended and will ask for nothing more.
    virtual void leave() {}
};

}  // namespace tester

#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tester/dut/capabilities.hpp"
#include "tester/dut/router_config.hpp"

namespace tester {

/// What a driver can be asked for; the words are those of the command driver's executable.
enum class DriverVerb : std::uint8_t { apply, start, stop, kill, link_down, link_up, set_priority, log };
inline constexpr DriverVerb all_driver_verbs[] = {
    DriverVerb::apply,     DriverVerb::start,   DriverVerb::stop,         DriverVerb::kill,
    DriverVerb::link_down, DriverVerb::link_up, DriverVerb::set_priority, DriverVerb::log};
std::string_view to_string(DriverVerb verb);  // "apply", "start", ..., "link-down", "set-priority", "log"

/// A device that did not do what its driver asked: one sentence that holds the device's own words.
class DriverError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The hands on a device: it configures, starts and stops what is under test. Every verb blocks until it is
/// done or its time limit has passed (so an event loop calls it on a thread of its own), is called by one
/// thread at a time but for hurry(), and throws DriverError. A verb that can() denies throws, too.
class Driver {
  public:
    virtual ~Driver() = default;
    Driver() = default;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    /// Which program it drives, with its version: "keepalived 2.2.7".
    virtual std::string name() const = 0;
    virtual bool can(DriverVerb verb) const = 0;
    virtual Capabilities capabilities() const { return {}; }
    /// True if apply() on a running device changes what differs and leaves every other virtual router alone.
    virtual bool can_reload() const { return false; }

    /// Gives the device exactly these virtual routers: writes the configuration, then starts the device or
    /// lets it reload, whichever is due. Returns when the device runs with them.
    virtual void apply(const std::vector<RouterConfig>& routers) = 0;
    /// Starts a stopped (or killed) device with the configuration that it has, after removing what a killed
    /// one left behind.
    virtual void start() = 0;
    /// A graceful end: the device resigns with priority 0 wherever it is Active. Returns when it is gone.
    virtual void stop() = 0;
    /// Ends it without a word, as a crash or a power cut would.
    virtual void kill() = 0;
    /// The carrier of the device's interface.
    virtual void set_link(bool up) = 0;
    /// Changes one virtual router's priority while the device runs.
    virtual void set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) = 0;
    /// What the device has logged since it was first started.
    virtual std::string log() = 0;
    /// False if the device is known not to run though it was started; a driver that cannot know says true.
    virtual bool running() = 0;
    /// From any thread: the operator wants it to end, so what is under way and every verb after it but
    /// release() gives up after about 2 s.
    virtual void hurry() noexcept {}
    /// Undoes what apply() did: stops the device and removes files, addresses and interfaces. Never throws.
    virtual void release() noexcept = 0;
};

}  // namespace tester

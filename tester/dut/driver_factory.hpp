#pragma once

#include <functional>
#include <memory>

#include "tester/dut/driver.hpp"
#include "tester/dut/driver_description.hpp"
#include "tester/dut/manual_driver.hpp"

namespace tester {

/// What a driver needs that no DUT file can say.
struct DriverSurroundings {
    /// In place of the description's shell: how a lab reaches its device.
    std::optional<Arguments> shell_prefix{};
    /// In place of setting the device's interface down: a lab unplugs the cable.
    std::function<void(bool up)> set_link{};
    /// What the manual driver has a person paste.
    ManualDriver::Render render{};
};

/// The driver that the description names. Nothing is done on the device yet. Throws DriverError for a shell
/// or command that is none.
std::unique_ptr<Driver> make_driver(const DriverDescription& description,
                                    const DriverSurroundings& surroundings);

}  // namespace tester

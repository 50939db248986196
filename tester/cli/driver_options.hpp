#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tester/dut/driver.hpp"
#include "tester/dut/driver_description.hpp"
#include "tester/dut/dut_file.hpp"
#include "tester/run/batches.hpp"
#include "tester/run/preview.hpp"

namespace CLI {
class App;
}

namespace cli {

/// The hands on the device: what the command line says of them, over what a DUT file says.
struct DriverOptions {
    std::string type;
    std::string shell;
    std::string interface;
    std::string vendor;
    bool use_vmac = false;

    void add_to(CLI::App& app);
    bool is_given() const { return !type.empty() || !shell.empty() || !interface.empty() || use_vmac; }
    /// Nothing if there is no driver. Throws UsageError for options that do not fit, and for a vendor that
    /// does not exist.
    std::optional<tester::DriverDescription> description(const std::optional<tester::DutFile>& file) const;
};

std::unique_ptr<tester::Driver> driver_for(const tester::DriverDescription& description);

/// What the planner may make of a device with these capabilities: less where the DUT file says so.
tester::BatchLimits limits_for(const tester::Capabilities& of_driver,
                               const std::optional<tester::DutFile>& file);

/// What can be said of a driver without asking it: for a plan that touches no device.
tester::Capabilities usual_capabilities(tester::DriverType type, bool use_vmac);

}  // namespace cli

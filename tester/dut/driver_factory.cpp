#include "tester/dut/driver_factory.hpp"

#include "tester/dut/command_driver.hpp"
#include "tester/dut/embedded_driver.hpp"
#include "tester/dut/frr_driver.hpp"
#include "tester/dut/keepalived_driver.hpp"

namespace tester {

std::unique_ptr<Driver> make_driver(const DriverDescription& description,
                                    const DriverSurroundings& surroundings) {
    const auto shell = surroundings.shell_prefix ? DeviceShell(*surroundings.shell_prefix)
                                                 : DeviceShell::parse(description.shell);
    const auto& set_link = surroundings.set_link;
    switch (description.type) {
        case DriverType::keepalived:
            return std::make_unique<KeepalivedDriver>(
                shell, KeepalivedDriverOptions{description.interface, description.use_vmac, set_link});
        case DriverType::frr:
            return std::make_unique<FrrDriver>(shell, FrrDriverOptions{description.interface, set_link});
        case DriverType::embedded:
            return std::make_unique<EmbeddedDriver>(
                shell, EmbeddedDriverOptions{description.interface, description.program, set_link,
                                             description.standard});
        case DriverType::command:
            return std::make_unique<CommandDriver>(description.command, description.timeout);
        case DriverType::manual:
            break;
    }
    if (!surroundings.render)
        throw DriverError("the manual driver needs to know whose configuration to print: add vendor");
    return std::make_unique<ManualDriver>(surroundings.render);
}

}  // namespace tester

#include "tester/dut/manual_driver.hpp"

#include <fmt/format.h>

#include <fstream>

namespace tester {

ManualDriver::ManualDriver(Render render, std::filesystem::path terminal)
    : render_(std::move(render)), terminal_(std::move(terminal)) {}

/// Writing and reading each have a stream of their own: one stream cannot turn round on a terminal, which has
/// no position.
void ManualDriver::ask(const std::string& text) const {
    std::ofstream out(terminal_, std::ios::app);
    std::ifstream in(terminal_);
    if (!out || !in)
        throw DriverError(
            "the manual driver asks a person to configure the device, and there is no terminal: "
            "choose another driver, or run vrrptest at a terminal");
    out << text << "\nThen press Enter. " << std::flush;
    std::string line;
    if (!std::getline(in, line))
        throw DriverError("nobody confirmed what the manual driver asked for: the terminal was closed");
}

void ManualDriver::apply(const std::vector<RouterConfig>& routers) {
    ask(fmt::format("\nGive the device exactly these {} virtual routers, and no other:\n\n{}", routers.size(),
                    render_(routers)));
}

void ManualDriver::start() {
    ask("\nStart VRRP on the device again (or switch the device on), with the configuration that it has.");
}

void ManualDriver::stop() {
    ask("\nStop VRRP on the device in the orderly way, so that it resigns with priority 0.");
}

void ManualDriver::kill() {
    ask("\nCut the device's power, or end it in a way that leaves it no time to say anything.");
}

void ManualDriver::set_link(bool up) {
    ask(up ? "\nPlug the device's cable in again." : "\nUnplug the device's cable from the LAN under test.");
}

void ManualDriver::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    ask(fmt::format("\nChange the priority of VRID {} ({}) to {} while the device runs.", vrid,
                    to_string(profile), priority));
}

std::string ManualDriver::log() {
    throw DriverError("the manual driver cannot read the device's log");
}

}  // namespace tester

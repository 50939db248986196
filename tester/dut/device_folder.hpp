#pragma once

#include <string>
#include <vector>

#include "tester/dut/shell.hpp"

namespace tester {

/// A folder of the tester's own on the device (/tmp/vrrptest-dut.XXXXXX): the configuration, process ids and
/// log of the daemons that it starts there, and the `ip` commands that undo what a killed one would leave.
/// What a killed tester has left on the device is found by such folders and cleaned when the next one is
/// made; nothing else on the device is ever removed.
class DeviceFolder {
  public:
    struct Needs {
        std::string program;                 // "keepalived": as an error calls it
        std::vector<std::string> commands;   // what must be installed there
        std::vector<std::string> processes;  // what must not run there already
        std::string interface;               // what the device must have
    };

    explicit DeviceFolder(DeviceShell shell) : shell_(std::move(shell)) {}
    DeviceFolder(const DeviceFolder&) = delete;
    DeviceFolder& operator=(const DeviceFolder&) = delete;
    ~DeviceFolder() { remove(); }

    /// Makes the folder unless it is there. Throws DriverError with one sentence: no root, a program or
    /// interface that is missing, a daemon or another tester that already works on the device.
    void make(const Needs& needs);
    bool is_made() const { return !path_.empty(); }
    const std::string& path() const { return path_; }

    /// Runs a script that may use $folder and the functions of the preamble:
    ///   alive PID; nap; until_gone HUNDREDTHS PID...; undo (what `undo_with` said); set_kernel PATH VALUE
    std::string run(const std::string& script, const std::string& what,
                    engine::Duration limit = std::chrono::seconds(20)) const;

    /// What the device had before anything was started: addresses of the interface without prefix lengths,
    /// and names of all interfaces.
    bool had_address(const std::string& address) const;
    bool had_interface(const std::string& name) const;
    /// True if the shell itself reaches the device through the interface.
    bool carries_shell() const { return carries_shell_; }

    /// True if the process whose id is in this file of the folder lives, and the interface is there.
    bool runs(const std::string& pid_file) const;
    /// Sets the device's interface down or up, and gives it back the IPv6 addresses that the kernel forgets
    /// meanwhile. Throws DriverError if the shell runs over it.
    void set_link(const std::string& interface, bool up) const;

    /// Script lines that say which `ip -batch` lines remove what a daemon adds to the device.
    static std::string undo_with(const std::vector<std::string>& lines);

    /// `ip -batch` lines that remove interfaces: all at once, because one at a time takes 30 ms each.
    static std::vector<std::string> removal_of_interfaces(const std::vector<std::string>& names);

    /// Ends whatever still runs with this folder in its command line, undoes and restores, and deletes the
    /// folder. Never throws.
    void remove() noexcept;

    const DeviceShell& shell() const { return shell_; }

  private:
    std::string run_by(const DeviceShell& shell, const std::string& script, const std::string& what,
                       engine::Duration limit) const;
    void read_facts(const std::string& output);

    DeviceShell shell_;
    std::string path_;
    std::string interface_;
    std::vector<std::string> addresses_, interfaces_, lost_addresses_;
    bool carries_shell_ = false;
};

}  // namespace tester

#pragma once

#include <memory>
#include <string>

#include "engine/lan/instant.hpp"
#include "tester/dut/process.hpp"

namespace tester {

/// A POSIX shell on the device, reached through a prefix: "ip netns exec r1" in a lab, "ssh
/// root@172.16.100.11" for a host, nothing for this host. Scripts travel on standard input, so nothing is
/// quoted on the way.
class DeviceShell {
  public:
    explicit DeviceShell(Arguments prefix) : prefix_(std::move(prefix)), hurry_(std::make_shared<Hurry>()) {}
    /// From what a user writes after --dut-shell: words separated by blanks, quotes as in a shell. Throws
    /// DriverError for a quote that is not closed.
    static DeviceShell parse(const std::string& text);

    /// Runs a script with `sh -s`. A script that takes longer than the limit is killed; `timed_out` says so.
    CommandResult run(const std::string& script, engine::Duration limit = std::chrono::seconds(20)) const;
    /// The same, but throws DriverError with what was asked for ("start keepalived"), the time limit or the
    /// exit code, and the last lines of the output. A script that knows better ends with `refused`, and its
    /// last line is the whole error.
    std::string run_or_throw(const std::string& script, const std::string& what,
                             engine::Duration limit = std::chrono::seconds(20)) const;

    /// From another thread: scripts but those for cleaning up get little time from now on.
    void hurry() const noexcept { hurry_->press(); }
    /// The same device for scripts that clean up, which no hurry cuts short.
    DeviceShell unhurried() const { return DeviceShell(prefix_); }

    const Arguments& prefix() const { return prefix_; }

    static constexpr int refused = 99;

  private:
    Arguments prefix_;
    std::shared_ptr<Hurry> hurry_;
};

/// A text as one word of a shell script.
std::string quoted_for_shell(const std::string& text);

/// Lines of a shell script that write a text to a file; `path` is a word of the script.
std::string writing_of(const std::string& path, const std::string& text);

/// The last lines of what a program said, in one line: "this / that"; "it said nothing" if it did not.
std::string last_lines(const std::string& output, int most = 3);

}  // namespace tester

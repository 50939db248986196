#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/lan/instant.hpp"

namespace tester {

/// A program and its arguments; no shell ever sees them.
using Arguments = std::vector<std::string>;

struct CommandResult {
    /// What the program exited with; 127 if there is no such program, 128 plus the signal if one ended it.
    int status = 0;
    bool timed_out = false;
    std::string output;  // standard output and standard error
};

/// Runs a command to its end; one that takes longer than the limit is killed.
CommandResult run_command(const Arguments& arguments, engine::Duration limit = std::chrono::seconds(10));

/// Lets somebody on another thread end the waiting for commands early.
class Hurry {
  public:
    /// What is under way, and whatever is run with this later, gets no more than `grace`.
    void press() noexcept { is_pressed_ = true; }
    bool is_pressed() const noexcept { return is_pressed_; }
    static constexpr engine::Duration grace = std::chrono::seconds(2);

  private:
    std::atomic<bool> is_pressed_ = false;
};

/// The same with a text on its standard input, and no longer than the hurry allows, if there is one.
CommandResult run_command_with_input(const Arguments& arguments, const std::string& input,
                                     engine::Duration limit = std::chrono::seconds(10),
                                     const Hurry* hurry = nullptr);

/// The same within a minute, but throws std::runtime_error with the command's own words if it fails.
std::string run_or_throw(const Arguments& arguments);

/// A program that runs beside the tester, in a process group of its own so that the terminal's Ctrl-C is not
/// for it. It is told to terminate when the tester dies, however that dies.
class ChildProcess {
  public:
    ChildProcess() = default;
    /// Starts the program; standard output and standard error go to the end of `log`.
    ChildProcess(const Arguments& arguments, const std::filesystem::path& log);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    /// Ends the program and all of its group.
    ~ChildProcess() { end(); }

    pid_t pid() const { return pid_; }
    bool running();
    void signal(int number) const;
    /// True once the program has ended.
    bool wait_for_exit(engine::Duration limit);
    /// Terminates it, and kills the whole group if that takes longer than the grace.
    void end(engine::Duration grace = std::chrono::seconds(3));

  private:
    void reap();

    pid_t pid_ = 0;
};

/// A folder of its own under the system's folder for temporary files, gone with the object. What a killed
/// tester leaves is known by its name, "vrrptest-PID-XXXXXX", and by a file in it.
class TemporaryDirectory {
  public:
    static constexpr std::string_view prefix = "vrrptest-";
    static constexpr std::string_view marker = ".made-by-vrrptest";

    TemporaryDirectory();
    TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& path);  // empty if it cannot be read
void write_text(const std::filesystem::path& path, const std::string& text);

/// True if a process with this id exists and is more than a remnant that nobody has waited for.
bool is_alive(pid_t pid);

/// Ends processes that are not our children: terminates them, then kills what is left after the grace.
void end_processes(const std::vector<pid_t>& pids, engine::Duration grace = std::chrono::seconds(3));

void pause_for(engine::Duration d);

/// Asks every few milliseconds until it is so (true) or the limit has passed (false).
template <typename Condition>
bool wait_until(Condition condition, engine::Duration limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        pause_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace tester

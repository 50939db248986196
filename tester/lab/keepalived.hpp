#pragma once

#include <filesystem>
#include <string>

#include "tester/dut/process.hpp"

namespace tester {

/// A real keepalived (VRRP only, in the foreground) in a network namespace, with its files in a folder of its
/// own. It resigns and is gone at the end of the object's life.
class Keepalived {
  public:
    Keepalived() = default;

    /// Starts it and returns when its VRRP process is there. Throws std::runtime_error with one sentence:
    /// keepalived is not installed, or it ended at once, with the last line of its log.
    void start(const std::string& network_namespace, const std::string& config);
    /// Starts it and returns at once: for an event loop that must not wait.
    void begin_start(const std::string& network_namespace, const std::string& config);
    /// A graceful end: keepalived resigns with priority 0 wherever it is Active.
    void stop();
    /// Asks for the same and returns at once; running() says when it is over.
    void begin_stop();
    /// Ends it without a word, as a crash or a power cut would. Its addresses stay in the namespace until
    /// somebody removes them (LanTopology::remove_remnants).
    void crash();
    /// Gives it another configuration while it runs.
    void reload(const std::string& config);

    bool running() { return process_.running(); }
    /// All that it has said since the first start.
    std::string log() const { return read_text(file("log")); }
    const std::filesystem::path& directory() const { return directory_.path(); }
    pid_t parent_pid() const { return process_.pid(); }
    pid_t vrrp_pid() const;

    /// "2.2.7"; empty if keepalived is not installed.
    static std::string version();

    /// The last line of its log.
    std::string last_words() const;

  private:
    std::filesystem::path file(const char* name) const { return directory_.path() / name; }

    TemporaryDirectory directory_;
    ChildProcess process_;
};

}  // namespace tester

#pragma once

#include "tester/dut/process.hpp"

namespace tester {

/// An nginx in the foreground in a network namespace, with its files in a folder of its own, on port 80.
class Nginx {
  public:
    Nginx();

    /// Throws std::runtime_error with nginx's own words if it does not come up.
    void start(const std::string& network_namespace);
    /// Kills it and its workers, without a word.
    void kill();
    /// A shell command that fails when it does not run.
    std::string check_command() const;

    /// False where Debian's package is not installed.
    static bool is_installed();

  private:
    std::filesystem::path file(const char* name) const { return folder_.path() / name; }

    TemporaryDirectory folder_;
    ChildProcess process_;
};

}  // namespace tester

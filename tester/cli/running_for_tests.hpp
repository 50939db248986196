#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tester/cli/cli_for_tests.hpp"

namespace cli::test {

/// The program in a process of its own, for a test to send signals to.
class Running {
  public:
    explicit Running(std::vector<const char*> arguments) {
        arguments.insert(arguments.begin(), "vrrptest");
        pid_ = fork();
        if (pid_ != 0) return;
        int code = 99;
        {
            const Redirection out(stdout, folder_.path() / "out");
            code = cli::run(static_cast<int>(arguments.size()), arguments.data());
        }
        _exit(code);
    }
    ~Running() {
        if (pid_ > 0) kill(pid_, SIGKILL);
        if (pid_ > 0) waitpid(pid_, nullptr, 0);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    std::string out() const { return tester::read_text(folder_.path() / "out"); }
    bool says(const std::string& text) const {
        return tester::wait_until([&] { return out().find(text) != std::string::npos; },
                                  std::chrono::seconds(10));
    }
    void signal(int number) const { kill(pid_, number); }
    /// Its exit code; -1 if a signal ended it.
    int code() {
        int status = 0;
        waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    tester::TemporaryDirectory folder_;
    pid_t pid_ = -1;
};

}  // namespace cli::test

#include "tester/lab/foreground.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tester/lab/topology.hpp"

namespace tester {
namespace {

/// In the child: it shares our process group, so that the terminal's keys are for both of us.
[[noreturn]] void become(const std::string& network_namespace, char* const* argv) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE}) signal(number, SIG_DFL);
    try {
        enter(network_namespace);
    } catch (const std::exception&) {
        _exit(126);
    }
    execvp(argv[0], argv);
    _exit(127);
}

}  // namespace

int run_in_foreground(const std::string& network_namespace, const Arguments& command,
                      const std::function<int()>& interrupting_signal) {
    std::vector<char*> argv;
    for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) become(network_namespace, argv.data());
    int status = 0;
    bool passed_on = false;
    // Asked for again and again, since a signal may come just before the wait begins.
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (const int number = interrupting_signal(); number != 0 && !passed_on) {
            passed_on = true;
            kill(pid, number);
        }
        pause_for(std::chrono::milliseconds(10));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tester

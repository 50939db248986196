#include "tester/run/privileges.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

namespace {

std::string effective_capabilities() {
    std::ifstream status("/proc/thread-self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("CapEff:")) return line.substr(line.find_last_of('\t') + 1);
    return "";
}

/// What the function returns in a process of its own, since what it does cannot be undone.
int in_a_child(int (*function)()) {
    const pid_t child = fork();
    if (child == 0) _exit(function());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("only the rights that a run needs are left", "[privileges]") {
    if (geteuid() != 0) {
        WARN("skipped: needs root");
        return;
    }
    const int outcome = in_a_child([] {
        if (!tester::drop_privileges()) return 1;
        // cap_dac_override is bit 1, cap_net_raw bit 13.
        if (effective_capabilities() != "0000000000002002") return 2;
        if (sethostname("x", 1) == 0) return 3;
        if (setpriority(PRIO_PROCESS, 0, -20) == 0) return 4;
        const int raw = socket(AF_INET, SOCK_RAW, 1);
        return raw < 0 ? 5 : 0;
    });
    CHECK(outcome == 0);
}

TEST_CASE("a boost of the priority ends with its object", "[privileges]") {
    const int outcome = in_a_child([] {
        const int before = getpriority(PRIO_PROCESS, 0);
        { const tester::PriorityBoost boost; }
        if (getpriority(PRIO_PROCESS, 0) != before) return 1;
        return sched_getscheduler(0) == SCHED_OTHER ? 0 : 2;
    });
    CHECK(outcome == 0);
}

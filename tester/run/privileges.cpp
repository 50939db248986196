#include "tester/run/privileges.hpp"

#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

namespace tester {
namespace {

constexpr std::uint32_t bit(unsigned capability) {
    return 1U << capability;
}

}  // namespace

bool drop_privileges() {
    __user_cap_header_struct header{};
    header.version = _LINUX_CAPABILITY_VERSION_3;
    std::array<__user_cap_data_struct, 2> sets{};
    if (syscall(SYS_capget, &header, sets.data()) != 0) return false;
    // Root without cap_dac_override could not write a report into the folder of the user who called sudo.
    const std::uint32_t kept = bit(CAP_NET_RAW) | (geteuid() == 0 ? bit(CAP_DAC_OVERRIDE) : 0U);
    sets[0].permitted &= kept;
    sets[0].effective &= kept;
    sets[0].inheritable = 0;
    sets[1] = {};
    // Otherwise root would get everything back with the next program that it executes.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) != 0) return false;
    return syscall(SYS_capset, &header, sets.data()) == 0;
}

PriorityBoost::PriorityBoost() {
    errno = 0;
    const int nice = getpriority(PRIO_PROCESS, 0);
    if (errno == 0 && setpriority(PRIO_PROCESS, 0, -20) == 0) old_nice_ = nice;
    // The lowest real-time priority is above every ordinary process; the run sleeps nearly always.
    sched_param parameters{};
    parameters.sched_priority = sched_get_priority_min(SCHED_RR);
    if (sched_getscheduler(0) != SCHED_OTHER) return;
    is_real_time_ = sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameters) == 0;
}

PriorityBoost::~PriorityBoost() {
    const sched_param parameters{};
    // The flag stays where the right to clear it has been dropped meanwhile.
    if (is_real_time_ && sched_setscheduler(0, SCHED_OTHER, &parameters) != 0)
        sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &parameters);
    if (old_nice_) setpriority(PRIO_PROCESS, 0, *old_nice_);
}

}  // namespace tester

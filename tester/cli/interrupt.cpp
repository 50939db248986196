#include "tester/cli/interrupt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace cli {
namespace {

volatile sig_atomic_t first_signal = 0;
volatile sig_atomic_t hung_up = 0;
volatile sig_atomic_t nothing_to_read = -1;  // a descriptor, while a signal is to end standard input

void remember(int number) {
    if (first_signal == 0) first_signal = number;
    if (nothing_to_read >= 0) dup2(nothing_to_read, STDIN_FILENO);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    first_signal = 0;
    struct sigaction action {};
    action.sa_handler = remember;
    // Without SA_RESTART: whoever waits is woken.
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

InterruptGuard::~InterruptGuard() {
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

StandardInputGuard::StandardInputGuard() : input_(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)) {
    nothing_to_read = open("/dev/null", O_RDONLY | O_CLOEXEC);
    // It may have come before.
    if (first_signal != 0) remember(first_signal);
}

StandardInputGuard::~StandardInputGuard() {
    const int nothing = nothing_to_read;
    nothing_to_read = -1;
    if (nothing >= 0) close(nothing);
    if (input_ < 0) return;
    dup2(input_, STDIN_FILENO);
    close(input_);
}

HangupGuard::HangupGuard() {
    hung_up = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { hung_up = 1; };
    sigaction(SIGHUP, &action, nullptr);
}

HangupGuard::~HangupGuard() {
    signal(SIGHUP, SIG_DFL);
}

bool take_hangup() {
    if (hung_up == 0) return false;
    hung_up = 0;
    return true;
}

int interrupting_signal() {
    return first_signal;
}

}  // namespace cli

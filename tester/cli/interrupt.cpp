#include "tester/cli/interrupt.hpp"

#include <signal.h>

namespace cli {
namespace {

volatile sig_atomic_t first_signal = 0;
volatile sig_atomic_t hung_up = 0;

void remember(int number) {
    if (first_signal == 0) first_signal = number;
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

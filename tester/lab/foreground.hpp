#pragma once

#include <functional>
#include <string>

#include "tester/dut/process.hpp"

namespace tester {

/// Runs a program in a network namespace with our own input, output and terminal, to its end. A signal that
/// interrupts us is passed on, and we still wait. Its exit code, 127 if there is no such program, 128 plus
/// the number of the signal that ended it.
int run_in_foreground(const std::string& network_namespace, const Arguments& command,
                      const std::function<int()>& interrupting_signal);

}  // namespace tester

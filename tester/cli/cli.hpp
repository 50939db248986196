#pragma once

namespace cli {

/// The whole program; its exit code (design: the command line).
int run(int argc, const char* const* argv);

/// Only reads the command line: 0 where it is one of ours, else 2 and a sentence. What its values mean, which
/// files there are and who may do it is not looked at.
int check_command_line(int argc, const char* const* argv);

}  // namespace cli

#pragma once

namespace cli {

/// The whole program; its exit code (design: the command line).
int run(int argc, const char* const* argv);

}  // namespace cli

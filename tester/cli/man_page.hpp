#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

/// The manual page of the whole program, vrrptest(1), made of the options that it really has.
std::string man_page(const CLI::App& program);

}  // namespace cli

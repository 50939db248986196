#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "tester/dut/vendor.hpp"

// What the vendors' writers share.

namespace tester {

/// A text that grows by lines.
class Lines {
  public:
    template <typename... Args>
    void operator()(fmt::format_string<Args...> format, Args&&... args) {
        text_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
    }
    void append(std::string_view text) { text_ += text; }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

// The interval that a device of the profile's version can have, in the unit that the vendor counts in.
long interval_seconds(const RouterConfig& router);
long interval_ms(const RouterConfig& router);
long interval_cs(const RouterConfig& router);

/// True if the interval is so many whole seconds.
bool has_whole_seconds(const RouterConfig& router);

/// "255.255.255.0" for 24.
std::string netmask(int prefix_length);

bool is_v2(const RouterConfig& router);
bool is_ipv6(const RouterConfig& router);
bool has_password(const RouterConfig& router);
bool has_authentication_header(const RouterConfig& router);

/// The trap of every system whose interface has room for one link-local address of its own.
std::optional<std::string> no_owner_over_ipv6(const RouterConfig& router);

}  // namespace tester

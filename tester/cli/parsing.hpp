#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/lan/host_network.hpp"
#include "engine/lan/instant.hpp"

// How the values of options are written. Each function throws UsageError with one sentence that says how to
// write it instead.

namespace cli {

/// "500us", "10ms", "1.5s".
engine::Duration parse_duration(std::string_view text);

/// How much later than the RFC's time is still in time: the greater of the two.
struct Lateness {
    engine::Duration fixed{};
    double percent = 0;
};
/// "50ms", "5%", "50ms+5%".
Lateness parse_lateness(std::string_view text);

/// "2/8": the second of eight parts.
struct Shard {
    int part = 1;
    int parts = 1;
};
Shard parse_shard(std::string_view text);

/// 1 to 255.
std::uint8_t parse_vrid(std::string_view text);

/// "192.0.2.5/24", "fe80::5/64": an interface's address.
engine::InterfaceAddress parse_own_address(std::string_view text);

/// "a,b" and "a b" written as several values, without empty ones.
std::vector<std::string> split_list(const std::vector<std::string>& values);

/// Those of the known words that the wrong one was most probably meant to be, the likeliest first.
std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known,
                                 std::size_t most = 3);

/// "did you mean a, b or c?", or nothing where no word is near.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known);

}  // namespace cli

#include "tester/cli/parsing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

#include "tester/run/preflight.hpp"

namespace cli {
namespace {

using engine::Duration;
using tester::UsageError;

/// The number at the start of a text and what follows it; nothing if there is none, or if it is not finite
/// and positive or 0.
struct NumberAndRest {
    double number;
    std::string_view rest;
};
std::optional<NumberAndRest> split_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || !std::isfinite(number) || std::signbit(number)) return {};
    return NumberAndRest{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::optional<double> nanoseconds_in(std::string_view unit) {
    if (unit == "us") return 1e3;
    if (unit == "ms") return 1e6;
    if (unit == "s") return 1e9;
    return {};
}

std::optional<Duration> duration_of(std::string_view text) {
    constexpr double longest_seconds = 86400;
    const auto split = split_number(text);
    if (!split) return {};
    const auto unit = nanoseconds_in(split->rest);
    if (!unit || split->number * *unit > longest_seconds * 1e9) return {};
    return Duration(std::llround(split->number * *unit));
}

std::optional<int> whole_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

/// How many letters must be changed, added or left out to make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

Duration parse_duration(std::string_view text) {
    const auto duration = duration_of(text);
    if (!duration)
        throw UsageError(
            fmt::format("'{}' is no time; write it with a unit, such as 500us, 10ms or 2s", text));
    return *duration;
}

Lateness parse_lateness(std::string_view text) {
    Lateness lateness;
    for (std::string_view rest = text;;) {
        const auto plus = rest.find('+');
        const auto part = rest.substr(0, plus);
        const auto split = split_number(part);
        if (split && split->rest == "%" && split->number <= 1000) {
            lateness.percent = std::max(lateness.percent, split->number);
        } else if (const auto duration = duration_of(part)) {
            lateness.fixed = std::max(lateness.fixed, *duration);
        } else {
            throw UsageError(
                fmt::format("'{}' is no tolerance; write a time, a percentage or both, such as 50ms, 5% or "
                            "50ms+5%",
                            text));
        }
        if (plus == std::string_view::npos) return lateness;
        rest.remove_prefix(plus + 1);
    }
}

Shard parse_shard(std::string_view text) {
    const auto slash = text.find('/');
    if (slash != std::string_view::npos) {
        const auto part = whole_number(text.substr(0, slash));
        const auto parts = whole_number(text.substr(slash + 1));
        if (part && parts && *part >= 1 && *part <= *parts) return {*part, *parts};
    }
    throw UsageError(fmt::format("'{}' is no shard; write K/N with K from 1 to N, such as 1/4", text));
}

std::uint8_t parse_vrid(std::string_view text) {
    const auto vrid = whole_number(text);
    if (!vrid || *vrid < 1 || *vrid > 255)
        throw UsageError(fmt::format("'{}' is no VRID; it is a number from 1 to 255", text));
    return static_cast<std::uint8_t>(*vrid);
}

engine::InterfaceAddress parse_own_address(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = engine::IpAddress::parse(std::string(text.substr(0, slash)));
    const auto length = slash == std::string_view::npos ? std::nullopt : whole_number(text.substr(slash + 1));
    if (!address || !length || *length < 1 ||
        *length > (address->family() == engine::Family::ipv4 ? 32 : 128))
        throw UsageError(
            fmt::format("'{}' is no address with its prefix length; write it like 192.0.2.5/24", text));
    if (address->is_multicast() || address->is_unspecified())
        throw UsageError(fmt::format("'{}' is no host's address", text));
    return {*address, static_cast<int>(*length)};
}

std::vector<std::string> split_list(const std::vector<std::string>& values) {
    std::vector<std::string> words;
    for (const auto& value : values)
        for (std::size_t from = 0; from <= value.size();) {
            const auto comma = std::min(value.find(',', from), value.size());
            if (comma > from) words.push_back(value.substr(from, comma - from));
            from = comma + 1;
        }
    return words;
}

std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known,
                                 std::size_t most) {
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& word : known) {
        // A part of an id is a likely slip, however much of it is missing.
        const bool is_part = wrong.size() >= 3 && word.find(wrong) != std::string::npos;
        const auto distance = is_part ? 1 : edit_distance(wrong, word);
        if (distance <= std::max<std::size_t>(2, wrong.size() / 2)) near.emplace_back(distance, word);
    }
    std::stable_sort(near.begin(), near.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::min(most, near.size()); ++i) words.push_back(near[i].second);
    return words;
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known) {
    const auto words = nearest(wrong, known);
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return text.empty() ? text : "did you mean " + text + "?";
}

}  // namespace cli

#include "reports/observation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace reports {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

/// A word without the brackets and marks around it.
struct Core {
    std::string_view before, word, after;
};

Core core_of(std::string_view word) {
    constexpr std::string_view marks = "()[]{},;'\"<>";
    const auto first = word.find_first_not_of(marks);
    if (first == std::string_view::npos) return {word, {}, {}};
    auto last = word.find_last_not_of(marks);
    // What ends a sentence belongs to no address.
    while (last > first && (word[last] == '.' || word[last] == ':')) --last;
    return {word.substr(0, first), word.substr(first, last - first + 1), word.substr(last + 1)};
}

bool is_number(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

/// "3609.4", and not "172.16.100.1".
bool has_decimals(std::string_view word) {
    const auto dot = word.find('.');
    return dot != std::string_view::npos && is_number(word.substr(0, dot)) && is_number(word.substr(dot + 1));
}

/// IPv4, IPv6 and MAC addresses, with a prefix length or without.
bool is_address(std::string_view word) {
    word = word.substr(0, word.find('/'));
    const auto dots = std::count(word.begin(), word.end(), '.');
    const auto colons = std::count(word.begin(), word.end(), ':');
    const bool is_spelt =
        std::all_of(word.begin(), word.end(), [](char c) { return is_hex_digit(c) || c == '.' || c == ':'; });
    const bool is_ipv4 = dots == 3 && colons == 0 && std::all_of(word.begin(), word.end(), [](char c) {
                             return is_digit(c) || c == '.';
                         });
    return is_spelt && (is_ipv4 || colons >= 2);
}

bool is_checksum(std::string_view word) {
    return word.size() > 2 && word.substr(0, 2) == "0x" &&
           std::all_of(word.begin() + 2, word.end(), is_hex_digit);
}

/// What the next run counts otherwise: "frame 41", "VRID 7".
bool is_counted_by_run(std::string_view word) {
    constexpr std::array words{"frame", "frames", "VRID", "checksum"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_unit_of_time(std::string_view word) {
    constexpr std::array words{"ms", "s", "us", "seconds", "milliseconds", "%", "min"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        const auto space = text.find(' ');
        words.push_back(text.substr(0, space));
        if (space == std::string_view::npos) return words;
        text.remove_prefix(space + 1);
    }
}

bool varies(const Core& core, std::string_view previous, std::string_view next) {
    const auto& word = core.word;
    if (word.empty()) return false;
    if (has_decimals(word) || is_address(word) || is_checksum(word)) return true;
    return is_number(word) && (is_counted_by_run(previous) || is_unit_of_time(next));
}

}  // namespace

std::string observation_pattern(std::string_view observed) {
    const auto words = words_of(observed);
    std::string pattern;
    std::string_view previous;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto core = core_of(words[i]);
        const auto next = i + 1 < words.size() ? core_of(words[i + 1]).word : std::string_view();
        std::string word(words[i]);
        if (varies(core, previous, next)) word = std::string(core.before) + "*" + std::string(core.after);
        previous = core.word;
        // A list of addresses may be of another length next time.
        if (word == "*" && (pattern == "*" || pattern.ends_with(" *"))) continue;
        if (i > 0) pattern += ' ';
        pattern += word;
    }
    return pattern;
}

}  // namespace reports

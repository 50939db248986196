#include "tester/recorded/moments_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace tester {
namespace {

using engine::FrameNumber;

template <class Number>
bool take_number(std::string_view& text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

bool is_kind(char letter) {
    return letter == static_cast<char>(Moment::Kind::asked) ||
           letter == static_cast<char>(Moment::Kind::sent) ||
           letter == static_cast<char>(Moment::Kind::resumed);
}

constexpr std::int64_t longest_step = 1'000'000'000'000'000;  // eleven days
constexpr std::int64_t latest_time = 4'000'000'000'000'000'000;
constexpr std::int64_t most_frames = 1'000'000'000'000;

}  // namespace

std::string text_of(const Attempt& attempt) {
    std::string text;
    auto when = attempt.started;
    auto frame = attempt.first;
    for (const auto& moment : attempt.moments) {
        fmt::format_to(std::back_inserter(text), "{}{}{},{}", text.empty() ? "" : " ",
                       static_cast<char>(moment.kind), moment.when.nanoseconds - when.nanoseconds,
                       static_cast<std::int64_t>(moment.frame) - static_cast<std::int64_t>(frame));
        when = moment.when;
        frame = moment.frame;
    }
    return text;
}

bool read_moments(std::string_view text, Attempt& attempt) {
    auto when = attempt.started.nanoseconds;
    auto frame = static_cast<std::int64_t>(attempt.first);
    while (!text.empty()) {
        if (!attempt.moments.empty() && !take(text, ' ')) return false;
        if (text.empty() || !is_kind(text.front())) return false;
        const auto kind = static_cast<Moment::Kind>(text.front());
        text.remove_prefix(1);
        std::int64_t step = 0, frames = 0;
        if (!take_number(text, step) || !take(text, ',') || !take_number(text, frames)) return false;
        // The clock may have been set back a little; the log never shrinks.
        if (step < -longest_step || step > longest_step || frames < 0 || frames > most_frames) return false;
        when += step;
        frame += frames;
        if (when < 0 || when > latest_time || frame > most_frames) return false;
        if (kind == Moment::Kind::sent && frame == 0) return false;
        attempt.moments.push_back({kind, {when}, static_cast<FrameNumber>(frame)});
    }
    return true;
}

std::string ranges_text(const std::vector<FrameNumber>& numbers) {
    std::string text;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[i]);
        if (last != i) text += fmt::format("-{}", numbers[last]);
        i = last + 1;
    }
    return text;
}

std::optional<std::vector<FrameNumber>> read_ranges(std::string_view text, FrameNumber most) {
    std::vector<FrameNumber> numbers;
    while (!text.empty()) {
        if (!numbers.empty() && !take(text, ',')) return {};
        FrameNumber first = 0;
        if (!take_number(text, first)) return {};
        FrameNumber last = first;
        if (take(text, '-') && !take_number(text, last)) return {};
        const auto before = numbers.empty() ? 0 : numbers.back();
        if (first <= before || last < first || last > most) return {};
        for (auto number = first; number <= last; ++number) numbers.push_back(number);
    }
    return numbers;
}

}  // namespace tester

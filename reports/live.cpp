#include "reports/live.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/text.hpp"

namespace reports {
namespace {

constexpr std::size_t most_octets = 2000;

std::string finding_text(const LiveEvent& event) {
    return fmt::format("{} {}: expected {}; observed {}", status_of(event.outcome).word, event.what,
                       event.expected, event.observed);
}

/// Every line's rest is erased, since the line that stood there may have been longer.
std::string over_old_lines(const std::string& text) {
    static constexpr std::string_view erase_rest = "\x1b[K";
    std::string result;
    for (const char c : text) {
        if (c == '\n') result += erase_rest;
        result += c;
    }
    return result;
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string live_text(const LiveEvent& event, Charset charset, std::size_t columns, const Paint& paint) {
    const auto lead = fmt::format("{:>12}  ", clean(event.time, charset));
    auto text = clean(event.router, charset) + ": " +
                clean(event.is_finding ? finding_text(event) : event.what, charset);
    if (event.frame != 0) text += fmt::format(" (frame {})", event.frame);
    text = clip(std::move(text), most_octets);
    const auto tone = event.is_finding ? status_of(event.outcome).tone : Tone::plain;
    if (columns == 0) return lead + paint(tone, text) + "\n";
    std::string result;
    for (const auto& line : wrap(text, columns - std::min(columns, lead.size())))
        result += (result.empty() ? lead : std::string(lead.size(), ' ')) + paint(tone, line) + "\n";
    return result;
}

LiveView::LiveView(std::FILE* out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

LiveView::~LiveView() {
    close();
}

void LiveView::draw(const std::string& text) {
    std::string all;
    if (lines_ > 0) all = fmt::format("\x1b[{}A\r", lines_);
    all += over_old_lines(text + bottom_);
    if (lines_ > 0) all += "\x1b[J";
    lines_ = lines_of(bottom_);
    std::fwrite(all.data(), 1, all.size(), out_);
    std::fflush(out_);
}

void LiveView::say(std::string text) {
    if (is_terminal_) {
        draw(text);
        return;
    }
    std::fwrite(text.data(), 1, text.size(), out_);
    std::fflush(out_);
}

void LiveView::show(std::string bottom) {
    if (!is_terminal_ || bottom == bottom_) return;
    bottom_ = std::move(bottom);
    draw("");
}

void LiveView::close() {
    show("");
}

std::string first_lines(const std::string& text, std::size_t most) {
    const auto all = lines_of(text);
    if (all <= most) return text;
    const auto kept = most > 0 ? most - 1 : 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < kept; ++i) end = text.find('\n', end) + 1;
    return text.substr(0, end) + fmt::format("  ... {}\n", count_text(all - kept, "further line"));
}

}  // namespace reports

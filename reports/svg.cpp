#include "reports/svg.hpp"

#include <fmt/format.h>

#include <cmath>

#include "reports/markup.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

/// A tenth of a pixel is more than anybody sees, and no exponent may come into an attribute.
std::string number(double value) {
    if (!std::isfinite(value)) return "0";
    auto text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

constexpr std::string_view word_for(Svg::Anchor anchor) {
    switch (anchor) {
        case Svg::Anchor::start:
            return "start";
        case Svg::Anchor::middle:
            return "middle";
        case Svg::Anchor::end:
            break;
    }
    return "end";
}

}  // namespace

std::string shortened(std::string_view text, std::size_t columns) {
    const auto whole = clean(text);
    if (width(whole) <= columns) return whole;
    std::size_t end = 0;
    for (std::size_t taken = 0; end < whole.size() && taken + 1 < columns; ++taken) {
        ++end;
        while (end < whole.size() && (static_cast<unsigned char>(whole[end]) & 0xc0U) == 0x80U) ++end;
    }
    while (end > 0 && whole[end - 1] == ' ') --end;
    return whole.substr(0, end) + "…";
}

std::string offset_text(double seconds) {
    const double size = std::abs(seconds);
    const char sign = seconds < 0 ? '-' : '+';
    if (size < 0.5e-9) return "0";
    if (size < 1e-3) return fmt::format("{}{:.{}f} µs", sign, size * 1e6, size < 1e-5 ? 1 : 0);
    if (size < 10) return fmt::format("{}{:.1f} ms", sign, size * 1e3);
    return fmt::format("{}{:.3f} s", sign, size);
}

void Svg::line(Point from, Point to, std::string_view classes) {
    body_ += fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}" stroke="currentColor"/>)",
                         number(from.x), number(from.y), number(to.x), number(to.y), classes);
}

void Svg::box(Point corner, double width, double height, std::string_view classes, std::string_view hint) {
    const auto shape = fmt::format(
        R"(<rect x="{}" y="{}" width="{}" height="{}" class="{}" fill="currentColor" fill-opacity="0.15")",
        number(corner.x), number(corner.y), number(width), number(height), classes);
    body_ += hint.empty() ? shape + "/>" : shape + "><title>" + html_escaped(hint) + "</title></rect>";
}

void Svg::dot(Point middle, double radius, std::string_view classes) {
    body_ += fmt::format(R"(<circle cx="{}" cy="{}" r="{}" class="{}" fill="currentColor"/>)",
                         number(middle.x), number(middle.y), number(radius), classes);
}

void Svg::triangle(Point a, Point b, Point c, std::string_view classes) {
    body_ += fmt::format(R"(<path d="M{} {}L{} {}L{} {}Z" class="{}" fill="currentColor"/>)", number(a.x),
                         number(a.y), number(b.x), number(b.y), number(c.x), number(c.y), classes);
}

void Svg::cross(Point middle, double reach, std::string_view classes) {
    body_ += fmt::format(R"(<path d="M{} {}L{} {}M{} {}L{} {}" class="{}" stroke="currentColor"/>)",
                         number(middle.x - reach), number(middle.y - reach), number(middle.x + reach),
                         number(middle.y + reach), number(middle.x - reach), number(middle.y + reach),
                         number(middle.x + reach), number(middle.y - reach), classes);
}

void Svg::text(Point at, Anchor anchor, std::string_view classes, std::string_view text) {
    body_ += fmt::format(R"(<text x="{}" y="{}" text-anchor="{}" class="{}" fill="currentColor">{}</text>)",
                         number(at.x), number(at.y), word_for(anchor), classes, html_escaped(text));
}

std::string Svg::element(double width, double height, std::string_view title,
                         std::string_view description) const {
    return fmt::format(
        R"(<svg class="pic" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" font-size="12" )"
        R"(font-family="sans-serif" aria-label="{2}"><title>{2}</title><desc>{3}</desc>{4}</svg>)",
        number(width), number(height), html_escaped(title), html_escaped(description), body_);
}

}  // namespace reports

#pragma once

#include <string>
#include <string_view>

namespace reports {

/// Inline SVG, put together piece by piece. Lengths are in the view box's units, which on a phone are about
/// one CSS pixel each; text is escaped, classes are not.
class Svg {
  public:
    struct Point {
        double x = 0, y = 0;
    };

    void line(Point from, Point to, std::string_view classes);
    void box(Point corner, double width, double height, std::string_view classes, std::string_view hint = {});
    void dot(Point middle, double radius, std::string_view classes);
    /// Three points, filled.
    void triangle(Point a, Point b, Point c, std::string_view classes);
    /// An X, as wide as twice `reach`.
    void cross(Point middle, double reach, std::string_view classes);
    enum class Anchor { start, middle, end };
    /// `at` is the start, middle or end of the base line.
    void text(Point at, Anchor anchor, std::string_view classes, std::string_view text);

    /// All of it as one element of this size, which scales with the page. `title` and `description` are for
    /// those who cannot see it. There are no ids in it.
    std::string element(double width, double height, std::string_view title,
                        std::string_view description) const;

  private:
    std::string body_;
};

/// The first `columns` characters of clean text, the last one "…" where some are left out.
std::string shortened(std::string_view text, std::size_t columns);

/// "+609.4 ms", "-3 µs", "+12.000 s", "0".
std::string offset_text(double seconds);

}  // namespace reports

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/picture.hpp"
#include "reports/svg.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::Reign;
using Anchor = Svg::Anchor;

constexpr double picture_width = 440, left = 8, right = 428;
constexpr double lane_height = 34, bar_height = 12, top = 20;
constexpr std::size_t most_lanes = 16, most_bars = 300, most_told = 40;

struct Overlap {
    double from = 0, to = 0;
};

/// Where two routers or more were Active at once; neighbours that touch are one.
std::vector<Overlap> overlaps_of(const std::vector<Reign>& reigns) {
    std::vector<Overlap> found;
    for (std::size_t i = 0; i < reigns.size(); ++i)
        for (std::size_t j = i + 1; j < reigns.size(); ++j) {
            if (reigns[i].source == reigns[j].source) continue;
            const double from = std::max(reigns[i].from_seconds, reigns[j].from_seconds);
            const double to = std::min(reigns[i].to_seconds, reigns[j].to_seconds);
            if (from < to) found.push_back({from, to});
        }
    std::sort(found.begin(), found.end(), [](const Overlap& a, const Overlap& b) { return a.from < b.from; });
    std::vector<Overlap> merged;
    for (const auto& each : found) {
        if (merged.empty() || merged.back().to < each.from)
            merged.push_back(each);
        else
            merged.back().to = std::max(merged.back().to, each.to);
    }
    return merged;
}

std::string moment_text(double seconds) {
    return seconds < 100 ? fmt::format("{:.3f} s", seconds) : duration_text(seconds);
}

/// 1, 2 or 5 times a power of ten, so that there are at most five steps.
double step_for(double seconds) {
    double step = std::pow(10, std::floor(std::log10(seconds)));
    for (const double part : {0.1, 0.2, 0.5, 1.0})
        if (seconds / (step * part) <= 5) return step * part;
    return step;
}

class Chart {
  public:
    Chart(const tester::RouterReport& router, double seconds)
        : reigns_(router.reigns.begin(), router.reigns.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                     router.reigns.size(), most_bars))),
          overlaps_(overlaps_of(reigns_)),
          left_out_(router.reigns.size() - reigns_.size()) {
        for (const auto& reign : reigns_) {
            seconds = std::max(seconds, reign.to_seconds);
            if (std::find(lanes_.begin(), lanes_.end(), reign.source) == lanes_.end())
                lanes_.push_back(reign.source);
        }
        crowd_ = lanes_.size() > most_lanes ? lanes_.size() - most_lanes : 0;
        lanes_.resize(lanes_.size() - crowd_);
        seconds_ = std::isfinite(seconds) && seconds > 0 ? seconds : 1;
    }

    std::string made(const tester::RouterReport& router) {
        const double bottom = top + lane_height * static_cast<double>(lanes_.size());
        for (const auto& overlap : overlaps_) draw(overlap, bottom);
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) draw_lane(lane);
        for (const auto& reign : reigns_) draw(reign);
        draw_ticks(bottom);
        double y = bottom + 18;
        for (const auto& note : notes()) svg_.text({left, y += 14}, Anchor::start, "pic-note", note);
        const auto title = fmt::format("Who was Active of VRID {} ({}) when", router.vrid, router.family);
        return svg_.element(picture_width, y + 8, title, description());
    }

  private:
    double x_of(double seconds) const {
        return left + (right - left) * std::clamp(seconds / seconds_, 0.0, 1.0);
    }
    double y_of(std::size_t lane) const { return top + lane_height * static_cast<double>(lane) + 17; }

    void draw_lane(std::size_t lane) {
        const double y = y_of(lane) + bar_height / 2;
        svg_.line({left, y}, {right, y}, "pic-lane");
        svg_.text({left, y_of(lane) - 3}, Anchor::start, "pic-name", shortened(lanes_[lane], 60));
    }

    void draw(const Reign& reign) {
        const auto found = std::find(lanes_.begin(), lanes_.end(), reign.source);
        if (found == lanes_.end()) return;
        const auto lane = static_cast<std::size_t>(found - lanes_.begin());
        const double from = x_of(reign.from_seconds), to = x_of(reign.to_seconds);
        svg_.box({from, y_of(lane)}, std::max(2.0, to - from), bar_height,
                 fmt::format("pic-reign pic-reign-{}", lane % 6), text_of(reign));
    }

    void draw(const Overlap& overlap, double bottom) {
        const double from = x_of(overlap.from), to = x_of(overlap.to);
        svg_.box({from - 1, top - 4}, std::max(4.0, to - from + 2), bottom - top + 4, "pic-overlap",
                 text_of(overlap));
        // Words that would run into those of the one before are left to the hint.
        if (from < last_word_end_) return;
        const bool at_end = from > right - 90;
        svg_.text({at_end ? right : from, top - 8}, at_end ? Anchor::end : Anchor::start, "pic-overlap",
                  "two Actives");
        last_word_end_ = from + 80;
    }

    void draw_ticks(double bottom) {
        const double step = step_for(seconds_);
        for (double at = 0; at <= seconds_ * 1.0001; at += step) {
            const double x = x_of(at);
            svg_.line({x, bottom}, {x, bottom + 4}, "pic-axis");
            if (x > right - 20 && at < seconds_ * 0.999) continue;
            const auto anchor = at == 0 ? Anchor::start : x > right - 20 ? Anchor::end : Anchor::middle;
            svg_.text({x, bottom + 16}, anchor, "pic-tick", tick_text(at, step));
        }
        svg_.line({left, bottom}, {right, bottom}, "pic-axis");
    }

    static std::string tick_text(double at, double step) {
        if (at >= 120) return duration_text(at);
        return step >= 1 ? fmt::format("{:.0f} s", at) : fmt::format("{:.{}f} s", at, step >= 0.1 ? 1 : 3);
    }

    static std::string text_of(const Reign& reign) {
        return fmt::format("{} from {} to {}{}", reign.source, moment_text(reign.from_seconds),
                           moment_text(reign.to_seconds), reign.end.empty() ? "" : ": " + reign.end);
    }

    static std::string text_of(const Overlap& overlap) {
        return fmt::format("two Actives at once from {} to {}", moment_text(overlap.from),
                           moment_text(overlap.to));
    }

    std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        if (crowd_ > 0) notes.push_back(count_text(crowd_, "further router") + " not drawn.");
        if (left_out_ > 0) notes.push_back(count_text(left_out_, "later reign") + " not drawn.");
        return notes;
    }

    std::string description() const {
        std::string text;
        for (std::size_t i = 0; i < std::min(reigns_.size(), most_told); ++i)
            text += text_of(reigns_[i]) + ". ";
        if (reigns_.size() > most_told) text += fmt::format("And {} more. ", reigns_.size() - most_told);
        for (std::size_t i = 0; i < std::min(overlaps_.size(), most_told); ++i)
            text += text_of(overlaps_[i]) + ". ";
        for (const auto& note : notes()) text += note + " ";
        if (!text.empty()) text.pop_back();
        return text;
    }

    std::vector<Reign> reigns_;
    std::vector<Overlap> overlaps_;
    std::vector<std::string> lanes_;
    std::size_t left_out_ = 0, crowd_ = 0;
    double seconds_ = 1;
    double last_word_end_ = 0;
    Svg svg_;
};

}  // namespace

std::string reigns_picture(const tester::RouterReport& router, double capture_seconds) {
    if (router.reigns.empty()) return "";
    return Chart(router, capture_seconds).made(router);
}

}  // namespace reports

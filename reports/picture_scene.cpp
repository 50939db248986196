#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/picture.hpp"
#include "reports/svg.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::TimelineEvent;
using Anchor = Svg::Anchor;

constexpr double picture_width = 440;
constexpr double time_x = 62, first_lane_x = 78, lane_distance = 16;
constexpr double line_height = 14, row_gap = 8, longest_way = 60, scaled_height = 320;
constexpr std::size_t most_events = 60, most_lanes = 8;

/// One event with its words, laid out.
struct Row {
    const TimelineEvent* event = nullptr;
    std::size_t lane = 0;
    std::vector<std::string> words{};
    double y = 0;
    bool broken = false;
};

/// Time downwards: a narrow lane a router, in which its bar says when it was Active, and the words beside.
class Board {
  public:
    explicit Board(const std::vector<TimelineEvent>& events) {
        for (const auto& event : events) {
            if (rows_.size() == most_events) break;
            rows_.push_back({&event, lane_of(event.who)});
        }
        left_out_ = events.size() - rows_.size();
        words_x_ = first_lane_x + lane_distance * static_cast<double>(lanes_.size()) + 2;
        top_ = line_height * static_cast<double>(lanes_.size()) + 14;
        lay_out();
    }

    std::string made() {
        draw_names();
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) draw_states(lane);
        for (const auto& row : rows_) draw(row);
        double bottom = bottom_ + 6;
        if (left_out_ > 0)
            svg_.text({8, bottom += 14}, Anchor::start, "pic-note",
                      count_text(left_out_, "later event") + " not drawn.");
        const auto& scene = rows_.front().event->scene;
        return svg_.element(picture_width, bottom + 6,
                            "What happened in the lab" + (scene.empty() ? "" : ": " + scene), description());
    }

  private:
    std::size_t lane_of(const std::string& who) {
        const auto found = std::find(lanes_.begin(), lanes_.end(), who);
        if (found != lanes_.end()) return static_cast<std::size_t>(found - lanes_.begin());
        if (lanes_.size() == most_lanes) return most_lanes - 1;
        lanes_.push_back(who);
        return lanes_.size() - 1;
    }

    double lane_x(std::size_t lane) const { return first_lane_x + lane_distance * static_cast<double>(lane); }

    void lay_out() {
        const double span = rows_.back().event->seconds - rows_.front().event->seconds;
        const double scale = span > 0 && std::isfinite(span) ? scaled_height / span : 0;
        const auto columns = static_cast<std::size_t>((picture_width - words_x_) / 6.0);
        double y = top_;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto& row = rows_[i];
            row.words = wrap(clip(clean(row.event->who + " " + row.event->what), 300), columns);
            if (i > 0) {
                const double least = line_height * static_cast<double>(rows_[i - 1].words.size()) + row_gap;
                const double wanted = (row.event->seconds - rows_[i - 1].event->seconds) * scale;
                row.broken = wanted > std::max(least, longest_way) + 0.5;
                y += std::clamp(wanted, least, std::max(least, longest_way));
            }
            row.y = y;
        }
        bottom_ = y + line_height * static_cast<double>(rows_.back().words.size());
    }

    /// Where a moment stands between the rows.
    double y_at(double seconds) const {
        for (std::size_t i = 1; i < rows_.size(); ++i) {
            const double from = rows_[i - 1].event->seconds, to = rows_[i].event->seconds;
            if (seconds > to) continue;
            const double share = to > from ? std::clamp((seconds - from) / (to - from), 0.0, 1.0) : 1;
            return rows_[i - 1].y + share * (rows_[i].y - rows_[i - 1].y);
        }
        return bottom_;
    }

    void draw_names() {
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            const double y = 12 + line_height * static_cast<double>(lane);
            const double x = lane_x(lane);
            svg_.text({x + 6, y}, Anchor::start, "pic-name", shortened(lanes_[lane], 40));
            svg_.line({x, y - 4}, {x, bottom_}, "pic-lane");
        }
    }

    void draw_states(std::size_t lane) {
        const Row* since = nullptr;
        for (const auto& row : rows_) {
            if (row.lane != lane || !row.event->is_active) continue;
            if (*row.event->is_active && !since) since = &row;
            if (!*row.event->is_active && since) {
                svg_.line({lane_x(lane), since->y}, {lane_x(lane), row.y}, "pic-state");
                since = nullptr;
            }
        }
        if (since) svg_.line({lane_x(lane), since->y}, {lane_x(lane), bottom_}, "pic-state");
    }

    void draw(const Row& row) {
        const double x = lane_x(row.lane);
        const bool is_loss = row.event->until_seconds.has_value();
        if (is_loss) {
            const double end = std::max(row.y + 4, y_at(*row.event->until_seconds));
            svg_.line({x - 3, row.y}, {x - 3, end}, "pic-loss");
            svg_.line({x + 3, row.y}, {x + 3, end}, "pic-loss");
        }
        svg_.text({time_x, row.y + 4}, Anchor::end, "pic-time", fmt::format("{:.3f} s", row.event->seconds));
        svg_.dot({x, row.y}, 4, is_loss ? "pic-event pic-loss" : "pic-event");
        if (row.broken) {
            svg_.line({time_x + 2, row.y - 10}, {time_x + 12, row.y - 14}, "pic-break");
            svg_.line({time_x + 2, row.y - 15}, {time_x + 12, row.y - 19}, "pic-break");
        }
        double y = row.y + 4;
        for (const auto& line : row.words) {
            svg_.text({words_x_, y}, Anchor::start, is_loss ? "pic-label pic-loss" : "pic-label", line);
            y += line_height;
        }
    }

    std::string description() const {
        std::string text;
        for (const auto& row : rows_)
            text += fmt::format("{:.3f} s: {} {}. ", row.event->seconds, row.event->who, row.event->what);
        if (left_out_ > 0) text += count_text(left_out_, "later event") + " not drawn. ";
        text.pop_back();
        return text;
    }

    std::vector<Row> rows_;
    std::vector<std::string> lanes_;
    std::size_t left_out_ = 0;
    double words_x_ = 0, top_ = 0, bottom_ = 0;
    Svg svg_;
};

}  // namespace

std::string scene_picture(const std::vector<TimelineEvent>& events) {
    if (events.empty()) return "";
    return Board(events).made();
}

}  // namespace reports

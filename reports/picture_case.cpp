#include "reports/picture_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/picture.hpp"
#include "reports/svg.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::Check;
using tester::CitedFrame;
using Kind = LadderRow::Kind;
using Anchor = Svg::Anchor;

constexpr double picture_width = 440;
constexpr double axis_x = 84, first_lane_x = 122, last_lane_x = 414;
constexpr double column_width = 6.2;  // of a character of 12 units, on the average
constexpr double name_height = 16;

std::size_t columns_in(double span) {
    return static_cast<std::size_t>(std::max(0.0, span) / column_width);
}

/// The colour of whoever sent it.
std::string_view sender_class(const std::string& lane) {
    if (lane == "tester") return "pic-from-tester";
    return lane == "device" ? "pic-from-device" : "pic-from-other";
}

std::string_view measured_class(const Ladder& ladder) {
    const Check& check = *ladder.check;
    if (check.held) return "pic-within";
    if (ladder.is_silence || *check.measured_ms > *check.allowed_latest_ms) return "pic-late";
    return "pic-early";
}

std::string_view measured_word(const Ladder& ladder) {
    const auto name = measured_class(ladder);
    if (ladder.is_silence) return "in the forbidden time";
    return name == "pic-within" ? "in time" : name == "pic-late" ? "too late" : "too early";
}

/// A picture has room for few words, and that arrows of VRRP are advertisements goes without saying.
std::string brief_summary(std::string text) {
    constexpr std::string_view word = " advertisement";
    const auto at = text.find(word);
    if (text.starts_with("VRRPv") && at == 6) text.erase(at, word.size());
    return text;
}

class Drawing {
  public:
    explicit Drawing(const Ladder& ladder) : ladder_(ladder) {
        const bool two_lines = ladder.lanes.size() > 2;
        top_ = (two_lines ? 2 : 1) * name_height + 8;
    }

    std::string made(const tester::CaseResult& one) {
        draw_window();
        draw_lanes();
        draw_axis();
        for (const auto& row : ladder_.rows) draw(row);
        double bottom = top_ + ladder_.height + 6;
        for (const auto& note : notes()) {
            bottom += 14;
            svg_.text({8, bottom}, Anchor::start, "pic-note", note);
        }
        return svg_.element(picture_width, bottom + 6, "What happened in " + one.id + " " + one.profile,
                            description());
    }

  private:
    double y_of(const LadderRow& row) const { return top_ + row.y; }

    double lane_x(std::size_t lane) const {
        if (ladder_.lanes.size() < 2) return first_lane_x;
        return first_lane_x + (last_lane_x - first_lane_x) * static_cast<double>(lane) /
                                  static_cast<double>(ladder_.lanes.size() - 1);
    }

    std::size_t lane_index(const CitedFrame& frame) const {
        const auto found = std::find(ladder_.lanes.begin(), ladder_.lanes.end(), lane_of(frame));
        // Those for whom there was no lane share the last one of a sender.
        const auto last = ladder_.lanes.size() - (ladder_.has_lan ? 2 : 1);
        return std::min<std::size_t>(static_cast<std::size_t>(found - ladder_.lanes.begin()), last);
    }

    /// The tester's reach the device, and everybody else's are heard by the tester, but for those of its
    /// hosts, which are meant for the device.
    std::size_t receiver_of(std::size_t sender) const {
        if (ladder_.has_lan) return ladder_.lanes.size() - 1;
        if (sender == 0 || ladder_.lanes[sender] == "host") return 1;
        return 0;
    }

    const LadderRow* row_of(Kind kind) const {
        const auto found = std::find_if(ladder_.rows.begin(), ladder_.rows.end(),
                                        [&](const LadderRow& row) { return row.kind == kind; });
        return found == ladder_.rows.end() ? nullptr : &*found;
    }

    bool is_measured(const LadderRow& row) const {
        if (!ladder_.check || !ladder_.check->measured_ms) return false;
        return std::abs(row.seconds - *ladder_.check->measured_ms / 1000) < 1e-6;
    }

    void draw_window() {
        const auto* opens = row_of(Kind::opens);
        const auto* closes = row_of(Kind::closes);
        if (!opens || !closes) return;
        svg_.box({axis_x, y_of(*opens)}, picture_width - axis_x - 4,
                 std::max(1.0, y_of(*closes) - y_of(*opens)),
                 ladder_.is_silence ? "pic-silent" : "pic-window", window_text());
    }

    std::string window_text() const {
        const auto* opens = row_of(Kind::opens);
        const auto* closes = row_of(Kind::closes);
        return fmt::format("{} from {} to {}", ladder_.is_silence ? "nothing may come" : "allowed",
                           offset_text(opens->seconds), offset_text(closes->seconds));
    }

    void draw_lanes() {
        const double bottom = top_ + ladder_.height;
        const auto count = ladder_.lanes.size();
        const double room = count < 2 ? 300 : (last_lane_x - first_lane_x) / static_cast<double>(count - 1);
        for (std::size_t lane = 0; lane < count; ++lane) {
            const double x = lane_x(lane);
            const bool is_high = count > 2 && lane % 2 == 0;
            const double y = top_ - 8 - (is_high ? name_height : 0);
            const auto anchor = lane + 1 == count && count > 1 ? Anchor::end : Anchor::middle;
            svg_.text({anchor == Anchor::end ? picture_width - 6 : x, y}, anchor, "pic-name",
                      shortened(ladder_.lanes[lane], columns_in(room * (count > 2 ? 1.8 : 0.8))));
            svg_.line({x, y + 4}, {x, bottom}, "pic-lane");
        }
    }

    void draw_axis() {
        for (std::size_t i = 1; i < ladder_.rows.size(); ++i) {
            const auto& row = ladder_.rows[i];
            const double from = y_of(ladder_.rows[i - 1]), to = y_of(row);
            if (!row.broken) {
                svg_.line({axis_x, from}, {axis_x, to},
                          row.stretched ? "pic-axis pic-stretched" : "pic-axis");
                continue;
            }
            const double middle = (from + to) / 2;
            svg_.line({axis_x, from}, {axis_x, middle - 4}, "pic-axis");
            svg_.line({axis_x - 5, middle - 1}, {axis_x + 5, middle - 7}, "pic-break");
            svg_.line({axis_x - 5, middle + 7}, {axis_x + 5, middle + 1}, "pic-break");
            svg_.line({axis_x, middle + 4}, {axis_x, to}, "pic-axis");
        }
    }

    void draw(const LadderRow& row) {
        switch (row.kind) {
            case Kind::frame:
                return draw_frame(row);
            case Kind::opens:
                return draw_bound(
                    row, ladder_.is_silence ? "nothing may come from here" : "allowed from here", 13);
            case Kind::closes:
                return draw_bound(row, ladder_.is_silence ? "until here" : "allowed until here", -5);
            case Kind::measured:
                draw_time(row, fmt::format("pic-measured {}", measured_class(ladder_)));
                draw_measured(row);
                svg_.text({axis_x + 12, y_of(row) + 4}, Anchor::start, "pic-label",
                          fmt::format("measured, {}", measured_word(ladder_)));
                return;
            case Kind::missing:
                return draw_missing(row);
        }
    }

    void draw_time(const LadderRow& row, std::string_view classes) {
        svg_.text({axis_x - 8, y_of(row) + 4}, Anchor::end, classes, offset_text(row.seconds));
    }

    void draw_measured(const LadderRow& row) {
        const double y = y_of(row);
        const auto classes = fmt::format("pic-measured {}", measured_class(ladder_));
        svg_.triangle({axis_x, y - 6}, {axis_x + 6, y}, {axis_x, y + 6}, classes);
        svg_.triangle({axis_x, y - 6}, {axis_x - 6, y}, {axis_x, y + 6}, classes);
    }

    void draw_bound(const LadderRow& row, std::string_view word, double below) {
        const double y = y_of(row);
        svg_.line({axis_x - 4, y}, {picture_width - 4, y}, "pic-bound");
        svg_.text({axis_x - 8, y + 4}, Anchor::end, "pic-time pic-bound", offset_text(row.seconds));
        svg_.text({picture_width - 8, y + below}, Anchor::end, "pic-bound", word);
    }

    void draw_frame(const LadderRow& row) {
        const CitedFrame& frame = *row.frame;
        const double y = y_of(row);
        const bool is_anchor = frame.number == ladder_.anchor_frame;
        if (is_measured(row)) {
            draw_time(row, fmt::format("pic-time pic-measured {}", measured_class(ladder_)));
            draw_measured(row);
        } else {
            draw_time(row, is_anchor ? "pic-time pic-zero" : "pic-time");
        }
        const auto from = lane_index(frame);
        const auto to = receiver_of(from);
        const bool violates = frame.role == "violates";
        draw_arrow(
            lane_x(from), lane_x(to), y,
            fmt::format("pic-arrow {}{}", sender_class(lane_of(frame)), violates ? " pic-violation" : ""),
            violates);
        draw_words(frame, from, to, y, words_for(row));
    }

    std::string words_for(const LadderRow& row) const {
        auto words = fmt::format("#{} {}", row.frame->number, row.frame->role);
        if (is_measured(row) && !ladder_.check->held) words += fmt::format(": {}", measured_word(ladder_));
        return words;
    }

    /// Where the arrow is short its words may stand beyond it.
    void draw_words(const CitedFrame& frame, std::size_t from, std::size_t to, double y,
                    const std::string& words) {
        const double left = std::min(lane_x(from), lane_x(to)), right = std::max(lane_x(from), lane_x(to));
        const bool is_wide = right - left > 180;
        const double room = is_wide ? right - left - 14 : picture_width - left - 12;
        const double x = is_wide ? (left + right) / 2 : left + 10;
        const auto anchor = is_wide ? Anchor::middle : Anchor::start;
        const bool violates = frame.role == "violates";
        svg_.text({x, y - 6}, anchor, violates ? "pic-label pic-violation" : "pic-label",
                  shortened(words, columns_in(room)));
        svg_.text({x, y + 14}, anchor, "pic-detail",
                  shortened(brief_summary(frame.summary), columns_in(room * 1.1)));
    }

    void draw_arrow(double from, double to, double y, std::string_view classes, bool violates) {
        const double direction = to >= from ? 1 : -1;
        if (violates) {
            svg_.line({from, y - 2}, {to - direction * 8, y - 2}, classes);
            svg_.line({from, y + 2}, {to - direction * 8, y + 2}, classes);
        } else {
            svg_.line({from, y}, {to - direction * 8, y}, classes);
        }
        svg_.dot({from, y}, 3, classes);
        svg_.triangle({to, y}, {to - direction * 9, y - 5}, {to - direction * 9, y + 5}, classes);
        if (violates) svg_.cross({from + direction * 14, y}, 7, "pic-violation");
    }

    void draw_missing(const LadderRow& row) {
        if (ladder_.has_lan) {
            svg_.text({axis_x + 12, y_of(row)}, Anchor::start, "pic-label pic-missing", "nothing came");
            return;
        }
        const double y = y_of(row), from = lane_x(1), to = lane_x(0);
        svg_.line({from, y}, {to, y}, "pic-arrow pic-missing");
        svg_.cross({(from + to) / 2, y}, 7, "pic-missing");
        svg_.text({(from + to) / 2, y - 9}, Anchor::middle, "pic-label pic-missing",
                  "nothing came until here");
    }

    std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        const bool stretched = std::any_of(ladder_.rows.begin(), ladder_.rows.end(),
                                           [](const LadderRow& row) { return row.stretched; });
        const bool broken = std::any_of(ladder_.rows.begin(), ladder_.rows.end(),
                                        [](const LadderRow& row) { return row.broken; });
        if (stretched || broken)
            notes.push_back(fmt::format(
                "Not to scale: the time is {}{}{}.", stretched ? "stretched where its line is dashed" : "",
                stretched && broken ? ", " : "", broken ? "shortened where it is broken" : ""));
        if (ladder_.left_out > 0)
            notes.push_back(count_text(ladder_.left_out, "further frame") + " cited and not drawn.");
        return notes;
    }

    std::string description() const {
        std::string text;
        for (const auto& row : ladder_.rows) {
            if (row.kind != Kind::frame) continue;
            const auto& frame = *row.frame;
            text += fmt::format("{}: frame {} from {}, {}: {}. ", offset_text(row.seconds), frame.number,
                                lane_of(frame), words_for(row), frame.summary);
        }
        if (row_of(Kind::opens)) text += window_text() + ". ";
        if (row_of(Kind::missing)) text += "Nothing came. ";
        if (row_of(Kind::measured))
            text += fmt::format("Measured {}, {}. ", offset_text(row_of(Kind::measured)->seconds),
                                measured_word(ladder_));
        for (const auto& note : notes()) text += note + " ";
        if (!text.empty()) text.pop_back();
        return text;
    }

    const Ladder& ladder_;
    Svg svg_;
    double top_ = 0;
};

}  // namespace

std::string case_picture(const tester::CaseResult& one) {
    const auto ladder = ladder_of(one);
    if (!ladder) return "";
    return Drawing(*ladder).made(one);
}

std::string_view picture_style() {
    return R"css(
.pic{display:block;max-width:100%;height:auto;overflow:visible}
.pic text{stroke:none}
.pic-name{font-weight:bold}
.pic-lane{stroke:var(--pic-quiet,currentColor);stroke-opacity:.45;stroke-width:1.5}
.pic-axis{stroke:var(--pic-quiet,currentColor);stroke-width:1.5}
.pic-stretched{stroke-dasharray:2 3}
.pic-break{stroke:var(--pic-quiet,currentColor);stroke-width:1.5}
.pic-time,.pic-tick{font-size:11px;fill:var(--pic-quiet,currentColor)}
.pic-zero{font-weight:bold}
.pic-arrow{stroke-width:1.8;stroke:currentColor;fill:currentColor}
.pic-from-tester{stroke:var(--pic-tester,currentColor);fill:var(--pic-tester,currentColor)}
.pic-from-device{stroke:var(--pic-device,currentColor);fill:var(--pic-device,currentColor)}
.pic-from-other{stroke:var(--pic-other,currentColor);fill:var(--pic-other,currentColor)}
.pic-label{font-size:12px}
.pic-detail,.pic-note{font-size:11px;fill:var(--pic-quiet,currentColor)}
.pic-window{fill:var(--pic-window,currentColor);fill-opacity:.16}
.pic-silent{fill:var(--pic-bad,currentColor);fill-opacity:.08}
line.pic-bound{stroke:var(--pic-quiet,currentColor);stroke-dasharray:5 3}
text.pic-bound{font-size:11px;fill:var(--pic-quiet,currentColor)}
.pic-measured{font-weight:bold}
.pic-within{fill:var(--pic-good,currentColor);stroke:none}
.pic-late,.pic-early{fill:var(--pic-bad,currentColor);stroke:none}
.pic-violation{stroke:var(--pic-bad,currentColor);stroke-width:2}
.pic-arrow.pic-violation{fill:var(--pic-bad,currentColor);stroke-width:1.5}
text.pic-violation,text.pic-missing{fill:var(--pic-bad,currentColor);font-weight:bold}
.pic-missing{stroke:var(--pic-bad,currentColor);stroke-width:2}
line.pic-missing{stroke-dasharray:5 4;stroke-width:1.5}
.pic-reign{stroke:currentColor;stroke-width:1;fill-opacity:.45}
.pic-reign-0{fill:var(--pic-device,currentColor)}
.pic-reign-1{fill:var(--pic-tester,currentColor)}
.pic-reign-2{fill:var(--pic-other,currentColor)}
.pic-reign-3{fill:var(--pic-good,currentColor)}
.pic-reign-4{fill:var(--pic-window,currentColor)}
.pic-reign-5{fill:var(--pic-quiet,currentColor)}
.pic-overlap{fill:var(--pic-bad,currentColor);fill-opacity:.14;stroke:var(--pic-bad,currentColor);stroke-dasharray:3 2}
text.pic-overlap{fill-opacity:1;font-size:11px;font-weight:bold;stroke:none}
.pic-state{stroke-width:7;stroke:var(--pic-device,currentColor);stroke-opacity:.45;stroke-linecap:round}
.pic-event{fill:currentColor}
.pic-loss{stroke:var(--pic-bad,currentColor);fill:var(--pic-bad,currentColor);stroke-width:2}
text.pic-loss{stroke:none;font-weight:bold}
)css";
}

}  // namespace reports

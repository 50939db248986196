#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "reports/picture_case.hpp"

namespace reports {
namespace {

using tester::Check;
using tester::CitedFrame;
using Kind = LadderRow::Kind;

/// Frames that share a timestamp are still two; less is the noise of a double.
constexpr double same_moment = 0.5e-6;
/// What the whole time may take if nothing needs to be stretched, and the longest way between two rows.
constexpr double scaled_height = 220, longest_way = 90;

bool is_silence(const Check& check) {
    return check.silent_from_ms && check.silent_until_ms;
}

bool has_window(const Check& check) {
    return check.anchor_seconds &&
           (is_silence(check) || (check.allowed_earliest_ms && check.allowed_latest_ms));
}

/// The check that decided, if it has a window: the one that did not hold, else the last timed one.
const Check* deciding_check(const tester::CaseResult& one) {
    const auto broken =
        std::find_if(one.checks.begin(), one.checks.end(), [](const Check& check) { return !check.held; });
    if (broken != one.checks.end()) return has_window(*broken) ? &*broken : nullptr;
    const auto timed = std::find_if(one.checks.rbegin(), one.checks.rend(), has_window);
    return timed == one.checks.rend() ? nullptr : &*timed;
}

bool is_at(const CitedFrame& frame, double seconds) {
    return std::abs(frame.time_seconds - seconds) < same_moment;
}

/// The frames to draw in the order of time: those that decide, then the latest.
std::vector<const CitedFrame*> frames_to_draw(const tester::CaseResult& one, const Check* check) {
    std::vector<const CitedFrame*> frames;
    for (const auto& frame : one.frames) frames.push_back(&frame);
    const auto decides = [&](const CitedFrame* frame) {
        if (frame->role == "violates") return true;
        if (!check) return false;
        return is_at(*frame, *check->anchor_seconds) ||
               (check->measured_ms && is_at(*frame, *check->anchor_seconds + *check->measured_ms / 1000));
    };
    const auto earlier = [](const CitedFrame* a, const CitedFrame* b) {
        return std::pair(a->time_seconds, a->number) < std::pair(b->time_seconds, b->number);
    };
    if (frames.size() > most_ladder_frames) {
        std::sort(frames.begin(), frames.end(), [&](const CitedFrame* a, const CitedFrame* b) {
            if (decides(a) != decides(b)) return decides(a);
            return earlier(b, a);
        });
        frames.resize(most_ladder_frames);
    }
    std::stable_sort(frames.begin(), frames.end(), earlier);
    return frames;
}

/// The tester, the device, the hosts, then others as they come; the LAN where they are not all there is.
void name_lanes(Ladder& ladder, const std::vector<const CitedFrame*>& frames) {
    constexpr std::size_t most_lanes = 7;
    const auto sends = [&](std::string_view name) {
        return std::any_of(frames.begin(), frames.end(),
                           [&](const CitedFrame* frame) { return lane_of(*frame) == name; });
    };
    const bool is_case_of_tester = sends("tester") || sends("device");
    if (is_case_of_tester) ladder.lanes = {"tester", "device"};
    for (const auto* frame : frames) {
        const auto lane = lane_of(*frame);
        if (ladder.lanes.size() < most_lanes &&
            std::find(ladder.lanes.begin(), ladder.lanes.end(), lane) == ladder.lanes.end())
            ladder.lanes.push_back(lane);
    }
    ladder.has_lan = !is_case_of_tester;
    if (ladder.has_lan) ladder.lanes.emplace_back("LAN");
}

void add_window(Ladder& ladder) {
    const Check& check = *ladder.check;
    ladder.is_silence = is_silence(check);
    const double opens = ladder.is_silence ? *check.silent_from_ms : *check.allowed_earliest_ms;
    const double closes = ladder.is_silence ? *check.silent_until_ms : *check.allowed_latest_ms;
    ladder.rows.push_back({Kind::opens, opens / 1000});
    ladder.rows.push_back({Kind::closes, closes / 1000});
    if (check.measured_ms) {
        const double measured = *check.measured_ms / 1000;
        const bool is_drawn = std::any_of(ladder.rows.begin(), ladder.rows.end(), [&](const LadderRow& row) {
            return row.kind == Kind::frame && std::abs(row.seconds - measured) < same_moment;
        });
        if (!is_drawn) ladder.rows.push_back({Kind::measured, measured});
    } else if (!check.held && !ladder.is_silence) {
        ladder.rows.push_back({Kind::missing, closes / 1000});
    }
}

/// Where rows of one moment stand: a window opens before what comes, and closes behind it.
int order_of(const LadderRow& row, bool is_anchor) {
    switch (row.kind) {
        case Kind::opens:
            return is_anchor ? 1 : 0;
        case Kind::frame:
            return is_anchor ? 0 : 1;
        case Kind::measured:
            return 2;
        case Kind::closes:
            return 3;
        case Kind::missing:
            return 4;
    }
    return 0;
}

/// What a row's words take above and below its line.
std::pair<double, double> space_of(Kind kind) {
    switch (kind) {
        case Kind::frame:
            return {20, 20};
        case Kind::opens:
            return {6, 17};
        case Kind::closes:
            return {17, 6};
        case Kind::measured:
            return {9, 9};
        case Kind::missing:
            return {20, 8};
    }
    return {};
}

void lay_out(Ladder& ladder) {
    auto& rows = ladder.rows;
    for (auto& row : rows)
        if (!std::isfinite(row.seconds)) row.seconds = 0;
    const auto place_of = [](const LadderRow& row) {
        const double moment = std::round(row.seconds / (2 * same_moment));
        return std::tuple(moment, order_of(row, moment == 0), row.seconds);
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const LadderRow& a, const LadderRow& b) { return place_of(a) < place_of(b); });
    const double span = rows.back().seconds - rows.front().seconds;
    const double scale = span > 0 ? scaled_height / span : 0;
    double y = space_of(rows.front().kind).first;
    rows.front().y = y;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const double least = space_of(rows[i - 1].kind).second + space_of(rows[i].kind).first;
        const double wanted = std::max(0.0, rows[i].seconds - rows[i - 1].seconds) * scale;
        const double most = std::max(least, longest_way);
        rows[i].stretched = wanted < least - 0.5 && rows[i].seconds - rows[i - 1].seconds >= same_moment;
        rows[i].broken = wanted > most + 0.5;
        y += std::clamp(wanted, least, most);
        rows[i].y = y;
    }
    ladder.height = y + space_of(rows.back().kind).second;
}

}  // namespace

std::string lane_of(const CitedFrame& frame) {
    return frame.sender.empty() ? "unknown sender" : frame.sender;
}

std::optional<Ladder> ladder_of(const tester::CaseResult& one) {
    if (one.frames.empty()) return {};
    Ladder ladder;
    ladder.check = deciding_check(one);
    const auto frames = frames_to_draw(one, ladder.check);
    ladder.left_out = one.frames.size() - frames.size();
    const auto stimulus = std::find_if(frames.begin(), frames.end(),
                                       [](const CitedFrame* frame) { return frame->role == "stimulus"; });
    const auto* first = stimulus == frames.end() ? frames.front() : *stimulus;
    ladder.anchor_seconds = ladder.check ? *ladder.check->anchor_seconds : first->time_seconds;
    for (const auto* frame : frames) {
        ladder.rows.push_back({Kind::frame, frame->time_seconds - ladder.anchor_seconds, frame});
        if (ladder.anchor_frame == 0 && is_at(*frame, ladder.anchor_seconds))
            ladder.anchor_frame = frame->number;
    }
    name_lanes(ladder, frames);
    if (ladder.check) add_window(ladder);
    lay_out(ladder);
    return ladder;
}

}  // namespace reports

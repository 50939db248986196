#include "reports/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace reports {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t indent = 4;
constexpr std::size_t gap = 2;

Cells cleaned(const Cells& cells, Charset charset) {
    Cells result;
    for (const auto& cell : cells) result.push_back(clip(clean(cell, charset), 400));
    return result;
}

std::string without_trailing_spaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::vector<std::size_t> widths_of(const std::vector<Cells>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    return widths;
}

/// One row: all but the last cell padded, the last one broken where there is no room.
std::string row_text(const Cells& row, const std::vector<std::size_t>& widths, Tone tone,
                     const TableLook& look) {
    std::string lead(indent, ' ');
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
        lead += padded(row[i], widths[i]) + std::string(gap, ' ');
    const auto used = width(lead);
    const auto room = look.columns > used + 8 ? look.columns - used : 8;
    std::string text;
    for (const auto& line : wrap(row.empty() ? "" : row.back(), room)) {
        const auto whole = without_trailing_spaces((text.empty() ? lead : std::string(used, ' ')) + line);
        text += look.paint(tone, whole) + "\n";
    }
    return text;
}

}  // namespace

std::string table_text(const tester::LabTable& table, const TableLook& look) {
    std::vector<Cells> rows{cleaned(table.columns, look.charset)};
    for (const auto& row : table.rows) rows.push_back(cleaned(row, look.charset));
    const auto widths = widths_of(rows);
    auto text = look.paint(Tone::strong, clip(clean(table.title, look.charset), 400)) + "\n";
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += row_text(rows[i], widths, i == 0 ? Tone::quiet : Tone::plain, look);
    if (table.rows.empty()) text += std::string(indent, ' ') + "(empty)\n";
    return text;
}

std::string timeline_text(const std::vector<tester::TimelineEvent>& events, const TableLook& look) {
    std::vector<Cells> rows;
    std::vector<std::string> headings;
    for (const auto& event : events) {
        headings.push_back(clip(clean(event.scene, look.charset), 400));
        const auto frame = event.frame == 0 ? std::string() : fmt::format("frame {}", event.frame);
        rows.push_back(
            cleaned({fmt::format("{:>9.3f}s", event.seconds), event.who, frame, event.what}, look.charset));
    }
    const auto widths = widths_of(rows);
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const bool is_new = i == 0 || headings[i] != headings[i - 1];
        if (is_new && !headings[i].empty()) text += look.paint(Tone::strong, headings[i]) + "\n";
        text += row_text(row, widths, row[2].empty() ? Tone::strong : Tone::plain, look);
    }
    return text;
}

}  // namespace reports

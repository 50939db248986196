#include "reports/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace reports {
namespace {

using tester::CaseResult;
using tester::RunResult;

constexpr std::size_t gap = 2;

/// "interop/crash-failover" without its area, which all share.
std::string row_name(const CaseResult& one) {
    return one.id.substr(one.id.find('/') + 1);
}

void add_once(std::vector<std::string>& list, const std::string& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

/// The matrix of one subject.
class Block {
  public:
    Block(const RunResult& result, const std::string& subject, const TableLook& look)
        : subject_(subject), look_(look) {
        for (const auto& one : result.cases)
            if (one.subject == subject) cases_.push_back(&one);
        for (const auto* one : cases_) {
            add_once(rows_, row_name(*one));
            add_once(profiles_, one->profile);
        }
        std::sort(profiles_.begin(), profiles_.end());
        for (const auto& row : rows_) label_ = std::max(label_, width(clean(row, look_.charset)));
        const auto room = look_.columns > label_ ? look_.columns - label_ : 0;
        cell_ = std::max<std::size_t>(room / std::max<std::size_t>(profiles_.size(), 1), 12) - gap;
    }

    std::string text() const {
        auto heading = padded("", label_);
        for (const auto& profile : profiles_)
            heading += std::string(gap, ' ') + padded(clean(profile, look_.charset), cell_);
        auto text = look_.paint(Tone::strong, clip(clean(subject_, look_.charset), 400)) + "\n";
        text += look_.paint(Tone::quiet, without_end(heading)) + "\n";
        for (const auto& row : rows_) text += row_text(row);
        return text;
    }

  private:
    struct Cell {
        std::string word;
        Tone tone = Tone::plain;
        std::vector<std::string> evidence;
    };

    static std::string without_end(std::string line) {
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    }

    Cell cell(const std::string& row, const std::string& profile) const {
        for (const auto* one : cases_) {
            if (row_name(*one) != row || one->profile != profile) continue;
            const auto status = status_of(one->outcome);
            Cell made{std::string(status.word), status.tone, {}};
            const auto brief = clip(clean(one->brief, look_.charset), 200);
            if (!brief.empty()) made.evidence = wrap(brief, cell_);
            return made;
        }
        return {"-", Tone::quiet, {}};
    }

    std::string row_text(const std::string& row) const {
        std::vector<Cell> cells;
        std::size_t lines = 0;
        auto text = padded(clean(row, look_.charset), label_);
        for (const auto& profile : profiles_) {
            cells.push_back(cell(row, profile));
            lines = std::max(lines, cells.back().evidence.size());
            const auto& word = cells.back().word;
            const bool is_last = cells.size() == profiles_.size();
            // Padding stands outside the colour, and no line ends in spaces.
            text += std::string(gap, ' ') + look_.paint(cells.back().tone, word);
            if (!is_last) text += std::string(cell_ - std::min(cell_, word.size()), ' ');
        }
        text += "\n";
        for (std::size_t line = 0; line < lines; ++line) {
            auto under = padded("", label_);
            for (const auto& each : cells)
                under += std::string(gap, ' ') +
                         padded(line < each.evidence.size() ? each.evidence[line] : "", cell_);
            text += without_end(under) + "\n";
        }
        return text;
    }

    const std::string& subject_;
    const TableLook& look_;
    std::vector<const CaseResult*> cases_;
    std::vector<std::string> rows_;
    std::vector<std::string> profiles_;
    std::size_t label_ = 0;
    std::size_t cell_ = 0;
};

}  // namespace

std::string matrix_text(const RunResult& result, const TableLook& look) {
    std::vector<std::string> subjects;
    for (const auto& one : result.cases)
        if (!one.subject.empty()) add_once(subjects, one.subject);
    std::string text;
    for (const auto& subject : subjects) {
        if (!text.empty()) text += "\n";
        text += Block(result, subject, look).text();
    }
    return text;
}

}  // namespace reports

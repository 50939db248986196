#include "reports/version_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reports/comparison.hpp"
#include "reports/html_page.hpp"
#include "reports/markdown.hpp"
#include "reports/markup.hpp"
#include "reports/paint.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using tester::CaseResult;
using tester::Outcome;

constexpr std::size_t cell_columns = 8;  // "  INCONC"
constexpr std::size_t least_label = 32;

std::string_view word_of(const CaseResult* one) {
    return one ? status_of(one->outcome).word : std::string_view("-");
}

std::string safe(std::string_view text, Charset charset = Charset::utf8) {
    return clip(clean(text, charset), 400);
}

/// Rows of one area follow each other.
std::vector<std::string> areas_of(const VersionMatrix& matrix) {
    std::vector<std::string> areas;
    for (const auto& row : matrix.rows)
        if (std::find(areas.begin(), areas.end(), row.area) == areas.end()) areas.push_back(row.area);
    return areas;
}

std::vector<const MatrixRow*> rows_of(const VersionMatrix& matrix, const std::string& area) {
    std::vector<const MatrixRow*> rows;
    for (const auto& row : matrix.rows)
        if (row.area == area) rows.push_back(&row);
    return rows;
}

std::vector<const MatrixRow*> differing_rows(const VersionMatrix& matrix) {
    std::vector<const MatrixRow*> rows;
    for (const auto& row : matrix.rows)
        if (row.differs) rows.push_back(&row);
    return rows;
}

std::string counts_of(const NamedResult& column) {
    const auto summary = summarise(column.result);
    std::string text;
    for (const auto outcome : tester::all_outcomes)
        if (const auto count = summary.count(outcome); count > 0 || outcome == Outcome::pass)
            text += (text.empty() ? "" : ", ") + counted_text(outcome, count);
    return text;
}

std::string origin_of(const NamedResult& column) {
    auto text = column.result.dut.address;
    for (const auto* more : {&column.result.started, &column.result.command_line})
        if (!more->empty()) text += (text.empty() ? "" : ", ") + *more;
    return text;
}

std::string sentence_of(const VersionMatrix& matrix) {
    return fmt::format(
        "{} in {}; {}", count_text(matrix.rows.size(), "case"), count_text(matrix.columns.size(), "result"),
        matrix.differing() == 0 ? std::string("all alike") : fmt::format("{} differ", matrix.differing()));
}

class MatrixText {
  public:
    MatrixText(const VersionMatrix& matrix, const TableLook& look) : matrix_(matrix), look_(look) {
        // Terminals that are narrow for that many results get the rest of the columns below.
        const auto room = look.columns > least_label ? look.columns - least_label : 0;
        per_block_ = std::max<std::size_t>(room / cell_columns, 1);
    }

    std::string text() {
        for (std::size_t i = 0; i < matrix_.columns.size(); ++i) {
            auto lead = fmt::format("{:>4}  ", i + 1);
            for (const auto& line :
                 wrap(safe(matrix_.columns[i]->name + ": " + counts_of(*matrix_.columns[i]), look_.charset),
                      look_.columns - lead.size())) {
                text_ += lead + line + "\n";
                lead = std::string(lead.size(), ' ');
            }
        }
        for (std::size_t first = 0; first < matrix_.columns.size(); first += per_block_) {
            first_ = first;
            last_ = std::min(first + per_block_, matrix_.columns.size());
            const auto differing = differing_rows(matrix_);
            if (!differing.empty()) add("where they differ", differing);
            for (const auto& area : areas_of(matrix_)) add(area, rows_of(matrix_, area));
        }
        rule();
        text_ += sentence_of(matrix_) + "\n";
        return std::move(text_);
    }

  private:
    void rule() {
        for (std::size_t i = 0; i < look_.columns; ++i) text_ += look_.charset == Charset::utf8 ? "─" : "-";
        text_ += "\n";
    }

    std::size_t label_columns() const { return look_.columns - (last_ - first_) * cell_columns; }

    void add(const std::string& title, const std::vector<const MatrixRow*>& rows) {
        rule();
        const auto head = safe(title, look_.charset);
        text_ += look_.paint(Tone::strong, head);
        auto gap = label_columns() - std::min(label_columns(), width(head));
        for (auto i = first_; i < last_; ++i) {
            text_ += std::string(gap, ' ') + fmt::format("{:>8}", i + 1);
            gap = 0;
        }
        text_ += "\n";
        for (const auto* row : rows) add(*row);
    }

    void add(const MatrixRow& row) {
        bool is_first = true;
        for (const auto& line : wrap(safe(row.name, look_.charset), label_columns() - 4)) {
            auto text = (is_first ? "  " : "    ") + line;
            if (is_first) {
                text = padded(text, label_columns());
                for (auto i = first_; i < last_; ++i) {
                    const auto word = word_of(row.cells[i]);
                    const auto tone = row.cells[i] ? status_of(row.cells[i]->outcome).tone : Tone::quiet;
                    text += std::string(cell_columns - word.size(), ' ') + look_.paint(tone, word);
                }
            }
            text_ += text + "\n";
            is_first = false;
        }
    }

    const VersionMatrix& matrix_;
    const TableLook& look_;
    std::size_t per_block_ = 1;
    std::size_t first_ = 0, last_ = 0;
    std::string text_;
};

std::string html_cell(const CaseResult* one) {
    if (!one) return "<td class=\"quiet\">-</td>";
    const auto why = one->reason.empty() ? one->observed : one->reason;
    const bool says_more = one->outcome != Outcome::pass && !why.empty();
    return fmt::format(
        "<td><span class=\"status o-{}\">{}</span>{}</td>", to_string(one->outcome),
        status_of(one->outcome).word,
        says_more ? fmt::format("<br><small class=\"quiet\">{}</small>", html_escaped(clip(clean(why), 160)))
                  : "");
}

std::string html_table(const VersionMatrix& matrix, const std::vector<const MatrixRow*>& rows,
                       const std::string& caption) {
    auto text = fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{0}\"><table><caption>{0}</caption>"
        "<thead><tr><th scope=\"col\">case</th>",
        html_escaped(caption));
    for (const auto* column : matrix.columns)
        text += fmt::format("<th scope=\"col\">{}</th>", html_escaped(safe(column->name)));
    text += "</tr></thead>\n<tbody>\n";
    for (const auto* row : rows) {
        text += fmt::format("<tr><th scope=\"row\"><code>{}</code></th>", html_escaped(safe(row->name)));
        for (const auto* cell : row->cells) text += html_cell(cell);
        text += "</tr>\n";
    }
    return text + "</tbody></table></div>\n";
}

std::string markdown_table(const VersionMatrix& matrix) {
    std::string head = "| case |", rule = "|---|";
    for (const auto* column : matrix.columns) {
        head += fmt::format(" {} |", markdown_escaped(safe(column->name)));
        rule += ":---:|";
    }
    return head + "\n" + rule + "\n";
}

bool add_markdown_rows(MarkdownText& text, const std::vector<const MatrixRow*>& rows) {
    for (const auto* row : rows) {
        auto line = fmt::format("| {} |", markdown_code(safe(row->name)));
        for (const auto* cell : row->cells) {
            const bool is_bad = cell && status_of(cell->outcome).tone == Tone::bad;
            line += is_bad ? fmt::format(" **{}** |", word_of(cell)) : fmt::format(" {} |", word_of(cell));
        }
        if (!text.add_if_room(line + "\n")) return false;
    }
    return true;
}

}  // namespace

std::size_t VersionMatrix::differing() const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const MatrixRow& row) { return row.differs; }));
}

VersionMatrix version_matrix(const std::vector<NamedResult>& results) {
    VersionMatrix matrix;
    std::map<std::string, std::size_t> row_of;
    for (std::size_t column = 0; column < results.size(); ++column) {
        const auto& result = results[column].result;
        matrix.columns.push_back(&results[column]);
        const auto keys = case_keys(result);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto& one = result.cases[i];
            const auto [found, is_new] = row_of.try_emplace(keys[i], matrix.rows.size());
            if (is_new)
                matrix.rows.push_back({case_name(one), one.area,
                                       std::vector<const CaseResult*>(results.size(), nullptr), false});
            matrix.rows[found->second].cells[column] = &one;
        }
    }
    for (auto& row : matrix.rows) {
        std::set<std::string_view> words;
        for (const auto* cell : row.cells) words.insert(word_of(cell));
        row.differs = words.size() > 1;
    }
    return matrix;
}

std::string version_matrix_text(const VersionMatrix& matrix, const TableLook& look) {
    return MatrixText(matrix, look).text();
}

std::string version_matrix_html(const VersionMatrix& matrix) {
    std::string body = fmt::format(
        "<header class=\"top\"><div><p class=\"brand\"><strong>vrrptest</strong> version matrix</p>\n"
        "<h1>{}</h1></div></header>\n<div class=\"columns single\"><main>\n",
        html_escaped(sentence_of(matrix)));
    body += "<section><h2>Results</h2><div class=\"card\"><dl class=\"facts\">\n";
    for (const auto* column : matrix.columns)
        body += fmt::format("<dt>{}</dt><dd>{}<br><small class=\"quiet\">{}</small></dd>\n",
                            html_escaped(safe(column->name)), html_escaped(counts_of(*column)),
                            html_escaped(safe(origin_of(*column))));
    body += "</dl></div></section>\n";
    if (const auto rows = differing_rows(matrix); !rows.empty())
        body += "<section><h2>Where they differ</h2>\n" +
                html_table(matrix, rows, count_text(rows.size(), "case")) + "</section>\n";
    body += "<section><h2>All cases by area</h2>\n";
    for (const auto& area : areas_of(matrix)) body += html_table(matrix, rows_of(matrix, area), area);
    body += "</section>\n</main></div>\n";
    return html_document({"vrrptest version matrix", body});
}

std::string version_matrix_markdown(const VersionMatrix& matrix) {
    MarkdownText text(most_of_markdown);
    text.add(fmt::format("## vrrptest version matrix: {}\n\n| result | |\n|---|---|\n", sentence_of(matrix)));
    for (const auto* column : matrix.columns)
        text.add_if_room(
            fmt::format("| {} | {} |\n", markdown_escaped(safe(column->name)), counts_of(*column)));
    if (const auto rows = differing_rows(matrix); !rows.empty()) {
        text.add("\n### Where they differ\n\n" + markdown_table(matrix));
        add_markdown_rows(text, rows);
    }
    for (const auto& area : areas_of(matrix)) {
        text.add(fmt::format("\n<details><summary>{}</summary>\n\n{}", markdown_code(safe(area)),
                             markdown_table(matrix)));
        const bool has_room = add_markdown_rows(text, rows_of(matrix, area));
        text.add("\n</details>\n");
        if (!has_room) break;
    }
    return std::move(text).finish();
}

}  // namespace reports

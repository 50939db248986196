#include "cases/requirements.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace cases {
namespace {

constexpr std::string_view header = "id\trfc\tsection\tstatement\tlevel\tcases\treason";
constexpr std::size_t columns = 7;

/// Takes the text up to the separator, or all of it, off its front.
std::string_view take(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

std::optional<std::array<std::string_view, columns>> split(std::string_view line) {
    std::array<std::string_view, columns> fields;
    for (std::size_t i = 0; i < columns; ++i) {
        const bool is_last = i + 1 == columns;
        if (is_last != (line.find('\t') == std::string_view::npos)) return {};
        fields[i] = take(line, '\t');
    }
    return fields;
}

std::optional<int> read_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

/// What is wrong with a line, or nothing.
std::string_view read_line(std::string_view line, Requirement& requirement) {
    const auto fields = split(line);
    if (!fields) return "does not have seven columns";
    const auto& [id, rfc, section, statement, level, decided_by, reason] = *fields;
    if (id.empty() || section.empty() || statement.empty() || level.empty()) return "lacks a column's text";
    const auto number = read_number(rfc);
    if (!number) return "has no RFC's number";
    requirement = {id, *number, section, statement, level, {}, reason};
    for (auto rest = decided_by; !rest.empty();) {
        const auto one = take(rest, ' ');
        if (one.empty()) return "has a space too many between its cases";
        requirement.cases.push_back(one);
    }
    if (requirement.cases.empty() == reason.empty()) return "needs cases or a reason, and not both";
    return {};
}

}  // namespace

Ledger read_ledger(std::string_view text) {
    Ledger ledger;
    if (take(text, '\n') != header) ledger.complaints.emplace_back("line 1 is not the header");
    for (int number = 2; !text.empty(); ++number) {
        Requirement requirement;
        const auto complaint = read_line(take(text, '\n'), requirement);
        if (complaint.empty())
            ledger.requirements.push_back(std::move(requirement));
        else
            ledger.complaints.push_back("line " + std::to_string(number) + " " + std::string(complaint));
    }
    return ledger;
}

std::span<const Requirement> requirements() {
    static const Ledger ledger = read_ledger(ledger_text());
    return ledger.requirements;
}

}  // namespace cases

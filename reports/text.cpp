#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace reports {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t octets = 1;
    bool valid = false;
};

/// The character at the front of `text`, by the table of well-formed sequences (Unicode 3.9, table 3-7).
Character decode(std::string_view text) {
    const auto octet = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : static_cast<unsigned char>(0);
    };
    const unsigned first = octet(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return {};
    char32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xc0U) != 0x80U) return {};
        code = code << 6 | (octet(i) & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return {};
    return {code, length, true};
}

bool is_space(char32_t code) {
    return (code >= 0x09 && code <= 0x0d) || code == 0x20 || code == 0x85 || code == 0xa0 || code == 0x2028 ||
           code == 0x2029;
}

/// What could move a cursor, turn text round, hide in it, or make an XML reader refuse the file.
bool is_dangerous(char32_t code) {
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
           (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef) ||
           (code >= 0xe0000 && code <= 0xe007f);
}

bool continues_a_character(char octet) {
    return (static_cast<unsigned char>(octet) & 0xc0U) == 0x80U;
}

/// The octets of the first `columns` characters.
std::size_t octets_of(std::string_view text, std::size_t columns) {
    std::size_t at = 0;
    while (at < text.size() && columns-- > 0) {
        ++at;
        while (at < text.size() && continues_a_character(text[at])) ++at;
    }
    return at;
}

}  // namespace

std::string clean(std::string_view text, Charset charset) {
    const std::string_view unknown = charset == Charset::utf8 ? "\xef\xbf\xbd" : "?";
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto character = decode(text);
        if (!character.valid) {
            result += unknown;
        } else if (is_space(character.code)) {
            result += ' ';
        } else if (!is_dangerous(character.code)) {
            const bool writable = charset == Charset::utf8 || character.code < 0x80;
            result += writable ? text.substr(0, character.octets) : unknown;
        }
        text.remove_prefix(character.octets);
    }
    return result;
}

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char octet) { return !continues_a_character(octet); }));
}

std::string clip(std::string text, std::size_t octets) {
    if (text.size() <= octets) return text;
    static constexpr std::string_view notice = " ... (cut)";
    std::size_t end = octets > notice.size() ? octets - notice.size() : 0;
    while (end > 0 && continues_a_character(text[end])) --end;
    text.resize(end);
    return text.append(notice);
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
    columns = std::max<std::size_t>(columns, 8);
    std::vector<std::string> lines(1);
    std::size_t used = 0;  // columns of the last line, kept so that a long text costs no more than its length
    while (!text.empty()) {
        const auto start = text.find_first_not_of(' ');
        if (start == std::string_view::npos) break;
        text.remove_prefix(start);
        auto word = text.substr(0, text.find(' '));
        text.remove_prefix(word.size());
        auto wide = width(word);
        if (used > 0 && used + 1 + wide > columns) {
            lines.emplace_back();
            used = 0;
        }
        while (wide > columns) {
            const auto octets = octets_of(word, columns);
            lines.back() = word.substr(0, octets);
            lines.emplace_back();
            word.remove_prefix(octets);
            wide -= columns;
        }
        if (used > 0) lines.back() += ' ';
        lines.back() += word;
        used += wide + (used > 0 ? 1 : 0);
    }
    return lines;
}

std::string padded(std::string_view text, std::size_t columns) {
    std::string result(text);
    const auto wide = width(text);
    if (wide < columns) result.append(columns - wide, ' ');
    return result;
}

std::string clause_text(const tester::CaseResult& one) {
    std::string text;
    for (const auto& clause : one.clauses) {
        // The first clause is of the suite's RFC; what others say of it is for `explain`.
        if (clause.rfc != one.clauses.front().rfc) continue;
        text += fmt::format("{}RFC {} {}", text.empty() ? "" : ", ", clause.rfc, clause.section);
    }
    if (text.empty()) return std::string(to_string(one.level));
    return fmt::format("{} ({})", text, to_string(one.level));
}

std::vector<std::string> whereabouts(const tester::CaseResult& one) {
    std::vector<std::string> words;
    for (const auto* word : {&one.profile, &one.suite, &one.subject})
        if (!word->empty()) words.push_back(*word);
    if (one.area == "passive" && one.virtual_router)
        words.push_back(fmt::format("VRID {}", one.virtual_router->vrid));
    return words;
}

std::string router_text(const tester::VirtualRouterReference& router) {
    auto text = fmt::format("VRID {}, {}, VRRPv{}", router.vrid, router.family, router.version);
    // A virtual router of which nothing valid was heard has neither.
    if (router.interval_seconds > 0)
        text += fmt::format(", priority {}, every {} s", router.priority, router.interval_seconds);
    for (const auto& address : router.addresses) text += ", " + address;
    return text;
}

std::string tolerance_text(const tester::Tolerance& tolerance) {
    return fmt::format("early {} ms, late {} ms or {} %", tolerance.early_ms, tolerance.late_ms,
                       tolerance.late_percent);
}

std::string duration_text(double seconds) {
    if (!(seconds >= 0) || seconds > 1e9) return "?";
    const auto whole = static_cast<long>(std::ceil(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string count_text(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace reports

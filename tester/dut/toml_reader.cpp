#include "tester/dut/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <numeric>
#include <sstream>

namespace tester {
namespace {

/// How many letters must be put in, left out or replaced to make one word of another.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

void TomlReader::fail(const toml::source_region& where, const std::string& sentence) const {
    throw DutFileError(fmt::format("{}:{}:{}: {}", name_, where.begin.line, where.begin.column, sentence));
}

std::string TomlReader::place() const {
    return fmt::format("{}:{}", name_, table_.source().begin.line);
}

void TomlReader::reject_unknown_keys(std::initializer_list<std::string_view> known) const {
    // The first in the file, not in the alphabet.
    const toml::key* first = nullptr;
    for (const auto& [key, value] : table_) {
        if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
        const auto place = [](const toml::key& k) {
            return std::pair(k.source().begin.line, k.source().begin.column);
        };
        if (!first || place(key) < place(*first)) first = &key;
    }
    if (!first) return;
    const std::string_view wrong = first->str();
    // An abbreviation is as near as can be.
    const auto distance = [wrong](std::string_view word) {
        return wrong.size() >= 3 && word.starts_with(wrong) ? 0 : edit_distance(wrong, word);
    };
    const auto nearest = *std::min_element(
        known.begin(), known.end(), [&](auto one, auto other) { return distance(one) < distance(other); });
    const auto advice = distance(nearest) <= wrong.size() / 3 ? fmt::format("did you mean '{}'?", nearest)
                                                              : fmt::format("use {}", fmt::join(known, ", "));
    fail(first->source(), fmt::format("there is no key '{}' here; {}", first->str(), advice));
}

std::optional<std::string> TomlReader::find_text(std::string_view key, std::string_view form) const {
    const auto* text = find<std::string>(key, form);
    if (!text) return {};
    if (text->get().empty()) fail(text->source(), fmt::format("'{}' must be {}, and it is empty", key, form));
    return text->get();
}

std::optional<bool> TomlReader::find_switch(std::string_view key) const {
    const auto* value = find<bool>(key, "true or false");
    return value ? std::optional<bool>(value->get()) : std::nullopt;
}

std::optional<int> TomlReader::find_number(std::string_view key, int least, int most) const {
    const auto form = fmt::format("a number from {} to {}", least, most);
    const auto* value = find<std::int64_t>(key, form);
    if (!value) return {};
    if (value->get() < least || value->get() > most)
        fail(value->source(), fmt::format("'{}' must be {}, and {} is not", key, form, value->get()));
    return static_cast<int>(value->get());
}

std::optional<std::uint8_t> TomlReader::find_octet(std::string_view key) const {
    const auto number = find_number(key, 1, 255);
    return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
}

std::optional<double> TomlReader::find_seconds(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (!node) return {};
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value || !(*value >= 0)) fail(node->source(), fmt::format("'{}' must be a number of seconds", key));
    return value;
}

std::optional<std::vector<const toml::value<std::string>*>> TomlReader::find_texts(
    std::string_view key, std::string_view form) const {
    const toml::node* node = table_.get(key);
    if (!node) return {};
    const auto complain = [&](const toml::node& where) {
        fail(where.source(), fmt::format("'{}' must be {}", key, form));
    };
    const toml::array* array = node->as_array();
    if (!array || array->empty()) complain(*node);
    std::vector<const toml::value<std::string>*> texts;
    for (const auto& element : *array) {
        const auto* text = element.as_string();
        if (!text || text->get().empty()) complain(element);
        texts.push_back(text);
    }
    return texts;
}

std::optional<TomlReader> TomlReader::find_table(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (!node) return {};
    const auto* table = node->as_table();
    if (!table)
        fail(node->source(), fmt::format("'{0}' must be a table: write it under the heading [{0}]", key));
    return TomlReader(*table, name_);
}

std::vector<TomlReader> TomlReader::find_tables(std::string_view key, std::string_view called) const {
    const toml::node* node = table_.get(key);
    if (!node) return {};
    const auto* list = node->as_array();
    if (!list || !list->is_homogeneous<toml::table>())
        fail(node->source(), fmt::format("write each {} under a heading of its own: [[{}]]", called, key));
    std::vector<TomlReader> tables;
    for (const auto& element : *list) tables.emplace_back(*element.as_table(), name_);
    return tables;
}

engine::IpAddress TomlReader::address(const toml::value<std::string>& text) const {
    const auto address = engine::IpAddress::parse(text.get());
    if (!address) fail(text.source(), fmt::format("'{}' is no IP address", text.get()));
    return *address;
}

toml::table parse_toml(const std::string& text, const std::string& name) {
    try {
        return toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        const auto where = error.source().begin;
        throw DutFileError(fmt::format("{}:{}:{}: this is not TOML: {}", name, where.line, where.column,
                                       error.description()));
    }
}

std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file || !text)
        throw DutFileError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
    return text.str();
}

}  // namespace tester

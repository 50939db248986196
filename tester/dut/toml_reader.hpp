#pragma once

#include <toml++/toml.h>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tester/dut/dut_file.hpp"

namespace tester {

/// One TOML table being read; it knows the file's name, so that every complaint (a DutFileError) says where.
/// Only the files that read TOML include this.
class TomlReader {
  public:
    TomlReader(const toml::table& table, const std::string& name) : table_(table), name_(name) {}

    [[noreturn]] void fail(const toml::source_region& where, const std::string& sentence) const;
    [[noreturn]] void fail_here(const std::string& sentence) const { fail(table_.source(), sentence); }
    /// "dut.toml:12": where the table begins.
    std::string place() const;

    void reject_unknown_keys(std::initializer_list<std::string_view> known) const;

    /// The key's node, or nothing. A value of another type ends the reading; `form` says what it should be.
    template <typename Type>
    const toml::value<Type>* find(std::string_view key, std::string_view form) const {
        const toml::node* node = table_.get(key);
        if (!node) return nullptr;
        const auto* value = node->as<Type>();
        if (!value) fail(node->source(), std::string("'").append(key).append("' must be ").append(form));
        return value;
    }

    /// The text of a key that may not be empty.
    std::optional<std::string> find_text(std::string_view key, std::string_view form) const;
    std::optional<bool> find_switch(std::string_view key) const;
    std::optional<int> find_number(std::string_view key, int least, int most) const;
    std::optional<std::uint8_t> find_octet(std::string_view key) const;  // from 1 to 255
    /// Seconds as a number, with their place; nothing less than zero.
    std::optional<double> find_seconds(std::string_view key) const;
    /// A list of texts, none of them empty; `form` says what it should be.
    std::optional<std::vector<const toml::value<std::string>*>> find_texts(std::string_view key,
                                                                           std::string_view form) const;
    /// A table under the key, or nothing.
    std::optional<TomlReader> find_table(std::string_view key) const;
    /// Each table of [[key]].
    std::vector<TomlReader> find_tables(std::string_view key, std::string_view called) const;

    engine::IpAddress address(const toml::value<std::string>& text) const;

    const toml::table& table() const { return table_; }

  private:
    const toml::table& table_;
    const std::string& name_;
};

/// Throws DutFileError if the text is not TOML.
toml::table parse_toml(const std::string& text, const std::string& name);
/// The text of a file; throws DutFileError if it cannot be read.
std::string text_of_file(const std::filesystem::path& path);

/// The [[known_deviation]] tables of a DUT file or baseline.
std::vector<KnownDeviation> known_deviations_from(const TomlReader& file);

/// The [driver], [capabilities] and [pool] tables of a DUT file.
void read_device_tables(const TomlReader& file, DutFile& result);

}  // namespace tester

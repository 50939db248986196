#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Reading of a JSON report that anybody may have written: every value is what it should be, or is refused.

namespace reports {

/// What is wrong, told by where it stands: "cases[3].outcome".
class Misfit : public std::runtime_error {
  public:
    Misfit(const std::string& where, const std::string& what)
        : std::runtime_error(where.empty() ? what : where + " " + what) {}
};

/// An object of the report. A key that is missing or null leaves the default.
class JsonReader {
    static constexpr std::size_t most_entries = 1'000'000;

  public:
    JsonReader(const nlohmann::json& json, std::string where) : json_(json), where_(std::move(where)) {
        if (!json_.is_object()) throw Misfit(where_, "is no object");
    }

    void text(const char* key, std::string& value) const {
        const auto* found = find(key);
        if (!found) return;
        if (!found->is_string()) throw Misfit(place(key), "is no text");
        value = found->get<std::string>();
    }
    void truth(const char* key, bool& value) const {
        const auto* found = find(key);
        if (!found) return;
        if (!found->is_boolean()) throw Misfit(place(key), "is neither true nor false");
        value = found->get<bool>();
    }
    void number(const char* key, double& value) const {
        const auto* found = find(key);
        if (!found) return;
        if (!found->is_number()) throw Misfit(place(key), "is no number");
        value = found->get<double>();
        if (!std::isfinite(value)) throw Misfit(place(key), "is too large");
    }
    void number(const char* key, std::optional<double>& value) const {
        if (!find(key)) return;
        double read = 0;
        number(key, read);
        value = read;
    }
    template <class Whole>
    void whole(const char* key, Whole& value) const {
        if (const auto* found = find(key)) value = whole_of<Whole>(*found, place(key));
    }
    void texts(const char* key, std::vector<std::string>& values) const {
        each(key, [&](const nlohmann::json& one, const std::string& where) {
            if (!one.is_string()) throw Misfit(where, "is no text");
            values.push_back(one.get<std::string>());
        });
    }
    void wholes(const char* key, std::vector<int>& values) const {
        each(key, [&](const nlohmann::json& one, const std::string& where) {
            values.push_back(whole_of<int>(one, where));
        });
    }
    /// A map of texts.
    void map(const char* key, std::map<std::string, std::string>& values) const {
        const auto* found = find(key);
        if (!found) return;
        if (!found->is_object()) throw Misfit(place(key), "is no object");
        for (const auto& [name, value] : found->items()) {
            if (!value.is_string()) throw Misfit(place(key) + "." + name, "is no text");
            values[name] = value.get<std::string>();
        }
    }
    template <class Value, class Read>
    void objects(const char* key, std::vector<Value>& values, Read read) const {
        each(key, [&](const nlohmann::json& one, const std::string& where) {
            values.push_back(read(JsonReader(one, where)));
        });
    }
    template <class Use>
    void object(const char* key, Use use) const {
        if (const auto* found = find(key)) use(JsonReader(*found, place(key)));
    }
    template <class Use>
    void each(const char* key, Use use) const {
        const auto* found = find(key);
        if (!found) return;
        if (!found->is_array()) throw Misfit(place(key), "is no array");
        if (found->size() > most_entries) throw Misfit(place(key), "has too many entries");
        for (std::size_t i = 0; i < found->size(); ++i)
            use((*found)[i], fmt::format("{}[{}]", place(key), i));
    }
    bool has(const char* key) const { return find(key) != nullptr; }
    std::string place(const char* key) const { return where_.empty() ? key : where_ + "." + key; }

  private:
    const nlohmann::json* find(const char* key) const {
        const auto found = json_.find(key);
        return found == json_.end() || found->is_null() ? nullptr : &*found;
    }
    template <class Whole>
    static Whole whole_of(const nlohmann::json& json, const std::string& where) {
        if (!json.is_number_integer()) throw Misfit(where, "is no whole number");
        using Limits = std::numeric_limits<Whole>;
        const auto value = json.get<std::int64_t>();
        const bool is_negative = !json.is_number_unsigned() && value < 0;
        if (is_negative && std::is_unsigned_v<Whole>) throw Misfit(where, "is negative");
        if (sizeof(Whole) < sizeof value &&
            (value < static_cast<std::int64_t>(Limits::min()) ||
             value > static_cast<std::int64_t>(Limits::max()) || (json.is_number_unsigned() && value < 0)))
            throw Misfit(where, "is too large");
        return static_cast<Whole>(value);
    }

    const nlohmann::json& json_;
    std::string where_;
};

}  // namespace reports

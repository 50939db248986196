#include "tester/dut/baseline_file.hpp"

#include <fmt/format.h>

#include <cctype>
#include <chrono>

#include "tester/dut/toml_reader.hpp"

namespace tester {
namespace {

std::string date_text(int year, unsigned month, unsigned day) {
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

bool is_date(const std::string& text) {
    int year = 0;
    unsigned month = 0, day = 0;
    if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return false;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    return date.ok() && date_text(year, month, day) == text;
}

/// A TOML date, or one in quotes.
std::optional<std::string> expiry_of(const TomlReader& reader) {
    const toml::node* node = reader.table().get("expires");
    if (!node) return {};
    if (const auto* date = node->as_date())
        return date_text(date->get().year, date->get().month, date->get().day);
    const auto* text = node->as_string();
    if (text && is_date(text->get())) return text->get();
    reader.fail(node->source(), "'expires' must be a date like 2027-06-30");
}

std::optional<std::string> profile_name_of(const TomlReader& reader) {
    const auto* text = reader.find<std::string>("profile", "\"v2-ipv4\", \"v3-ipv4\" or \"v3-ipv6\"");
    if (!text) return {};
    for (const Profile profile : all_profiles)
        if (to_string(profile) == text->get()) return text->get();
    reader.fail(text->source(),
                fmt::format("there is no profile '{}'; choose from v2-ipv4, v3-ipv4, v3-ipv6", text->get()));
}

KnownDeviation known_deviation_from(const TomlReader& reader) {
    reader.reject_unknown_keys(
        {"case", "profile", "suite", "subject", "vrid", "reason", "observed", "expires"});
    KnownDeviation deviation;
    const auto which = reader.find_text("case", "a case or a pattern of cases in quotes");
    if (!which)
        reader.fail_here("this known deviation has no case: add case = \"tx/ttl-is-255\", or a pattern");
    const auto reason = reader.find_text("reason", "a sentence in quotes");
    if (!reason)
        reader.fail_here(
            "this known deviation has no reason: add reason = \"...\", that says why it is expected");
    deviation.case_glob = *which;
    deviation.reason = *reason;
    deviation.profile = profile_name_of(reader);
    deviation.suite = reader.find_text("suite", "a suite's name in quotes");
    deviation.subject = reader.find_text("subject", "routers that meet, in quotes: \"keepalived > frr\"");
    deviation.vrid = reader.find_number("vrid", 0, 255);
    deviation.observed = reader.find_text("observed", "a text or a pattern in quotes");
    deviation.expires = expiry_of(reader);
    deviation.where = reader.place();
    return deviation;
}

}  // namespace

std::vector<KnownDeviation> known_deviations_from(const TomlReader& file) {
    std::vector<KnownDeviation> all;
    for (const auto& table : file.find_tables("known_deviation", "known deviation"))
        all.push_back(known_deviation_from(table));
    return all;
}

std::vector<KnownDeviation> parse_baseline(const std::string& text, const std::string& name) {
    const auto table = parse_toml(text, name);
    const TomlReader reader(table, name);
    reader.reject_unknown_keys({"known_deviation"});
    return known_deviations_from(reader);
}

std::vector<KnownDeviation> read_baseline(const std::filesystem::path& path) {
    return parse_baseline(text_of_file(path), path.string());
}

}  // namespace tester

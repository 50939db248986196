#include "reports/result_from_json.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "reports/json_reader.hpp"

namespace reports {
namespace {

using Json = nlohmann::json;
using Reader = JsonReader;

constexpr std::size_t most_octets = std::size_t{64} << 20;

tester::VirtualRouterReference virtual_router_of(const Reader& reader) {
    tester::VirtualRouterReference router;
    reader.whole("vrid", router.vrid);
    reader.text("family", router.family);
    reader.whole("version", router.version);
    reader.whole("priority", router.priority);
    reader.number("interval", router.interval_seconds);
    reader.texts("addresses", router.addresses);
    return router;
}

tester::CitedFrame frame_of(const Reader& reader) {
    tester::CitedFrame frame;
    reader.whole("number", frame.number);
    reader.number("time", frame.time_seconds);
    reader.text("role", frame.role);
    reader.text("summary", frame.summary);
    reader.text("hex", frame.hex);
    reader.text("sender", frame.sender);
    return frame;
}

tester::Check check_of(const Reader& reader) {
    tester::Check check;
    reader.text("expected", check.expected);
    reader.text("observed", check.observed);
    reader.truth("held", check.held);
    reader.number("measured_ms", check.measured_ms);
    reader.number("allowed_earliest_ms", check.allowed_earliest_ms);
    reader.number("allowed_latest_ms", check.allowed_latest_ms);
    reader.number("anchor_seconds", check.anchor_seconds);
    return check;
}

tester::ClauseReference clause_of(const Reader& reader) {
    tester::ClauseReference clause;
    reader.whole("rfc", clause.rfc);
    reader.text("section", clause.section);
    return clause;
}

tester::Outcome outcome_of(const Reader& reader) {
    std::string word;
    reader.text("outcome", word);
    for (const auto outcome : tester::all_outcomes)
        if (to_string(outcome) == word) return outcome;
    throw Misfit(reader.place("outcome"), "is no outcome");
}

tester::Level level_of(const Reader& reader) {
    std::string word = "MUST";
    reader.text("level", word);
    for (const auto level :
         {tester::Level::must, tester::Level::should, tester::Level::may, tester::Level::report})
        if (to_string(level) == word) return level;
    throw Misfit(reader.place("level"), "is no level");
}

tester::CaseResult case_of(const Reader& reader) {
    tester::CaseResult one;
    reader.text("id", one.id);
    if (one.id.empty()) throw Misfit(reader.place("id"), "is missing");
    one.area = one.id.substr(0, one.id.find('/'));
    reader.text("area", one.area);
    reader.text("profile", one.profile);
    reader.text("suite", one.suite);
    reader.text("subject", one.subject);
    reader.text("says", one.says);
    one.level = level_of(reader);
    one.outcome = outcome_of(reader);
    reader.number("started_seconds", one.started_seconds);
    reader.number("seconds", one.seconds);
    reader.whole("attempts", one.attempts);
    reader.objects("clauses", one.clauses, clause_of);
    reader.text("expected", one.expected);
    reader.text("observed", one.observed);
    reader.text("brief", one.brief);
    reader.text("reason", one.reason);
    reader.objects("checks", one.checks, check_of);
    reader.objects("frames", one.frames, frame_of);
    reader.map("facts", one.facts);
    reader.object("virtual_router",
                  [&](const Reader& router) { one.virtual_router = virtual_router_of(router); });
    return one;
}

tester::CaptureReport capture_of(const Reader& reader) {
    tester::CaptureReport capture;
    reader.text("name", capture.name);
    reader.whole("frames", capture.frames);
    reader.whole("vrrp", capture.vrrp);
    reader.number("seconds", capture.seconds);
    reader.texts("remarks", capture.remarks);
    return capture;
}

tester::SpeakerReport speaker_of(const Reader& reader) {
    tester::SpeakerReport speaker;
    reader.text("source", speaker.source);
    reader.text("mac", speaker.mac);
    reader.text("mac_habit", speaker.mac_habit);
    reader.wholes("priorities", speaker.priorities);
    reader.wholes("versions", speaker.versions);
    reader.whole("advertisements", speaker.advertisements);
    reader.text("checksum_form", speaker.checksum_form);
    reader.number("interval", speaker.advertised_interval_seconds);
    reader.number("measured_interval", speaker.measured_interval_seconds);
    reader.number("first_seconds", speaker.first_seconds);
    reader.number("last_seconds", speaker.last_seconds);
    reader.truth("is_active", speaker.is_active);
    reader.truth("is_tester", speaker.is_tester);
    return speaker;
}

tester::Reign reign_of(const Reader& reader) {
    tester::Reign reign;
    reader.text("source", reign.source);
    reader.text("mac", reign.mac);
    reader.number("from_seconds", reign.from_seconds);
    reader.number("to_seconds", reign.to_seconds);
    reader.text("end", reign.end);
    return reign;
}

tester::RouterReport router_of(const Reader& reader) {
    tester::RouterReport router;
    reader.text("subject", router.subject);
    reader.text("segment", router.segment);
    reader.whole("vrid", router.vrid);
    reader.text("family", router.family);
    reader.wholes("versions", router.versions);
    reader.texts("addresses", router.addresses);
    reader.texts("authentication", router.authentication);
    reader.objects("speakers", router.speakers, speaker_of);
    reader.whole("takeovers", router.takeovers);
    reader.objects("reigns", router.reigns, reign_of);
    return router;
}

tester::TimelineEvent event_of(const Reader& reader) {
    tester::TimelineEvent event;
    reader.text("scene", event.scene);
    reader.number("seconds", event.seconds);
    reader.text("who", event.who);
    reader.text("what", event.what);
    reader.whole("frame", event.frame);
    return event;
}

tester::LabTable table_of(const Reader& reader) {
    tester::LabTable table;
    reader.text("title", table.title);
    reader.texts("columns", table.columns);
    reader.each("rows", [&](const Json& row, const std::string& where) {
        if (!row.is_array()) throw Misfit(where, "is no array");
        auto& cells = table.rows.emplace_back();
        for (const auto& cell : row) {
            if (!cell.is_string()) throw Misfit(where, "holds what is no text");
            cells.push_back(cell.get<std::string>());
        }
    });
    return table;
}

void read_device(const Reader& reader, tester::DutReport& dut) {
    reader.text("address", dut.address);
    reader.text("mac", dut.mac);
    reader.objects("virtual_routers", dut.virtual_routers, virtual_router_of);
    reader.map("facts", dut.facts);
}

void read_link(const Reader& reader, tester::LinkFacts& link) {
    reader.text("interface", link.interface);
    reader.text("tester_address", link.tester_address);
    reader.text("tester_mac", link.tester_mac);
    reader.number("worst_scheduling_delay_ms", link.worst_scheduling_delay_ms);
    reader.whole("frames_seen", link.frames_seen);
    reader.whole("frames_dropped", link.frames_dropped);
}

void require_schema(const Reader& reader) {
    std::string tool;
    reader.text("tool", tool);
    if (tool != "vrrptest" || !reader.has("schema") || !reader.has("cases"))
        throw Misfit("", "it is no result of 'vrrptest ... --json'");
    int schema = 0;
    reader.whole("schema", schema);
    if (schema != 1)
        throw Misfit("", fmt::format("its schema is {}, and this vrrptest reads schema 1", schema));
}

tester::RunResult result_of(const Reader& reader) {
    require_schema(reader);
    tester::RunResult result;
    reader.text("version", result.tool_version);
    reader.text("command_line", result.command_line);
    reader.text("started", result.started);
    reader.texts("suites", result.suites);
    reader.object("dut", [&](const Reader& dut) { read_device(dut, result.dut); });
    reader.object("link", [&](const Reader& link) { read_link(link, result.link); });
    reader.object("tolerance", [&](const Reader& tolerance) {
        tolerance.number("early_ms", result.tolerance.early_ms);
        tolerance.number("late_ms", result.tolerance.late_ms);
        tolerance.number("late_percent", result.tolerance.late_percent);
    });
    reader.object("summary", [&](const Reader& summary) { summary.number("seconds", result.seconds); });
    reader.truth("strict", result.strict);
    reader.truth("aborted", result.aborted);
    reader.text("environment_error", result.environment_error);
    reader.objects("cases", result.cases, case_of);
    reader.objects("tables", result.tables, table_of);
    reader.objects("timeline", result.timeline, event_of);
    reader.object("capture", [&](const Reader& capture) { result.captures.push_back(capture_of(capture)); });
    reader.objects("captures", result.captures, capture_of);
    reader.objects("routers", result.routers, router_of);
    return result;
}

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
    throw NotAResult(
        fmt::format("cannot use {}: {}; name a file that 'vrrptest ... --json FILE' wrote", name, what));
}

/// True if brackets nest deeper than any report's do: a reader that recurses must not be led on.
bool is_too_deep(std::string_view text) {
    constexpr int deepest = 64;
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_text) {
            if (c == '\\') ++i;
            if (c == '"') in_text = false;
            continue;
        }
        if (c == '"') in_text = true;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (depth > deepest) return true;
    }
    return false;
}

}  // namespace

tester::RunResult result_from_json(std::string_view text, const std::string& name) {
    if (is_too_deep(text)) refuse(name, "it nests deeper than any result does");
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) refuse(name, "it is no JSON, or was cut off");
    if (!json.is_object()) refuse(name, "it is no result of 'vrrptest ... --json'");
    try {
        return result_of({json, ""});
    } catch (const Misfit& misfit) {
        refuse(name, misfit.what());
    }
}

tester::RunResult read_result(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) refuse(path, "there is no such file");
    if (std::filesystem::is_directory(status)) refuse(path, "it is a folder");
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse(path, std::generic_category().message(errno));
    // A pipe or a device does not say how much there is to come.
    std::string text;
    std::array<char, 65536> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > most_octets) refuse(path, "it is larger than any result is");
    }
    return result_from_json(text, path);
}

}  // namespace reports

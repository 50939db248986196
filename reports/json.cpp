#include "reports/json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace reports {
namespace {

// Keys in the order in which the contract names them: people read these files too.
using Json = nlohmann::ordered_json;

/// Whole microseconds: no clock here knows more, and 0.609 must not become 0.6090000000000001.
double rounded(double seconds) {
    return std::round(seconds * 1e6) / 1e6;
}

Json or_null(const std::optional<double>& value) {
    return value ? Json(rounded(*value)) : Json(nullptr);
}

Json object_of(const tester::VirtualRouterReference& router) {
    return {{"vrid", router.vrid},
            {"family", router.family},
            {"version", router.version},
            {"priority", router.priority},
            {"interval", rounded(router.interval_seconds)},
            {"addresses", router.addresses}};
}

Json object_of(const tester::CitedFrame& frame) {
    return {{"number", frame.number}, {"time", rounded(frame.time_seconds)},
            {"role", frame.role},     {"summary", frame.summary},
            {"hex", frame.hex},       {"sender", frame.sender}};
}

Json object_of(const tester::Check& check) {
    return {{"expected", check.expected},
            {"observed", check.observed},
            {"held", check.held},
            {"measured_ms", or_null(check.measured_ms)},
            {"allowed_earliest_ms", or_null(check.allowed_earliest_ms)},
            {"allowed_latest_ms", or_null(check.allowed_latest_ms)},
            {"anchor_seconds", or_null(check.anchor_seconds)}};
}

Json object_of(const tester::ClauseReference& clause) {
    return {{"rfc", clause.rfc}, {"section", clause.section}};
}

Json object_of(const tester::CaseResult& one);
Json object_of(const tester::CaptureReport& capture);
Json object_of(const tester::SpeakerReport& speaker);
Json object_of(const tester::RouterReport& router);
Json object_of(const tester::Reign& reign);
Json object_of(const tester::LabTable& table);
Json object_of(const tester::TimelineEvent& event);

template <class Range>
Json array_of(const Range& range) {
    auto array = Json::array();
    for (const auto& each : range) array.push_back(object_of(each));
    return array;
}

Json object_of(const tester::CaseResult& one) {
    Json object{{"id", one.id},
                {"profile", one.profile},
                {"suite", one.suite},
                {"level", to_string(one.level)},
                {"outcome", to_string(one.outcome)},
                {"seconds", rounded(one.seconds)},
                {"clauses", array_of(one.clauses)},
                {"expected", one.expected},
                {"observed", one.observed},
                {"reason", one.reason},
                {"frames", array_of(one.frames)},
                {"virtual_router", one.virtual_router ? object_of(*one.virtual_router) : Json(nullptr)},
                {"area", one.area},
                {"says", one.says},
                {"started_seconds", rounded(one.started_seconds)},
                {"attempts", one.attempts},
                {"checks", array_of(one.checks)}};
    // Only where there are several devices.
    if (!one.subject.empty()) object["subject"] = one.subject;
    if (!one.brief.empty()) object["brief"] = one.brief;
    return object;
}

Json object_of(const tester::LabTable& table) {
    return {{"title", table.title}, {"columns", table.columns}, {"rows", table.rows}};
}

Json object_of(const tester::TimelineEvent& event) {
    return {{"scene", event.scene},
            {"seconds", rounded(event.seconds)},
            {"who", event.who},
            {"what", event.what},
            {"frame", event.frame == 0 ? Json(nullptr) : Json(event.frame)}};
}

Json object_of(const tester::CaptureReport& capture) {
    return {{"name", capture.name},
            {"frames", capture.frames},
            {"vrrp", capture.vrrp},
            {"seconds", rounded(capture.seconds)},
            {"remarks", capture.remarks}};
}

Json object_of(const tester::SpeakerReport& speaker) {
    return {{"source", speaker.source},
            {"mac", speaker.mac},
            {"mac_habit", speaker.mac_habit},
            {"priorities", speaker.priorities},
            {"versions", speaker.versions},
            {"advertisements", speaker.advertisements},
            {"checksum_form", speaker.checksum_form},
            {"interval", rounded(speaker.advertised_interval_seconds)},
            {"measured_interval", or_null(speaker.measured_interval_seconds)},
            {"first_seconds", rounded(speaker.first_seconds)},
            {"last_seconds", rounded(speaker.last_seconds)},
            {"is_active", speaker.is_active},
            {"is_tester", speaker.is_tester}};
}

Json object_of(const tester::Reign& reign) {
    return {{"source", reign.source},
            {"mac", reign.mac},
            {"from_seconds", rounded(reign.from_seconds)},
            {"to_seconds", rounded(reign.to_seconds)},
            {"end", reign.end}};
}

/// The router that the short keys of a virtual router speak of: the Active, or who was heard last.
const tester::SpeakerReport* foremost(const tester::RouterReport& router) {
    const tester::SpeakerReport* found = nullptr;
    for (const auto& speaker : router.speakers) {
        const bool is_later =
            !found || (speaker.is_active && !found->is_active) ||
            (speaker.is_active == found->is_active && speaker.last_seconds > found->last_seconds);
        if (is_later) found = &speaker;
    }
    return found;
}

Json object_of(const tester::RouterReport& router) {
    auto sources = Json::array();
    auto priorities = Json::array();
    for (const auto& speaker : router.speakers) {
        sources.push_back(speaker.source);
        for (const int priority : speaker.priorities)
            if (std::find(priorities.begin(), priorities.end(), priority) == priorities.end())
                priorities.push_back(priority);
    }
    const tester::SpeakerReport nobody;
    const auto* found = foremost(router);
    const auto& one = found ? *found : nobody;
    Json object{{"vrid", router.vrid},
                {"family", router.family},
                {"version", one.versions.empty() ? Json(nullptr) : Json(one.versions.back())},
                {"sources", sources},
                {"priorities", priorities},
                {"addresses", router.addresses},
                {"interval", rounded(one.advertised_interval_seconds)},
                {"checksum_form", one.checksum_form},
                {"mac", one.mac},
                {"takeovers", router.takeovers},
                {"segment", router.segment},
                {"versions", router.versions},
                {"authentication", router.authentication},
                {"speakers", array_of(router.speakers)},
                {"reigns", array_of(router.reigns)}};
    if (!router.subject.empty()) object["subject"] = router.subject;
    return object;
}

Json object_of(const tester::DutReport& dut) {
    auto facts = Json::object();
    for (const auto& [name, value] : dut.facts) facts[name] = value;
    return {{"address", dut.address},
            {"mac", dut.mac},
            {"virtual_routers", array_of(dut.virtual_routers)},
            {"facts", facts}};
}

Json object_of(const tester::LinkFacts& link) {
    return {{"interface", link.interface},
            {"tester_address", link.tester_address},
            {"tester_mac", link.tester_mac},
            {"worst_scheduling_delay_ms", rounded(link.worst_scheduling_delay_ms)},
            {"frames_seen", link.frames_seen},
            {"frames_dropped", link.frames_dropped}};
}

Json summary_of(const tester::RunResult& result) {
    const auto summary = summarise(result);
    Json object{{"total", summary.total}};
    for (const auto outcome : tester::all_outcomes) {
        object[std::string(to_string(outcome))] = summary.count(outcome);
    }
    object["seconds"] = rounded(result.seconds);
    return object;
}

}  // namespace

std::string json(const tester::RunResult& result) {
    const auto& tolerance = result.tolerance;
    Json report{{"schema", 1},
                {"tool", "vrrptest"},
                {"version", result.tool_version},
                {"started", result.started},
                {"dut", object_of(result.dut)},
                {"link", object_of(result.link)},
                {"summary", summary_of(result)},
                {"cases", array_of(result.cases)},
                {"command_line", result.command_line},
                {"suites", result.suites},
                {"strict", result.strict},
                {"tolerance",
                 {{"early_ms", tolerance.early_ms},
                  {"late_ms", tolerance.late_ms},
                  {"late_percent", tolerance.late_percent}}},
                {"aborted", result.aborted},
                {"environment_error", result.environment_error}};
    if (!result.tables.empty()) report["tables"] = array_of(result.tables);
    if (!result.captures.empty()) {
        // The one of most runs is told as the contract has it; of several each has its name.
        if (result.captures.size() == 1) report["capture"] = object_of(result.captures.front());
        if (result.captures.size() > 1) report["captures"] = array_of(result.captures);
        report["routers"] = array_of(result.routers);
    }
    if (!result.timeline.empty()) report["timeline"] = array_of(result.timeline);
    // What a device sent may be no UTF-8; a report with a replaced octet is worth more than no report.
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports

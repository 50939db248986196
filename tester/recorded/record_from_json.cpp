#include <algorithm>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

#include "tester/recorded/moments_text.hpp"
#include "tester/recorded/record_json.hpp"
#include "tester/run/suite.hpp"

// What a file says is hostile: each value is looked at before it is used, and the first that cannot be ends
// the reading.

namespace tester {
namespace {

using Json = nlohmann::json;

struct Damaged {};

void require(bool holds) {
    if (!holds) throw Damaged{};
}

const Json& at(const Json& json, const char* key) {
    require(json.is_object());
    const auto found = json.find(key);
    require(found != json.end());
    return *found;
}

std::int64_t integer(const Json& json, std::int64_t least, std::int64_t most) {
    require(json.is_number_integer());
    require(!json.is_number_unsigned() ||
            json.get<std::uint64_t>() <=
                static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    const auto value = json.get<std::int64_t>();
    require(value >= least && value <= most);
    return value;
}

double number(const Json& json, double least, double most) {
    require(json.is_number());
    const auto value = json.get<double>();
    require(value >= least && value <= most);
    return value;
}

bool truth(const Json& json) {
    require(json.is_boolean());
    return json.get<bool>();
}

const std::string& text(const Json& json) {
    require(json.is_string());
    return json.get_ref<const std::string&>();
}

std::string text_or_empty(const Json& json, const char* key) {
    return json.contains(key) ? text(json[key]) : std::string();
}

const Json& array(const Json& json, std::size_t most) {
    require(json.is_array() && json.size() <= most);
    return json;
}

constexpr std::int64_t latest_time = 4'000'000'000'000'000'000;
constexpr std::int64_t longest_duration = 300'000'000'000;
constexpr std::size_t most_frames = 1'000'000'000;
constexpr std::size_t most_things = 100'000;

engine::Instant instant(const Json& json) {
    return {integer(json, 0, latest_time)};
}

engine::IpAddress address(const Json& json) {
    const auto parsed = engine::IpAddress::parse(text(json));
    require(parsed.has_value());
    return *parsed;
}

std::vector<engine::IpAddress> addresses(const Json& json) {
    std::vector<engine::IpAddress> all;
    for (const auto& each : array(json, 4096)) all.push_back(address(each));
    return all;
}

engine::MacAddress mac(const Json& json) {
    const auto parsed = engine::MacAddress::parse(text(json));
    require(parsed.has_value());
    return *parsed;
}

template <class Enum, class All>
Enum named(const Json& json, const All& all) {
    for (const Enum each : all)
        if (to_string(each) == text(json)) return each;
    throw Damaged{};
}

Profile profile(const Json& json) {
    return named<Profile>(json, all_profiles);
}

std::optional<bool> maybe(const Json& json, const char* key) {
    if (!json.contains(key)) return {};
    return truth(json[key]);
}

std::string unhex(const std::string& digits) {
    require(digits.size() % 2 == 0 && digits.size() <= 512);
    const auto value = [](char c) {
        const bool is_letter = c >= 'a' && c <= 'f';
        require(is_letter || (c >= '0' && c <= '9'));
        return is_letter ? c - 'a' + 10 : c - '0';
    };
    std::string result;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        result += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
    return result;
}

VirtualRouterFacts facts_of(const Json& json) {
    constexpr engine::ChecksumForm forms[] = {engine::ChecksumForm::message_only,
                                              engine::ChecksumForm::pseudo_header};
    VirtualRouterFacts facts;
    facts.profile = profile(at(json, "profile"));
    facts.vrid = static_cast<std::uint8_t>(integer(at(json, "vrid"), 1, 255));
    facts.priority = static_cast<std::uint8_t>(integer(at(json, "priority"), 0, 255));
    facts.advertisement_interval =
        engine::Duration(integer(at(json, "interval_ns"), 1'000'000, longest_duration));
    facts.addresses = addresses(at(json, "addresses"));
    require(!facts.addresses.empty() && facts.addresses.size() <= 255);
    facts.primary_address = address(at(json, "source"));
    for (const auto& each : facts.addresses) require(each.family() == facts.family());
    require(facts.primary_address.family() == facts.family());
    facts.source_is_proven = truth(at(json, "source_is_proven"));
    facts.physical_mac = mac(at(json, "mac"));
    facts.checksum_form = named<engine::ChecksumForm>(at(json, "checksum_form"), forms);
    facts.preempt = maybe(json, "preempt");
    facts.accept = maybe(json, "accept");
    if (json.contains("authentication")) {
        const auto& it = json["authentication"];
        facts.authentication.type = static_cast<engine::AuthenticationType>(integer(at(it, "type"), 1, 2));
        facts.authentication.key = unhex(text(at(it, "key_hex")));
    }
    facts.defaults = maybe(json, "defaults").value_or(false);
    facts.v2_interoperation = maybe(json, "v2_interoperation").value_or(false);
    facts.router_advertisements = maybe(json, "router_advertisements").value_or(false);
    facts.second_interface = maybe(json, "second_interface").value_or(false);
    if (json.contains("other_speakers")) facts.other_speakers = addresses(json["other_speakers"]);
    return facts;
}

using Routers = std::vector<VirtualRouterFacts>;

const VirtualRouterFacts& router_at(const Json& place, const Routers& routers) {
    require(!routers.empty());
    return routers[static_cast<std::size_t>(
        integer(place, 0, static_cast<std::int64_t>(routers.size()) - 1))];
}

Routers routers_at(const Json& places, const Routers& routers) {
    Routers all;
    for (const auto& place : array(places, 4096)) all.push_back(router_at(place, routers));
    return all;
}

std::vector<ControlEvent> controls_of(const Json& json) {
    std::vector<ControlEvent> events;
    for (const auto& each : array(json, most_things))
        events.push_back({static_cast<Verb>(integer(at(each, "verb"), 0, std::size(all_verbs) - 1)),
                          truth(at(each, "is_done")), truth(at(each, "is_done_at_once")),
                          instant(at(each, "done_ns")), instant(at(each, "begun_ns"))});
    return events;
}

Attempt attempt_of(const Json& json, const Routers& routers, const RunRecord& record) {
    Attempt attempt;
    attempt.id = text(at(json, "id"));
    attempt.profile = profile(at(json, "profile"));
    attempt.suite = text(at(json, "suite"));
    const auto& seed = at(json, "seed");
    require(seed.is_number_unsigned());
    attempt.seed = seed.get<std::uint64_t>();
    attempt.number = static_cast<int>(integer(at(json, "number"), 1, 1000));
    require(!record.stages.empty());
    attempt.stage = static_cast<std::size_t>(
        integer(at(json, "stage"), 0, static_cast<std::int64_t>(record.stages.size()) - 1));
    attempt.where = router_at(at(json, "router"), routers);
    require(attempt.where.profile == attempt.profile);
    attempt.started = instant(at(json, "started_ns"));
    const auto frames = static_cast<std::int64_t>(record.frames);
    attempt.first = static_cast<engine::FrameNumber>(integer(at(json, "first"), 0, frames));
    require(read_moments(text(at(json, "moments")), attempt));
    if (json.contains("company")) attempt.company = routers_at(json["company"], routers);
    if (json.contains("can"))
        for (const auto& verb : array(json["can"], std::size(all_verbs)))
            attempt.can.push_back(static_cast<Verb>(integer(verb, 0, std::size(all_verbs) - 1)));
    if (json.contains("controls")) attempt.controls = controls_of(json["controls"]);
    attempt.has_ended = json.contains("outcome");
    if (!attempt.has_ended) return attempt;
    attempt.outcome = named<Outcome>(json["outcome"], all_outcomes);
    attempt.observed = text(at(json, "observed"));
    attempt.reason = text_or_empty(json, "reason");
    return attempt;
}

CaseResult case_of(const Json& json) {
    CaseResult one;
    one.id = text(at(json, "id"));
    one.area = one.id.substr(0, one.id.find('/'));
    one.profile = to_string(profile(at(json, "profile")));
    one.suite = text(at(json, "suite"));
    one.outcome = named<Outcome>(at(json, "outcome"), all_outcomes);
    one.attempts = static_cast<int>(integer(at(json, "attempts"), 0, 1000));
    one.started_seconds = number(at(json, "started"), -1e9, 1e9);
    one.seconds = number(at(json, "seconds"), -1e9, 1e9);
    one.subject = text_or_empty(json, "subject");
    one.expected = text_or_empty(json, "expected");
    one.observed = text_or_empty(json, "observed");
    one.reason = text_or_empty(json, "reason");
    return one;
}

std::vector<std::string> texts(const Json& json) {
    std::vector<std::string> all;
    for (const auto& each : array(json, most_things)) all.push_back(text(each));
    return all;
}

VirtualRouterReference reference_of(const Json& json) {
    VirtualRouterReference router;
    router.vrid = static_cast<int>(integer(at(json, "vrid"), 0, 255));
    router.family = text(at(json, "family"));
    router.version = static_cast<int>(integer(at(json, "version"), 0, 15));
    router.priority = static_cast<int>(integer(at(json, "priority"), 0, 255));
    router.interval_seconds = number(at(json, "interval"), 0, 1e6);
    router.addresses = texts(at(json, "addresses"));
    return router;
}

DutReport dut_of(const Json& json) {
    DutReport dut;
    dut.address = text(at(json, "address"));
    dut.mac = text(at(json, "mac"));
    const auto& facts = at(json, "facts");
    // An empty map is written as null.
    require(facts.is_object() || facts.is_null());
    for (const auto& [name, value] : facts.items()) dut.facts[name] = text(value);
    for (const auto& each : array(at(json, "virtual_routers"), most_things))
        dut.virtual_routers.push_back(reference_of(each));
    return dut;
}

RunResult run_of(const Json& json) {
    RunResult run;
    run.tool_version = text(at(json, "version"));
    run.command_line = text(at(json, "command_line"));
    run.started = text(at(json, "started"));
    run.suites = texts(at(json, "suites"));
    run.strict = truth(at(json, "strict"));
    run.aborted = truth(at(json, "aborted"));
    run.seconds = number(at(json, "seconds"), 0, 1e9);
    run.environment_error = text(at(json, "environment_error"));
    run.dut = dut_of(at(json, "dut"));
    const auto& link = at(json, "link");
    run.link.interface = text(at(link, "interface"));
    run.link.tester_address = text(at(link, "tester_address"));
    run.link.tester_mac = text(at(link, "tester_mac"));
    run.link.worst_scheduling_delay_ms = number(at(link, "worst_scheduling_delay_ms"), 0, 1e12);
    run.link.frames_seen = static_cast<std::size_t>(integer(at(link, "frames_seen"), 0, latest_time));
    run.link.frames_dropped = static_cast<std::size_t>(integer(at(link, "frames_dropped"), 0, latest_time));
    for (const auto& each : array(at(json, "cases"), most_things)) run.cases.push_back(case_of(each));
    return run;
}

TimingTolerance tolerance_of(const Json& json) {
    TimingTolerance tolerance;
    tolerance.early = engine::Duration(integer(at(json, "early_ns"), 0, longest_duration));
    tolerance.late = engine::Duration(integer(at(json, "late_ns"), 0, longest_duration));
    tolerance.late_percent = number(at(json, "late_percent"), 0, 1e4);
    tolerance.slow = number(at(json, "slow"), 0.01, 1000);
    return tolerance;
}

RunRecord record_of(const Json& json) {
    RunRecord record;
    record.result = run_of(at(json, "run"));
    record.tolerance = tolerance_of(at(json, "tolerance"));
    record.started = instant(at(json, "started_ns"));
    record.mac = mac(at(json, "mac"));
    record.addresses = addresses(at(json, "addresses"));
    record.switch_learns = truth(at(json, "switch_learns"));
    record.frames = static_cast<std::size_t>(integer(at(json, "frames"), 0, most_frames));
    auto own = read_ranges(text(at(json, "own")), record.frames);
    require(own.has_value());
    record.own = std::move(*own);
    if (json.contains("second"))
        record.second = Port{mac(at(json["second"], "mac")), addresses(at(json["second"], "addresses"))};
    if (json.contains("vlan")) record.vlan = static_cast<std::uint16_t>(integer(json["vlan"], 0, 4095));
    Routers routers;
    for (const auto& each : array(at(json, "routers"), most_things)) routers.push_back(facts_of(each));
    for (const auto& each : array(at(json, "stages"), 4096))
        record.stages.push_back({routers_at(each, routers)});
    for (const auto& each : array(at(json, "attempts"), most_things))
        record.attempts.push_back(attempt_of(each, routers, record));
    return record;
}

}  // namespace

std::optional<RunRecord> record_of_json(const std::string& text) {
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return {};
    try {
        return record_of(json);
    } catch (const Damaged&) {
        return {};
    }
}

}  // namespace tester

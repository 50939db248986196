#include "tester/recorded/record_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "tester/recorded/moments_text.hpp"

namespace tester {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(const std::string& text) {
    std::string result;
    for (const char c : text) result += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return result;
}

Json texts_of(const std::vector<engine::IpAddress>& addresses) {
    auto array = Json::array();
    for (const auto& each : addresses) array.push_back(to_string(each));
    return array;
}

Json json_of(const VirtualRouterFacts& facts) {
    Json json{{"profile", to_string(facts.profile)},
              {"vrid", facts.vrid},
              {"priority", facts.priority},
              {"interval_ns", facts.advertisement_interval.count()},
              {"addresses", texts_of(facts.addresses)},
              {"source", to_string(facts.primary_address)},
              {"source_is_proven", facts.source_is_proven},
              {"mac", to_string(facts.physical_mac)},
              {"checksum_form", to_string(facts.checksum_form)}};
    if (facts.preempt) json["preempt"] = *facts.preempt;
    if (facts.accept) json["accept"] = *facts.accept;
    if (facts.authentication.type != engine::AuthenticationType::none)
        json["authentication"] = {{"type", static_cast<int>(facts.authentication.type)},
                                  {"key_hex", hex(facts.authentication.key)}};
    if (facts.defaults) json["defaults"] = true;
    if (facts.v2_interoperation) json["v2_interoperation"] = true;
    if (facts.router_advertisements) json["router_advertisements"] = true;
    if (facts.second_interface) json["second_interface"] = true;
    if (!facts.other_speakers.empty()) json["other_speakers"] = texts_of(facts.other_speakers);
    return json;
}

/// Every virtual router once; the others name it by its place.
class Routers {
  public:
    Json place_of(const VirtualRouterFacts& facts) {
        auto json = json_of(facts);
        const auto [place, is_new] = places_.emplace(json.dump(), all_.size());
        if (is_new) all_.push_back(std::move(json));
        return place->second;
    }
    Json places_of(const std::vector<VirtualRouterFacts>& all) {
        auto array = Json::array();
        for (const auto& each : all) array.push_back(place_of(each));
        return array;
    }
    Json take() { return std::move(all_); }

  private:
    std::map<std::string, std::size_t> places_;
    Json all_ = Json::array();
};

Json json_of(const Attempt& attempt, Routers& routers) {
    Json json{{"id", attempt.id},
              {"profile", to_string(attempt.profile)},
              {"suite", attempt.suite},
              {"seed", attempt.seed},
              {"number", attempt.number},
              {"stage", attempt.stage},
              {"router", routers.place_of(attempt.where)},
              {"started_ns", attempt.started.nanoseconds},
              {"first", attempt.first},
              {"moments", text_of(attempt)}};
    if (!attempt.company.empty()) json["company"] = routers.places_of(attempt.company);
    if (!attempt.can.empty()) {
        auto& can = json["can"] = Json::array();
        for (const auto verb : attempt.can) can.push_back(static_cast<int>(verb));
    }
    for (const auto& event : attempt.controls)
        json["controls"].push_back({{"verb", static_cast<int>(event.verb)},
                                    {"is_done", event.is_done},
                                    {"is_done_at_once", event.is_done_at_once},
                                    {"done_ns", event.done.nanoseconds},
                                    {"begun_ns", event.begun.nanoseconds}});
    if (attempt.has_ended) {
        json["outcome"] = to_string(attempt.outcome);
        json["observed"] = attempt.observed;
        if (!attempt.reason.empty()) json["reason"] = attempt.reason;
    }
    return json;
}

Json json_of(const CaseResult& one) {
    Json json{{"id", one.id},
              {"profile", one.profile},
              {"suite", one.suite},
              {"outcome", to_string(one.outcome)},
              {"attempts", one.attempts},
              {"started", one.started_seconds},
              {"seconds", one.seconds}};
    if (!one.subject.empty()) json["subject"] = one.subject;
    if (!one.expected.empty()) json["expected"] = one.expected;
    if (!one.observed.empty()) json["observed"] = one.observed;
    if (!one.reason.empty()) json["reason"] = one.reason;
    return json;
}

Json json_of(const VirtualRouterReference& router) {
    return {{"vrid", router.vrid},
            {"family", router.family},
            {"version", router.version},
            {"priority", router.priority},
            {"interval", router.interval_seconds},
            {"addresses", router.addresses}};
}

Json json_of(const RunResult& run) {
    auto routers = Json::array();
    for (const auto& each : run.dut.virtual_routers) routers.push_back(json_of(each));
    auto cases = Json::array();
    for (const auto& each : run.cases) cases.push_back(json_of(each));
    return {{"version", run.tool_version},
            {"command_line", run.command_line},
            {"started", run.started},
            {"suites", run.suites},
            {"strict", run.strict},
            {"aborted", run.aborted},
            {"seconds", run.seconds},
            {"environment_error", run.environment_error},
            {"dut",
             {{"address", run.dut.address},
              {"mac", run.dut.mac},
              {"facts", run.dut.facts},
              {"virtual_routers", routers}}},
            {"link",
             {{"interface", run.link.interface},
              {"tester_address", run.link.tester_address},
              {"tester_mac", run.link.tester_mac},
              {"worst_scheduling_delay_ms", run.link.worst_scheduling_delay_ms},
              {"frames_seen", run.link.frames_seen},
              {"frames_dropped", run.link.frames_dropped}}},
            {"cases", cases}};
}

Json json_of(const TimingTolerance& tolerance) {
    return {{"early_ns", tolerance.early.count()},
            {"late_ns", tolerance.late.count()},
            {"late_percent", tolerance.late_percent},
            {"slow", tolerance.slow}};
}

Json json_of(const RunRecord& record) {
    Routers routers;
    auto stages = Json::array();
    for (const auto& each : record.stages) stages.push_back(routers.places_of(each.known));
    auto attempts = Json::array();
    for (const auto& each : record.attempts) attempts.push_back(json_of(each, routers));
    Json json{{"run", json_of(record.result)},
              {"tolerance", json_of(record.tolerance)},
              {"started_ns", record.started.nanoseconds},
              {"mac", to_string(record.mac)},
              {"addresses", texts_of(record.addresses)},
              {"switch_learns", record.switch_learns},
              {"frames", record.frames},
              {"own", ranges_text(record.own)}};
    if (record.second)
        json["second"] = {{"mac", to_string(record.second->mac)},
                          {"addresses", texts_of(record.second->addresses)}};
    if (record.vlan) json["vlan"] = *record.vlan;
    json["routers"] = routers.take();
    json["stages"] = std::move(stages);
    json["attempts"] = std::move(attempts);
    return json;
}

constexpr std::size_t largest_part = 256 * 1024 - 64;
// A record that was made up must not take all memory.
constexpr std::size_t most_parts = 1024;

}  // namespace

std::vector<engine::Octets> encode(const RunRecord& record) {
    const auto text = json_of(record).dump(-1, ' ', false, Json::error_handler_t::replace);
    const std::size_t parts = (text.size() + largest_part - 1) / largest_part;
    std::vector<engine::Octets> blocks;
    for (std::size_t part = 0; part < parts; ++part) {
        auto block = fmt::format("vrrptest run 1 part {} of {}\n", part + 1, parts);
        block += text.substr(part * largest_part, largest_part);
        blocks.emplace_back(block.begin(), block.end());
    }
    return blocks;
}

void RecordReader::add(engine::OctetView block) {
    constexpr std::string_view magic = "vrrptest run ";
    const std::string_view data(reinterpret_cast<const char*>(block.data()), block.size());
    if (!data.starts_with(magic) || !problem_.empty()) return;
    const auto end = data.find('\n');
    const std::string head(data.substr(0, std::min<std::size_t>(end, 80)));
    std::size_t part = 0, parts = 0;
    if (!head.starts_with("vrrptest run 1 ")) {
        problem_ = "the run in this file was written by a newer vrrptest, which knows more than this one";
    } else if (end == std::string_view::npos ||
               std::sscanf(head.c_str(), "vrrptest run 1 part %zu of %zu", &part, &parts) != 2 ||
               parts == 0 || parts > most_parts || part != seen_ + 1 || (parts_ != 0 && parts != parts_)) {
        problem_ = "the record of the run in this file is damaged: its parts do not fit together";
    } else {
        parts_ = parts;
        ++seen_;
        text_ += data.substr(end + 1);
        // A block's data is padded to 32 bits with zeros, which the text has none of.
        while (!text_.empty() && text_.back() == '\0') text_.pop_back();
    }
}

std::optional<RunRecord> RecordReader::record() {
    if (parts_ == 0 || !problem_.empty()) return {};
    if (seen_ != parts_) {
        problem_ = "the record of the run in this file is incomplete: the file was broken off";
        return {};
    }
    auto record = record_of_json(text_);
    if (!record)
        problem_ = "the record of the run in this file is damaged, so that its cases cannot be judged again";
    return record;
}

}  // namespace tester

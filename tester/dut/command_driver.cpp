#include "tester/dut/command_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tester/dut/shell.hpp"

namespace tester {
namespace {

using nlohmann::ordered_json;

constexpr int unsupported = 127;

ordered_json request(std::string_view verb) {
    return {{"schema", 1}, {"verb", verb}};
}

ordered_json authentication_of(const RouterConfig& router) {
    using engine::AuthenticationType;
    if (router.authentication.type == AuthenticationType::none) return nullptr;
    const bool is_password = router.authentication.type == AuthenticationType::simple_text_password;
    return {{"type", is_password ? "pass" : "ah"}, {"key", router.authentication.key}};
}

ordered_json json_of(const RouterConfig& router) {
    ordered_json json{
        {"vrid", router.vrid},
        {"profile", to_string(router.profile)},
        {"version", router.version()},
        {"family", router.family() == engine::Family::ipv4 ? "ipv4" : "ipv6"},
        {"priority", router.priority},
        {"interval_seconds", engine::seconds(representable_interval(router.profile, router.interval))},
        {"preempt", router.preempt},
        {"accept", nullptr},
        {"addresses", ordered_json::array()},
        {"prefix_length", router.prefix_length},
        {"authentication", authentication_of(router)},
        {"defaults", router.defaults},
        {"v2_interoperation", router.v2_interoperation},
        {"router_advertisements", router.router_advertisements}};
    if (router.accept) json["accept"] = *router.accept;
    for (const auto& address : link_local_first(router.addresses))
        json["addresses"].push_back(to_string(address));
    return json;
}

// To say which verbs it has, or to let go of a device that is stuck already, is not worth a long wait.
constexpr engine::Duration short_limit = std::chrono::seconds(5);

CommandResult run_verb(Arguments command, std::string_view verb, const std::string& input,
                       engine::Duration limit, const Hurry* hurry = nullptr) {
    command.emplace_back(verb);
    return run_command_with_input(command, input + "\n", limit, hurry);
}

}  // namespace

CommandDriver::CommandDriver(Arguments command, engine::Duration limit)
    : command_(std::move(command)), limit_(limit) {
    if (command_.empty()) throw DriverError("the driver's command is empty: name an executable");
}

std::string CommandDriver::name() const {
    return fmt::format("{}", fmt::join(command_, " "));
}

/// An executable that does not know the word is not at fault: each verb is then tried when it is needed.
void CommandDriver::ask_for_verbs() const {
    if (std::exchange(has_asked_, true)) return;
    const auto said = run_verb(command_, "verbs", request("verbs").dump(), std::min(limit_, short_limit));
    if (said.timed_out || said.status != 0) return;
    std::set<std::string> words;
    std::istringstream text(said.output);
    for (std::string word; text >> word;) words.insert(word);
    if (words.empty()) return;
    for (const auto verb : all_driver_verbs)
        if (words.count(std::string(to_string(verb))) == 0) unsupported_.insert(verb);
}

bool CommandDriver::can(DriverVerb verb) const {
    ask_for_verbs();
    return unsupported_.count(verb) == 0;
}

/// What the device is, only its operator knows: the DUT file says it.
Capabilities CommandDriver::capabilities() const {
    return {};
}

std::string CommandDriver::perform(DriverVerb verb, const std::string& input) {
    const auto word = to_string(verb);
    const auto denied = fmt::format("'{}' does not support the verb '{}'", name(), word);
    if (!can(verb)) throw DriverError(denied);
    auto result = run_verb(command_, word, input, limit_, &hurry_);
    is_stuck_ = result.timed_out;
    if (is_stuck_)
        throw DriverError(fmt::format("'{} {}' did not end within {:g} s; it said: {}", name(), word,
                                      engine::seconds(limit_), last_lines(result.output)));
    if (result.status == 0) return std::move(result.output);
    if (result.status == unsupported) {
        unsupported_.insert(verb);
        throw DriverError(denied);
    }
    throw DriverError(fmt::format("'{} {}' failed (exit code {}): {}", name(), word, result.status,
                                  last_lines(result.output)));
}

void CommandDriver::apply(const std::vector<RouterConfig>& routers) {
    auto json = request("apply");
    json["virtual_routers"] = ordered_json::array();
    for (const auto& router : routers) json["virtual_routers"].push_back(json_of(router));
    was_applied_ = true;
    perform(DriverVerb::apply, json.dump());
}

void CommandDriver::start() {
    perform(DriverVerb::start, request("start").dump());
}

void CommandDriver::stop() {
    perform(DriverVerb::stop, request("stop").dump());
}

void CommandDriver::kill() {
    perform(DriverVerb::kill, request("kill").dump());
}

void CommandDriver::set_link(bool up) {
    const auto verb = up ? DriverVerb::link_up : DriverVerb::link_down;
    perform(verb, request(to_string(verb)).dump());
}

void CommandDriver::set_priority(Profile profile, std::uint8_t vrid, std::uint8_t priority) {
    auto json = request("set-priority");
    json["vrid"] = vrid;
    json["profile"] = to_string(profile);
    json["priority"] = priority;
    perform(DriverVerb::set_priority, json.dump());
}

std::string CommandDriver::log() {
    return perform(DriverVerb::log, request("log").dump());
}

/// An executable that has nothing to undo says 127, or anything else: nobody would be helped by an error
/// here.
void CommandDriver::release() noexcept {
    if (!std::exchange(was_applied_, false)) return;
    const bool is_urgent = is_stuck_ || hurry_.is_pressed();
    try {
        run_verb(command_, "release", request("release").dump(),
                 is_urgent ? std::min(limit_, short_limit) : limit_);
    } catch (const std::exception&) {
    }
}

}  // namespace tester

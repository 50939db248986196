#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "tester/cli/command.hpp"
#include "tester/cli/interrupt.hpp"
#include "tester/cli/options.hpp"
#include "tester/cli/parsing.hpp"
#include "tester/run/preflight.hpp"
#include "tester/run/speak_session.hpp"

namespace cli {
namespace {

using tester::RouterConfig;
using tester::SpeakEvent;
using tester::UsageError;

struct SpeakCommandOptions {
    std::string interface;
    VlanOptions vlan;
    std::string vrid;
    std::vector<std::string> addresses;
    int version = 3;
    int priority = 100;
    bool owner = false;
    std::string interval = "1s";
    bool no_preempt = false;
    bool accept = false;
    bool version_2_too = false;
    std::string authentication = "none";
    std::string routers_file;
    std::string checksum_form = "auto";
    std::string standard;
    std::string duration;
    std::size_t count = 0;
    bool json = false;
    bool has_router_options = false;  // one that describes the virtual router of --vrid
};

tester::Profile profile_of(int version, engine::Family family) {
    if (version == 2) return tester::Profile::v2_ipv4;
    return family == engine::Family::ipv6 ? tester::Profile::v3_ipv6 : tester::Profile::v3_ipv4;
}

std::vector<engine::IpAddress> addresses_of(const std::vector<std::string>& words) {
    std::vector<engine::IpAddress> addresses;
    for (const auto& word : split_list(words)) {
        const auto address = engine::IpAddress::parse(word);
        if (!address) throw UsageError("'" + word + "' is no IP address");
        addresses.push_back(*address);
    }
    return addresses;
}

/// The virtual router of --vrid and the options beside it.
RouterConfig router_of(const SpeakCommandOptions& options) {
    RouterConfig router;
    router.vrid = parse_vrid(options.vrid);
    router.addresses = addresses_of(options.addresses);
    if (router.addresses.empty())
        throw UsageError("the virtual router has no address; add --address, such as --address 192.0.2.1");
    router.profile = profile_of(options.version, router.addresses.front().family());
    router.priority = static_cast<std::uint8_t>(options.owner ? 255 : options.priority);
    router.interval = parse_duration(options.interval);
    router.preempt = !options.no_preempt;
    if (options.accept) router.accept = true;
    router.v2_interoperation = options.version_2_too;
    if (router.v2_interoperation && router.profile != tester::Profile::v3_ipv4)
        throw UsageError("--version-2-too is for version 3 over IPv4");
    const auto authentication = engine::parse_authentication(options.authentication);
    if (!authentication)
        throw UsageError("'" + options.authentication +
                         "' is no authentication; write pass:PASSWORD, ah:KEY or none");
    router.authentication = *authentication;
    return router;
}

std::vector<RouterConfig> routers_of(const SpeakCommandOptions& options) {
    std::vector<RouterConfig> routers;
    if (!options.routers_file.empty())
        routers = tester::routers_to_be(tester::read_dut_file(options.routers_file));
    if (!options.vrid.empty()) {
        routers.push_back(router_of(options));
    } else if (options.has_router_options) {
        throw UsageError(
            options.routers_file.empty()
                ? "no virtual router was named; add --vrid N"
                : "the options of one virtual router need --vrid; those of --routers stand in the file");
    } else if (options.routers_file.empty()) {
        throw UsageError("no virtual router was named; add --vrid N and --address, or --routers FILE");
    }
    return routers;
}

std::optional<engine::ChecksumForm> checksum_form_of(const std::string& word) {
    if (word == "pseudo-header") return engine::ChecksumForm::pseudo_header;
    if (word == "message-only") return engine::ChecksumForm::message_only;
    return std::nullopt;
}

std::chrono::system_clock::time_point to_time_point(engine::Instant when) {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(engine::Duration(when.nanoseconds)));
}

std::string_view word(engine::State state) {
    switch (state) {
        case engine::State::backup:
            return "backup";
        case engine::State::active:
            return "active";
        case engine::State::initialize:
            break;
    }
    return "initialize";
}

std::string line_of(const SpeakEvent& event) {
    const auto time = to_time_point(event.when);
    const auto milliseconds = event.when.nanoseconds / 1'000'000 % 1000;
    const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(time);
    const auto router =
        event.vrid ? fmt::format("VRID {:<3} {} ", *event.vrid, to_string(*event.profile)) : std::string();
    return fmt::format("{:%H:%M:%S}.{:03} {:<13} {}{}",
                       fmt::localtime(std::chrono::system_clock::to_time_t(seconds)), milliseconds,
                       event.kind, router, event.says);
}

std::string json_of(const SpeakEvent& event) {
    const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(to_time_point(event.when));
    nlohmann::ordered_json json;
    json["time"] = fmt::format("{:%FT%T}.{:09}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                               event.when.nanoseconds % 1'000'000'000);
    json["event"] = event.kind;
    if (event.vrid) json["vrid"] = *event.vrid;
    if (event.profile) json["profile"] = to_string(*event.profile);
    if (event.from) json["from"] = word(*event.from);
    if (event.to) json["to"] = word(*event.to);
    if (event.source) json["source"] = to_string(*event.source);
    if (event.priority) json["priority"] = *event.priority;
    if (event.untold != 0) json["untold"] = event.untold;
    json["says"] = event.says;
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int run_speak(const SpeakCommandOptions& options) {
    if (options.interface.empty()) throw UsageError("no interface was named; add -i IF");
    tester::SpeakOptions speak;
    speak.interface = options.interface;
    speak.vlan = options.vlan.wanted();
    speak.what.routers = routers_of(options);
    speak.what.checksum_form = checksum_form_of(options.checksum_form);
    if (!options.standard.empty())
        speak.what.standard = static_cast<engine::Rfc>(std::stoi(options.standard));
    if (!options.duration.empty()) speak.duration = parse_duration(options.duration);
    if (options.count != 0) speak.advertisements = options.count;
    const InterruptGuard interrupt_guard;
    const HangupGuard hangup_guard;
    // Nobody reads on: the same as an interruption.
    speak.interrupted = [] { return interrupted() || std::ferror(stdout) != 0; };
    speak.asked_to_reread = [&options]() -> std::optional<std::vector<RouterConfig>> {
        if (!take_hangup()) return std::nullopt;
        return routers_of(options);
    };
    tester::speak(speak, [&options](const SpeakEvent& event) {
        std::puts((options.json ? json_of(event) : line_of(event)).c_str());
        std::fflush(stdout);
    });
    return 0;
}

void add_router_options(CLI::App& app, SpeakCommandOptions& options) {
    const auto group = "The virtual router";
    const auto note = [&options, group](CLI::Option* option) {
        option->group(group)->each([&options](const std::string&) { options.has_router_options = true; });
        return option;
    };
    app.add_option("--vrid", options.vrid, "its VRID, 1 to 255")->type_name("N")->group(group);
    note(app.add_option("--address", options.addresses, "its virtual addresses, all of one family"))
        ->type_name("ADDRESS[,...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    note(app.add_option("--version", options.version, "of VRRP: 2 or 3"))
        ->check(CLI::IsMember({2, 3}))
        ->capture_default_str()
        ->type_name("N");
    auto* priority = note(app.add_option("--priority", options.priority, "1 to 254, or 255 for the owner"))
                         ->check(CLI::Range(1, 255))
                         ->capture_default_str()
                         ->type_name("P");
    note(app.add_flag("--owner", options.owner, "own the addresses: priority 255"))->excludes(priority);
    note(app.add_option("--interval", options.interval,
                        "between advertisements: whole seconds in version 2, 10ms to 40.95s in version 3"))
        ->capture_default_str()
        ->type_name("TIME");
    note(app.add_flag("--no-preempt", options.no_preempt, "do not take over from a lower priority"));
    note(app.add_flag("--accept", options.accept, "Accept_Mode: answer ICMP echo to the virtual addresses"));
    note(app.add_flag("--version-2-too", options.version_2_too,
                      "send and hear version 2 beside version 3 over IPv4 (RFC 9568 8.4)"));
    note(app.add_option("--auth", options.authentication,
                        "version 2: pass:PASSWORD, or ah:KEY for an IP Authentication Header as keepalived's "
                        "(8 octets of the key count; ah:0x... gives one of any length in hexadecimal)"))
        ->type_name("SORT:KEY");
    app.add_option("--routers", options.routers_file,
                   "many: the [[virtual_router]] tables of a DUT file; SIGHUP reads them anew")
        ->type_name("FILE")
        ->group(group);
}

}  // namespace

Action add_speak(CLI::App& app) {
    const auto options = std::make_shared<SpeakCommandOptions>();
    app.add_option("-i,--interface", options->interface, "the interface to speak on")->type_name("IF");
    options->vlan.add_to(app, "The LAN");
    add_router_options(app, *options);
    app.add_option(
           "--checksum-form", options->checksum_form,
           "of version 3 over IPv4: auto (that of the first advertisement heard, the standard's until "
           "then), pseudo-header or message-only")
        ->check(CLI::IsMember({"auto", "pseudo-header", "message-only"}))
        ->type_name("FORM");
    app.add_option("--standard", options->standard,
                   "the RFC that decides where they contradict each other (default: 9568, which is 3768 for "
                   "version 2)")
        ->check(CLI::IsMember({"3768", "5798", "9568"}))
        ->type_name("RFC");
    app.add_option("--duration", options->duration, "leave after this time")->type_name("TIME");
    app.add_option("--count", options->count, "leave after so many advertisements sent")
        ->check(CLI::Range(1, 1000000000))
        ->type_name("N");
    app.add_flag("--json", options->json, "print the events as JSON, one a line");
    app.footer(
        "Runs until SIGINT or SIGTERM, resigns with priority 0 where it is Active, and\n"
        "exits with 0.\n"
        "  vrrptest speak -i eth0 --vrid 1 --address 192.0.2.1 --priority 150\n"
        "  vrrptest speak -i eth0 --vrid 1 --interval 100ms --accept \\\n"
        "    --address fe80::1:1,2001:db8::1");
    return [options] { return run_speak(*options); };
}

}  // namespace cli
